"""Proposed changes of the vocabulary: written into the Markdown, compiled, compared, and shown as a unified diff.

A change is proposed only if the compiled pages say what was asked for, and nothing else.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from headword.core.errors import HeadwordError
from headword.core.files.atomic import replace_files, show_difference
from headword.core.findings import Finding, Location, Severity
from headword.lint.apply_fixes import find_worse
from headword.lsp.occurrences import find_declaration
from headword.lsp.project_state import CheckedProject, check_again
from headword.lsp.rename import rename
from headword.markdown.page import take_apart
from headword.markdown.text import normalize
from headword.publish.diff.compare import ChangedResource, compare
from headword.rdf.graph import LocatedGraph
from headword.rdf.languages import is_known
from headword.rdf.terms import DCTERMS, OWL, RDF_TYPE, SKOS, Literal, Triple
from headword.server.mcp.page_edits import (
    EditedPage,
    add_label,
    define,
    deprecate,
    insert_concept,
    move,
    open_page,
    require_heading,
)
from headword.server.mcp.views import LABEL, clip

ACTIONS = ("add", "rename", "label", "define", "move", "deprecate")
LABEL_KINDS: Mapping[str, str] = {"altLabel": "Alt", "hiddenLabel": "Hidden", "prefLabel": "Label"}
"""The kinds of label that can be added, each with the field that it is written in."""
_DATES = frozenset({DCTERMS + "created", DCTERMS + "modified"})
_SHOWN = 3
"""Statements in an error."""
_MOVED = frozenset(SKOS + name for name in ("broader", "narrower", "topConceptOf", "hasTopConcept"))


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change that is asked for.

    Attributes:
        action: one of `ACTIONS`.
        iri: the concept to change; for ``add``, the broader concept or the scheme of the new one.
        label: the label to write.
        kind: the kind of the label, for ``label``.
        language: the tag of the label or definition; empty for the language of the page.
        others: alternative labels of a new concept.
        definition: the definition to write.
        target: the new broader concept or scheme of ``move``; the replacement of ``deprecate``, or empty.
    """

    action: str
    iri: str
    label: str = ""
    kind: str = "altLabel"
    language: str = ""
    others: tuple[str, ...] = ()
    definition: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class ChangeProposal:
    """A change that compiles.

    Attributes:
        summary: a sentence on what changes.
        texts: the new content of each page.
        diff: the same as a unified diff.
        changed: the resources that change.
        findings: what the check finds now, and did not find before.
    """

    summary: str
    texts: Mapping[Path, bytes]
    diff: str
    changed: tuple[ChangedResource, ...]
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        """Return whether no new finding is an error."""
        return all(finding.severity < Severity.ERROR for finding in self.findings)

    def write(self) -> None:
        """Write the pages, all or none.

        Raises:
            HeadwordError: one cannot be written.
        """
        replace_files(dict(self.texts))


class _Difference(NamedTuple):
    """The statements of a page that a change adds and removes, without dates."""

    come: frozenset[Triple]
    gone: frozenset[Triple]


_Says = Callable[[_Difference], bool]


def propose(checked: CheckedProject, request: ChangeRequest) -> ChangeProposal:
    """Return a change as a proposal; nothing is written.

    Raises:
        HeadwordError: something is missing in the request, or the change cannot be written into the page.
    """
    clean = _tidy_request(request)
    _check_language(checked, clean)
    if clean.action == "rename":
        _require(clean, "label")
        texts, summary = _rename(checked, clean), f"{clean.iri} gets the preferred label {clean.label!r}"
    else:
        page = open_page(checked, clean.iri)
        candidates, says, summary = _WAYS[clean.action](checked, page, clean)
        texts = {page.file: _choose(checked, page, candidates, says)}
    return _show(checked, texts, summary)


def _tidy_request(request: ChangeRequest) -> ChangeRequest:
    def tidy(text: str) -> str:
        return normalize(" ".join(text.split()))

    return ChangeRequest(
        request.action, request.iri, tidy(request.label), request.kind, request.language.strip(),
        tuple(dict.fromkeys(filter(None, map(tidy, request.others)))), tidy(request.definition), request.target,
    )  # fmt: skip


def _require(request: ChangeRequest, name: str) -> None:
    if not getattr(request, name):
        raise HeadwordError(f"the action {request.action!r} needs {name!r}", hint=f"call it again with {name!r}")


def _check_language(checked: CheckedProject, request: ChangeRequest) -> None:
    """Check the language of a request: only the action ``label`` writes in a language that the page does not have.

    Raises:
        HeadwordError: it is no language tag, or the action cannot write in it.
    """
    if request.language and not is_known(request.language):
        hint = "use a tag such as en or pt-BR"
        raise HeadwordError(f"{request.language!r} is not a language tag of BCP 47", hint=hint)
    place = find_declaration(checked, request.iri)
    plan = checked.plan(place.path) if place is not None else None
    if plan is None or request.action == "label" or request.language.lower() in ("", plan.language.lower()):
        return
    message = f"{request.action!r} writes in the language of the page, {plan.language!r}, not in {request.language!r}"
    hint = "leave out 'language'; the action label writes labels in other languages"
    raise HeadwordError(message, place, hint)


