"""The retirement of published concepts: their headings are removed, their IRIs stay.

All changes are checked first, and written together or not at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from headword.compiler.naming.lock import Lock, LockEntry, to_iri, write_lock
from headword.compiler.naming.plan import PagePlan
from headword.compiler.naming.schemes import SUBJECTS
from headword.compiler.page import PageCompiler
from headword.compiler.site import Site
from headword.core.errors import HeadwordError
from headword.core.files.atomic import replace_files
from headword.core.findings import Location
from headword.core.slugs import slugify
from headword.ids.inventory import IdInventory, IdStatus, list_ids, list_page
from headword.markdown.marking import add_keyword
from headword.markdown.outline import Outline
from headword.markdown.page import PageLines, take_apart
from headword.markdown.section import Heading
from headword.markdown.shortcodes import find_outline
from headword.markdown.text import normalize
from headword.rdf.terms import SKOS, Literal

_LISTED = 5
"""The number of obstructing concepts that an error names."""


@dataclass(frozen=True, slots=True)
class Retirement:
    """The files to write, with the lock last, and sentences on other changes that follow."""

    texts: Mapping[Path, bytes]
    notices: tuple[str, ...] = ()


def retire(
    site: Site,
    word: str,
    replaced_by: Sequence[str],
    today: str,
    *,
    keep_labels: bool = False,
    subjects: Sequence[LockEntry] = (),
    labels: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType({}),
) -> Retirement:
    """Retire the concept or page ``word``, and record its replacements, if any.

    ``word`` is an id, the last part of one, or an IRI. With ``keep_labels``, its labels become alternative labels of
    the replacement. A retired concept may get new replacements. ``subjects`` are published subjects, which are not in
    the lock. ``labels`` are the published preferred labels by IRI, each after its language, for a concept that is not
    on a page any more.

    Raises:
        HeadwordError: there is no such id, it was never published, it has concepts below it, or a replacement is not in
            use.
    """
    entry = _find_entry(site, word, subjects)
    others = [_find_used(site, other, entry, subjects) for other in replaced_by]
    if entry.retired:
        return _amend(site, entry, others, keep_labels=keep_labels)
    ids = list_ids(site, today)
    there = next((one for one in ids.published if one.entry.key == entry.key), None)
    if entry.path is None and there is not None:
        hint = "retire or move what is on it, and delete it"
        raise HeadwordError(f"the page {entry.page} is still there", there.place, hint)
    if entry.page == SUBJECTS:
        _require_unused_subject(site, entry)
    texts = _take_out(site, entry, there) if there is not None else {}
    if keep_labels:
        texts = _add_labels(site, entry, there, others, texts)
    retired = entry._replace(
        retired=today,
        replaced_by=tuple(other.id for other in others),
        labels=_find_labels(site, entry, there) or labels.get(to_iri(entry.id, site.project.config.base), entry.labels),
    )
    lock = _replace_entry(site, retired)
    after = replace(site, lock=lock)
    _prove_retirement(site, after, texts, ids, entry, today)
    contents = {**texts, site.project.lock: write_lock(lock.entries).encode()}
    return Retirement(contents, tuple(_find_renamed(site, after, texts)))


def _amend(site: Site, entry: LockEntry, replacements: Sequence[LockEntry], *, keep_labels: bool) -> Retirement:
    """Replace the replacements of a retired concept."""
    if not replacements:
        hint = "--replaced-by ID says what to use instead"
        raise HeadwordError(f"{entry.id!r} was retired on {entry.retired}", _place_of_heading(site, entry), hint)
    texts = _add_labels(site, entry, None, replacements, {}) if keep_labels else {}
    lock = _replace_entry(site, entry._replace(replaced_by=tuple(other.id for other in replacements)))
    return Retirement({**texts, site.project.lock: write_lock(lock.entries).encode()})


def _replace_entry(site: Site, entry: LockEntry) -> Lock:
    """Return the lock with an entry added, or in place of the one with the same key."""
    return Lock((*(one for one in site.lock.entries if one.key != entry.key), entry), exists=True)


def _require_unused_subject(site: Site, entry: LockEntry) -> None:
    """Raise an error if a page still has a subject that is to be retired."""
    config, compiler = site.project.config, PageCompiler(site, {})
    plans = (compiler.plan(file) for file in sorted(site.files))
    values = (value for plan in plans if plan for key in config.subjects for value in plan.page.values(key.lower()))
    used = next((value for value in values if slugify(value.text) == entry.name), None)
    if used is not None:
        raise HeadwordError(f"{entry.id!r} is still a subject", used.location, "take it out of the pages that have it")


def _find_labels(site: Site, entry: LockEntry, there: IdStatus | None) -> tuple[tuple[str, str], ...]:
    """Return the preferred labels of a concept, each after its language; empty for a page or a missing concept."""
    if there is None or entry.path is None:
        return ()
    compiler = PageCompiler(site, {})
    _, facts = compiler.compile(compiler.reader.read(there.entry.page))
    iri = to_iri(entry.id, site.project.config.base)
    labels = (value for subject, predicate, value in facts if (subject, predicate) == (iri, SKOS + "prefLabel"))
    return tuple(sorted((value.language, value.value) for value in labels if isinstance(value, Literal)))


def _find_renamed(before: Site, after: Site, texts: Mapping[Path, bytes]) -> Iterator[str]:
    """Yield a sentence on each heading with a new label: a number that is not a position any more is part of it."""
    old, new = PageCompiler(before, {}), PageCompiler(after, texts)
    for file, item in before.files.items():
        if item.source.path in texts:
            was, now = old.plan(file), new.plan(file)
            labels = {one.iri: one.heading.label.text for one in was.headings} if was else {}
            for one in now.headings if now else ():
                if one.iri in labels and labels[one.iri] != one.heading.label.text:
                    place = one.heading.label.location
                    text = f"{labels[one.iri]!r} is called {one.heading.label.text!r} now"
                    why = "since its number is not its place; headword check --fix --unsafe-fixes numbers it anew"
                    yield f"{place}: {text}, {why}"


def write(retirement: Retirement) -> None:
    """Write all files.

    Raises:
        HeadwordError: a file cannot be written; then nothing has changed.
    """
    replace_files(retirement.texts)


def _find_entry(site: Site, word: str, subjects: Sequence[LockEntry]) -> LockEntry:
    """Return the entry for ``word``."""
    if not site.lock.exists and not subjects:
        hint = "delete the heading; headword ids --accept begins to keep ids"
        raise HeadwordError("there is no headword.lock, so that nothing is known to be published", None, hint)
    wanted = normalize(word.removeprefix(site.project.config.base))
    entries = (*site.lock.entries, *(one for one in subjects if one.key not in site.lock.known))
    found = [entry for entry in entries if normalize(entry.id) == wanted and entry.path is not None]
    found = found or [entry for entry in entries if normalize(entry.id) == wanted]
    name = wanted.lstrip("#")
    found = found or [entry for entry in entries if normalize(entry.name) == name and entry.path is not None]
    if not found:
        hint = "headword ids lists those there are; what was never published can be deleted"
        raise HeadwordError(f"the lock has no id {word!r}", Location(site.project.relative(site.project.lock)), hint)
    if len(found) > 1:
        listed = ", ".join(entry.id for entry in found)
        raise HeadwordError(f"{word!r} could be any of {listed}", None, "write the whole id")
    return found[0]


def _find_used(site: Site, word: str, instead_of: LockEntry, subjects: Sequence[LockEntry]) -> LockEntry:
    """Return the replacement for an entry, which must be another entry in use."""
    found = _find_entry(site, word, subjects)
    if found.key == instead_of.key:
        raise HeadwordError(f"{found.id!r} cannot replace itself")
    if found.retired:
        hint = "name what is used instead of it"
        raise HeadwordError(f"{found.id!r} was retired on {found.retired}", _place_of_heading(site, found), hint)
    return found


def _place_of_heading(site: Site, entry: LockEntry) -> Location:
    return Location(site.project.relative(site.project.lock), site.lock.line_of(entry))


class _Edition(NamedTuple):
    """A page in one language, and the heading of a concept on it."""

    outline: Outline
    heading: Heading


def _find_editions(site: Site, page: str, entry: LockEntry, texts: Mapping[Path, bytes]) -> dict[str, _Edition]:
    """Return the heading of a concept on a page and in its translations, by language; the original comes first."""
    compiler = PageCompiler(site, texts)
    plan = compiler.plan(page)
    assert plan is not None
    iri = to_iri(entry.id, site.project.config.base)
    position = next((number for number, one in enumerate(plan.headings) if one.iri == iri), None)
    if position is None:
        raise HeadwordError(f"no heading is {entry.id!r} now", _place_of_heading(site, entry))
    found = {plan.language: _Edition(plan.outline, plan.headings[position].heading)}
    for one in compiler.translations(page):
        if position in one.headings:
            found[one.language] = _Edition(one.outline, one.headings[position])
    return found


def _read(site: Site, outline: Outline, texts: Mapping[Path, bytes]) -> tuple[Path, PageLines]:
    path = site.project.root / outline.page.path
    return path, take_apart(texts.get(path) or path.read_bytes())


def _take_out(site: Site, entry: LockEntry, there: IdStatus) -> dict[Path, bytes]:
    """Return the page and its translations without the heading and its content."""
    editions = _find_editions(site, there.entry.page, entry, {})
    for outline, heading in editions.values():
        if heading.is_page_name:
            hint = f"delete {there.entry.page}, then run this again"
            message = f"{entry.id!r} is the page as a whole, which has no heading for it"
            raise HeadwordError(message, there.place, hint)
        below = [one.label.text for one in outline.headings if _stands_under(one, heading, outline)]
        if below:
            place, listed = heading.label.location, ", ".join(below[:_LISTED])
            hint = "move or retire them first"
            more = ", …" if len(below) > _LISTED else ""
            raise HeadwordError(f"{entry.id!r} still has concepts below it: {listed}{more}", place, hint)
    return dict(_cut_out(site, *edition) for edition in editions.values())


def _stands_under(one: Heading, heading: Heading, outline: Outline) -> bool:
    return one.parent is not None and outline.headings[one.parent] is heading


def _cut_out(site: Site, outline: Outline, heading: Heading) -> tuple[Path, bytes]:
    """Return the file of an outline, and its content without a heading and its text."""
    path, written = _read(site, outline, {})
    plain, lines = written.plain, written.lines
    region = find_outline(plain, 0, outline.page.path, site.project.config.outline_shortcodes)
    first = heading.label.location.line - 1
    starts = (one.label.location.line - 1 for one in outline.headings)
    following = min((start for start in starts if start > first), default=len(lines))
    # Text outside the outline, such as the end of a shortcode, stays.
    end = next((n for n in range(first, following) if plain[n].strip() and not region.lines[n].strip()), following)
    if not region.in_map:
        end = following
    return path, written._replace(lines=[*lines[:first], *lines[end:]]).encode()


def _add_labels(
    site: Site, entry: LockEntry, there: IdStatus | None, others: Sequence[LockEntry], texts: Mapping[Path, bytes]
) -> dict[Path, bytes]:
    """Add the labels of the retired concept as keywords to the heading of its only replacement, by language."""
    if len(others) != 1:
        raise HeadwordError("labels can go to one concept only", None, "name just one that replaces it")
    # The heading may have moved up after the removal.
    into = _find_editions(site, others[0].page, others[0], texts)
    labels = {language: [text] for language, text in entry.labels} or {next(iter(into)): [entry.label]}
    if there is not None:
        was = _find_editions(site, there.entry.page, entry, {})
        labels = {language: _list_labels(one.heading) for language, one in was.items()}
    added = dict(texts)
    for language, edition in into.items():
        if edition.heading.is_page_name:
            hint = "write them as its aliases, and merge without --labels"
            place = Location(others[0].page)
            raise HeadwordError("labels cannot be written at a page without a heading for it", place, hint)
        path, written = _read(site, edition.outline, texts)
        number = edition.heading.label.location.line - 1
        line, ending = written.lines[number]
        for label in labels.get(language, ()):
            if label not in _list_labels(edition.heading):
                line = add_keyword(line, label)
        written.lines[number] = (line, ending)
        added[path] = written.encode()
    return added


def _list_labels(heading: Heading) -> list[str]:
    return [heading.label.text, *(word.text for word in heading.keywords)]


def _prove_retirement(
    before: Site, after: Site, texts: Mapping[Path, bytes], ids: IdInventory, gone: LockEntry, today: str
) -> None:
    """Raise an error unless every other published id is kept."""
    kept = {one.entry.id for one in ids.published if one.before is not None and one.entry.key != gone.key}
    compiler = PageCompiler(after, texts)
    now = {id_ for file in after.files for id_ in _list_ids(compiler.plan(file), after, today)}
    lost = sorted(kept - now)
    if lost == [before.lock.page_paths.get(gone.page)]:
        hint = f"delete {gone.page}, then retire {gone.id} and {lost[0]}"
        raise HeadwordError(f"{gone.id!r} is all that is on the page", _place_of_heading(before, gone), hint)
    if lost:
        raise HeadwordError(
            f"without it {lost[0]!r} would lose its id", _place_of_heading(before, gone), "headword ids --write first"
        )


def _list_ids(plan: PagePlan | None, site: Site, today: str) -> list[str]:
    return [one.entry.id for one in list_page(plan, site, today)] if plan is not None else []
