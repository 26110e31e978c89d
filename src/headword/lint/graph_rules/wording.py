"""Rules on the wording of labels: their case, brackets and length, and labels that are nearly equal."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from headword.core.findings import Observation, Rule
from headword.lint.graph_rules.view import ALTERNATIVE, HIDDEN, PREFERRED, GraphView, fold_label
from headword.project.config import Config
from headword.rdf.languages import primary_subtag
from headword.rdf.terms import SKOS, Literal

_BROADER, _NARROWER = SKOS + "broader", SKOS + "narrower"

_MANY = 0.9
"""The share of a scheme's labels from which on their case is the style of the scheme."""
_FEW = 10
"""The minimum number of labels for a style."""
_QUALIFIER = re.compile(r"(?P<base>.*\S)\s+\((?P<text>[^()]+)\)")
_INVERTED = re.compile(r"[^\W\d]+, [^\W\d]+(?: [^\W\d]+)?")
"""One word before the comma, and one or two after it; longer labels are more often lists."""
_ADJECTIVE_FIRST = frozenset({"en", "de", "nl", "sv", "da", "no", "nb", "nn"})
"""Languages in which an adjective comes first; in others, a comma usually separates an addition."""
_SEPARATOR = re.compile(r"[,;:/\u2013-]")
_STRAY = re.compile(r"^[,;:]|[,;:]$|\s[-\u2013/]$|^[-\u2013/]\s|[,;:]{2}|\s[,;]\s?|,\S*;|[^\W\d_]{2},[^\W\d_]{2}")
_SHORTEST = 5
"""The minimum number of letters of similar words that differ by one edit."""
_CONJUNCTIONS = {
    "en": "and or", "de": "und oder", "fr": "et ou", "it": "e ed o", "es": "y e o u", "pt": "e ou", "nl": "en of",
    "sv": "och eller", "da": "og eller", "no": "og eller", "nb": "og eller", "pl": "i oraz lub", "cs": "a nebo",
}  # fmt: skip