_Way = tuple[Iterator[bytes], _Says, str]


def _add(checked: CheckedProject, page: EditedPage, request: ChangeRequest) -> _Way:
    _require(request, "label")
    own = page.plan.language
    del checked

    def says(seen: _Difference) -> bool:
        new = {one for one, predicate, value in seen.come if (predicate, value) == (RDF_TYPE, SKOS + "Concept")}
        if len(new) != 1 or seen.gone or not all(new & {one, value} for one, _, value in seen.come):
            return False
        (iri,) = new
        above = _list_values(seen.come, iri, "broader")
        return (
            _list_texts(seen.come, iri, "prefLabel", own) == {request.label}
            and _list_texts(seen.come, iri, "altLabel", own) == set(request.others)
            and _list_texts(seen.come, iri, "definition", own) == set(filter(None, [request.definition]))
            and above == (set() if page.position is None else {request.iri})
        )

    candidates = insert_concept(page, request.label, request.others, request.definition)
    return candidates, says, f"a new concept {request.label!r} below {request.iri}"


def _add_label(checked: CheckedProject, page: EditedPage, request: ChangeRequest) -> _Way:
    _require(request, "label")
    require_heading(page)
    own = page.plan.language
    language = "" if request.language.lower() == own.lower() else request.language
    predicate = SKOS + request.kind
    if request.kind == "prefLabel" and not language:
        raise HeadwordError(f"the concept has a preferred label in {own!r}", page.place, "use the action rename")
    known = [value for one, name, value in _facts(checked, page) if (one, name) == (request.iri, predicate)]
    if any(isinstance(value, Literal) and (value.value, value.language.lower())
           == (request.label, (language or own).lower()) for value in known):  # fmt: skip
        raise HeadwordError(f"the concept has the label {request.label!r} already", page.place)

    def says(seen: _Difference) -> bool:
        is_one = len(seen.come) == 1 and not seen.gone
        return is_one and _list_texts(seen.come, request.iri, request.kind, language or own) == {request.label}

    candidates = add_label(page, LABEL_KINDS[request.kind], language, request.label)
    return candidates, says, f"{request.iri} gets the label {request.label!r} ({request.kind})"


def _define(checked: CheckedProject, page: EditedPage, request: ChangeRequest) -> _Way:
    _require(request, "definition")
    known = _find_definition(checked, page, request)

    def says(seen: _Difference) -> bool:
        rest = {(one, name) for one, name, _ in seen.gone} - {(request.iri, SKOS + "definition")}
        is_one = len(seen.come) == 1 and not rest
        return is_one and _list_texts(seen.come, request.iri, "definition") == {request.definition}

    return define(page, request.definition, known), says, f"{request.iri} gets a definition"


def _find_definition(checked: CheckedProject, page: EditedPage, request: ChangeRequest) -> Location | None:
    """Return the place of the current definition in the language of the page."""
    for (one, predicate, value), place in _facts(checked, page).items():
        is_definition = (one, predicate) == (request.iri, SKOS + "definition") and isinstance(value, Literal)
        if is_definition and place.path == page.plan.page.path:
            return place
    return None


def _move(checked: CheckedProject, page: EditedPage, request: ChangeRequest) -> _Way:
    _require(request, "target")
    target = open_page(checked, request.target)
    if target.file != page.file:
        hint = "its IRI would change with its page: move it by hand, and keep its ids with headword ids"
        raise HeadwordError("a concept can be moved on its page only", page.place, hint)

    def says(seen: _Difference) -> bool:
        every = seen.come | seen.gone
        is_alone = all(request.iri in (one, value) and predicate in _MOVED for one, predicate, value in every)
        above = _list_values(seen.come, request.iri, "broader")
        return bool(every) and is_alone and above == (set() if target.position is None else {request.target})

    return move(page, target), says, f"{request.iri} moves below {request.target}"


def _deprecate(checked: CheckedProject, page: EditedPage, request: ChangeRequest) -> _Way:
    if any((one, name) == (request.iri, OWL + "deprecated") for one, name, _ in _facts(checked, page)):
        hint = "write the field 'Replaced by' by hand" if request.target else ""
        raise HeadwordError("the concept is deprecated already", page.place, hint)
    replacement = _link_to(checked, page, request.target) if request.target else ""

    def says(seen: _Difference) -> bool:
        is_alone = not seen.gone and all(request.iri in (one, value) for one, _, value in seen.come)
        is_marked = {predicate for one, predicate, _ in seen.come if one == request.iri} >= {OWL + "deprecated"}
        replaced = {value for one, predicate, value in seen.come
                    if (one, predicate) == (request.iri, DCTERMS + "isReplacedBy")}  # fmt: skip
        return is_alone and is_marked and replaced == set(filter(None, [request.target]))

    instead = f", in favour of {request.target}" if request.target else ""
    return deprecate(page, replacement), says, f"{request.iri} is deprecated{instead}"


