"""Spreadsheets: exported, read, and applied to pages as the smallest edits."""

import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from headword.cli import group
from headword.cli.settings import reset_settings
from headword.core.errors import HeadwordError
from headword.importers.edits.problems import ProblemError
from headword.importers.sheets.cells import join_values, split_values
from headword.importers.sheets.export import write_workbook
from headword.importers.sheets.looks import LONGEST_CELL, cut_cell
from headword.importers.sheets.read_tables import read_workbook
from headword.importers.sheets.tables import Workbook, read_state
from headword.importers.sheets.write_csv import guard_text, unguard_text
from support.project import ROOT
from support.sheets import (
    Grid,
    apply_grid,
    apply_workbook_in,
    edit_and_apply,
    export,
    find,
    lock_ids,
    put,
    read_pages,
    to_grid,
)

PAGE = """\
---
title: Stones
---

# Rocks; stones, solids {#rocks}

Solid matter of *many* grains, see [Quartz](#quartz).

A second paragraph that is
on two lines.

> An example quote.

- Alt (de): Gestein; Steine
- Related: [Ore](#ore)

<!-- a comment -->

## Granite

Hard rock.

- Scope note: only plutonic; not the trade name

### Pink granite; rose granite

## Basalt {.deprecated}

- Replaced by: [Granite](#granite)
- Exact match: <http://example.org/basalt>

# Minerals

## Quartz; silica

- Notation: Q1
- Definition: SiO2
- Note: a long note
  that goes on

## Ore

* Hidden: oer
* Label (de): Erz
"""

TOOLS = """\
---
title: Tools
---
# Hammer; mallet
For hitting [Quartz](stones.md#quartz).

## Sledge

- Related: [Ore](stones.md#ore)

# Saw
"""


@pytest.fixture
def stones(site: Callable[..., Path]) -> Path:
    return site({"taxonomy/stones.md": PAGE})


def page(folder: Path) -> str:
    return (folder / "taxonomy" / "stones.md").read_text("utf-8")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=4))
@example([" a", "b|", "\\", "\\|", "\\\\ ", "c\\d"])
def test_the_values_of_a_cell_come_back(values: list[str]) -> None:
    assert split_values(join_values(values)) == tuple(values)


@given(st.text())
@example("=1+1")
@example("'=1")
def test_a_text_of_csv_is_no_formula_and_comes_back(text: str) -> None:
    assert unguard_text(guard_text(text)) == text
    assert not guard_text(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_long_text_is_cut_in_the_units_of_spreadsheets() -> None:
    for text in ("x" * 40_000, "\U0001f600" * 20_000):
        assert len(cut_cell(text).encode("utf-16-le")) // 2 <= LONGEST_CELL


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a"])
def test_the_example_is_unchanged_by_its_own_sheet(name: str, tmp_path: Path) -> None:
    """The same bytes each time; read back, the same cells and the same state, and nothing to apply."""
    workbook = export(ROOT)
    files = write_workbook(workbook, tmp_path / name)
    assert files == write_workbook(workbook, tmp_path / name)
    for file, data in files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    read = read_workbook(tmp_path / name)
    assert read_state(read.state) == read_state(workbook.state)
    grid = {sheet.title: [[cell.text for cell in row.cells] for row in sheet.rows] for sheet in read.sheets}
    wanted = sorted(to_grid(workbook).values())
    padded = [[[*row, *[""] * (len(rows[0]) - len(row))] for row in rows] for rows in grid.values()]
    assert sorted(padded) == wanted
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "taxonomy", copy / "taxonomy")
    for part in ("headword.toml", "headword.lock"):
        shutil.copy(ROOT / part, copy)
    assert not apply_workbook_in(copy, read).texts


