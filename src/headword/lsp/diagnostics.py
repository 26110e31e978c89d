"""Findings as an editor shows them under the text, for the files where they changed."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types
from pygls.workspace import PositionCodec

from headword.core.errors import HeadwordError
from headword.core.findings import Finding, Location, Severity
from headword.lsp.positions import to_range
from headword.lsp.project_state import CheckedProject
from headword.lsp.workspace import ProjectState, Workspace
from headword.markdown.text import to_lines
from headword.project.read import BufferOverlay

SOURCE = "headword"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


class FileDiagnostics(NamedTuple):
    """The diagnostics of a file, with the ``findings`` and the ``text`` that they were made from."""

    path: str
    diagnostics: tuple[types.Diagnostic, ...]
    findings: Sequence[object]
    text: bytes | None


def list_diagnostics(
    desk: Workspace, held: BufferOverlay, known: Mapping[str, FileDiagnostics], codec: PositionCodec
) -> list[FileDiagnostics]:
    """Return the diagnostics of each file whose diagnostics differ from the ``known`` ones."""
    now: dict[str, FileDiagnostics] = {}
    for checked in desk.checked.values():
        for published in _list_all(checked, held, known, codec):
            before = now.get(published.path)
            joined = (*before.diagnostics, *published.diagnostics) if before else published.diagnostics
            now[published.path] = published._replace(diagnostics=joined)
    gone = [FileDiagnostics(path, (), (), None) for path in known if path not in now]
    changed = [one for path, one in now.items() if path not in known or known[path].diagnostics != one.diagnostics]
    return [*changed, *gone]


def _list_all(
    checked: ProjectState, held: BufferOverlay, known: Mapping[str, FileDiagnostics], codec: PositionCodec
) -> Iterator[FileDiagnostics]:
    snapshot, error = checked.snapshot, checked.error
    error = error or (snapshot.content.error if snapshot is not None else None)
    if error is not None:
        yield _of_error(error, checked.root, codec)
    if snapshot is None:
        return
    for path, findings in snapshot.findings.items():
        file = snapshot.project.root / path
        text = snapshot.texts.get(file)
        before = known.get(str(file))
        if before is not None and before.findings == findings and before.text == text and error is None:
            yield before
        else:
            lines = snapshot.read_lines(path)
            shown = tuple(_of_finding(finding, lines, codec) for finding in findings)
            yield FileDiagnostics(str(file), shown, findings, text)
    yield from _list_absent(snapshot, held)


def _of_finding(finding: Finding, lines: Sequence[str], codec: PositionCodec) -> types.Diagnostic:
    return types.Diagnostic(
        range=to_range(finding.location, lines, codec),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule.name,
        code_description=types.CodeDescription(finding.rule.url) if finding.rule.url else None,
        source=SOURCE,
    )


def _of_error(error: HeadwordError, root: Path, codec: PositionCodec) -> FileDiagnostics:
    """Return the error that stops the check of a project, at its file, or else at the config."""
    place = error.location or Location("headword.toml")
    file = root / place.path
    lines = to_lines(file.read_bytes().decode("utf-8", "replace")) if file.is_file() else ()
    message = f"{error.message}; {error.hint}" if error.hint else error.message
    shown = types.Diagnostic(to_range(place, lines, codec), message, types.DiagnosticSeverity.Error, source=SOURCE)
    return FileDiagnostics(str(file), (shown,), (message,), None)


def _list_absent(snapshot: CheckedProject, held: BufferOverlay) -> Iterator[FileDiagnostics]:
    """Yield a note on each open page that is left out."""
    open_files = {str(path) for path in held}
    for record in snapshot.run.pages.records.values():
        editions = snapshot.run.pages.site.files[record.file].editions if record.absent else ()
        absent = [(str(edition.source.path), record.absent) for edition in editions]
        absent += [(str(snapshot.project.root / path), reason) for path, reason in record.left_out]
        for file, reason in absent:
            if file in open_files:
                message = f"this page is not checked: {reason}; use headword lsp --drafts to check drafts"
                start = types.Position(0, 0)
                shown = types.Diagnostic(
                    types.Range(start, start), message, types.DiagnosticSeverity.Information, source=SOURCE
                )
                yield FileDiagnostics(file, (shown,), (message,), None)