def _link_to(checked: CheckedProject, page: EditedPage, iri: str) -> str:
    other = open_page(checked, iri)
    if other.position is None or iri == page.heading.iri:
        raise HeadwordError(f"<{iri}> cannot replace the concept", page.place, "name a different concept")
    path = "" if other.file == page.file else Path(os.path.relpath(other.file, page.file.parent)).as_posix()
    label = other.heading.heading.label.text.replace("[", "\\[").replace("]", "\\]")
    return f"[{label}]({path}#{other.heading.name})"


_WAYS: Mapping[str, Callable[[CheckedProject, EditedPage, ChangeRequest], _Way]] = {
    "add": _add,
    "label": _add_label,
    "define": _define,
    "move": _move,
    "deprecate": _deprecate,
}


def _rename(checked: CheckedProject, request: ChangeRequest) -> dict[Path, bytes]:
    by_path: dict[str, list[tuple[Location, str]]] = defaultdict(list)
    for place, text in rename(checked, request.iri, request.label):
        by_path[place.path].append((place, text))
    texts: dict[Path, bytes] = {}
    for path, changes in by_path.items():
        written = take_apart((checked.project.root / path).read_bytes())
        for place, text in sorted(changes, reverse=True):
            line, ending = written.lines[place.line - 1]
            changed = line[: place.column - 1] + text + line[place.end_column - 1 :]
            written.lines[place.line - 1] = (changed, ending)
        texts[checked.project.root / path] = written.encode()
    return texts


def _choose(checked: CheckedProject, page: EditedPage, candidates: Iterable[bytes], says: _Says) -> bytes:
    """Return the first way to write a change with which the page says what was asked for."""
    others: list[_Difference] = []
    for data in candidates:
        after = _compile(checked, {page.file: data})
        before_facts, after_facts = _facts(checked, page), _facts(after, page)
        seen = _Difference(_list_new(after_facts, before_facts), _list_new(before_facts, after_facts))
        if says(seen):
            return data
        others.append(seen)
    place = None if page.position is None else page.place
    hint = "change the page by hand, and check it with the tool check"
    shown = _describe_difference(min(others, key=_measure)) if others else ""
    raise HeadwordError(f"the change cannot be written so that the page says this alone{shown}", place, hint)


def _measure(seen: _Difference) -> tuple[int, int]:
    """Return the size of a difference: the number of statements, and the length of the new ones."""
    return len(seen.come) + len(seen.gone), sum(len(str(value)) for _, _, value in seen.come)


def _describe_difference(seen: _Difference) -> str:
    """Return what the page would say instead."""
    come, gone = ([_describe_statement(one) for one in sorted(side, key=str)[:_SHOWN]] for side in seen)
    said = f": it would say {', '.join(come)}" if come else ""
    unsaid = f"{' and' if said else ': it would'} no longer say {', '.join(gone)}" if gone else ""
    return said + unsaid or ": it would say the same as now"


def _describe_statement(triple: Triple) -> str:
    one, predicate, value = triple
    shown = repr(clip(value.value, LABEL)) if isinstance(value, Literal) else f"<{value}>"
    return f"{re.split('[/#]', predicate)[-1]} {shown} of <{one}>"


def _compile(checked: CheckedProject, texts: Mapping[Path, bytes]) -> CheckedProject:
    held = {checked.names.get(os.path.realpath(file), file): data for file, data in texts.items()}
    return check_again(checked, held, set(held))


def _facts(checked: CheckedProject, page: EditedPage) -> LocatedGraph:
    return checked.documents.facts(page.plan.file)


def _list_new(after: LocatedGraph, before: LocatedGraph) -> frozenset[Triple]:
    return frozenset(triple for triple in after if triple not in before and triple[1] not in _DATES)


def _list_texts(triples: Iterable[Triple], iri: str, name: str, language: str = "") -> set[str]:
    values = (value for one, predicate, value in triples if (one, predicate) == (iri, SKOS + name))
    literals = (value for value in values if isinstance(value, Literal))
    return {value.value for value in literals if not language or value.language.lower() == language.lower()}


def _list_values(triples: Iterable[Triple], iri: str, name: str) -> set[object]:
    return {value for one, predicate, value in triples if (one, predicate) == (iri, SKOS + name)}


def _show(checked: CheckedProject, texts: Mapping[Path, bytes], summary: str) -> ChangeProposal:
    project = checked.project
    after = _compile(checked, texts)
    files = {checked.file_of(project.relative(file)) for file in texts}
    old, new = (
        {triple: place for file in sorted(files) for triple, place in one.documents.facts(file).items()}
        for one in (checked, after)
    )
    diff = "".join(
        show_difference(project.relative(file), file.read_bytes(), data) for file, data in sorted(texts.items())
    )
    worse = tuple(find_worse(checked.report, after.report, Severity.INFO))
    return ChangeProposal(summary, texts, diff, compare(old, new, project.config.lang).changed, worse)