EDITS: list[tuple[str, str, str, str, str]] = [
    ("Granite", "Label (en)", "Granites", "## Granite\n", "## Granites {#granite}\n"),
    ("Rocks", "Alt (en)", "stones | solids | lithic, things", "stones, solids", "stones, solids, lithic\\, things"),
    ("Rocks", "Alt (en)", "solids", "; stones, solids", "; solids"),
    ("Rocks", "Alt (de)", "Gestein | Steine | Fels", "Gestein; Steine", "Gestein; Steine; Fels"),
    ("Rocks", "Definition (en)", "Solid stuff of *many* grains, see [Quartz](https://w3id.org/test/stones/quartz).",
     "Solid matter of", "Solid stuff of"),
    ("Rocks", "Note (en)", "A third paragraph that is on two lines.", "A second paragraph", "A third paragraph"),
    ("Rocks", "Related", "Quartz", "[Ore](#ore)", "[Quartz](#quartz)"),
    ("Rocks", "Related", "", "- Related: [Ore](#ore)\n", ""),
    ("Granite", "Definition (en)", "", "Hard rock.\n\n", ""),
    ("Granite", "Scope note (en)", "all of it | second", "only plutonic; not the trade name",
     ("all of it\n- Scope note: second")),
    ("Basalt", "Status", "", "## Basalt {.deprecated}", "## Basalt"),
    ("Basalt", "Exact match", "http://example.org/a | http://example.org/basalt",
     "<http://example.org/basalt>", "<http://example.org/basalt>; <http://example.org/a>"),
    ("Quartz", "Notation", "007", "Q1", "007"),
    ("Quartz", "Note (en)", "a long note that ends", "that goes on", "that ends"),
    ("Ore", "Hidden (en)", "oer | =ore", "oer", "oer; =ore"),
    ("Ore", "Label (de)", "", "* Label (de): Erz\n", ""),
    ("Ore", "Label (de)", "Erze", "Erz\n", "Erze\n"),
    ("Minerals", "Definition (en)", "A solid.", "# Minerals\n", "# Minerals\n\nA solid.\n"),
    ("Pink granite", "Broader", "Basalt", ("### Pink granite; rose granite\n\n## Basalt {.deprecated}\n\n"
     "- Replaced by: [Granite](#granite)\n- Exact match: <http://example.org/basalt>\n"),
     ("## Basalt {.deprecated}\n\n- Replaced by: [Granite](#granite)\n- Exact match: <http://example.org/basalt>\n\n"
     "### Pink granite; rose granite\n")),
    ("Pink granite", "Level", "2", "### Pink", "## Pink"),
    ("Quartz", "Broader", "Minerals | Rocks", "- Note: a long note\n  that goes on\n",
     "- Note: a long note\n  that goes on\n- Broader: [Rocks](#rocks)\n"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "header", "text", "old", "new"), EDITS)
def test_a_cell_changes_its_span_alone(label: str, header: str, text: str, old: str, new: str, stones: Path) -> None:
    workbook = export(stones)
    edit_and_apply(stones, workbook, lambda grid: put(grid["Stones"], label, header, text))
    assert page(stones) == PAGE.replace(old, new, 1)
    assert not edit_and_apply(stones, workbook, lambda grid: put(grid["Stones"], label, header, text)).texts


def add_row(rows: list[list[str]], after: str, **cells: str) -> None:
    at, _ = find(rows, after, "ID")
    named = {key.replace("_", " "): text for key, text in cells.items()}
    wanted = {"Label": "Label (en)", "Definition": "Definition (en)"}
    texts = {wanted.get(key, key): text for key, text in named.items()}
    rows.insert(at + 1, [texts.get(header, "") for header in rows[0]])


def test_new_rows_are_headings_in_their_place(stones: Path) -> None:
    def edit(grid: Grid) -> None:
        add_row(
            grid["Stones"], "Pink granite", Broader="Granite", Label="Grey; granite", Definition="Grey.", Related="Ore"
        )
        add_row(grid["Stones"], "Grey; granite", Level="4", Label="Dark")

    workbook = export(stones)
    edit_and_apply(stones, workbook, edit)
    new = "### Grey\\; granite\n\nGrey.\n\n- Related: [Ore](#ore)\n\n#### Dark\n\n"
    assert page(stones) == PAGE.replace("## Basalt", f"{new}## Basalt", 1)
    assert not edit_and_apply(stones, workbook, edit).texts


def test_an_order_that_is_an_outline_moves_sections(stones: Path) -> None:
    def swap(grid: Grid) -> None:
        rows = grid["Stones"]
        rows[6:8] = [rows[7], rows[6]]

    applied = edit_and_apply(stones, export(stones), swap)
    assert not applied.notices
    assert page(stones).index("## Ore") < page(stones).index("## Quartz")

    def sort(grid: Grid) -> None:
        grid["Stones"][1:] = sorted(grid["Stones"][1:], key=lambda row: row[3])

    applied = edit_and_apply(stones, export(stones), sort)
    assert not applied.texts
    assert "not in the order of the outline" in applied.notices[0]