def case_variant(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report two labels of a concept that only differ in case, width or accents, except hidden labels."""
    for concept in view.values(ALTERNATIVE):
        if concept not in view.concepts:
            continue
        known: dict[tuple[str, str], Literal] = {}
        for predicate in (PREFERRED, ALTERNATIVE):
            for label in view.labels(predicate).get(str(concept), ()):
                first = known.setdefault((_bare(label.value), label.language.lower()), label)
                if first.value != label.value:
                    place = view.place(str(concept), predicate, label)
                    yield Observation(rule.name, place, f"{rule.message}: {first.value!r}", str(concept))


def _bare(text: str) -> str:
    """Return ``text`` without case, width and accents."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def near_duplicate(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report preferred labels of one scheme that only differ in a hyphen, a space, a plural or one edit."""
    for members in view.members.values():
        known: dict[tuple[str, str], tuple[str, Literal]] = {}
        for concept, label in view.each(PREFERRED, members):
            text = re.sub(r"[\s\-\u2010-\u2015']", "", _bare(label.value))
            keys = {text, *(text[:i] + text[i + 1 :] for i in range(len(text)))} if len(text) >= _SHORTEST else {text}
            language = label.language.lower()
            near = next((known[key, language] for key in sorted(keys) if (key, language) in known), None)
            if near is not None and near[0] != concept and fold_label(near[1]) != fold_label(label):
                place = view.place(concept, PREFERRED, label)
                yield Observation(rule.name, place, f"{rule.message}: {near[1].value!r}", concept)
            for key in keys:
                known.setdefault((key, language), (concept, label))


def label_case_style(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a label in lower case if nearly all labels of its scheme and language begin with a capital letter.

    The opposite is not reported, because names begin with a capital letter in any style.
    """
    for members in view.members.values():
        by_language: dict[str, list[tuple[str, Literal]]] = defaultdict(list)
        for concept, label in view.each(PREFERRED, members):
            if label.value[:1].isalpha() and label.value[0].lower() != label.value[0].upper():
                by_language[label.language.lower()].append((concept, label))
        for labels in by_language.values():
            small = [(concept, label) for concept, label in labels if label.value[0].islower()]
            if len(labels) < _FEW or not 0 < len(small) <= len(labels) * (1 - _MANY):
                continue
            for concept, label in small:
                place = view.place(concept, PREFERRED, label)
                # Names such as mRNA, macOS and k6 are not reported, nor are names of files, whose place has no width.
                is_name = any(sign.isupper() or sign.isdigit() for sign in label.value.split()[0])
                if not is_name and (place.end_column is None or place.column != place.end_column):
                    share = 1 - len(small) / len(labels)
                    message = f"{rule.message}: {share:.0%} of the labels here begin with a capital letter"
                    yield Observation(rule.name, place, message, concept)


def inverted_label(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a label in inverted order, `crystals, protein`, if other labels of its scheme confirm it.

    The comma alone proves nothing: `oil, gas` is a list.
    """
    known: dict[str, Mapping[_Key, frozenset[str]]] = {}
    for concept, label in view.each(PREFERRED, view.concepts):
        if ", " in label.value and _can_be_inverted(label, view.config):
            scheme = min(view.schemes.get(concept, ("",)))
            if scheme not in known:
                known[scheme] = _list_labels(view, view.members.get(scheme, ()))
            labels = known[scheme] if scheme else _list_labels(view, (concept,))
            if _is_evident(label, concept, labels):
                head, _, tail = label.value.partition(", ")
                message = f"{rule.message}; the natural order is {f'{tail} {head}'!r}"
                yield Observation(rule.name, view.place(concept, PREFERRED, label), message, concept)


_Key = tuple[str, str]


def _list_labels(view: GraphView, concepts: Iterable[str]) -> Mapping[_Key, frozenset[str]]:
    """Return every label of these concepts, folded, with the concepts that have it."""
    found: defaultdict[_Key, set[str]] = defaultdict(set)
    for predicate in (PREFERRED, ALTERNATIVE, HIDDEN):
        for concept, label in view.each(predicate, concepts):
            found[fold_label(label)].add(concept)
    return {key: frozenset(concepts) for key, concepts in found.items()}


def _is_evident(label: Literal, concept: str, known: Mapping[_Key, frozenset[str]]) -> bool:
    """Return whether the natural order is also a label, or the part before the comma is a label of another concept.

    If the part after the comma is also a label of another one, the label names two concepts.
    """
    head, _, tail = (fold_label(label._replace(value=part)) for part in label.value.partition(", "))
    turned = fold_label(label._replace(value=f"{tail[0]} {head[0]}"))
    others = [known.get(part, frozenset[str]()) - {concept} for part in (head, tail)]
    return turned in known or (bool(others[0]) and not others[1])


def _can_be_inverted(label: Literal, config: Config) -> bool:
    """Return whether the words after the comma may belong before it, unlike in lists and in `Paris, France`."""
    words = label.value.split()
    head, _, tail = label.value.partition(", ")
    if _language(label, config) not in _ADJECTIVE_FIRST or not _INVERTED.fullmatch(label.value):
        return False
    if "&" in words or not _conjunctions(label, config).isdisjoint(words):
        return False
    return not (head[0].isupper() and tail[0].isupper())


def _conjunctions(label: Literal, config: Config) -> frozenset[str]:
    return frozenset(_CONJUNCTIONS.get(_language(label, config), "").split())


def _language(label: Literal, config: Config) -> str:
    """Return the primary language of ``label``, or that of the vocabulary if it has none."""
    return primary_subtag(label.language or config.lang)


def qualifier(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a malformed or empty qualifier in brackets, or a label without a qualifier that needs one."""
    for kind in (PREFERRED, ALTERNATIVE, HIDDEN):
        for concept, label in view.each(kind, view.concepts):
            if ("(" in label.value or ")" in label.value) and (reason := _malformed(label.value)):
                yield Observation(rule.name, view.place(concept, kind, label), reason, concept)
    for members in view.members.values():
        yield from _unqualified(view, rule, members)


def _malformed(text: str) -> str:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return "a closing bracket in this label has no opening bracket"
    if depth:
        return "a bracket in this label is not closed"
    return "the brackets in this label are empty" if re.search(r"(?:^|\s)\(\s*\)", text) else ""


def _unqualified(view: GraphView, rule: Rule, members: Iterable[str]) -> Iterator[Observation]:
    qualified: dict[tuple[str, str], list[tuple[str, Literal]]] = defaultdict(list)
    for concept, label in view.each(PREFERRED, members):
        match = _QUALIFIER.fullmatch(label.value) if label.value.endswith(")") else None
        if match:
            qualified[fold_label(label._replace(value=match["base"]))].append((concept, label))
    if not qualified:
        return
    plain: dict[tuple[str, str], tuple[str, Literal]] = {}
    for concept in members:
        for key, label in view.names.get(concept, ()):
            plain.setdefault(key, (concept, label))
    for key, others in qualified.items():
        if key not in plain:
            continue
        concept, label = plain[key]
        near = {concept, *view.values(_BROADER).get(concept, ()), *view.values(_NARROWER).get(concept, ())}
        namesakes = [other.value for one, other in others if one not in near]
        if namesakes:
            message = f"{rule.message}, unlike {', '.join(map(repr, namesakes[:3]))}"
            yield Observation(rule.name, view.place(concept, PREFERRED, label), message, concept)


def label_punctuation(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a separator at the end of a label or at an unusual position in it."""
    for predicate in (PREFERRED, ALTERNATIVE):
        for concept, label in view.each(predicate, view.concepts):
            if _SEPARATOR.search(label.value) and _STRAY.search(label.value):
                place = view.place(concept, predicate, label)
                yield Observation(rule.name, place, f"{rule.message}: {label.value!r}", concept)


def label_too_long(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a preferred label with more words than the limit."""
    for concept, label in view.each(PREFERRED, view.concepts):
        words = len(label.value.split())
        if words > rule.limit:
            place = view.place(concept, PREFERRED, label)
            yield Observation(rule.name, place, f"{rule.message}: {words}, and the limit is {rule.limit}", concept)


def compound_label(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report a preferred label that names two things."""
    for concept, label in view.each(PREFERRED, view.concepts):
        words = label.value.split()[1:-1]
        if "&" in words or not _conjunctions(label, view.config).isdisjoint(words):
            yield Observation(rule.name, view.place(concept, PREFERRED, label), rule.message, concept)


def language_variants(view: GraphView, rule: Rule) -> Iterator[Observation]:
    """Report labels of one kind in a scheme with both `en` and `en-GB` as languages, once for each scheme and kind."""
    kinds = [kind for kind in (PREFERRED, ALTERNATIVE, HIDDEN) if _has_regions(view, kind)]
    for scheme, members in view.members.items() if kinds else ():
        for predicate in kinds:
            tags: Counter[str] = Counter()
            first: dict[str, tuple[str, Literal]] = {}
            for concept, label in view.each(predicate, members):
                tags[label.language] += 1
                first.setdefault(label.language, (concept, label))
            for primary in sorted(tag for tag in tags if tag and "-" not in tag):
                regional = sorted(tag for tag in tags if tag.lower().startswith(f"{primary.lower()}-"))
                if regional:
                    rarest = min((primary, *regional), key=lambda tag: (tags[tag], tag))
                    concept, label = first[rarest]
                    counts = ", ".join(f"{tags[tag]:,} in {tag}" for tag in (primary, *regional))
                    place = view.place(concept, predicate, label)
                    yield Observation(rule.name, place, f"{rule.message}: {counts}", scheme)


def _has_regions(view: GraphView, predicate: str) -> bool:
    return any("-" in label.language for labels in view.labels(predicate).values() for label in labels)


RULES = {
    "case-variant": case_variant,
    "near-duplicate": near_duplicate,
    "label-case-style": label_case_style,
    "inverted-label": inverted_label,
    "qualifier": qualifier,
    "label-punctuation": label_punctuation,
    "label-too-long": label_too_long,
    "compound-label": compound_label,
    "language-variants": language_variants,
}
