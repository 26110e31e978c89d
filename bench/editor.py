"""How long after a keystroke an editor is told what is wrong, on a site of 320 pages.

Starts ``headword lsp`` as an editor does, and types into one page: in a keyword, in a
label with headings below it, and in the label of the top concept, which the scheme of
subjects leads to.  The pause that the server waits for more typing is part of it.
Run as ``python bench/editor.py [PAGES]``.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from sites import make_site

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.lsp_client import Editor

_TIMES = 30
_EDITS = {
    "a keyword": ("\n#### ", "\n#### Word{n}; Word{n}, "),
    "a label": ("\n## ", "\n## Word{n}; Word{n}, "),
    "the top concept's label": ("\n# ", "\n# Word{n}; Word{n}, "),
}


def measure(editor: Editor, path: str, text: str, old: str, new: str) -> list[float]:
    """Seconds from the change to the diagnostics that it brings, in order."""
    taken = []
    for number in range(_TIMES):
        changed = text.replace(old, new.format(n=number), 1)
        before = editor.told.get(editor.uri(path))
        start = time.perf_counter()
        editor.change(path, changed)
        while editor.told.get(editor.uri(path)) is before:
            time.sleep(0.001)
        taken.append(time.perf_counter() - start)
        time.sleep(0.2)
    return sorted(taken)


def main() -> None:
    """Print a row for each kind of edit."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 320
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        concepts = make_site(folder, pages)
        page = sorted((folder / "taxonomy").rglob("*.md"))[pages // 2]
        path, text = page.relative_to(folder).as_posix(), page.read_text("utf-8")
        start = time.perf_counter()
        with Editor(folder) as editor:
            editor.open(path)
            editor.diagnostics(path)
            print(f"{concepts:,} concepts, first check {time.perf_counter() - start:.2f} s")
            print(f"{'edit':<26}{'median':>10}{'95th':>10}   ms from keystroke to diagnostics")
            for kind, (old, new) in _EDITS.items():
                taken = measure(editor, path, text, old, new)
                median, late = statistics.median(taken), taken[int(len(taken) * 0.95)]
                print(f"{kind:<26}{median * 1000:>10.0f}{late * 1000:>10.0f}")


if __name__ == "__main__":
    main()
