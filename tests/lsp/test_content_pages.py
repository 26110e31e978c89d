"""The language server on pages that use the vocabulary, asked by a client."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lsprotocol import types

from support.lsp_client import Editor, apply

CONFIG = """\
base = "https://w3id.org/test/"
lang = "en"
languages = ["de"]
[content]
paths = ["content"]
vocabularies = ["v.ttl"]
[content.keys]
tags = "topics"
more = "*"
"#" = "*"
"""
TOPICS = """\
# Database; DB
A store of data.
## SQL database
# Mercury the metal
- Alt: Mercury
# Mercury the planet
- Alt: Mercury
# Old
- Deprecated: true
- Replaced by: [Database](#database)
"""
GERMAN = "# Datenbank\n## SQL-Datenbank\n# Quecksilber\n# Merkur\n# Alt\n"
TURTLE = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/v> a skos:ConceptScheme .
<https://example.org/v/salt> a skos:Concept ;
    skos:prefLabel "Salt: table"@en ; skos:definition "What cooks use."@en .
"""
PAGE = "---\ntitle: A\ntags: [DB, Databse, mercury, old]\nmore: https://example.org/v/salt\n---\nOn #DB and `#DB`.\n"


@pytest.fixture
def folder(site: Callable[..., Path]) -> Path:
    files = {
        "taxonomy/topics.md": TOPICS, "taxonomy/topics.de.md": GERMAN, "v.ttl": TURTLE, "content/a.md": PAGE,
        "content/de/b.md": "# B\n", "other.md": PAGE, "content/tags.yml": "dbms:\n  label: DB # a tag\n",
    }  # fmt: skip
    return site(files, CONFIG)


def ask_actions(editor: Editor, path: str, line: int) -> dict[str, str]:
    """The text that each action makes of the page."""
    asked = types.CodeActionParams(
        types.TextDocumentIdentifier(editor.uri(path)),
        types.Range(types.Position(line, 0), types.Position(line, 0)),
        types.CodeActionContext([]),
    )
    actions = editor.ask(types.TEXT_DOCUMENT_CODE_ACTION, asked)
    before = PAGE.split("\n")[line]
    return {
        one.title: apply(PAGE, one.edit.changes[editor.uri(path)]).split("\n")[line]
        for one in actions
        if apply(PAGE, one.edit.changes[editor.uri(path)]).split("\n")[line] != before
    }


def test_a_page_that_uses_the_vocabulary(folder: Path) -> None:
    path = "content/a.md"
    with Editor(folder) as editor:
        editor.open(path)
        editor.open("other.md")
        assert editor.codes(path) == [
            "non-preferred-term", "unknown-term", "ambiguous-term", "deprecated-term", "non-preferred-term",
        ]  # fmt: skip
        assert editor.codes("other.md") == []
        assert ask_actions(editor, path, 2) == {
            "Write 'Database' (non-preferred-term)": "tags: [Database, Databse, mercury, old]",
            "Write 'Database' (unknown-term)": "tags: [DB, Database, mercury, old]",
            "Write 'Mercury the metal' (ambiguous-term)": "tags: [DB, Databse, Mercury the metal, old]",
            "Write 'Mercury the planet' (ambiguous-term)": "tags: [DB, Databse, Mercury the planet, old]",
            "Write 'database' (deprecated-term)": "tags: [DB, Databse, mercury, database]",
            "Apply all safe fixes": "tags: [Database, Databse, mercury, database]",
        }
        hover = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, path, 2, 7)
        assert hover.contents.value.startswith(
            "**Database (en) / Datenbank (de)** · `skos:Concept`\n\n`https://w3id.org/test/topics/database`\n\n"
            "A store of data.\n\n"
        )
        hover = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, path, 3, 9)
        assert "What cooks use." in hover.contents.value
        place = editor.ask_at(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams, path, 5, 5)
        assert (place.uri, place.range.start) == (editor.uri("taxonomy/topics.md"), types.Position(0, 2))
        # The vocabulary is changed next to it.
        editor.open("taxonomy/topics.md")
        editor.change("taxonomy/topics.md", TOPICS.replace("; DB", "; Databse"))
        assert editor.codes(path) == [
            "unknown-term", "non-preferred-term", "ambiguous-term", "deprecated-term", "unknown-term",
        ]  # fmt: skip
        editor.close(path)
        assert editor.codes(path) == []


def test_a_file_of_tags(folder: Path) -> None:
    path, page = "content/tags.yml", "content/de/b.md"
    with Editor(folder) as editor:
        editor.open(path)
        editor.open(page, "---\ntags: [dbms, sql]\n---\n")
        assert editor.codes(path) == ["non-preferred-term"]
        # The page gets the label from the file, where the mistake is.
        assert editor.codes(page) == ["unknown-term"]
        hover = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, path, 1, 10)
        assert "A store of data." in hover.contents.value
        editor.change(path, "dbms: {label: Database}\nsql: {label: Mercury the metal}\n")
        assert editor.codes(path) == editor.codes(page) == []


SQL = ("SQL database", "SQL-Datenbank → SQL database")
GERMAN_SQL = "SQL database → SQL-Datenbank"
MERCURY = ("Mercury → Mercury the metal", "Mercury → Mercury the planet")
COMPLETIONS = [
    ("content/a.md", "---\ntags: [dat", ("Database → database", "Datenbank → database", *SQL)),
    ("content/a.md", "---\ntags:\n  - sql-d", ("SQL database → sql-database", "SQL-Datenbank → sql-database")),
    ("content/a.md", '+++\ntags = ["x", "SQ', SQL),
    ("content/a.md", "---\nmore: Sal", ('Salt: table → "Salt: table"',)),
    ("content/a.md", "---\nmore: 'Sal", ("Salt: table",)),
    ("content/a.md", '{"more": ["sal', ("Salt: table",)),
    ("content/a.md", "---\ntags: Sal", ()),
    ("content/a.md", "---\ntags: DB, merc", ("Mercury the metal", "Mercury the planet", *MERCURY)),
    ("content/a.md", "Text #mercury-the-m", ("Mercury the metal → mercury-the-metal",)),
    ("content/a.md", "```\n#merc", ()),
    ("content/de/b.md", "---\ntags: [Dat", ("Datenbank", "Database → Datenbank", "SQL-Datenbank", GERMAN_SQL)),
    ("content/a.md", "---\ntitle: Dat", ()),
    ("content/tags.yml", "db:\n  label: SQ", SQL),
    ("content/tags.yml", "db:\n  permalink: SQ", ()),
]


def test_completion(folder: Path) -> None:
    with Editor(folder) as editor:
        editor.open("content/a.md")
        editor.open("content/de/b.md")
        editor.open("content/tags.yml")
        for path, before, expected in COMPLETIONS:
            editor.change(path, f"{before}\n{before[:3] if before[0] in '-+' else ''}\n")
            lines = before.split("\n")
            found = editor.ask_at(
                types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams, path, len(lines) - 1, len(lines[-1])
            )
            shown = (
                one.label + (f" → {one.text_edit.new_text}" if one.text_edit.new_text != one.label else "")
                for one in found.items
            )
            assert tuple(shown) == expected, before