CELLS: list[tuple[str, str, str, str, str]] = [
    ("Rocks", "Label (en)", "", "topics.xlsx!Stones!D2", "a concept needs a label"),
    ("Rocks", "Related", "Qartz", "topics.xlsx!Stones!N2", "there is no concept 'Qartz'"),
    ("Rocks", "Broader", "Pink granite", "topics.xlsx!Stones!C2", "its own ancestor"),
    ("Rocks", "Status", "retired", "topics.xlsx!Stones!Q2", "the status cannot be 'retired'"),
    ("Granite", "ID", "ore", "topics.xlsx!Stones!A3", "is not that of the IRI"),
    ("Granite", "Level", "x", "topics.xlsx!Stones!B3", "the level cannot be 'x'"),
    ("Granite", "Definition (en)", "No\n\n- a", "topics.xlsx!Stones!", "cannot write this text"),
    ("Rocks", "Note (en)", "#REF!", "topics.xlsx!Stones!", "an error of the spreadsheet"),
]


@pytest.mark.parametrize(("label", "header", "text", "cell", "message"), CELLS)
def test_a_cell_that_cannot_be_applied(
    label: str, header: str, text: str, cell: str, message: str, stones: Path
) -> None:
    with pytest.raises(ProblemError) as caught:
        edit_and_apply(stones, export(stones), lambda grid: put(grid["Stones"], label, header, text))
    (problem,) = caught.value.problems
    assert str(problem.cell).startswith(cell)
    assert message in problem.message
    assert page(stones) == PAGE


def test_conflicts_are_listed_by_cell_and_line(stones: Path) -> None:
    workbook = export(stones)
    changed = PAGE.replace("Hard rock.", "A hard rock.").replace("## Ore", "## Ores {#ore}")
    (stones / "taxonomy" / "stones.md").write_text(changed)

    def edit(grid: Grid) -> None:
        put(grid["Stones"], "Granite", "Definition (en)", "Very hard rock.")
        put(grid["Stones"], "Quartz", "Definition (en)", "Silica.")

    with pytest.raises(ProblemError) as caught:
        edit_and_apply(stones, workbook, edit)
    (problem,) = caught.value.problems
    assert (str(problem.cell), str(problem.line)) == ("topics.xlsx!Stones!I3", "taxonomy/stones.md:21:1")
    assert page(stones) == changed
    edit_and_apply(stones, workbook, edit, "ours")
    assert page(stones) == changed.replace("SiO2", "Silica.")
    edit_and_apply(stones, workbook, edit, "theirs")
    assert page(stones) == changed.replace("SiO2", "Silica.").replace("A hard rock.", "Very hard rock.")


def test_deleted_rows_ask_for_retire(stones: Path) -> None:
    """A concept that the lock keeps is retired; otherwise its section can be deleted."""
    workbook = export(stones)

    def delete(grid: Grid) -> None:
        del grid["Stones"][find(grid["Stones"], "Quartz", "ID")[0]]

    with pytest.raises(ProblemError) as caught:
        edit_and_apply(stones, workbook, delete)
    assert "delete the section in the page" in caught.value.problems[0].hint
    assert run_command("ids", "--accept", "-C", str(stones)).return_value == 0
    with pytest.raises(ProblemError) as caught:
        edit_and_apply(stones, workbook, delete)
    assert "headword retire stones/quartz" in caught.value.problems[0].hint
    grid = to_grid(workbook)
    delete(grid)
    applied = apply_grid(stones, grid, ())
    assert (applied.texts, "is missing" in applied.notices[-1]) == ({}, True)


def desired(before: Grid, after: Grid, folder: Path) -> None:
    """Compare the pages with the cells that were asked for, but for what follows from the order of rows."""
    now = {row["IRI"]: row for row in list_rows(to_grid(export(folder)))}
    headers = {*before["Stones"][0]}.difference(["Level", "Broader", "Related", "Replaced by", "ID", "IRI"])
    for row in list_rows(after):
        for header in headers.intersection(row) if row["IRI"] else ():
            assert set(split_values(now[row["IRI"]].get(header, ""))) == set(split_values(row[header])), header


