"""A style for Vale, the linter of prose: its rules are YAML, in which a substitution maps patterns to texts.

Vale tries the patterns of a rule in any order. So a pattern excludes the longer labels that contain it: *gap pad* is
not found in *thermal gap pad* if that is a label too.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from headword.publish.exports.marks import MARK
from headword.publish.exports.terms import ExportedVocabulary, fold_text
from headword.rdf.folding import UNSPACED

_SPECIAL = re.compile(r"[\\.^$|?*+\[\]{}]")
_BAR = "|"
"""Separates several texts to use."""

_Longer = Mapping[str, Sequence[tuple[str, str]]]
"""For a text, the patterns of what is before and after it in longer labels."""


def write_vale(vocabulary: ExportedVocabulary) -> dict[str, bytes]:
    """Return the files of the folder that ``StylesPath`` names."""
    style = re.sub(r"\W", "", vocabulary.title.title()) or "Vocabulary"
    longer = _find_longer(vocabulary)
    usable = {text: label for text, label in vocabulary.flagged.items() if _BAR not in label}
    plain = {text: label for text, label in usable.items() if _is_bounded(text, 0) and _is_bounded(text, -1)}
    acronyms = {text: label for text, label in plain.items() if text.isupper()}
    words = {text: label for text, label in plain.items() if text not in acronyms}
    signs = {text: label for text, label in usable.items() if text not in plain}
    rules = {
        "Terms": _substitute(words, longer, "ignorecase: true"),
        "Acronyms": _substitute(acronyms, longer, "ignorecase: false"),
        "Signs": _substitute(signs, longer, "ignorecase: true\nnonword: true"),
        "Deprecated": _forbid(vocabulary.abandoned, longer),
    }
    files = {f"{style}/{name}.yml": f"# {MARK}\n{text}".encode() for name, text in rules.items() if text}
    accepted = "".join(f"{line}\n" for line in (f"# {MARK}", *_list_accepted(vocabulary)))
    return {**files, f"config/vocabularies/{style}/accept.txt": accepted.encode()}


def list_unusable(vocabulary: ExportedVocabulary) -> list[str]:
    """Return the texts that are not reported, because Vale would take the label to use as several."""
    return [text for text, label in vocabulary.flagged.items() if _BAR in label]


def _find_longer(vocabulary: ExportedVocabulary) -> _Longer:
    """Return what is around a text that a rule looks for in longer labels.

    The text is some words of the label, or some characters in scripts without spaces.
    """
    sought = {fold_text(text) for text in (*vocabulary.flagged, *vocabulary.abandoned)}
    labels = {*(one.label for one in vocabulary.in_use), *vocabulary.replaced, *vocabulary.abandoned}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for label in labels:
        words = label.split()
        for start, end in _list_spans(len(words)):
            inner = fold_text(" ".join(words[start:end]))
            if inner in sought:
                found[inner].add((_join(words[:start], before=True), _join(words[end:], before=False)))
        for start, end in _list_spans(len(label)) if UNSPACED.search(label) else ():
            inner = fold_text(label[start:end])
            if inner in sought:
                found[inner].add((_escape(label[:start]), _escape(label[end:])))
    return {text: sorted(around) for text, around in found.items()}


def _join(words: Sequence[str], *, before: bool) -> str:
    """Return the pattern of words next to a text, with the space between them."""
    pattern = _to_pattern(" ".join(words)) if words else ""
    return pattern and (f"{pattern}\\s+" if before else f"\\s+{pattern}")


def _list_spans(count: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each part of ``count`` words, except for all of them."""
    every = ((start, end) for start in range(count) for end in range(start + 1, count + 1))
    return (span for span in every if span != (0, count))


def _substitute(pairs: Mapping[str, str], longer: _Longer, settings: str) -> str:
    lines = "".join(f"  {_quote(_exclude(text, longer))}: {_quote(pairs[text])}\n" for text in _order(pairs))
    message = "Use '%s' instead of '%s'."
    head = f"extends: substitution\nmessage: {_quote(message)}\nlevel: warning\n{settings}\nswap:\n"
    return head + lines if lines else ""


def _forbid(texts: Iterable[str], longer: _Longer) -> str:
    lines = "".join(f"  - {_quote(_exclude(text, longer))}\n" for text in _order(texts))
    message = "'%s' is deprecated."
    head = f"extends: existence\nmessage: {_quote(message)}\nlevel: warning\nignorecase: true\nnonword: true\ntokens:\n"
    return head + lines if lines else ""


def _order(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _exclude(text: str, longer: _Longer) -> str:
    """Return the pattern of a text that is not inside a longer label."""
    pattern = _to_pattern(text)
    parts = []
    for before, after in longer.get(fold_text(text), ()):
        parts.append(f"(?!{f'(?<={before})' if before else ''}{pattern}{after})")
    return "".join(parts) + pattern


def _to_pattern(text: str) -> str:
    """Return the regular expression of a text, as whole words in scripts with spaces."""
    start = r"\b" if re.match(r"\w", text) else r"(?<!\w)"
    end = r"\b" if re.fullmatch(r"\w", text[-1]) else r"(?!\w)"
    return f"{'' if UNSPACED.match(text) else start}{_escape(text)}{'' if UNSPACED.match(text[-1]) else end}"


def _escape(text: str) -> str:
    """Return the regular expression of a text. Brackets are written as codes, since Vale counts them to find groups."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found.group()}", text)
    return re.sub(r"\s+", lambda _: r"\s+", escaped.replace("(", "\\x28").replace(")", "\\x29"))


def _is_bounded(text: str, position: int) -> bool:
    """Return whether a text begins, or ends, at the boundary of a word, where Vale looks for one."""
    return re.match(r"\w", text[position]) is not None and not UNSPACED.match(text[position])


def _list_accepted(vocabulary: ExportedVocabulary) -> list[str]:
    """Return the pattern of each preferred label. Any case is accepted unless the label is in capitals."""
    labels = sorted({one.label for one in vocabulary.in_use})
    return [_to_pattern(label) if label.isupper() else f"(?i){_to_pattern(label)}" for label in labels]


def _quote(text: str) -> str:
    # A text in JSON is one in YAML.
    return json.dumps(text, ensure_ascii=False)
