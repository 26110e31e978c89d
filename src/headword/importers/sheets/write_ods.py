"""Workbooks as OpenDocument files, written as XML: a library that builds a tree takes 10 s for 128,000 cells."""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from headword.importers.edits.columns import BROADER, ID, IRI, LEVEL, STATUS, TYPE, SheetColumn
from headword.importers.sheets.looks import (
    GREY,
    GUIDE,
    GUIDE_TEXTS,
    HEADER,
    SEPARATOR_COLOUR,
    SPARE_ROWS,
    STATE,
    STATUS_WORDS,
    TYPE_WORDS,
    WARM,
    cut_cell,
    name_cell,
    shade,
    width_of,
)
from headword.importers.sheets.tables import SheetTable, Workbook

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"), ("config", "config"),
    )
) + ' xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'  # fmt: skip
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    'manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_DEEPEST = 7
_LAST_DEPTH = 16
"""Deeper labels are indented like this one."""
_MARKED = re.compile(r"  +|\t|\n")
_CHARACTER_WIDTH = 0.21
"""Centimetres of a character in a column."""


def write_ods(workbook: Workbook) -> bytes:
    """Return the bytes of an OpenDocument spreadsheet."""
    stream = BytesIO()
    with ZipFile(stream, "w") as file:
        for name, text, method in (
            ("mimetype", _MIME, ZIP_STORED),
            ("META-INF/manifest.xml", _MANIFEST, ZIP_DEFLATED),
            ("content.xml", "".join(_write_content(workbook)), ZIP_DEFLATED),
            ("settings.xml", _write_settings(workbook), ZIP_DEFLATED),
        ):
            # The same vocabulary gives the same bytes: no time of today.
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = method
            file.writestr(entry, text)
    return stream.getvalue()


def _write_content(workbook: Workbook) -> Iterator[str]:
    yield f'{_XML}<office:document-content {_NAMESPACES} office:version="1.3"><office:automatic-styles>'
    yield from _write_styles(workbook)
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    yield "<table:content-validations>"
    for number, sheet in enumerate(workbook.sheets):
        yield from _write_rules(number, sheet)
    yield "</table:content-validations>"
    for number, sheet in enumerate(workbook.sheets):
        yield from _write_table(number, sheet)
    yield from _write_explanation(workbook)
    yield f'<table:table table:name="{STATE}" table:style-name="hidden">'
    yield '<table:table-column table:number-columns-repeated="16"/>'
    yield from (f"<table:table-row>{''.join(map(_write_text, row))}</table:table-row>" for row in workbook.state)
    yield "</table:table><table:database-ranges>"
    for number, sheet in enumerate(workbook.sheets):
        last = name_cell(max(len(sheet.rows), 1), len(sheet.columns) - 1)
        title = f"'{sheet.title}'"
        address = quoteattr(f"{title}.A1:{title}.{last}")
        yield (
            f'<table:database-range table:name="filter{number}" table:target-range-address={address} '
            'table:display-filter-buttons="true"/>'
        )
    yield "</table:database-ranges></office:spreadsheet></office:body></office:document-content>"