def list_rows(grid: Grid) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for rows in grid.values() for row in rows[1:]]


WORDS = [
    "blue", "green stone", "a; b", "x, y", "# hash", "[br] it", "=1+1", "1. first", "5 eyes", "*star*", "Ünï",
    "back\\slash", '"quoted', "<b>", "{#id}", "C++", "e: f", "http://x.org/a", "Note: x", "it's", "under_score_d",
    "&amp;", "`code`", "- dash", "> gt", "yes", "2026-01-01",
]  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1_000_000))
def test_random_edits_are_applied_exactly(seed: int, tmp_path: Path) -> None:
    """Each edit is either in the pages afterwards, or refused as a whole; a second run changes nothing."""
    made = random.Random(seed)
    folder = tmp_path / "random"
    (folder / "taxonomy").mkdir(parents=True, exist_ok=True)
    (folder / "headword.toml").write_text('base = "https://example.org/"\n')
    pages = {"stones": PAGE, "tools": TOOLS}
    for name, text in pages.items():
        (folder / "taxonomy" / f"{name}.md").write_text(text)
    lock_ids(folder)
    workbook = export(folder)
    before, grid = to_grid(workbook), to_grid(workbook)
    for _ in range(made.randint(1, 4)):
        edit_randomly(grid, made)
    try:
        apply_grid(folder, grid, workbook.state)
    except ProblemError:
        assert {name: (folder / "taxonomy" / f"{name}.md").read_text("utf-8") for name in pages} == pages
        return
    desired(before, grid, folder)
    assert not apply_grid(folder, grid, workbook.state).texts


def edit_randomly(grid: Grid, made: random.Random) -> None:
    rows, others = made.sample(list(grid.values()), 2)
    if not rows[1:]:
        return
    head, row = rows[0], made.choice(rows[1:])
    header = made.choice([one for one in head if one not in ("ID", "IRI", "Level", "Type")])
    ids = [one["IRI"] for one in list_rows(grid) if one["IRI"]]
    at = head.index(header)
    if made.random() < 0.1:
        rows.remove(row)
        texts = dict(zip(head, row, strict=True))
        others.insert(made.randint(1, len(others)), [texts.get(one, "") for one in others[0]])
    elif header in ("Broader", "Related", "Replaced by"):
        row[at] = join_values(made.sample(ids, made.randint(0, 2)))
    elif header == "Exact match":
        row[at] = made.choice(["", "http://example.org/1", "http://example.org/1 | http://example.org/2"])
    elif header == "Status":
        row[at] = made.choice(["", "deprecated"])
    elif made.random() < 0.15:
        texts = {"Label (en)": f"new {made.randrange(99)}", "Broader": row[0], "Alt (en)": made.choice(WORDS)}
        rows.insert(rows.index(row) + 1, [texts.get(one, "") for one in head])
    else:
        values = [] if header.startswith("Label") else list(split_values(row[at]))
        made.shuffle(values)
        row[at] = join_values([*values[1:], made.choice(WORDS)][:3])


def write(folder: Path, workbook: Workbook, name: str) -> Path:
    for file, data in write_workbook(workbook, folder / name).items():
        file.write_bytes(data)
    return folder / name


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice")
def test_libreoffice_keeps_all_that_apply_needs(stones: Path, tmp_path: Path) -> None:
    """Saved again as .xlsx and .ods, a workbook has the same cells, and the same state in the hidden sheet."""
    workbook = export(stones)
    files = [write(tmp_path, workbook, "a.xlsx"), write(tmp_path, workbook, "b.ods")]
    for ending in ("ods", "xlsx"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", ending,
             "--outdir", tmp_path / ending, *files],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        for file in files:
            read = read_workbook(tmp_path / ending / f"{file.stem}.{ending}")
            assert read_state(read.state) == read_state(workbook.state)
            grid = {one.title: [[cell.text for cell in row.cells] for row in one.rows] for one in read.sheets}
            assert not apply_grid(stones, grid, read.state).texts


def save(folder: Path, edit: Callable[[openpyxl.Workbook], None], workbook: Workbook) -> Path:
    """A sheet as a spreadsheet program saves it."""
    book = openpyxl.load_workbook(write(folder, workbook, "topics.xlsx"))
    edit(book)
    book.save(folder / "topics.xlsx")
    return folder / "topics.xlsx"


