"""The baseline: known findings, which are not reported again.

A finding is identified by its rule and its concept or file. It is not identified by its line, so it stays known while
the page is edited. The baseline contains the number of findings for each.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from headword.core.errors import HeadwordError, SourceError
from headword.core.findings import Finding, Location, Report
from headword.lint.catalogue import CONTENT
from headword.markdown.text import normalize

_VERSION = 1

KnownFindings = Mapping[tuple[str, str], int]
"""The number of known findings, by rule and subject."""


def count_findings(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """Return the number of findings, by rule and subject."""
    return Counter(map(key_of, findings))


def key_of(finding: Finding) -> tuple[str, str]:
    """Return the key of a finding: its rule, and its concept or file. A page that uses concepts has its file."""
    about = "" if finding.rule.seen_in == CONTENT else finding.focus
    return finding.rule.name, normalize(about or finding.location.path)


def subtract(report: Report, known: KnownFindings) -> tuple[Report, KnownFindings]:
    """Return ``report`` without known findings, and the known findings that were not found any more."""
    left = Counter(known)
    kept = []
    for finding in report.findings:
        key = key_of(finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            kept.append(finding)
    return replace(report, findings=tuple(kept)), {key: count for key, count in left.items() if count > 0}


def prune(known: KnownFindings, report: Report, run: Collection[str]) -> KnownFindings:
    """Return ``known`` without findings that the rules ``run`` do not find any more."""
    found = count_findings(report.findings)
    left = {key: min(count, found[key]) if key[0] in run else count for key, count in known.items()}
    return {key: count for key, count in left.items() if count}


def write_baseline(known: KnownFindings) -> str:
    """Return ``known`` as JSON, one sorted entry on each line, so that git merges changes of different entries."""
    lines = [json.dumps([rule, about, count], ensure_ascii=False) for (rule, about), count in sorted(known.items())]
    entries = ",\n    ".join(lines)
    listed = f"[\n    {entries}\n  ]" if lines else "[]"
    return f'{{\n  "version": {_VERSION},\n  "findings": {listed}\n}}\n'


def read_baseline(file: Path, path: str) -> KnownFindings:
    """Read the file that `write_baseline` wrote.

    Raises:
        SourceError: the file cannot be read, is not a baseline, or has another version.
    """
    place = Location(path)
    hint = "run headword baseline to write it again"
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"the baseline cannot be read: {error.strerror}", place) from error
    except (ValueError, RecursionError) as error:
        raise SourceError("the baseline is not JSON", place, hint) from error
    version = plain.get("version") if isinstance(plain, dict) else None
    if version != _VERSION:
        raise SourceError(f"the baseline is of version {version!r}, not {_VERSION!r}", place, hint)
    return dict(_entries(plain.get("findings"), HeadwordError("the baseline has a malformed entry", place, hint)))


def _entries(plain: object, error: HeadwordError) -> Iterator[tuple[tuple[str, str], int]]:
    if not isinstance(plain, list):
        raise error
    for item in plain:
        match item:
            case [str(rule), str(about), int(count)] if not isinstance(count, bool) and count > 0:
                yield (rule, normalize(about)), count
            case _:
                raise error