def _write_styles(workbook: Workbook) -> Iterator[str]:
    yield '<number:text-style style:name="text"><number:text-content/></number:text-style>'
    yield '<number:number-style style:name="whole"><number:number number:min-integer-digits="1"/></number:number-style>'
    for name, shown in (("shown", "true"), ("hidden", "false")):
        yield (
            f'<style:style style:name="{name}" style:family="table">'
            f'<style:table-properties table:display="{shown}"/></style:style>'
        )
    widths = {width_of(column) for sheet in workbook.sheets for column in sheet.columns} | {24, 110}
    for width in sorted(widths):
        yield (
            f'<style:style style:name="w{width}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width * _CHARACTER_WIDTH:.2f}cm"/></style:style>'
        )
    line = f'fo:border-bottom="0.5pt solid {SEPARATOR_COLOUR}"'
    yield _style(
        "header", f'fo:background-color="{HEADER}" fo:wrap-option="wrap"', 'fo:color="#FFFFFF" fo:font-weight="bold"'
    )
    yield _style("plain", "", "")
    yield _style("cell", f'{line} fo:wrap-option="wrap"', "")
    yield _style("strong", f'{line} fo:wrap-option="wrap"', 'fo:font-weight="bold"')
    yield _style("grey", line, f'fo:color="{GREY}"')
    yield _style("status", line, f'fo:color="{WARM}"')
    yield _style("free-level", "", "", "whole")
    for level in range(1, _LAST_DEPTH + 1):
        back = f'{line} fo:background-color="{shade(level)}"'
        bold = 'fo:font-weight="bold"' if level == 1 else ""
        yield _style(f"label{level}", f'{back} fo:wrap-option="wrap"', bold, indent=0.3 * (level - 1))
        yield _style(f"level{level}", back, f'fo:color="{GREY}"', "whole")


def _style(name: str, cell: str, text: str, data: str = "text", indent: float = 0) -> str:
    left = f'<style:paragraph-properties fo:margin-left="{indent:.2f}cm" fo:text-align="start"/>' if indent else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="{data}">'
        f'<style:table-cell-properties style:vertical-align="top" {cell}/>{left}'
        f"<style:text-properties {text}/></style:style>"
    )


