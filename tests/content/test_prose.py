"""Labels in running text: what is found is there, and fixes write over that alone."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headword.content.lint import lint_content
from headword.content.prose.label_index import LabelIndex
from headword.content.prose.words import WordForms, fold_word
from headword.content.thesaurus import TermLabel
from headword.lint.apply_fixes import fix_pages
from headword.lint.fixes import LINKS, SAFE
from headword.markdown.page import parse_page
from headword.markdown.profiles import PLAIN
from headword.markdown.prose import read_prose
from headword.project.project import Project, find_project

WORDS = [
    "gap",
    "pad",
    "thermal",
    "DB",
    "db",
    "C++",
    "a.b*",
    "(x)y",
    "x;y",
    "cafe\u0301",
    "soft\u00adhyphen",
    "\u05d0\u05d1",
    "\u6570\u636e",
]
LABELS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6)
MARKDOWN = st.lists(
    st.sampled_from(
        [
            *WORDS,
            " ",
            " ",
            "-",
            "\n",
            "\n\n",
            "`",
            "**",
            "[",
            "](",
            ")",
            "<b>",
            '"',
            "# ",
            "- ",
            "> ",
            "| ",
            ". ",
            "$",
            "\\",
        ]
    ),
    max_size=40,
).map("".join)


def index(*labels: str) -> LabelIndex:
    return LabelIndex([TermLabel(label, "en", 1, label) for label in labels], "en")


@given(LABELS, MARKDOWN)
@settings(max_examples=150)
def test_a_match_is_a_label_and_no_other_label_reaches_further(labels: list[str], text: str) -> None:
    searched = index(*labels)
    end = 0
    for match in searched.find(text):
        assert match.start >= end
        end = match.end
        surface = text[match.start : match.end]
        if not match.is_inflected:
            folded = {"".join(fold_word(label.text).replace("-", " ").split()) for label in match.labels}
            assert "".join(fold_word(surface).replace("-", " ").split()) in folded
        longest = max((one for one in labels if text.startswith(one, match.start)), key=len, default="")
        assert not longest or len(surface) >= len(longest) or not text[match.start + len(longest) :][:1].isspace()


@given(MARKDOWN)
@settings(max_examples=150)
def test_running_text_keeps_every_place(text: str) -> None:
    page = parse_page(f"---\ntitle: x\n---\n{text}", "a.md", "a")
    for block in read_prose(page, PLAIN):
        for offset, line in enumerate(block.text.split("\n")):
            written = page.lines[block.line - 1 + offset]
            assert len(line) == len(written) or not written.strip()
            assert all(
                char in (seen, " ", "\ufdd0", "\ufdd1", "\ufffc") for char, seen in zip(line, written, strict=False)
            )


@pytest.mark.parametrize(
    ("language", "one", "other", "is_form"),
    [
        ("en", "database", "databases", True),
        ("en", "policy", "policies", True),
        ("en", "box", "boxes", True),
        ("en", "operator", "operate", False),
        ("en", "operator", "operation", False),
        ("en", "new", "news", False),
        ("en", "indic", "indices", False),
        ("en", "db", "dbs", False),
        ("de", "datenbank", "datenbanken", True),
        ("de", "spiel", "spieler", False),
        ("fr", "donnée", "données", True),
        ("fr", "port", "porte", False),
        ("es", "flor", "flores", True),
        ("ru", "книга", "книги", True),
        ("ja", "database", "databases", False),
        ("", "database", "databases", False),
    ],
)
def test_forms_of_a_word(language: str, one: str, other: str, *, is_form: bool) -> None:
    assert (WordForms(language, [one]).find(other) == (one,)) is is_form
    assert (WordForms(language, [other]).find(one) == (other,)) is is_form


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("site")
    (folder / "headword.toml").write_text(
        'base = "https://w3id.org/test/"\n[content]\npaths = ["content"]\n[content.prose]\n'
    )
    for name in ("taxonomy", "content"):
        (folder / name).mkdir()
    (folder / "taxonomy" / "t.md").write_text("# Database; DB\n# Gap pad; pad of foam\n# Thermal gap pad; gap filler\n")
    return find_project(folder)


@given(
    st.lists(
        st.sampled_from(["DB", "pad of foam", "gap filler", "database", "`DB`", ". ", "\n", "[DB](x.md)", "# ", "an "]),
        max_size=12,
    )
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_second_fix_changes_nothing(project: Project, parts: list[str]) -> None:
    path = project.root / "content" / "a.md"
    path.write_text(" ".join(parts) + "\r\nend\r\n", newline="")
    for fixes in (SAFE, LINKS):
        fixed = fix_pages(project, fixes, lambda texts: lint_content(project, texts=texts)).after
        for name, data in fixed.items():
            (project.root / name).write_bytes(data)
        again = fix_pages(project, fixes, lambda texts: lint_content(project, texts=texts)).after
        assert again == {}
    assert path.read_bytes().endswith(b"\r\nend\r\n")


def test_a_long_paragraph_takes_no_longer_than_many_short_ones(project: Project) -> None:
    page = project.root / "content" / "long.md"

    def measure(separator: str) -> float:
        page.write_text(separator.join(["a gap filler **x** [y](z.md)"] * 3000))
        start = time.process_time()
        lint_content(project, [page])
        return time.process_time() - start

    assert measure(" ") < 4 * measure("\n\n")
    page.unlink()
