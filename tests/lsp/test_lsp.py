"""The language server, asked by a client over standard input and output."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from lsprotocol import types

from headword.cli.lsp import command
from headword.core.errors import HeadwordError
from support.lsp_client import Editor, apply
from support.project import CONFIG, Run

Site = Callable[..., Path]

ROCKS = """\
---
title: Rocks
---

# Rocks

## 🪨 Quartz; rock crystal {#quartz}

The commonest mineral, beside [feldspar](#feldspar).

- Alt (de): Bergkristall
- Related: [Feldspar](#feldspar)
- Exact match: <http://www.wikidata.org/entity/Q43010>

## Feldspar
"""
METALS = """\
# Metals

## Gold

Found in [quartz veins](rocks.md#quartz) and [[Rocks#Quartz]].

- Related: [🪨 Quartz](rocks.md#quartz)
"""
MAP = """\
---
title: Map
---

{{< jsvis-map1 "white" "" >}}
# Map
## One; one
{{< /jsvis-map1 >}}
"""


@pytest.fixture
def folder(site: Site) -> Path:
    return site({"taxonomy/rocks.md": ROCKS, "taxonomy/metals.md": METALS, "taxonomy/map.md": MAP})


def texts(editor: Editor, edit: types.WorkspaceEdit) -> dict[str, str]:
    """The files that an edit changes, as they are then."""
    assert edit.changes is not None
    paths = {uri: next(path for path in ("rocks", "metals", "map") if f"/{path}.md" in uri) for uri in edit.changes}
    return {
        path: apply((editor.folder / f"taxonomy/{path}.md").read_text("utf-8"), list(edit.changes[uri]))
        for uri, path in paths.items()
    }


def actions(editor: Editor, path: str, line: int) -> dict[str, types.CodeAction]:
    found = editor.ask(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionParams(
            types.TextDocumentIdentifier(editor.uri(path)),
            types.Range(types.Position(line, 0), types.Position(line, 0)),
            types.CodeActionContext([]),
        ),
    )
    return {action.title: action for action in found}


def test_what_is_wrong_is_shown_while_it_is_typed(folder: Path) -> None:
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        assert editor.codes("taxonomy/rocks.md") == []
        # A map that says a keyword is the label too was not opened, and is told of all the same.
        assert editor.codes("taxonomy/map.md") == ["case-variant"]
        editor.change("taxonomy/rocks.md", ROCKS.replace("rock crystal", "🪨 Quartz"))
        (shown,) = editor.diagnostics("taxonomy/rocks.md")
        assert (shown.code, shown.severity, shown.source) == ("label-clash", types.DiagnosticSeverity.Error, "headword")
        assert shown.message == 'this text is already another label of the same concept: "🪨 Quartz"@en'
        # `## 🪨 Quartz; ` has 13 code points, of which UTF-16 takes the stone for two.
        assert shown.range == types.Range(types.Position(6, 14), types.Position(6, 23))
        editor.change("taxonomy/rocks.md", ROCKS)
        assert editor.codes("taxonomy/rocks.md") == []


def test_a_change_shows_on_the_pages_that_it_breaks(folder: Path) -> None:
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        editor.change("taxonomy/rocks.md", ROCKS.replace("Quartz; rock crystal {#quartz}", "Flint"))
        assert editor.codes("taxonomy/metals.md") == ["broken-link-in-text", "broken-link-in-text", "broken-link"]
        # What was not saved is as if it had not been.
        editor.close("taxonomy/rocks.md")
        assert editor.codes("taxonomy/metals.md") == []


@pytest.mark.parametrize(("encoding", "start", "end"), [("utf-8", 16, 27), ("utf-16", 14, 23), ("utf-32", 13, 21)])
def test_columns_are_counted_as_was_agreed(folder: Path, encoding: str, start: int, end: int) -> None:
    with Editor(folder, encoding=encoding) as editor:
        assert editor.about.capabilities.position_encoding == encoding
        editor.open("taxonomy/rocks.md", ROCKS.replace("rock crystal", "🪨 Quartz"))
        (shown,) = editor.diagnostics("taxonomy/rocks.md")
        assert (shown.range.start.character, shown.range.end.character) == (start, end)
        there = editor.ask_at(types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams, "taxonomy/rocks.md", 6, 8)
        assert there.start.character == 3


def test_lines_end_where_the_protocol_ends_them(folder: Path) -> None:
    # U+2028, form feed and the like end lines for Python, not for editors.
    text = "\ufeff" + ROCKS.replace("commonest", "most\u2028common\x0c\x85").replace("\n", "\r\n") + "\r\n## Tin; Tin"
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md", text)
        found = [one for one in editor.diagnostics("taxonomy/rocks.md") if one.code == "label-clash"]
        assert [one.range.start for one in found] == [types.Position(16, 8)]


def test_hovering_shows_the_card_of_a_concept(folder: Path) -> None:
    with Editor(folder) as editor:
        editor.open("taxonomy/metals.md")
        hover = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, "taxonomy/metals.md", 4, 12)
        assert hover.contents.value == (
            "**🪨 Quartz (en)** · `skos:Concept`\n\n`https://w3id.org/test/rocks/quartz`\n\n"
            "The commonest mineral, beside [feldspar](https://w3id.org/test/rocks/feldspar).\n\n"
            "- *alternative*: rock crystal (en), Bergkristall (de)\n- *broader*: Rocks\n- *related*: Feldspar, Gold\n"
            "- *exact match*: http://www.wikidata.org/entity/Q43010"
        )
        assert hover.range == types.Range(types.Position(4, 9), types.Position(4, 40))
        field = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, "taxonomy/metals.md", 6, 3)
        assert field.contents.value == "**Related** · `skos:related`"
        assert editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, "taxonomy/metals.md", 1, 0) is None
        editor.open("taxonomy/map.md")
        rule = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, "taxonomy/map.md", 6, 8)
        assert rule.contents.value.startswith("**case-variant** (HW")
        assert "*How to fix*: " in rule.contents.value


def test_definitions_and_references_are_found_in_every_page(folder: Path) -> None:
    with Editor(folder) as editor:
        editor.open("taxonomy/metals.md")
        for line, character in ((4, 12), (4, 50), (6, 15)):
            place = editor.ask_at(
                types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams, "taxonomy/metals.md", line, character
            )
            assert place.uri == editor.uri("taxonomy/rocks.md")
            assert place.range == types.Range(types.Position(6, 3), types.Position(6, 12))

        def references(*, with_declaration: bool) -> list[types.Location]:
            context = types.ReferenceContext(include_declaration=with_declaration)
            document = types.TextDocumentIdentifier(editor.uri("taxonomy/rocks.md"))
            params = types.ReferenceParams(context, document, types.Position(14, 4))
            return list(editor.ask(types.TEXT_DOCUMENT_REFERENCES, params))

        found = references(with_declaration=True)
        assert [(place.range.start.line, place.range.start.character) for place in found] == [
            (14, 3),
            (8, 30),
            (11, 11),
        ]
        found = references(with_declaration=False)
        assert len(found) == 2
        # A link changes, and is where it is now.
        editor.change("taxonomy/metals.md", "\n" + METALS.replace("#quartz", "#feldspar"))
        found = references(with_declaration=False)
        assert [place.range.start.line for place in found if "metals" in place.uri] == [5, 7]


COMPLETIONS = [
    ("- Related: [x](#", "#", "feldspar", "- Related: [x](#feldspar"),
    ("- Related: [x](#fe", "", "feldspar", "- Related: [x](#feldspar"),
    ("- Related: [x](metals.md#", "", "gold", "- Related: [x](metals.md#gold"),
    ("See [x](me", "", "metals.md", "See [x](metals.md"),
    ("See [x](", "", "#quartz", "See [x](#quartz"),
    ("See [[Metals#", "", "Gold", "See [[Metals#Gold"),
    ("See [[me", "", "metals", "See [[metals"),
    ('See {{< ref "metals#g', "", "gold", 'See {{< ref "metals#gold'),
    ("- Sco", "", "Scope note", "- Scope note: "),
    ("- 🪨 Rel", "", "", ""),
    ("- Related: Fel", "", "Feldspar", "- Related: [Feldspar](#feldspar)"),
    ("- Broader: [a](#b); gol", "", "Gold", "- Broader: [a](#b); [Gold](metals.md#gold)"),
    ("- Alt (", "", "de", "- Alt (de"),
    ("## Tin {.", "", "deprecated", "## Tin {.deprecated"),
    ("<!-- headword-disable-next-line skip", "", "skipped-level", "<!-- headword-disable-next-line skipped-level"),
    ("Plain prose ", "", "", ""),
    ("```\n[x](#", "", "", ""),
]


def test_what_may_stand_next_is_offered(site: Site) -> None:
    folder = site(
        {"taxonomy/rocks.md": ROCKS, "taxonomy/metals.md": METALS}, CONFIG + 'languages = ["de"]\nprofile = []\n'
    )
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        last = ROCKS.count("\n") + 1
        for before, _, label, after in COMPLETIONS:
            editor.change("taxonomy/rocks.md", f"{ROCKS}\n{before}")
            found = editor.ask_at(
                types.TEXT_DOCUMENT_COMPLETION,
                types.CompletionParams,
                "taxonomy/rocks.md",
                last + before.count("\n"),
                len(before.rpartition("\n")[2].encode("utf-16-le")) // 2,
            )
            items = {item.label: item for item in found.items}
            if not label:
                assert items == {}, before
            else:
                assert label in items, (before, sorted(items))
                assert apply(before, [_at_first_line(items[label].text_edit, last)]) == after


def _at_first_line(edit: types.TextEdit, line: int) -> types.TextEdit:
    assert edit.range.start.line == edit.range.end.line == line
    start, end = edit.range.start.character, edit.range.end.character
    return types.TextEdit(types.Range(types.Position(0, start), types.Position(0, end)), edit.new_text)


def rename(editor: Editor, path: str, line: int, character: int, label: str) -> types.WorkspaceEdit:
    edit = editor.ask_at(types.TEXT_DOCUMENT_RENAME, types.RenameParams, path, line, character, new_name=label)
    assert isinstance(edit, types.WorkspaceEdit)
    return edit


def test_renaming_changes_a_label_and_keeps_the_id(folder: Path, headword: Run) -> None:
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        after = texts(editor, rename(editor, "taxonomy/rocks.md", 14, 5, "Feldspars; *all* of them"))
        assert set(after) == {"rocks"}
        assert "## Feldspars\\; \\*all\\* of them {#feldspar}\n" in after["rocks"]
        # The text of links that was the label goes with it; other text does not.
        assert "- Related: [Feldspars\\; \\*all\\* of them](#feldspar)" in after["rocks"]
        assert "beside [feldspar](#feldspar)" in after["rocks"]
        # By a link to it, with an id that is there already; other pages change too.
        after = texts(editor, rename(editor, "taxonomy/rocks.md", 6, 8, "Silica"))
        assert "## Silica; rock crystal {#quartz}\n" in after["rocks"]
        assert "- Related: [Silica](rocks.md#quartz)" in after["metals"]
        assert "[[Rocks#Quartz]]" in after["metals"]
        editor.open("taxonomy/map.md")
        assert "## Two; one; {#one}\n" in texts(editor, rename(editor, "taxonomy/map.md", 6, 4, "Two"))["map"]
        for line, character, label, message in (
            (14, 5, "  ", "a concept needs a label"),
            (14, 5, "\u200b", "a concept needs a label"),
            (1, 8, "Stones", "only a heading of a page can be renamed"),
            (8, 0, "Stones", "there is no label here"),
        ):
            with pytest.raises(Exception, match=message):
                rename(editor, "taxonomy/rocks.md", line, character, label)


def test_a_rename_leaves_other_links_alone(site: Site) -> None:
    fields = "- Related: [Feldspar](#feldspar)\n- Broader: [Third](#third)\n"
    page = f"# Rocks\n\n## Quartz\n\n{fields}\n## Feldspar\n\n## Third\n"
    folder = site({"taxonomy/rocks.md": page})
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        after = texts(editor, rename(editor, "taxonomy/rocks.md", 2, 4, "Silica"))["rocks"]
        assert after == page.replace("## Quartz", "## Silica {#quartz}")
        context = types.ReferenceContext(include_declaration=False)
        document = types.TextDocumentIdentifier(editor.uri("taxonomy/rocks.md"))
        for line, places in ((2, []), (7, [(4, 11)]), (9, [(5, 11)])):
            params = types.ReferenceParams(context, document, types.Position(line, 4))
            found = editor.ask(types.TEXT_DOCUMENT_REFERENCES, params)
            assert [(one.range.start.line, one.range.start.character) for one in found] == places


def test_turtle_beside_a_page_has_places(site: Site) -> None:
    extra = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/test/a/b> skos:altLabel "B"@en ;\n  skos:related <https://w3id.org/test/a/c> .\n'
    )
    folder = site({"taxonomy/a.md": "# A\n## B\n## C\n", "taxonomy/a.extra.ttl": extra})
    with Editor(folder) as editor:
        editor.open("taxonomy/a.extra.ttl")
        (shown,) = editor.diagnostics("taxonomy/a.extra.ttl")
        assert (shown.code, shown.range.start) == ("label-clash", types.Position(1, 42))
        place = editor.ask_at(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams, "taxonomy/a.extra.ttl", 2, 20)
        assert (place.uri, place.range.start.line) == (editor.uri("taxonomy/a.md"), 2)


def test_the_server_ends_with_its_editor(folder: Path) -> None:
    words = [sys.executable, "-m", "headword", "lsp"]
    process = subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    time.sleep(2)
    process.terminate()
    assert process.wait(timeout=200) == 143


def test_an_outline_is_shown_beside_the_text(folder: Path) -> None:
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        (top,) = editor.ask(
            types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
            types.DocumentSymbolParams(types.TextDocumentIdentifier(editor.uri("taxonomy/rocks.md"))),
        )
        assert (top.name, top.detail) == ("Rocks", "#rocks")
        assert [(one.name, one.detail) for one in top.children] == [("🪨 Quartz", "#quartz"), ("Feldspar", "#feldspar")]
        assert (top.children[0].range.start.line, top.children[0].range.end.line) == (6, 13)
        assert top.range.end.line == 15
        found = editor.ask(types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("gol"))
        assert [one.name for one in found] == ["Gold"]


def test_quick_fixes_mend_what_they_say(folder: Path) -> None:
    wrong = ROCKS.replace("rock crystal", "🪨 Quartz, rock crystal").replace("- Exact match", "- Exact mach")
    (folder / "taxonomy/rocks.md").write_text(wrong, "utf-8")
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        assert editor.codes("taxonomy/rocks.md") == ["label-clash", "unknown-field"]
        found = actions(editor, "taxonomy/rocks.md", 6)
        drop = found["Remove '🪨 Quartz' (label-clash)"]
        assert (drop.kind, drop.is_preferred) == (types.CodeActionKind.QuickFix, True)
        after = texts(editor, drop.edit)["rocks"]
        assert after == wrong.replace("🪨 Quartz, rock", "rock")
        ignored = texts(editor, found["Ignore label-clash here"].edit)["rocks"]
        editor.change("taxonomy/rocks.md", ignored)
        assert editor.codes("taxonomy/rocks.md") == ["unknown-field"]
        (fix,) = (one for title, one in actions(editor, "taxonomy/rocks.md", 13).items() if title.startswith("Write"))
        assert fix.is_preferred is False
        (edits,) = fix.edit.changes.values()
        assert "- Exact match: <" in apply(ignored, list(edits))
        # The front matter is the place for it where every line is drawn.
        editor.open("taxonomy/map.md")
        ignored = texts(editor, actions(editor, "taxonomy/map.md", 6)["Ignore case-variant on this page"].edit)["map"]
        editor.change("taxonomy/map.md", ignored)
        assert ignored.startswith("---\ntitle: Map\nheadword: {ignore: [case-variant]}\n---\n")
        assert editor.codes("taxonomy/map.md") == []


def test_all_that_is_safe_is_mended_at_once(folder: Path) -> None:
    wrong = ROCKS.replace("rock crystal", "🪨 Quartz").replace("- Related: [F", "- Related: [Q](#quartz); [F")
    (folder / "taxonomy/rocks.md").write_text(wrong, "utf-8")
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        (found,) = editor.ask(
            types.TEXT_DOCUMENT_CODE_ACTION,
            types.CodeActionParams(
                types.TextDocumentIdentifier(editor.uri("taxonomy/rocks.md")),
                types.Range(types.Position(0, 0), types.Position(0, 0)),
                types.CodeActionContext([], only=[types.CodeActionKind.SourceFixAll]),
            ),
        )
        assert texts(editor, found.edit)["rocks"] == ROCKS.replace("; rock crystal", "")


def test_what_stops_a_check_is_shown_where_it_stands(folder: Path) -> None:
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md")
        (folder / "headword.toml").write_text(CONFIG + 'ingore = ["label-clash"]\n')
        editor.tell_of_change("headword.toml")
        (shown,) = editor.diagnostics("headword.toml")
        assert shown.message == "unknown key 'ingore' in the config; did you mean 'ignore'?"
        assert shown.range == types.Range(types.Position(5, 0), types.Position(5, 6))
        (folder / "headword.toml").write_text(CONFIG)
        editor.tell_of_change("headword.toml")
        assert editor.diagnostics("headword.toml") == []
        editor.change("taxonomy/rocks.md", ROCKS + "\n<!-- headword-disable-next-line labelclash -->\n")
        (shown,) = editor.diagnostics("taxonomy/rocks.md")
        assert "labelclash" in shown.message
        # Meanwhile the rest can be asked about.
        found = editor.ask(types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("gol"))
        assert [one.name for one in found] == ["Gold"]
        editor.change("taxonomy/rocks.md", ROCKS)
        assert editor.diagnostics("taxonomy/rocks.md") == []


def test_files_that_change_elsewhere_are_read_again(folder: Path) -> None:
    with Editor(folder) as editor:
        assert editor.codes("taxonomy/metals.md") == []
        assert {one.method for one in editor.registered} == {types.WORKSPACE_DID_CHANGE_WATCHED_FILES}
        (folder / "taxonomy/rocks.md").unlink()
        editor.tell_of_change("taxonomy/rocks.md")
        assert editor.codes("taxonomy/metals.md") == ["broken-link-in-text", "broken-link-in-text", "broken-link"]
        (folder / "taxonomy/rocks.md").write_text(ROCKS, "utf-8")
        (folder / "shapes").mkdir()
        (folder / "shapes/own.ttl").write_text(
            "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
            "<urn:x> a sh:PropertyShape ; sh:targetClass skos:Concept ; sh:path skos:altLabel ; sh:maxCount 1 .\n"
        )
        editor.tell_of_change("shapes/own.ttl")
        assert editor.codes("taxonomy/rocks.md") == ["own"]


def test_a_draft_is_said_to_be_left_out(folder: Path) -> None:
    draft = ROCKS.replace("---\n\n", "draft: true\n---\n\n", 1) + "## Tin; Tin\n"
    with Editor(folder) as editor:
        editor.open("taxonomy/rocks.md", draft)
        (shown,) = editor.diagnostics("taxonomy/rocks.md")
        assert shown.message == "this page is not checked: it is a draft; use headword lsp --drafts to check drafts"
    with Editor(folder, "--drafts") as editor:
        editor.open("taxonomy/rocks.md", draft)
        assert editor.codes("taxonomy/rocks.md") == ["label-clash"]


def test_known_findings_are_not_shown(folder: Path, headword: Run) -> None:
    assert headword("baseline", cwd=folder).returncode == 0
    with Editor(folder) as editor:
        assert editor.codes("taxonomy/map.md") == []


def test_a_page_that_is_none_of_a_project_is_left_alone(site: Site, tmp_path: Path) -> None:
    folder = site({"README.md": "# A\n## A; A\n", "taxonomy/a.md": "# A\n"})
    with Editor(folder, folders=False) as editor:
        editor.open("README.md")
        assert editor.diagnostics("README.md") == []
        hover = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, "README.md", 0, 3)
        assert hover is None
        # A file that is opened brings its project along.
        editor.open("taxonomy/a.md", "# A; A\n## B\n")
        assert editor.codes("taxonomy/a.md") == ["label-clash"]


def test_the_package_that_it_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygls", None)
    error = CliRunner().invoke(command, [], standalone_mode=False).exception
    assert isinstance(error, HeadwordError)
    assert error.message == "headword lsp needs the package pygls, which is not installed"
    assert "'headword[lsp]'" in error.hint


ROCCE = """\
# Rocce

## Quarzo; cristallo di rocca

Il minerale più comune, accanto al [feldspato](#feldspato).

## Feldspato
"""


def test_a_translation_is_checked_with_its_original(folder: Path) -> None:
    path = "taxonomy/rocks.it.md"
    (folder / path).write_text(ROCCE, "utf-8")
    with Editor(folder) as editor:
        editor.open(path)
        assert editor.codes(path) == []
        editor.change(path, ROCCE.replace("## Feldspato", ""))
        assert editor.codes(path) == ["translation-shape"]
        editor.change(path, ROCCE)
        assert editor.codes(path) == []
        editor.change(path, f"---\ndraft: true\n---\n{ROCCE}")
        (shown,) = editor.diagnostics(path)
        assert shown.message.startswith("this page is not checked: it is a draft")
        editor.change(path, ROCCE)
        # And a change of the original shows in the translation.
        editor.open("taxonomy/rocks.md")
        editor.change("taxonomy/rocks.md", ROCKS + "\n## Mica\n")
        assert editor.codes(path) == ["translation-shape"]


def test_a_heading_of_a_translation_is_the_concept(folder: Path) -> None:
    path = "taxonomy/rocks.it.md"
    (folder / path).write_text(ROCCE, "utf-8")
    with Editor(folder) as editor:
        editor.open(path)
        hover = editor.ask_at(types.TEXT_DOCUMENT_HOVER, types.HoverParams, path, 2, 5)
        assert hover.contents.value.startswith("**🪨 Quartz (en) / Quarzo (it)** · `skos:Concept`")
        for line, character in ((6, 5), (4, 40)):
            place = editor.ask_at(types.TEXT_DOCUMENT_DEFINITION, types.DefinitionParams, path, line, character)
            assert (place.uri, place.range.start.line) == (editor.uri("taxonomy/rocks.md"), 14)
        assert editor.ask_at(types.TEXT_DOCUMENT_PREPARE_RENAME, types.PrepareRenameParams, path, 2, 5) is None
        last = ROCCE.count("\n")
        editor.change(path, f"{ROCCE}\n- Related: [x](#")
        found = editor.ask_at(types.TEXT_DOCUMENT_COMPLETION, types.CompletionParams, path, last + 1, 16)
        assert "feldspar" in [one.label for one in (found.items if hasattr(found, "items") else found)]