def _write_rules(number: int, sheet: SheetTable) -> Iterator[str]:
    """The lists to choose from, by the header of the column."""
    labels = f"[$'{sheet.title}'.$A$1]"
    start, end = (name_cell(row, sheet.label_column) for row in (1, len(sheet.rows) + SPARE_ROWS))
    dollars = [re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", one) for one in (start, end)]
    labels = f"[$'{sheet.title}'.{dollars[0]}:.{dollars[1]}]"
    for column in sheet.columns:
        rule = _name_rule(number, column)
        if not rule:
            continue
        words = {STATUS: STATUS_WORDS, TYPE: TYPE_WORDS}.get(column.kind, ())
        listed = ";".join(f'"{word}"' for word in words) if words else labels
        kind = "stop" if words else "information"
        is_level = column.kind == LEVEL
        condition = (
            "cell-content-is-whole-number() and cell-content()>=1" if is_level else f"cell-content-is-in-list({listed})"
        )
        yield (
            f'<table:content-validation table:name="{rule}" table:condition={quoteattr(f"of:{condition}")} '
            'table:allow-empty-cell="true" table:display-list="unsorted">'
            f'<table:error-message table:message-type="{kind}" table:display="true"/></table:content-validation>'
        )


def _name_rule(number: int, column: SheetColumn) -> str:
    has_rule = column.kind in (STATUS, TYPE, LEVEL) or column.predicate == BROADER
    return f"rule{number}-{column.header}" if has_rule else ""


def _write_table(number: int, sheet: SheetTable) -> Iterator[str]:
    yield f'<table:table table:name={quoteattr(sheet.title)} table:style-name="shown">'
    for column in sheet.columns:
        plain = "free-level" if column.kind == LEVEL else "plain"
        yield (f'<table:table-column table:style-name="w{width_of(column)}" table:default-cell-style-name="{plain}"/>')
    yield "<table:table-header-rows><table:table-row>"
    yield from (_write_text(column.header, "header") for column in sheet.columns)
    yield "</table:table-row></table:table-header-rows>"
    depth = 0
    rules = [_name_rule(number, column) for column in sheet.columns]
    for row, level in zip(sheet.rows, sheet.levels, strict=True):
        wanted = min(level - 1, _DEEPEST)
        yield "</table:table-row-group>" * (depth - wanted) + "<table:table-row-group>" * (wanted - depth)
        depth = wanted
        yield f"<table:table-row>{''.join(_write_cells(sheet, row, level, rules))}</table:table-row>"
    yield "</table:table-row-group>" * depth
    empty = "".join(
        f"<table:table-cell{f' table:content-validation-name={quoteattr(rule)}' if rule else ''}/>" for rule in rules
    )
    yield f'<table:table-row table:number-rows-repeated="{SPARE_ROWS}">{empty}</table:table-row></table:table>'


def _write_cells(sheet: SheetTable, row: Sequence[str], level: int, rules: Sequence[str]) -> Iterator[str]:
    for at, (column, text, rule) in enumerate(zip(sheet.columns, row, rules, strict=True)):
        if at == sheet.label_column:
            style = f"label{min(level, _LAST_DEPTH)}"
        elif column.kind == LEVEL:
            style = f"level{min(level, _LAST_DEPTH)}"
            yield (
                f'<table:table-cell table:style-name="{style}" table:content-validation-name={quoteattr(rule)} '
                f'office:value-type="float" office:value="{text}"><text:p>{text}</text:p></table:table-cell>'
            )
            continue
        else:
            style = {ID: "grey", IRI: "grey", STATUS: "status"}.get(column.kind, "cell")
        yield _write_text(cut_cell(text), style, rule)


def _write_text(text: str, style: str = "", rule: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    ruled = f" table:content-validation-name={quoteattr(rule)}" if rule else ""
    if not text:
        return f"<table:table-cell{named}{ruled}/>"
    lines = "".join(f"<text:p>{_mark_spaces(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{named}{ruled} office:value-type="string">{lines}</table:table-cell>'


def _mark_spaces(line: str) -> str:
    """A paragraph; XML would join spaces, and drop those at its ends."""
    marked = _MARKED.sub(
        lambda gap: "<text:tab/>" if gap.group() == "\t" else f'<text:s text:c="{len(gap.group())}"/>', escape(line)
    )
    return re.sub(r"^ | $", "<text:s/>", marked)


def _write_explanation(workbook: Workbook) -> Iterator[str]:
    yield f'<table:table table:name="{GUIDE}" table:style-name="shown">'
    yield '<table:table-column table:style-name="w24"/><table:table-column table:style-name="w110"/>'
    rows: Iterable[tuple[str, str]] = workbook.guide
    yield "<table:table-row>"
    yield _write_text("Column", "header") + _write_text("Description", "header")
    yield "</table:table-row>"
    for header, text in rows:
        yield f"<table:table-row>{_write_text(header, 'strong')}{_write_text(text, 'cell')}</table:table-row>"
    yield "<table:table-row><table:table-cell/></table:table-row>"
    for text in GUIDE_TEXTS:
        yield f"<table:table-row><table:table-cell/>{_write_text(text, 'cell')}</table:table-row>"
    yield "</table:table>"


def _write_settings(workbook: Workbook) -> str:
    """The settings with frozen headers and labels."""

    def item(name: str, kind: str, value: object) -> str:
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    def view(title: str, columns: int) -> str:
        items = "".join(
            item(name, "int" if "Position" in name else "short", value)
            for name, value in (
                ("HorizontalSplitMode", 2 if columns else 0), ("VerticalSplitMode", 2),
                ("HorizontalSplitPosition", columns), ("VerticalSplitPosition", 1),
                ("PositionRight", columns), ("PositionBottom", 1), ("ActiveSplitRange", 3 if columns else 2),
            )
        )  # fmt: skip
        return f"<config:config-item-map-entry config:name={quoteattr(title)}>{items}</config:config-item-map-entry>"

    views = "".join(view(sheet.title, sheet.label_column + 1) for sheet in workbook.sheets) + view(GUIDE, 0)
    first = escape(workbook.sheets[0].title)
    return (
        f'{_XML}<office:document-settings {_NAMESPACES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f"{item('ViewId', 'string', 'view1')}"
        f'<config:config-item-map-named config:name="Tables">{views}</config:config-item-map-named>'
        f"{item('ActiveTable', 'string', first)}"
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )
