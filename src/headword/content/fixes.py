"""How findings about content are fixed: the value is written anew, in the quotation marks that it has."""

import json
import re
from collections.abc import Mapping, Sequence

from headword.core.findings import Finding
from headword.lint.fixes import Fix, LineEdit
from headword.markdown.yaml_block import is_plain

_ANCHOR = re.compile(r"[&!]\S+\s+")


def _write_term(finding: Finding, lines: Sequence[str]) -> LineEdit | None:
    """Put the better name in the place of a value, if the span is the value as it is written."""
    place = finding.location
    if not finding.instead or not place.column or not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    start, end = place.column - 1, place.end_column - 1
    anchor = _ANCHOR.match(line, start, end)
    start = anchor.end() if anchor else start
    written = _rewrite(line[start:end], line, (start, end), finding.instead, lines[0] if lines else "")
    return None if written is None else LineEdit(place.line - 1, start, end, written)


def _rewrite(written: str, line: str, span: tuple[int, int], name: str, first: str) -> str | None:
    """How ``name`` is written in the place of ``written``; None if that is not one value on one line."""
    mark = written[:1]
    if mark == "'" and written.endswith("'") and len(written) > 1:
        is_toml = first.startswith("+++")
        return f"'{name}'" if "'" not in name else _quote(name) if is_toml else "'" + name.replace("'", "''") + "'"
    if mark == '"' and written.endswith('"') and len(written) > 1:
        return _quote(name)
    if mark in ("", "'", '"', "|", ">", "*", "[", "{"):
        return None
    if _is_in_text(line, span):
        return name if is_plain(name) and not (line[: span[0]].endswith("#") and " " in name) else None
    return name if is_plain(name) else _quote(name)


def _is_in_text(line: str, span: tuple[int, int]) -> bool:
    """Whether a span is a part of a value: of several between commas in one text, or a ``#tag``."""
    before, after = line[: span[0]].rstrip(), line[span[1] :].lstrip()
    return before.endswith("#") or ("[" not in before and (before.endswith(",") or after.startswith(",")))


def _quote(name: str) -> str:
    """A text between double quotation marks, as YAML, TOML and JSON read it alike."""
    return json.dumps(name, ensure_ascii=False)


SAFE: Mapping[str, Fix] = {"non-preferred-term": _write_term, "deprecated-term": _write_term}
"""Fixes after which a page names the concept that it named, or the one that replaces it."""
UNSAFE: Mapping[str, Fix] = {"unknown-term": _write_term}
"""Fixes that guess."""
