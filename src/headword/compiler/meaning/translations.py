"""The translations of a page: their headings are the concepts of the original, with texts in another language."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from headword.compiler.linking.resolve import LinkTargets
from headword.compiler.meaning.dialect import find_key
from headword.compiler.meaning.page_checks import check_title
from headword.compiler.meaning.page_concept import describe_translation
from headword.compiler.meaning.pairing import Gap, Node, pair_headings
from headword.compiler.meaning.passages import read_passages
from headword.compiler.meaning.skos import Wording
from headword.compiler.meaning.statements import PageContext, Said, TranslatedStatements, read_heading
from headword.compiler.meaning.subjects import SubjectWords
from headword.compiler.naming.plan import PagePlan, find_language, is_draft, kept_headings
from headword.core.findings import Location, Observation, Observed
from headword.core.slugs import slugify
from headword.markdown.outline import Outline
from headword.markdown.page import Page
from headword.markdown.section import Heading
from headword.markdown.suppressions import Suppression
from headword.markdown.text import normalize
from headword.project.config import Config
from headword.project.parse import SourceOutline
from headword.rdf.languages import is_in_range

_EXACT = find_key("Exact match")


@dataclass(frozen=True, slots=True)
class Translation:
    """A page in another language: its heading for the position of each heading in the plan of the original.

    ``file`` is its path under the folder of sources.
    """

    outline: Outline
    file: str
    language: str
    headings: Mapping[int, Heading]

    @property
    def page(self) -> Page:
        """Return the page of the translation."""
        return self.outline.page


@dataclass(frozen=True, slots=True)
class Translations:
    """The translations of a page that add content to it.

    ``left_out`` are the paths of translations that are not used, each with the reason. ``suppressions`` are those of
    all others, and ``observations`` the problems of any of them.
    """

    found: tuple[Translation, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    observations: tuple[Observation, ...] = ()


def read_translations(plan: PagePlan, sources: Sequence[SourceOutline], config: Config, drafts: bool) -> Translations:
    """Return the translations of a page, including drafts if ``drafts`` is true."""
    there = [one for one in sources if drafts or not is_draft(one.outline.page)]
    known = {plan.language: plan.page.path}
    found: list[Translation] = []
    observations: list[Observation] = []
    for source in there:
        language, seen = find_language(source, config)
        observations += (*source.outline.observations, *seen)
        if language in known:
            message = f"{known[language]} is already the page in {language!r}"
            observations.append(Observation("translation-twice", _find_start(source.outline), message))
            continue
        known[language] = source.outline.page.path
        if _is_copy(plan.outline, source.outline):
            message = f"this page repeats {plan.page.path} word for word, so it contains nothing in {language!r}"
            observations.append(Observation("untranslated-copy", _find_start(source.outline), message))
        else:
            observations.extend(check_title(source.outline))
            headings, seen = _pair(plan, source.outline)
            observations += seen
            found.append(Translation(source.outline, source.file, language, headings))
    observations.extend(_find_missing(plan, known, config))
    return Translations(
        tuple(found),
        tuple((one.outline.page.path, "it is a draft") for one in sources if one not in there),
        tuple(suppression for one in there for suppression in one.outline.page.suppressions),
        tuple(observations),
    )


def _find_start(outline: Outline) -> Location:
    """Return the location for findings about a page as a whole: its first heading, otherwise its title."""
    if outline.headings:
        return outline.headings[0].label.location
    title = outline.page.value("title")
    return title.location if title else Location(outline.page.path, 1)


def _find_missing(plan: PagePlan, known: Collection[str], config: Config) -> Iterator[Observation]:
    """Report the languages of the config in which the page has no translation."""
    wanted = dict.fromkeys((config.lang, *config.languages)) if config.languages and plan.headings else ()
    missing = [tag for tag in wanted if not any(is_in_range(one, tag) for one in known)]
    if missing:
        message = f"this page has no translation into {', '.join(map(repr, missing))}"
        yield Observation("translation-missing", _find_start(plan.outline), message)


def _is_copy(original: Outline, translated: Outline) -> bool:
    """Return whether each heading of a page repeats a heading of the original with the same label and texts."""
    by_label: dict[str, list[Heading]] = defaultdict(list)
    for heading in original.headings:
        by_label[heading.label.text.casefold()].append(heading)
    return bool(translated.headings) and all(
        any(_texts(heading) <= _texts(one) for one in by_label.get(heading.label.text.casefold(), ()))
        for heading in translated.headings
    )


def _texts(heading: Heading) -> set[str]:
    items = [item.text for items in heading.lists for item in items]
    prose = (*heading.paragraphs, *heading.quotes, *items)
    return {text.casefold() for text in (*(word.text for word in heading.keywords), *(one.text for one in prose))}


def _pair(plan: PagePlan, translated: Outline) -> Observed[dict[int, Heading]]:
    """Return the translated heading for each heading of the plan, if the match is certain."""
    if not translated.headings and translated.observations:
        # The page could not be read, which is reported elsewhere.
        return Observed({})
    ours = [planned.heading for planned in plan.headings]
    kept = kept_headings(translated)
    theirs = [translated.headings[index] for index in kept]
    ids = ["" if heading.attributes.id is None else heading.attributes.id.text for heading in theirs]
    names = [planned.name for planned in plan.headings]
    pairing = pair_headings(
        _make_nodes(ours, kept_headings(plan.outline), names),
        _make_nodes(theirs, kept, ids),
    )
    strangers = _report_strangers(pairing.strangers, theirs, names, plan.page.path)
    gaps = (_report_gap(gap, plan, ours, theirs, translated.page.path) for gap in pairing.gaps)
    found = {position: theirs[partner] for position, partner in pairing.pairs.items()}
    return Observed(found, (*strangers, *gaps))


def _make_nodes(headings: Sequence[Heading], kept: Sequence[int], ids: Sequence[str]) -> list[Node]:
    """Return the published headings of an outline as nodes; ``kept`` are their indexes in the outline."""
    position = {index: number for number, index in enumerate(kept)}
    return [
        Node(
            id_,
            None if heading.parent is None else position[heading.parent],
            _read_number(heading),
            heading.unnumbered.casefold(),
            _read_matches(heading),
        )
        for heading, id_ in zip(headings, ids, strict=True)
    ]


def _read_matches(heading: Heading) -> frozenset[str]:
    """Return the targets of the exact matches of a heading, as they are written."""
    return frozenset(
        part.text for field in read_passages(heading).fields if field.key == _EXACT for part in field.item.parts
    )


def _read_number(heading: Heading) -> str:
    """Return the number before the label, even if it does not match the position of the heading."""
    if heading.number is not None:
        return heading.number.text
    return heading.label.text.removesuffix(heading.unnumbered).strip(" .)")


def _report_strangers(
    strangers: Iterable[int], theirs: Sequence[Heading], names: Sequence[str], original: str
) -> Iterator[Observation]:
    """Report ids in a translation that are unknown in the original or belong to another heading."""
    for index in strangers:
        written = theirs[index].attributes.id
        assert written is not None
        if written.text in names:
            first = next(one for one in theirs if one.attributes.id and one.attributes.id.text == written.text)
            message = f"#{written.text} is already the id of the heading at {first.label.location}"
            yield Observation("duplicate-id", written.location, message)
        else:
            near = get_close_matches(written.text, names, n=1)
            message = f"{original} has no concept #{written.text}" + (f"; the nearest is #{near[0]}" if near else "")
            yield Observation("translation-shape", written.location, message)


def _report_gap(gap: Gap, plan: PagePlan, ours: Sequence[Heading], theirs: Sequence[Heading], path: str) -> Observation:
    """Report a heading without a partner and the position of the partner; the translation at ``path`` must change."""
    if gap.original is None:
        assert gap.translated is not None
        where, _ = _describe_spot(gap, ours)
        message = f"this heading has no partner in {plan.page.path}{where}"
        place, about = theirs[gap.translated].label.location, ""
    elif gap.translated is None:
        where, at = _describe_spot(gap, theirs)
        message = f"{_name(ours[gap.original])} has no partner in this translation{where}"
        place, about = at or Location(path, 1), plan.headings[gap.original].iri
    else:
        message = f"the outlines differ here: this heading may be {_name(ours[gap.original])}, or a heading next to it"
        place, about = theirs[gap.translated].label.location, ""
    return Observation("translation-shape", place, message + _describe_rest(gap.beside), about)


def _describe_rest(beside: int) -> str:
    """Return a clause on the other headings of the translation that are not paired."""
    if beside > 1:
        return f"; {beside:,} headings next to it are not paired either"
    return "; the heading next to it is not paired either" if beside else ""


def _describe_spot(gap: Gap, others: Sequence[Heading]) -> tuple[str, Location | None]:
    """Return a clause on the position of a partner among ``others``, and the location of the heading that it names."""
    for word, index in zip(("before", "after", "under"), gap.spot, strict=True):
        if index is not None:
            return f", where it belongs {word} {_name(others[index])}", others[index].label.location
    return "", None


def _name(heading: Heading) -> str:
    return f"{heading.label.text!r} ({heading.label.location})"


def translate_anchors(anchors: LinkTargets, plan: PagePlan, translations: Iterable[Translation]) -> LinkTargets:
    """Return the link targets of a page, with the names of its headings in other languages."""
    found = {one.language: _translate_anchors(anchors, plan, one) for one in translations}
    return replace(anchors, translations=found) if found else anchors


def _translate_anchors(anchors: LinkTargets, plan: PagePlan, translation: Translation) -> LinkTargets:
    placed = [(plan.headings[position].iri, one) for position, one in translation.headings.items()]
    names = tuple((one.label.text, iri) for iri, one in placed)
    return replace(
        anchors,
        ids=_LazyMapping(lambda: {**_find_slugs(names), **anchors.ids}),
        labels=_LazyMapping(lambda: {**anchors.labels, **_find_labels(names)}),
        language=translation.language,
        place=translation.file,
        names=names,
        marks={**anchors.marks, **{normalize(name): iri for iri, one in placed for name in one.anchors}},
    )


def _find_slugs(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the concepts by the slugs of their names, without ambiguous slugs."""
    slugs = [(slugify(name), iri) for name, iri in names]
    counts = Counter(slug for slug, _ in slugs)
    return {slug: iri for slug, iri in slugs if counts[slug] == 1}


