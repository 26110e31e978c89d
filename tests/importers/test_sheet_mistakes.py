"""Edits of sheets that could go wrong in silence: each is applied exactly, or its cell is named."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from headword.importers.edits.problems import ProblemError
from headword.importers.sheets.export import write_workbook
from headword.importers.sheets.read_tables import read_workbook
from headword.importers.sheets.scan_tables import PackageTraits
from support.sheets import Grid, apply_grid, export, find, lock_ids, put, to_grid

ROCKS = """\
---
title: Rocks
---
<!-- a comment -->
# Stone; stones, "Doe, Jane" {#stone}
Hard mineral matter.

> Granite is a stone.

- Alt: rock; pebble
- Label (de): Stein
- Exact match: <http://www.wikidata.org/entity/Q22731>

## Granite; granit rock
Coarse igneous rock.

## Marble
Metamorphic limestone.

### White marble

### Black marble
Dark
marble.

<!-- keep me -->
## Slate
- Definition: Fine-grained rock.
- Alt: roof stone

# Water; H2O
Liquid.

## Ice
## Snow
Frozen.
"""
TOOLS = """\
---
title: Tools
---
# Hammer; mallet
For hitting [Stone](rocks.md#stone). Not for [[rocks]].

# Saw {#saw}
For *cutting*.

# Power tools {.collection .ordered}
## Plane
## Drill
"""
WERKZEUGE = """\
---
title: Werkzeuge
---
# Hammer; Fäustel {#hammer}

# Säge {#saw}

# Elektrowerkzeuge

## Hobel

## Bohrer
"""
PAGES = {"taxonomy/rocks.md": ROCKS, "taxonomy/tools.md": TOOLS, "taxonomy/tools.de.md": WERKZEUGE}
Edit = Callable[[Grid], None]


@pytest.fixture
def pages(site: Callable[..., Path]) -> Path:
    return site(PAGES)


def find_sheet(grid: Grid, label: str) -> list[list[str]]:
    return next(rows for rows in grid.values() if any(label in row for row in rows))


def cell(label: str, header: str, text: str) -> Edit:
    return lambda grid: put(find_sheet(grid, label), label, header, text)


def row(after: str, **cells: str) -> Edit:
    """A new row after another one; the keys are headers, those of texts in English without the language."""

    def edit(grid: Grid) -> None:
        rows = find_sheet(grid, after)
        texts = {f"{key} (en)" if f"{key} (en)" in rows[0] else key: text for key, text in cells.items()}
        rows.insert(find(rows, after, "ID")[0] + 1, [texts.get(header, "") for header in rows[0]])

    return edit


def delete(label: str) -> Edit:
    def edit(grid: Grid) -> None:
        rows = find_sheet(grid, label)
        del rows[find(rows, label, "ID")[0]]

    return edit


def without(title: str, *headers: str) -> Edit:
    def edit(grid: Grid) -> None:
        kept = [at for at, header in enumerate(grid[title][0]) if header not in headers]
        grid[title] = [[texts[at] for at in kept] for texts in grid[title]]

    return edit


def to_sheet(label: str, title: str) -> Edit:
    def edit(grid: Grid) -> None:
        rows = find_sheet(grid, label)
        texts = dict(zip(rows[0], rows.pop(find(rows, label, "ID")[0]), strict=True))
        grid[title].append([texts.get(header, "") for header in grid[title][0]])

    return edit


def named_as_csv(grid: Grid) -> None:
    grid["rocks"] = grid.pop("Rocks")


def by_label(grid: Grid) -> None:
    grid["Rocks"][1:] = sorted(grid["Rocks"][1:], key=lambda texts: texts[3])


def each(*edits: Edit) -> Edit:
    def edit(grid: Grid) -> None:
        for one in edits:
            one(grid)

    return edit


def change(folder: Path, *edits: Edit, winner: str = "") -> tuple[str, list[str]]:
    """Apply a sheet after each edit, without a new export; return what is said last."""
    workbook = export(folder)
    grid, said, problems = to_grid(workbook), "", list[str]()
    for one in edits:
        one(grid)
        try:
            applied = apply_grid(folder, grid, workbook.state, winner)
            said, problems = "\n".join(applied.notices), []
        except ProblemError as error:
            said, problems = "", [f"{each.to_error()} / {each.hint}" for each in error.problems]
    return said, problems


COARSE = "Coarse igneous rock.\n"
LINKED = "For hitting [Stone](https://w3id.org/test/rocks/stone). Not for [rocks](https://w3id.org/test/rocks)."
WRITTEN: list[tuple[Edit, str, str, str]] = [
    (row("Granite", IRI="https://other.org/x", Label="Mine", Broader="Stone"), "rocks",
     "## Marble\n", '## Mine {iri="https://other.org/x"}\n\n## Marble\n'),
    (cell("Granite", "Label (en)", "Gran\nite"), "rocks", "Granite; granit rock", "Gran ite; granit rock {#granite}"),
    (cell("Hammer", "Definition (en)", LINKED.replace("Not", "Never")), "tools", "Not for", "Never for"),
    (cell("Hammer", "Definition (en)", LINKED.replace("). Not", ") only. Not")), "tools", "). Not", ") only. Not"),
    (cell("Hammer", "Definition (en)", f"{LINKED} And more."), "tools", "]].", "]]. And more."),
    (cell("Hammer", "Definition (en)", LINKED.replace("hit", "h").replace(" Not", " No")), "tools",
     "hitting [Stone](rocks.md#stone). Not", "hting [Stone](rocks.md#stone). No"),
    (cell("Granite", "Definition (en)", "# heading like"), "rocks", COARSE, "Definition: # heading like\n"),
    (cell("Granite", "Definition (en)", "- Coarse igneous rock."), "rocks", COARSE, f"Definition: - {COARSE}"),
    (cell("Granite", "Definition (en)", "1. > x"), "rocks", COARSE, "Definition: 1. > x\n"),
    (cell("Granite", "Definition (en)", "Alt: something"), "rocks", COARSE, "Definition: Alt: something\n"),
    (cell("Power tools", "Member", "Drill | Plane"), "tools", "## Plane\n## Drill\n", "## Drill\n## Plane\n"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "name", "old", "new"), WRITTEN)
def test_an_edit_is_written_exactly(edit: Edit, name: str, old: str, new: str, pages: Path) -> None:
    assert change(pages, edit)[1] == []
    path = f"taxonomy/{name}.md"
    assert (pages / path).read_text() == PAGES[path].replace(old, new, 1)


REFUSED: list[tuple[Edit, str, str]] = [
    (row("Granite", IRI="mine", Label="Mine", Broader="Stone"), "Rocks!N4", "'mine' is not an absolute IRI"),
    (row("Granite", ID="My Id/ü#", Label="Mine", Broader="Stone"), "Rocks!A4", "'My Id/ü#' cannot be an id"),
    (each(by_label, row("Granite", Label="Basalt", Level="2")), "Rocks!B4", "not in the order of the outline"),
    (each(by_label, cell("Slate", "Level", "3")), "Rocks!B", "not in the order of the outline"),
    (cell("Slate", "Level", "5"), "Rocks!B7", "level 5 follows level 3"),
    (row("Slate", Label="Tile", Level="4"), "Rocks!B8", "level 4 follows level 2"),
    (row("Slate", Label="Tile", Level="x"), "Rocks!B8", "the level cannot be 'x'"),
    (cell("Slate", "Exact match", "wd:Q1"), "Rocks!L7", "the prefix 'wd' of 'wd:Q1' is not declared"),
    (cell("Slate", "Exact match", "not an iri"), "Rocks!L7", "'not an iri' is not an IRI"),
    (cell("Power tools", "Member", "Plane | Drill | Saw"), "Tools!", "the members of this collection are the headings"),
    (cell("Granite", "Label (en)", "Granite | Granit"), "Rocks!D3", "two-preferred-labels"),
    (cell("Slate", "Alt (en)", "roof stone | Slate"), "Rocks!F7", "label-clash"),
    (delete("Ice"), "Rocks!D8", "the row of 'Ice', which came after this one, was deleted"),
    (each(cell("Granite", "ID", ""), cell("Granite", "IRI", "")), "Rocks!A3", "the label of 'Granite', but no id"),
    (without("Rocks", "ID", "IRI"), "Rocks!A1", "the columns 'ID' and 'IRI' are missing"),
    (each(without("Rocks", "ID", "IRI"), named_as_csv), "rocks!A1", "the columns 'ID' and 'IRI' are missing"),
    (to_sheet("Saw", "Rocks"), "Rocks!C11", "write a concept of 'Rocks' into 'Broader', or move it back"),
    (cell("Saw", "Label (de)", ""), "Tools!E3", "the label is a heading of taxonomy/tools.de.md"),
    (cell("Granite", "Definition (en)", "<!-- c -->"), "Rocks!G3", "cannot write this text as one note"),
    (row("Saw", Label="Axe", Broader="Hammer"), "Tools!D4", "this row has no label in 'de', the language of taxonomy"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "place", "message"), REFUSED)
def test_an_edit_is_refused_at_its_cell(edit: Edit, place: str, message: str, pages: Path) -> None:
    said, problems = change(pages, edit)
    assert said == ""
    (problem,) = problems
    assert problem.startswith(f"topics.xlsx!{place}")
    assert message in problem
    assert {path: (pages / path).read_text() for path in PAGES} == PAGES


NOTED: list[tuple[tuple[Edit, ...], str]] = [
    ((cell("Slate", "Level", "3"),),
     "Rocks!B7: the level is below 'Marble', but the broader concept is 'Stone'; 'Level' counts"),
    ((row("Slate", Label="Tile", Broader="Water", Level="3"),), "'Broader' counts"),
    ((cell("Granite", "Definition (en)", "| a | b |"),), "Rocks!G3: 2 values of 'Definition (en)' are in this cell"),
    ((without("Rocks", "Definition (en)"),), "Rocks: the column 'Definition (en)' is not in the sheet"),
    ((row("Snow", Label="Ice"),), "another concept has the label 'Ice' too"),
    ((row("Snow", Label="Fire"),), "Rocks!D11: 'Fire' has no 'Broader' and no 'Level': it is a top concept"),
    ((row("Snow", Label="Rain", Broader="Water", Definition="Wet."), cell("Rain", "Definition (en)", "")),
     "Rocks!G11: the cell is empty, and the pages keep 'Wet.'"),
    ((row("Snow", Label="Rain", Broader="Water"), delete("Rain")),
     "1 concept of the pages is not in the sheet yet: Rain; export it again"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "wanted"), NOTED)
def test_an_edit_with_two_meanings_is_noted(edits: tuple[Edit, ...], wanted: str, pages: Path) -> None:
    said, problems = change(pages, *edits)
    assert problems == []
    assert wanted in said


def test_a_new_row_that_was_applied_before(pages: Path) -> None:
    """With another label, it is not a second concept; with the id, it is renamed."""
    _, problems = change(pages, row("Snow", Label="Rain", Broader="Water"), cell("Rain", "Label (en)", "Rains"))
    assert "topics.xlsx!Rocks!D11: this row may be 'Rain', which the pages have since the export" in problems[0]
    assert "## Rains" not in (pages / "taxonomy/rocks.md").read_text()


def test_the_pages_win_a_conflict_by_name(pages: Path) -> None:
    workbook = export(pages)
    path = pages / "taxonomy/rocks.md"
    path.write_text(ROCKS.replace("Coarse igneous", "Fine igneous").replace("pebble", "pebble; gravel"))
    grid = to_grid(workbook)
    cell("Granite", "Definition (en)", "Hard rock.")(grid)
    cell("Stone", "Alt (en)", 'stones | "Doe, Jane" | rock | pebble | boulder')(grid)
    with pytest.raises(ProblemError) as caught:
        apply_grid(pages, grid, workbook.state)
    (alt, problem) = caught.value.problems
    assert (str(alt.line), str(problem.line)) == ("taxonomy/rocks.md:10:22", "taxonomy/rocks.md:15:1")
    assert problem.is_conflict
    assert problem.hint == "use --ours to keep the pages, or --theirs to take the sheet"
    assert list(map(str, apply_grid(pages, grid, workbook.state, "ours").kept)) == [
        "topics.xlsx!Rocks!F2",
        "topics.xlsx!Rocks!G3",
    ]


def test_a_moved_row_is_one_change(pages: Path) -> None:
    workbook = export(pages)
    grid = to_grid(workbook)
    cell("Slate", "Broader", "Water")(grid)
    assert apply_grid(pages, grid, workbook.state).cells == 1


def test_a_page_and_its_translation_change_alike(pages: Path) -> None:
    """A new row is a heading in both, with the texts of each language, and a moved row moves in both."""
    new = row("Saw", Label="Axe", Broader="Hammer", **{"Label (de)": "Axt", "Definition": "Cuts.", "Alt (de)": "Beil"})
    assert change(pages, new) == ("", [])
    assert "## Axe {#axe}\nCuts.\n\n# Saw" in (pages / "taxonomy/tools.md").read_text()
    assert "## Axt; Beil {#axe}\n\n# Säge" in (pages / "taxonomy/tools.de.md").read_text()
    assert change(pages, cell("Saw", "Broader", "Hammer")) == ("", [])
    assert "## Säge" in (pages / "taxonomy/tools.de.md").read_text()


def test_the_traps_of_opendocument(pages: Path, tmp_path: Path) -> None:
    """Formulas, merged cells and hidden rows, as LibreOffice writes them."""
    (data,) = write_workbook(export(pages), tmp_path / "a.ods").values()
    source, target = zipfile.ZipFile(io.BytesIO(data)), tmp_path / "topics.ods"
    with zipfile.ZipFile(target, "w") as file:
        for name in source.namelist():
            text = source.read(name).decode()
            head, mark, rest = text.partition('name="Rocks"')
            rest = replace_at(rest, "<table:table-row", 1, ' table:visibility="filter"')
            rest = replace_at(rest, "<table:table-cell", 20, ' table:formula="of:=[.A1]"')
            rest = replace_at(rest, "<table:table-cell", 35, ' table:number-rows-spanned="2"')
            file.writestr(name, head + mark + rest)
    read = read_workbook(target)
    (sheet,) = (one for one in read.sheets if one.title == "Rocks")
    assert sheet.traits == PackageTraits(("G2",), ("H3:H4",), (2,))
    assert "topics.ods!Rocks!G2: this cell is a formula; its last result is read" in read.notices


def replace_at(text: str, tag: str, number: int, attributes: str) -> str:
    """Add attributes to the tag with a number from 0."""
    parts = text.split(tag)
    return tag.join([*parts[: number + 1], attributes + parts[number + 1], *parts[number + 2 :]]) if parts[1:] else text


FAR = """\
---
title: Kilns
---
# Kiln
For [white marble](../rocks.md#white-marble).

# Oven
"""
MOVED_MARBLE = """\

## Marble
Metamorphic limestone.

### White marble

### Black marble
Dark
marble.

<!-- keep me -->
"""


def move_marble(site: Callable[..., Path], *, locked: bool) -> tuple[Path, str, list[str]]:
    linked = ROCKS.replace("Liquid.", "Liquid, see [black](#black-marble) and ![x](x.png).").replace(
        "### White marble\n", "### White marble\n\n- Related: [Snow](#snow); [Kiln](deep/kilns.md#kiln)\n"
    )
    folder = site({"taxonomy/rocks.md": linked, "taxonomy/deep/kilns.md": FAR})
    if locked:
        lock_ids(folder)
    said, problems = change(folder, cell("Marble", "Broader", "Oven"))
    return folder, said, problems


def test_a_section_moves_to_another_page(site: Callable[..., Path]) -> None:
    """With all below it and its links; those of other sections follow it, and the lock keeps the IRIs."""
    folder, said, problems = move_marble(site, locked=True)
    assert (said, problems) == ("", [])
    kilns = (folder / "taxonomy/deep/kilns.md").read_text()
    wanted = FAR.replace("../rocks.md#white-marble", "#white-marble") + MOVED_MARBLE
    assert kilns == wanted.replace(
        "### White marble\n", "### White marble\n\n- Related: [Snow](../rocks.md#snow); [Kiln](#kiln)\n"
    )
    rocks = (folder / "taxonomy/rocks.md").read_text()
    assert "Marble" not in rocks
    assert "Liquid, see [black](deep/kilns.md#black-marble) and ![x](x.png)." in rocks
    assert '["rocks/white-marble", "deep/kilns.md", ["Oven", "Marble"]' in (folder / "headword.lock").read_text()
    assert {"rocks/marble", "rocks/black-marble"} <= {
        row[0] for rows in to_grid(export(folder)).values() for row in rows
    }


def test_a_section_stays_on_its_page_if_nothing_keeps_its_iri(site: Callable[..., Path]) -> None:
    _, _, problems = move_marble(site, locked=False)
    assert len(problems) == 3
    assert "its IRI would be <https://w3id.org/test/deep/kilns/marble>" in problems[1]
    assert "run headword ids --accept" in problems[1]


WINE = """\
---
title: "Wine"
aliases: [vino, vin]
---
Fermented grapes.
"""
IN_FRONT_MATTER: list[tuple[str, str, str, str]] = [
    (
        "Label (en)",
        "Wines",
        'title: "Wine"\naliases: [vino, vin]\n',
        'title: "Wines"\naliases: [vino, vin]\nid: "wine"\n',
    ),
    ("Alt (en)", "vino | v: in", "vin]", '"v: in"]'),
    ("Alt (en)", "vin", "[vino, vin]", "[vin]"),
    ("Alt (en)", "", "[vino, vin]", "[]"),
    ("Definition (en)", "Fermented juice.", "grapes", "juice"),
    ("Hidden (en)", "vine", "grapes.\n", "grapes.\n\n- Hidden: vine\n"),
]


@pytest.mark.parametrize(("header", "text", "old", "new"), IN_FRONT_MATTER)
def test_a_page_that_is_a_concept(header: str, text: str, old: str, new: str, site: Callable[..., Path]) -> None:
    columns = '[sheet]\ncolumns = ["Label", "Alt", "Hidden", "Definition"]\n'
    config = f'base = "https://example.org/"\nprofile = ["foam"]\n{columns}'
    folder = site({"taxonomy/wine.md": WINE}, config)
    assert change(folder, cell("Wine", header, text)) == ("", [])
    assert (folder / "taxonomy/wine.md").read_text() == WINE.replace(old, new)


def test_the_members_of_an_ordered_collection(site: Callable[..., Path]) -> None:
    page = "# Sizes {.ordered}\n\n- Member: [Big](#big); [Small](#small)\n\n# Big\n\n# Small\n\n# Tiny\n"
    folder = site({"taxonomy/sizes.md": page})
    assert change(folder, cell("Sizes", "Member", "Tiny | Small | Big")) == ("", [])
    wanted = page.replace("[Big](#big); [Small](#small)", "[Tiny](#tiny); [Small](#small); [Big](#big)")
    assert (folder / "taxonomy/sizes.md").read_text() == wanted


def test_a_moved_section_has_the_level_of_its_siblings(site: Callable[..., Path]) -> None:
    """Otherwise, a sibling that leaves levels out would be below it."""
    folder = site({"taxonomy/tools.md": "# Saw\n\n#### Blade\n\n# Peen\n\n## Ball\n"})
    assert change(folder, cell("Peen", "Broader", "Saw"), cell("Ball", "Broader", "Saw")) == ("", [])
    assert (folder / "taxonomy/tools.md").read_text() == "# Saw\n\n#### Blade\n\n#### Peen\n\n#### Ball\n"