def run_apply(folder: Path, file: Path) -> str:
    """The problems of a file, as people see them."""
    try:
        applied = apply_workbook_in(folder, read_workbook(file))
    except ProblemError as error:
        return "\n".join(str(one.to_error()) for one in error.problems)
    except HeadwordError as error:
        return str(error)
    return "\n".join(applied.notices)


def set_cell(cell: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    def edit(book: openpyxl.Workbook) -> None:
        book["Stones"][cell] = value

    return edit


def merge(book: openpyxl.Workbook) -> None:
    book["Stones"].merge_cells("E3:E4")


def hide(book: openpyxl.Workbook) -> None:
    book["Stones"].row_dimensions[4].hidden = True


def repeat(book: openpyxl.Workbook) -> None:
    book["Stones"]["A10"], book["Stones"]["D10"] = "ore", "Ore"


SAVED: list[tuple[Callable[[openpyxl.Workbook], None], str]] = [
    (set_cell("D3", date(2026, 1, 2)), "topics.xlsx!Stones!D3: this cell is a date"),
    (set_cell("D3", True), "topics.xlsx!Stones!D3: this cell is the truth value TRUE"),
    (set_cell("D3", "=A1"), "topics.xlsx!Stones!D3: this cell is a formula without a result"),
    (set_cell("M4", "=A1"), "topics.xlsx!Stones!M4: this cell is a formula without a result"),
    (set_cell("I3", "#REF!"), "topics.xlsx!Stones!I3: this cell is a formula without a result"),
    (set_cell("M7", 7), "topics.xlsx!Stones!M7: this cell is a number, 7: zeros before it may have been lost"),
    (merge, "topics.xlsx!Stones!E3: the cells E3:E4 are merged"),
    (hide, "topics.xlsx!Stones: hidden rows are read too: 4"),
    (repeat, "topics.xlsx!Stones!A10: the concept of this row is already in topics.xlsx!Stones!A8"),
    (set_cell("Z1000000", None), ""),
    (set_cell("Z1000000", " "), "topics.xlsx!Stones!Z1000000: the sheet reaches to this cell: it has 1,000,000 rows"),
    (set_cell("D3", "  Granite   "), ""),
]


@pytest.mark.parametrize(("edit", "said"), SAVED)
def test_the_traps_of_spreadsheets(
    edit: Callable[[openpyxl.Workbook], None], said: str, stones: Path, tmp_path: Path
) -> None:
    found = run_apply(stones, save(tmp_path, edit, export(stones)))
    assert said in found if said else found == ""


def test_files_that_are_no_spreadsheets(stones: Path, tmp_path: Path) -> None:
    good = write(tmp_path, export(stones), "good.xlsx").read_bytes()
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * (60 << 20))
    entities = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(entities, "w") as package:
        package.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>')
    encrypted = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    for name, data, said in (
        ("empty.xlsx", b"", "the file is empty"),
        ("text.xlsx", b"hello", "the content is not that of a .xlsx file"),
        ("cut.xlsx", good[:2000], "the file is broken"),
        ("wrong.ods", good, "this is a .xlsx file with the ending .ods"),
        ("wrong.csv", good, "this is a workbook and not a .csv file"),
        ("latin.csv", "ID;Label\nä;ö".encode("latin-1"), "the file is not UTF-8"),
        ("a.docx", b"x", "is not a spreadsheet"),
        ("password.xlsx", encrypted, "protected with a password"),
        ("bomb.xlsx", bomb.read_bytes(), "unpacks to 60 MB"),
        ("entities.xlsx", entities.read_bytes(), "document type"),
    ):
        (tmp_path / name).write_bytes(data)
        assert said in run_apply(stones, tmp_path / name), name
    assert "there is no such file" in run_apply(stones, tmp_path / "none.xlsx")


def test_the_columns_of_the_config(site: Callable[..., Path]) -> None:
    config = 'base = "https://example.org/"\n[sheet]\ncolumns = ["Label", "Alt (de)", "Status"]\n'
    folder = site({"taxonomy/stones.md": PAGE}, config)
    grid = to_grid(export(folder))
    assert grid["Stones"][0] == ["ID", "Label (en)", "Label (de)", "Alt (de)", "Status"]
    assert read_pages(folder).labels["https://example.org/stones/ore"] == "Ore"
    folder = site({}, 'base = "https://example.org/"\n[sheet]\ncolumns = ["Lable"]\n')
    with pytest.raises(HeadwordError, match="'Lable', which is not a column"):
        export(folder)


