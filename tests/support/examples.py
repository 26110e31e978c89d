"""Examples of a Markdown page: files are written, commands and programs run, and their output put into the page."""

import os
import re
import subprocess
import sys
from pathlib import Path

from markdown_it import MarkdownIt

# A command goes on in the next line after a backslash.
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_TITLE = re.compile(r'\btitle="([^"]+)"')
_PRINT = re.compile(r"(print\(.*\))  # .*")
# The day and the author of commits are the same in every run.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_AUTHOR_DATE": "2026-01-16T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-01-16T12:00:00Z",
    "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "init.defaultBranch", "GIT_CONFIG_VALUE_0": "main",
}  # fmt: skip


def render_examples(text: str, folder: Path) -> str:
    """Run the examples of a page in a folder, one after the other, and return the page with their real output.

    A block with `title="FILE"` is written to that file. In a `console` block, each line that begins with `$ ` is a
    command of the shell. A line `…` in the output that the page shows stands for any lines.
    """
    lines = text.splitlines(keepends=True)
    # From the last block to the first, so that the lines of those before it stay where they are.
    blocks = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "fence" and token.map]
    rendered = [(token.map, _render_block(token.info, token.content, folder)) for token in blocks]
    for (first, last), content in reversed(rendered):
        lines[first + 1 : last - 1] = content.splitlines(keepends=True)
    return "".join(lines)


def count_examples(text: str) -> int:
    """Return the number of commands and programs of a page that `render_examples` runs."""
    blocks = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "fence"]
    return sum(
        len(_COMMAND.findall(token.content)) if token.info == "console" else token.info == "python" for token in blocks
    )


def _render_block(info: str, content: str, folder: Path) -> str:
    if title := _TITLE.search(info):
        file = folder / title[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    elif info == "console":
        return _COMMAND.sub(lambda found: f"$ {found[1]}\n{_show_output(found[1], found[2], folder)}", content)
    elif info == "python":
        return _render_program(content, folder)
    return content


def _show_output(command: str, shown: str, folder: Path) -> str:
    """What a command prints; what the page shows if that says the same with lines left out."""
    output = _run(["sh", "-c", command], folder)
    parts = [re.escape(part) for part in re.split(r"^…\n", shown, flags=re.MULTILINE)]
    return shown if re.fullmatch("(?:.*\n)*".join(parts), output) else output


def _render_program(program: str, folder: Path) -> str:
    printed = iter(_run([sys.executable, "-c", program], folder).splitlines())
    return _PRINT.sub(lambda found: f"{found[1]}  # {next(printed, 'nothing')}", program)


def _run(command: list[str], folder: Path) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
    environment = {**_ENVIRONMENT, "PATH": path, "HOME": str(folder.parent)}
    run = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return run.stdout
