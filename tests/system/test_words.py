"""Words: the texts that users read follow docs/style.md."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from headword.cli.explain import command as explain
from headword.lint import catalogue
from support.project import ROOT

RULES = catalogue.load_rules()
SRC = ROOT / "src" / "headword"
MAX_WORDS = 25


class Text(NamedTuple):
    """A text that users read, and its place."""

    place: str
    text: str


# The words of the table in docs/style.md, in its order.
BANNED = {
    "mend": r"\bmend(s|ed|ing)?\b",
    "tell, told": r"\b(tells?|told|telling)\b",
    "come to": r"\b(comes?|came|coming) to\b",
    "beside": r"\bbeside\b",
    "stand": r"\b(stands?|stood|standing)\b",
    "whatever, whoever": r"\b(what|who|which|where)(so)?ever\b",
    "is no, is none": r"(?<!\bthere )\b(is|are|be|was|were) (no (?!longer\b|more\b)|none\b)",
    "another one for": r"\banother one for\b",
    "who asks": r"\bwho asks?\b",
    "at hand": r"\bat hand\b",
    "in vain": r"\bin vain\b",
    "go on": r"\b(go|goes|going|gone|went) on\b",
    "held against": r"\bheld against\b",
    "as many as pay": r"\bas many as pay\b",
    "kin": r"\bkin\b",
    "see to": r"\b(see|sees|seen|saw) to\b",
    "led to": r"\bled to\b",
    "a sentence that begins with a headless *What*, *Who* or *Where*": (
        r"(?:^|[.!?:;]\s+)(?-i:What|Who|Whom|Whose|Where)\b[^.?!]*(?:[.!]|$)"
    ),
}

# A place, or how it begins, and a banned word that it contains for a reason.
EXCEPTIONS = {("content/prose/check.py", "stand"): "the words of pages before a name: *stands for*"}


def read_rules() -> Iterator[Text]:
    """The texts of each rule, as its file in ``shapes/`` has them."""
    for rule in RULES.rules.values():
        for name in ("title", "message", "why", "fix"):
            yield Text(f"{rule.family}/{rule.name}.ttl: {name}", getattr(rule, name))


def read_rulebook() -> Iterator[Text]:
    """The generated page of the rules, without its examples."""
    yield from read_markdown(ROOT / "docs" / "rules.md")


def read_explanations() -> Iterator[Text]:
    """The output of ``headword explain`` for each rule."""
    runner = CliRunner()
    with pytest.MonkeyPatch.context() as patch:
        # Each call would read all shapes again.
        patch.setattr(catalogue, "load_rules", lambda shapes: RULES)
        for name in RULES.rules:
            run = runner.invoke(explain, [name], standalone_mode=False)
            assert run.exception is None, name
            yield Text(f"explain {name}", run.output.partition("\nExample\n")[0])


def read_style_guide() -> Iterator[Text]:
    """The style guide itself, without the table of the words to avoid."""
    for place, text in read_markdown(ROOT / "docs" / "style.md"):
        yield Text(place, text.partition("| not | but |")[0])


def read_contributing() -> Iterator[Text]:
    """The guide for contributors and the page on the metadata of rules."""
    yield from read_markdown(ROOT / "CONTRIBUTING.md")
    yield from read_markdown(ROOT / "docs" / "rule-metadata.md")


def read_documentation() -> Iterator[Text]:
    """The pages of the documentation, without the rules and the style guide, which have their own sources."""
    for file in sorted((ROOT / "docs").rglob("*.md")):
        if file.name not in ("rules.md", "style.md"):
            yield from read_markdown(file)


def read_markdown(file: Path) -> Iterator[Text]:
    """The prose of a page: no fenced code, no comments."""
    text = re.sub(r"^(`{3,}).*?^\1$", "", file.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    yield Text(file.name, re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))


def list_files(room: str) -> list[Path]:
    """The modules of a room and of its packages; with ``/*`` at the end, only those of the room."""
    return sorted(SRC.glob(f"{room}.py" if room.endswith("*") else f"{room}/**/*.py"))


def read_messages(*rooms: str) -> Callable[[], Iterator[Text]]:
    """The texts in the code of these rooms that have a space in them: messages, hints, reasons; no docstrings."""

    def read() -> Iterator[Text]:
        for room in rooms:
            for file in list_files(room):
                name = file.relative_to(SRC).as_posix()
                yield from read_literals(name, ast.parse(file.read_text("utf-8")))

    return read


def read_comments(*rooms: str) -> Callable[[], Iterator[Text]]:
    """The docstrings and comments of these rooms."""

    def read() -> Iterator[Text]:
        for room in rooms:
            for file in list_files(room):
                name, source = file.relative_to(SRC).as_posix(), file.read_text("utf-8")
                docstrings = {
                    node.value.lineno
                    for node in ast.walk(ast.parse(source))
                    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                }
                for token in tokenize.generate_tokens(io.StringIO(source).readline):
                    is_docstring = token.type == tokenize.STRING and token.start[0] in docstrings
                    if token.type == tokenize.COMMENT or is_docstring:
                        text = token.string.lstrip("r").strip('"# \n').replace("``", "`")
                        yield Text(f"{name}:{token.start[0]}", text)

    return read


def read_literals(name: str, tree: ast.Module) -> Iterator[Text]:
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    # A literal that is split into words is a list of names.
    parts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "split"}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings | parts:
            text = node.value
        else:
            continue
        if " " in text:
            yield Text(f"{name}:{node.lineno}", text)


