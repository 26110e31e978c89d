"""Half of a surrogate pair in JSON front matter: a finding at its place, and the page is compiled without that key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from support.project import Run


@pytest.mark.parametrize(
    ("front_matter", "place", "key"),
    [
        (r'{"title": "\ud800 ores"}', "1:11", "'title'"),
        (r'{"title": "Ores", "category": ["rocks", "\udc00"]}', "1:41", "'category'"),
        (r'{"title": "Ores", "\udfff": 1}', "1:1", r"'\udfff'"),
    ],
)
def test_half_of_a_surrogate_pair(
    site: Callable[..., Path], headword: Run, front_matter: str, place: str, key: str
) -> None:
    folder = site({"taxonomy/a.md": f"{front_matter}\n\n# Ore\n"})
    # The second run reads what the first left in the cache.
    for _ in range(2):
        run = headword("check", "--output-format", "concise", cwd=folder)
        assert f"a.md:{place}: error[front-matter-syntax] {key} contains half of a surrogate pair" in run.stdout, (
            run.stderr
        )
        assert run.returncode == 1
    build = headword("build", "--no-check", cwd=folder)
    assert build.returncode == 0, build.stderr


def test_a_whole_surrogate_pair_is_a_character(site: Callable[..., Path], headword: Run) -> None:
    folder = site({"taxonomy/a.md": '{"title": "\\ud83d\\udc8e ores"}\n\n# Ore\n'})
    assert "surrogate" not in headword("check", cwd=folder).stdout
    assert headword("build", "--no-check", cwd=folder).returncode == 0
    assert "\U0001f48e ores" in (folder / "vocab" / "a.ttl").read_text(encoding="utf-8")
