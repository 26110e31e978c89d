"""The rules about values that name concepts, value by value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from headword.compiler.naming.lock import to_id
from headword.compiler.naming.lock import to_iri as expand_id
from headword.content.nearest import find_nearest
from headword.content.pages import HASHTAGS, ContentPage, TermUse
from headword.content.thesaurus import TermConcept, TermLabel, TermScope, Thesaurus, fold_label, is_slug
from headword.core.errors import ConfigError
from headword.core.findings import Location, Observation
from headword.core.slugs import slugify
from headword.core.suggest import nearest_hint
from headword.project.config import ANY_SCHEME, Config
from headword.rdf.terms import is_iri

_SHOWN = 5
"""How many concepts a message lists."""
_JOINING = re.compile(r"[;,|]")
"""Signs that people write between values, and that a place may not read so."""
KINDS = ("the preferred label", "an alternative label", "a hidden label")
"""The kinds of label, by their ranks."""


class TermReading(NamedTuple):
    """The meaning of a text as a value.

    Attributes:
        concept: the concept that it names, None if that is not certain.
        rule: the rule that it breaks, empty if none.
        message: the message of the finding.
        instead: the text to write instead, empty if that is not certain.
        choices: the texts that could be written instead, the most likely first.
    """

    concept: TermConcept | None
    rule: str = ""
    message: str = ""
    instead: str = ""
    choices: tuple[str, ...] = ()


class ReadValue(NamedTuple):
    """A value of a page, and its meaning."""

    use: TermUse
    reading: TermReading

    @property
    def observation(self) -> Observation | None:
        """Return the observation that a rule makes of the value; a name that the place cannot hold is not proposed."""
        concept, rule, message, instead, _ = self.reading
        focus = concept.iri if concept is not None else ""
        if not rule or self.use.is_defined:
            return None
        return Observation(rule, self.use.value.location, message, focus, instead if self._can_hold(instead) else "")

    @property
    def choices(self) -> Sequence[str]:
        """Return the names that could be written in its place."""
        return [name for name in self.reading.choices if self._can_hold(name)]

    def _can_hold(self, name: str) -> bool:
        return not (self.use.separator and re.search(self.use.separator, name))


def find_scopes(config: Config, thesaurus: Thesaurus) -> Mapping[str, TermScope]:
    """For each key of the config, the concepts that it can hold.

    Raises:
        ConfigError: there is no such scheme or concept.
    """
    found: dict[str, TermScope] = {}
    for key, rule in config.content.keys.items():
        scheme = "" if rule.scheme == ANY_SCHEME else to_iri(rule.scheme, config)
        top = to_iri(rule.narrower_of, config) if rule.narrower_of else ""
        if scheme and scheme not in thesaurus.schemes:
            _refuse(rule.scheme, "scheme", [to_id(one, config.base) for one in thesaurus.schemes], config)
        if top and top not in thesaurus.concepts:
            _refuse(rule.narrower_of, "concept", [to_id(one, config.base) for one in thesaurus.concepts], config)
        found[key] = TermScope(scheme, top)
    return found


def to_iri(written: str, config: Config) -> str:
    """Return the IRI that is written with or without the base."""
    return written if is_iri(written) else expand_id(written, config.base)


def _refuse(written: str, kind: str, known: Sequence[str], config: Config) -> None:
    raise ConfigError(f"there is no {kind} {written!r}", config.place_of(written), nearest_hint(written, known))


class TermText(NamedTuple):
    """A text that is to name a concept, the language of its page, and the signs that its place cannot hold.

    ``separator`` is a regular expression, empty if the place can hold everything.
    """

    text: str
    language: str
    separator: str = ""


def read_term(asked: TermText, scope: TermScope, thesaurus: Thesaurus, config: Config) -> TermReading:
    """Find the concept that a text names, and what is wrong with it."""
    text, language, _ = asked
    found = list(find_concepts(text, thesaurus, config))
    inside = [one for one in found if scope.holds(one[0], thesaurus)]
    if not inside:
        return _explain_unknown(asked, [iri for iri, _ in found], scope, thesaurus, config)
    best = _choose(inside, language, thesaurus)
    if len(best) > 1:
        choices = tuple(_write_apart(iri, language, thesaurus, config) for iri in sorted(best))
        return TermReading(None, "ambiguous-term", _describe_ambiguity(text, sorted(best), config), "", choices)
    ((iri, label),) = best.items()
    return _check_named(asked, thesaurus.concepts[iri], label, scope, thesaurus, config)


def _describe_ambiguity(text: str, concepts: Sequence[str], config: Config) -> str:
    ids = [to_id(iri, config.base) for iri in concepts[:_SHOWN]]
    more = f" and {len(concepts) - _SHOWN} more" if len(concepts) > _SHOWN else ""
    return f"{text!r} is a label of {len(concepts)} concepts: {', '.join(ids)}{more}"


def _write_apart(iri: str, language: str, thesaurus: Thesaurus, config: Config) -> str:
    """Return a name that a concept has alone: its preferred label, else its IRI without the base."""
    name = thesaurus.name(iri, language)
    is_alone = {label.concept for label in thesaurus.find_labels(name)} == {iri}
    return name if is_alone and config.content.write_as != "id" else to_id(iri, config.base)


def find_concepts(text: str, thesaurus: Thesaurus, config: Config) -> Iterator[tuple[str, TermLabel | None]]:
    """Yield the concepts that a value may name, with the label that it is."""
    whole = to_iri(text, config)
    if whole in thesaurus.concepts:
        yield whole, None
        return
    yield from ((iri, None) for iri in thesaurus.find_id(text))
    labels = thesaurus.find_labels(text)
    yield from ((label.concept, label) for label in labels)
    sign = config.shape.nesting
    if not labels and sign and sign in text:
        above, _, last = text.rpartition(sign)
        parents = {iri for iri, _ in find_concepts(above, thesaurus, config)}
        for iri, label in find_concepts(last, thesaurus, config):
            if parents & thesaurus.list_broader(iri):
                yield iri, label


def _choose(
    found: Sequence[tuple[str, TermLabel | None]], language: str, thesaurus: Thesaurus
) -> Mapping[str, TermLabel | None]:
    """Return the concepts that are named best: by preferred labels, in the language of the page, not deprecated."""

    def rank(one: tuple[str, TermLabel | None]) -> tuple[bool, bool, bool]:
        iri, label = one
        is_foreign = label is not None and label.language.partition("-")[0] != language.partition("-")[0]
        return label is not None and label.rank > 0, is_foreign, thesaurus.concepts[iri].is_deprecated

    best = min(map(rank, found))
    chosen: dict[str, TermLabel | None] = {}
    for one in found:
        if rank(one) == best:
            chosen.setdefault(*one)
    return chosen


def _explain_unknown(
    asked: TermText, elsewhere: Sequence[str], scope: TermScope, thesaurus: Thesaurus, config: Config
) -> TermReading:
    """Explain why a text names no concept that its key can hold."""
    text, language, _ = asked
    wanted = f"scheme {to_id(scope.scheme, config.base)!r}" if scope.scheme else "vocabulary"
    if scope.top:
        wanted = f"{wanted} below {thesaurus.name(scope.top, language)!r}"
    if elsewhere:
        ids = ", ".join(sorted({to_id(iri, config.base) for iri in elsewhere})[:_SHOWN])
        return TermReading(None, "wrong-scheme-term", f"{text!r} is not a concept of the {wanted}; it is {ids}")
    parts = [part.strip() for part in _JOINING.split(text)]
    if len(parts) > 1 and all(any(find_concepts(part, thesaurus, config)) for part in parts):
        message = f"{text!r} is {len(parts)} concepts in one value: write them as a list"
        return TermReading(None, "unknown-term", message)
    near = find_nearest(text, scope, thesaurus)
    message = f"{text!r} is not a concept of the {wanted}"
    if not near:
        return TermReading(None, "unknown-term", message)
    names = [write_name(thesaurus.concepts[one.concept], asked, thesaurus, config) for one in near]
    edits = [f"{one.distance} edit{'s'[: one.distance != 1]}" for one in near]
    shown = ", ".join(f"{name!r} ({count})" for name, count in zip(names, edits, strict=True))
    is_certain = len(near) == 1 or near[0].distance < near[1].distance
    instead = names[0] if is_certain else ""
    return TermReading(None, "unknown-term", f"{message}; near: {shown}", instead, tuple(names))


def _check_named(
    asked: TermText,
    concept: TermConcept,
    label: TermLabel | None,
    scope: TermScope,
    thesaurus: Thesaurus,
    config: Config,
) -> TermReading:
    """Check a text that names a concept: the concept can be deprecated, or have a better name."""
    text = asked.text
    above, last = _split_nested(text, thesaurus, config)
    place = asked._replace(text=last)
    if concept.is_deprecated:
        others = find_replacements(concept, scope, thesaurus)
        names = [write_name(one, place, thesaurus, config) for one in others]
        use = f"use {' or '.join(map(repr, names))}" if names else "no concept replaces it here"
        # The concepts above it may be others.
        choices = tuple(names) if not above else ()
        message = f"the concept {text!r} is deprecated; {use}"
        return TermReading(concept, "deprecated-term", message, choices[0] if len(choices) == 1 else "", choices)
    better = _write_above(above, concept, asked, thesaurus, config)
    name = better + write_name(concept, place, thesaurus, config)
    if not concept.names:
        return TermReading(concept)
    if label is not None and label.rank and fold_label(text) != fold_label(name):
        return TermReading(concept, "non-preferred-term", f"{text!r} is {KINDS[label.rank]} of {name!r}", name)
    if better != above:
        message = f"{above.rstrip(config.shape.nesting)!r} is not the preferred name of the concepts above: {name!r}"
        return TermReading(concept, "non-preferred-term", message, name)
    if config.content.write_as != "any" and text != name:
        message = f"{text!r} is not written as the {config.content.write_as} of the concept: {name!r}"
        return TermReading(concept, "non-preferred-term", message, name)
    return TermReading(concept)


def _write_above(above: str, concept: TermConcept, asked: TermText, thesaurus: Thesaurus, config: Config) -> str:
    """Return the parts ``above`` the last one of a nested value, with preferred names in place of alternative ones."""
    sign = config.shape.nesting
    if not above:
        return above
    head, found, last = above.removesuffix(sign).rpartition(sign)
    wider = thesaurus.list_broader(concept.iri)
    parents = {iri: label for iri, label in find_concepts(above.removesuffix(sign), thesaurus, config) if iri in wider}
    best = _choose([*parents.items()], asked.language, thesaurus) if parents else {}
    if len(best) != 1:
        return above
    ((iri, label),) = best.items()
    parent = thesaurus.concepts[iri]
    is_alternative = label is not None and label.rank > 0
    name = write_name(parent, asked._replace(text=last), thesaurus, config)
    is_other = is_alternative or (config.content.write_as != "any" and last != name)
    return _write_above(head + found, parent, asked, thesaurus, config) + (name if is_other else last) + sign


def find_replacements(concept: TermConcept, scope: TermScope, thesaurus: Thesaurus) -> list[TermConcept]:
    """Return the concepts of the scope that replace one; a replacement that is deprecated leads to its own."""
    found: dict[str, TermConcept] = {}
    seen: set[str] = set()
    waiting = [concept.iri]
    while waiting:
        one = thesaurus.concepts.get(waiting.pop(0))
        if one is None or one.iri in seen:
            continue
        seen.add(one.iri)
        if one.is_deprecated:
            waiting += one.replaced_by
        elif scope.holds(one.iri, thesaurus):
            found[one.iri] = one
    return list(found.values())


def _split_nested(text: str, thesaurus: Thesaurus, config: Config) -> tuple[str, str]:
    """Split a nested value into the part before the name of the concept, with the sign between them, and the name."""
    sign = config.shape.nesting
    is_whole = not sign or to_iri(text, config) in thesaurus.concepts
    if is_whole or thesaurus.find_labels(text) or thesaurus.find_id(text):
        return "", text
    above, found, last = text.rpartition(sign)
    return above + found, last


def write_name(concept: TermConcept, asked: TermText, thesaurus: Thesaurus, config: Config) -> str:
    """Return the name of a concept in place of a text: its id if the config or the form of the text asks for that.

    A word in small letters may be a label or an id. It stays in small letters where the two are the same word. A label
    that the place cannot hold is written as a slug.
    """
    text, language, separator = asked
    name = thesaurus.name(concept.iri, language)
    if config.content.write_as == "id":
        return concept.id
    is_free = config.content.write_as == "any"
    if is_free and is_slug(text) and slugify(name) == concept.id and ("-" in text or name.casefold() == concept.id):
        return concept.id
    if not separator or not re.search(separator, name):
        return name
    slug = slugify(name)
    return slug if {label.concept for label in thesaurus.find_labels(slug)} == {concept.iri} else name


def check_page(
    page: ContentPage, values: Sequence[ReadValue], thesaurus: Thesaurus, config: Config
) -> Iterator[Observation]:
    """Check the values of a page: each by itself, and all of a key together."""
    yield from (seen for value in values if (seen := value.observation) is not None)
    start = Location(page.path, 1)
    for key, rule in config.content.keys.items():
        of_key = [one for one in values if one.use.key == key]
        place = page.keys.get(key, start)
        count = len({one.use.value.text for one in of_key})
        if rule.max and count > rule.max:
            yield Observation("too-many-terms", place, f"{key!r} has {count} values, and can have {rule.max}")
        if count < rule.min and page.is_readable:
            yield Observation("missing-terms", place, f"{key!r} has {count} values, and must have {rule.min}")
        if key != HASHTAGS:
            yield from _find_redundant(of_key, thesaurus)


def _find_redundant(values: Sequence[ReadValue], thesaurus: Thesaurus) -> Iterator[Observation]:
    """Yield an observation for each value whose concept is named twice, or has a narrower one next to it."""
    first: dict[str, TermUse] = {}
    for use, (concept, *_) in values:
        if concept is not None:
            known = first.setdefault(concept.iri, use)
            if known.value.location != use.value.location:
                message = f"{use.value.text!r} names the same concept as {known.value.text!r}"
                yield Observation("redundant-term", use.value.location, message, concept.iri)
    above = {iri: thesaurus.list_broader(iri) for iri in first}
    for iri, use in first.items():
        narrower = next((first[one] for one in first if iri in above[one] and one not in above[iri]), None)
        if narrower is not None:
            message = f"{use.value.text!r} is broader than {narrower.value.text!r}, which says more"
            yield Observation("redundant-term", use.value.location, message, iri)