ROOMS = (
    "api",
    "cli",
    "compiler",
    "content",
    "core",
    "ids",
    "importers",
    "lint",
    "lsp",
    "markdown",
    "project",
    "publish",
    "rdf",
    "server",
    "site",
    "stores",
)
NO_VERB = re.compile(
    r"(?:What|Whether|Which|Who|Whose|How|Where|When|Why|The|An?|Another|One|Each|All|Every|Those)\b"
    r"|``[^`]*`` (?:in|with)"
)


SOURCES: dict[str, Callable[[], Iterable[Text]]] = {
    "the rules": read_rules,
    "docs/rules.md": read_rulebook,
    "headword explain": read_explanations,
    "the messages of findings": read_messages("lint", "compiler", "markdown", "project", "rdf", "ids"),
    "the messages of other rooms": read_messages(
        "core", "publish", "importers", "stores", "site", "content", "lsp", "api", "server", "cli"
    ),
    "the documentation": read_documentation,
    "docstrings and comments": read_comments(*ROOMS),
    "README": lambda: read_markdown(ROOT / "README.md"),
    "the changelog": lambda: read_markdown(ROOT / "CHANGELOG.md"),
    "docs/style.md": read_style_guide,
    "the guides for contributors": read_contributing,
}


def without_code(text: str) -> str:
    """``text`` with each code span and quotation as one word."""
    return re.sub(r"`[^`]*`|\{\{<.*?>\}\}|\"[^\"]*\"", "code", text)


@pytest.mark.parametrize("source", SOURCES)
def test_banned_words_do_not_occur(source: str) -> None:
    found = [
        f"{place}: {word!r} in {match.group()!r}"
        for place, text in SOURCES[source]()
        for word, pattern in BANNED.items()
        if not any(place.startswith(start) and word == known for start, known in EXCEPTIONS)
        for match in re.finditer(pattern, without_code(text), re.IGNORECASE | re.MULTILINE)
    ]
    assert not found, "\n".join(found)


# Paragraphs, items, rows and cells; the names of arguments in docstrings; examples.
BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*>|#]+|\d+\.) )|\n(?=\s*\w[\w*, ]*: )|\n(?=\s*>>> )|\|| · ")
NO_PROSE = re.compile(r"\s*(?:\\b\s|>>> |Doors?: )")


def list_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of ``text``; the parts before and after a colon or semicolon count separately."""
    words = re.sub(r"\]\([^()\s]*\)", "]", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL))
    for block in BLOCK.split(re.sub(r"\*\*|(?<!\w)\*|\*(?!\w)", "", without_code(words))):
        if not NO_PROSE.match(block):
            yield from re.split(r"(?<=[.!?:;])\s+", re.sub(r"^\s*(?:[-*>#]+|\d+\.) ", "", block))


# The output of `headword explain` has the sentences of the rules below headings without a full stop.
@pytest.mark.parametrize("source", [source for source in SOURCES if source != "headword explain"])
def test_sentences_are_short(source: str) -> None:
    # Literals of several lines are templates and code.
    is_message = source.startswith("the messages")
    found = [
        f"{place}: {len(words)} words: {sentence}"
        for place, text in SOURCES[source]()
        if not (is_message and "\n" in text)
        for sentence in list_sentences(text)
        if len(words := sentence.split()) > MAX_WORDS
    ]
    assert not found, "\n".join(found)


def test_long_sentences_are_found() -> None:
    words = " ".join(["word"] * MAX_WORDS)
    assert max(len(one.split()) for one in list_sentences(f"# Title\n\n- {words}: {words}.\n- {words}")) == MAX_WORDS
    assert max(len(one.split()) for one in list_sentences(f"| a | {words} one. |")) == MAX_WORDS + 1


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_of_functions_begin_with_a_verb(room: str) -> None:
    found = [
        f"{file.relative_to(SRC).as_posix()}:{node.lineno}: {docstring.splitlines()[0]}"
        for file in list_files(room)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (docstring := ast.get_docstring(node))
        and NO_VERB.match(docstring)
    ]
    assert not found, "\n".join(found)


def test_messages_of_rules_are_clauses_and_fixes_are_sentences() -> None:
    for rule in RULES.rules.values():
        assert not rule.message.endswith((".", ":")), rule.name
        assert re.match(r"[a-z]|SkoHub|SKOS|VocPub|YAML", rule.message), rule.name
        assert re.match(r"(headword|[A-Z`]).*\.$", rule.why), rule.name
        assert re.match(r"[A-Z].*\.$", rule.fix), rule.name


def test_the_style_guide_lists_the_banned_words() -> None:
    table = (ROOT / "docs" / "style.md").read_text("utf-8").partition("| not | but |\n|---|---|\n")[2]
    assert [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()] == list(BANNED)


@pytest.mark.parametrize(
    "text",
    [
        "Mend the line.",
        "nobody can tell the two apart",
        "the Turtle beside the page",
        "it stands twice",
        "a mapping to what is no IRI",
        "an entry that is none",
        "What lies deeper is not drawn.",
        "Take it out. Where a rule was meant, it stays.",
        "Whoever looks it up",
    ],
)
def test_banned_words_are_found(text: str) -> None:
    assert any(re.search(pattern, text, re.IGNORECASE | re.MULTILINE) for pattern in BANNED.values())


@pytest.mark.parametrize(
    "text",
    [
        "recommend",
        "there is no page",
        "it is no longer used",
        "Where is the page?",
        "The page where it is.",
        "standard",
    ],
)
def test_other_words_are_not_found(text: str) -> None:
    assert not any(re.search(pattern, text, re.IGNORECASE | re.MULTILINE) for pattern in BANNED.values())