def _find_labels(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    labels: dict[str, list[str]] = defaultdict(list)
    for name, iri in names:
        labels[name.casefold()].append(iri)
    return {label: tuple(iris) for label, iris in labels.items()}


def translate(plan: PagePlan, translations: Sequence[Translation], context: PageContext) -> TranslatedStatements:
    """Return the statements of a page in other languages."""
    statements: dict[str, list[Said]] = defaultdict(list)
    for translation in translations:
        anchors = context.anchors.translations[translation.language]
        translated_context = replace(context, language=translation.language, anchors=anchors)
        for position, heading in translation.headings.items():
            # The number states the position, which the original states already.
            planned = replace(plan.headings[position], heading=replace(heading, number=None))
            texts = list(read_heading(planned, translated_context))
            if heading is translation.outline.main:
                texts = describe_translation(translation.page, planned, texts, translated_context)
            statements[planned.iri].extend(texts)
    keys = [key.lower() for key in context.config.subjects]
    return TranslatedStatements(
        statements,
        tuple(_word_scheme(plan, one) for one in translations),
        tuple(_word_subjects(plan.page, one, keys) for one in translations),
    )


def _word_scheme(plan: PagePlan, translation: Translation) -> Wording:
    """Return the title and the description; the first heading is the title if the original has no other one."""
    page, first = translation.page, translation.headings.get(0)
    heading = first.label if first is not None and plan.page.value("title") is None else None
    return Wording(translation.language, page.value("title") or heading, page.value("description", "summary"))


def _word_subjects(original: Page, translation: Translation, keys: Iterable[str]) -> SubjectWords:
    """Return the subjects key by key; a key with another number of values than the original has none."""
    pairs = [(original.values(key), translation.page.values(key)) for key in keys]
    return SubjectWords(translation.language, tuple(words if len(words) == len(one) else () for one, words in pairs))


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _LazyMapping(Mapping[_Key, _Value]):
    """A mapping that is computed by ``make`` at the first access, because most are never read."""

    def __init__(self, make: Callable[[], Mapping[_Key, _Value]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[_Key, _Value]:
        return self._make()

    def __getitem__(self, key: _Key) -> _Value:
        return self._made[key]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
