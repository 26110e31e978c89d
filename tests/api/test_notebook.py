"""The notebook of the docs: it runs, and what stands in it is what comes out.

``python tests/test_notebook.py`` runs it and writes down what comes out.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


def run() -> Any:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    for cell in notebook.cells:
        # When a cell ran, and how often, is nothing to keep.
        cell.metadata.clear()
        for output in cell.get("outputs", ()):
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def test_the_notebook_shows_what_comes_out() -> None:
    stored = nbformat.read(NOTEBOOK, as_version=4)
    ran = run()
    nbformat.validate(stored)
    assert [cell.get("outputs") for cell in ran.cells] == [cell.get("outputs") for cell in stored.cells]
    shown = [output for cell in stored.cells for output in cell.get("outputs", ())]
    assert len(shown) == 5
    assert not any(output.output_type == "error" for output in shown)
    assert sum("text/html" in output.get("data", ()) for output in shown) == 3


def test_the_notebook_is_small() -> None:
    assert NOTEBOOK.stat().st_size < 40_000


if __name__ == "__main__":
    nbformat.write(run(), NOTEBOOK)
    sys.exit(0)
