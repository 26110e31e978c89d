"""What is found with the cache of earlier runs is what is found without it."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from headword.content.lint import lint_content
from headword.content.pages import find_content
from headword.core.cache import open_cache
from headword.core.context import RunContext
from headword.project.project import find_project

CONFIG = 'base = "https://w3id.org/test/"\n{}[content]\npaths = ["content"]\n{}\n'
TURTLE = (
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<https://v.org/a> a skos:Concept; skos:prefLabel 'Mud' ."
)
FILES = {
    "headword.toml": (
        CONFIG.format("", 'keys = {tags = "*", "#" = "topics"}'),
        CONFIG.format("", 'write-as = "id"\nkeys = {tags = {max = 1}}'),
        CONFIG.format('lang = "de"\n', 'keys = {tags = "topics"}'),
        CONFIG.format("", 'vocabularies = ["v.ttl"]\nkeys = {tags = "*"}'),
    ),
    "taxonomy/topics.md": ("# Sand; grit\n# Clay\n", "# Grit; sand\n", "# Sand\n## Clay\n- Deprecated: true\n"),
    "taxonomy/more.md": ("# Grit\n", "# Mud; clay\n", "---\ndraft: true\n---\n# Mud\n"),
    "v.ttl": ("", TURTLE),
    "content/a.md": ("---\ntags: [grit, clay]\n---\n#sand\n", "---\ntags: mud, sand\n---\n", "---\ntags: [grit\n---\n"),
    "content/b.de.md": ("---\ntags: sand\nlang: en\n---\n", "<!-- headword-disable-file HW002 -->\n#grit\n"),
}
CHANGES = st.sampled_from([(name, text) for name, texts in FILES.items() for text in texts])


@example([("headword.toml", text) for text in FILES["headword.toml"][1:]])
@given(st.lists(CHANGES, min_size=2, max_size=8))
@settings(suppress_health_check=list(HealthCheck), max_examples=4)
def test_the_cache_changes_nothing(changes: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name, open_cache(None) as cache:
        folder = Path(name)
        context = RunContext(cache, jobs=1)
        start = [(file, texts[0]) for file, texts in FILES.items()]
        for number, (file, text) in enumerate((*start, *changes)):
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_text(text)
            if number >= len(start) - 1:
                project = find_project(folder)
                one = [find_content(project, []).files[0].source.path]
                assert lint_content(project, context=context) == lint_content(project)
                assert lint_content(project, one, context=context) == lint_content(project, one)