FOREIGN: list[tuple[str, dict[str, list[list[str]]], list[str], list[str]]] = [
    (
        "VocExcel",
        {
            "Concept Scheme": [["Concept Scheme"], ["Vocabulary IRI*", "ex:roads"], ["Title*", "Roads"]],
            "Concepts": [
                ["Concepts"],
                ["Concept IRI*", "Preferred Label*", "Definition*", "Alternate Labels", "Children URI",
                 "Home Vocab IRI"],
                ["The identifier of the concept", "The label", "The definition", "", "", ""],
                ["ex:way", "Way@en", "Something to go on.", "path\ntrack", "ex:lane, ex:alley", ""],
                ["ex:lane", "Lane", "Narrow.", "", "", "http://example.com/other"],
                ["ex:alley", "Allee@fr", "", "", "", ""],
            ],
            "Additional Concept Properties": [["Concept IRI", "Close Match IRI"], ["ex:lane", "ex:lane2"]],
            "Prefixes": [["Prefix", "Namespace"], ["ex", "http://example.com/"]],
        },
        [],
        ["# Way {#way", "## Lane {#lane", "title: Roads", "Something to go on.", "- Alt: path; track",
         "- Close match: <http://example.com/lane2>"],
    ),
    (
        "VocExcel 1.0",
        {
            "Concept Scheme": [["Property", "Value"], ["Vocabulary IRI*", "http://example.com/roads"],
                               ["Preferred Label*", "Roads"]],
            "Concepts": [
                ["Concept IRI*", "Preferred Label*", "Definition*", "Broader Concept IRI"],
                ["The unique identifier", "The label", "The definition", ""],
                ["http://example.com/roads/way", "Way", "Long.", ""],
                ["laneWay", "Lane", "Narrow.", "http://example.com/roads/way"],
                ["alley", "Alley", "Dark.", "laneWay"],
            ],
            "Collections": [["Collection IRI*", "Preferred Label*", "Members IRIs*"],
                            ["", "A simple title", "IRIs of each Concept.\nOne a line."]],
        },
        [],
        ["# Way {#way", "## Lane {#laneWay", "### Alley", "title: Roads"],
    ),
    (
        "voc4cat",
        {
            "Concepts": [
                ["skos:Concept", "", "skos:prefLabel", "skos:definition"],
                ["Concept IRI*", "Language Code*", "Preferred Label*", "Definition*", "Parent IRIs", "Editorial Note"],
                ["http://example.com/a", "en", "Acid", "Sour.", "", ""],
                ["http://example.com/a", "de", "Säure", "Sauer.", "", ""],
                ["http://example.com/b", "en", "Base", "Not sour.", "http://example.com/a (Acid)", "check"],
            ]
        },
        [],
        ["# Acid", "- Label (de): Säure", "## Base", "- Editorial note: check"],
    ),
    (
        "xls2rdf",
        {
            "Feuil1": [
                ["ConceptScheme URI", "http://example.com/days"],
                ["PREFIX", "d", "http://example.com/days/"],
                ["dct:title@en", "Weekdays"],
                ["URI", "skos:prefLabel@en", "skos:prefLabel@fr", 'skos:altLabel@en(separator=",")',
                 'skos:broader(lookupColumn="skos:prefLabel")', "-"],
                ["d:week", "Week", "Semaine", "", "", "x"],
                ["d:monday", "Monday", "Lundi", "mon, Mo", "Week", "x"],
            ]
        },
        [],
        ["title: Weekdays", "# Week", "## Monday", "- Label (fr): Lundi", "- Alt: Mo; mon"],
    ),
    (
        "others",
        {"Begriffe": [["Begriff", "Oberbegriff", "Kommentar"], ["Gestein", "", "x"], ["Granit", "Gestein", ""]]},
        ["Begriff=Label", "Oberbegriff=Broader"],
        ["# Gestein", "## Granit"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sheets", "columns", "wanted"), FOREIGN, ids=[one[0] for one in FOREIGN])
def test_the_layouts_of_other_programs(
    name: str, sheets: dict[str, list[list[str]]], columns: list[str], wanted: list[str], tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "in.xlsx")
    result = import_file(tmp_path, "in.xlsx", *(f"--column={one}" for one in columns))
    assert result.return_value == 0, result.stderr
    text = "\n".join(file.read_text("utf-8") for file in (tmp_path / "taxonomy").rglob("*.md"))
    for line in wanted:
        assert line in text
    unread = {"VocExcel": "'Home Vocab IRI' is not read", "others": "'Kommentar' is not read"}
    assert unread.get(name, "") in result.stderr


def import_file(folder: Path, *arguments: str) -> Result:
    return run_command("import", "-C", str(folder), *arguments)


def run_command(*arguments: str) -> Result:
    reset_settings()
    result = CliRunner().invoke(group, list(arguments), standalone_mode=False)
    reset_settings()
    return result


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a template to the page: shown by --dry-run, listed by cell if it is wrong, written otherwise."""
    monkeypatch.chdir(tmp_path)
    assert "vocabulary.xlsx: 3 concepts on 1 sheet" in run_command("init", "--sheet").stdout
    said = run_command("export", "sheet", "vocabulary.xlsx").stdout
    assert "next: edit it, then headword apply vocabulary.xlsx" in said
    before = (tmp_path / "taxonomy" / "example.md").read_text()

    def edit(cell: str, text: str) -> None:
        book = openpyxl.load_workbook("vocabulary.xlsx")
        book["Minerals"][cell] = text
        book.save("vocabulary.xlsx")

    edit("D3", "Quartzes")
    edit("C4", "Minarels")
    failed = run_command("apply", "vocabulary.xlsx")
    assert (failed.return_value, failed.stdout) == (1, "")
    assert "vocabulary.xlsx!Minerals!C4: error: there is no concept 'Minarels'" in failed.stderr
    assert "did you mean 'Minerals'?" in failed.stderr
    edit("C4", "Minerals")
    shown = run_command("apply", "vocabulary.xlsx", "--dry-run").stdout
    assert "renamed (en): Quartz → Quartzes" in shown
    assert "+## Quartzes; rock crystal, silica {#quartz}" in shown
    assert (tmp_path / "taxonomy" / "example.md").read_text() == before
    assert "1 change on 1 page" in run_command("apply", "vocabulary.xlsx").stdout
    assert "already have all changes" in run_command("apply", "vocabulary.xlsx").stdout
    assert "there is a file here already" in run_command("export", "sheet", "vocabulary.xlsx").stderr


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a"])
def test_an_export_is_imported_into_an_empty_project(
    name: str, stones: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = export(stones)
    for file, data in write_workbook(before, tmp_path / name).items():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    (tmp_path / "empty").mkdir()
    result = import_file(tmp_path / "empty", str(tmp_path / name), "--lang", "en")
    assert result.return_value == 0, result.stderr
    (tmp_path / "empty" / "headword.toml").write_text((stones / "headword.toml").read_text())
    after, wanted = (sort_values(export(tmp_path / "empty")), sort_values(before))
    assert after == wanted


def sort_values(workbook: Workbook) -> Grid:
    """The cells with their values in an order of their own: RDF has none."""
    return {
        title: [[join_values(sorted(split_values(cell))) for cell in row] for row in rows]
        for title, rows in to_grid(workbook).items()
    }


def test_a_table_without_a_header_is_mapped_by_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "menu.csv").write_text('1,"Egg",\n2,"Bacon",""\n3,"Ham","Of a pig"\n')
    result = import_file(tmp_path, "menu.csv", "--column=1=Notation", "--column=2=Label", "--column=3=Definition")
    assert result.return_value == 0, result.stderr
    assert "# Ham\n\nOf a pig\n" in (tmp_path / "taxonomy" / "menu.md").read_text()


def test_an_imported_thesaurus_is_unchanged_by_its_own_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PhySH and the UNESCO Thesaurus take longer: they were tried with files of every kind."""
    monkeypatch.chdir(tmp_path)
    assert run_command("import", str(ROOT / "tests" / "data" / "voc4cat.ttl")).return_value == 0
    workbook = export(tmp_path)
    assert sum(len(sheet.rows) for sheet in workbook.sheets) > 500
    applied = apply_grid(tmp_path, to_grid(workbook), workbook.state)
    assert (applied.texts, applied.notices) == ({}, ())
