"""Identifiers: slugs from labels, and how headings that would share one are told apart."""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

MAX_SLUG = 80

_NOT_LETTERS = re.compile(r"[\W_]+")
_FORBIDDEN_ID = re.compile(r"[\s/?#%<>\"{}|\\^`\[\]\x00-\x20\x7f-\x9f]")
# Letters that no decomposition takes apart.
_FOLDED = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i"}
)


@dataclass(frozen=True, slots=True)
class SlugRequest:
    """Something that wants an id: its label, the index of what stands above it, and its own id if given.

    ``fingerprint`` is text that tells it from a namesake under the same
    parent; it must not depend on the order in which the two stand.
    ``page`` are slugs of the page and what it stands in, nearest first: what
    tells headings apart that have nothing above them.
    """

    label: str
    parent: int | None
    explicit: str
    fingerprint: str
    page: tuple[str, ...] = ()


def is_valid_id(text: str) -> bool:
    """Whether ``text`` can be the last part of an IRI: no white space, no delimiters, not ``.`` or ``..``."""
    return bool(text) and not _FORBIDDEN_ID.search(text) and text.strip(".") != ""


@cache
def slugify(label: str) -> str:
    """``label`` as the last part of an IRI, never empty.

    Latin letters lose their accents; letters of other scripts stay as they
    are (RFC 3987 allows them).  A label without a letter or digit is spelled
    out by the Unicode names of its characters.
    """
    slug = _slug_of(label) or _slug_of(" ".join(unicodedata.name(char, "") for char in label.strip()[:4]))
    if len(slug) > MAX_SLUG:
        cut = slug[: MAX_SLUG + 1]
        slug = cut[: cut.rfind("-")] if "-" in cut[MAX_SLUG // 2 :] else slug[:MAX_SLUG]
    return slug or f"concept-{_digest(label)}"


def _slug_of(text: str) -> str:
    if text.isascii():
        return _NOT_LETTERS.sub("-", text.lower()).strip("-")
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    letters = "".join(_without_accents(char) for char in folded)
    kept = "".join(char if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") else "-" for char in letters)
    return unicodedata.normalize("NFC", re.sub("-+", "-", kept)).strip("-")


@cache
def _without_accents(char: str) -> str:
    base = unicodedata.normalize("NFD", char)
    return base[0] if len(base) > 1 and unicodedata.name(base[0], "").startswith("LATIN") else char


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def mint_slugs(named: Sequence[SlugRequest], taken: Collection[str] = ()) -> list[str]:
    """An id for each of ``named``, all different unless given explicitly, and none of ``taken``.

    An explicit id is kept.  Those that would share a slug are told apart by
    their parent's, all of them, then by their parent's parent's; those with
    nothing left above them by their page's, and at last by their fingerprint.
    So the result does not depend on the order in which they stand.
    """
    slugs = [item.explicit or slugify(item.label) for item in named]
    fixed = {item.explicit for item in named if item.explicit} | set(taken)
    for qualifiers in (_above, _page, _fingerprint):
        _tell_apart(slugs, named, fixed, qualifiers)
    return _number_twins(slugs, _clashing(slugs, named, fixed), fixed)


_Qualifiers = Callable[[Sequence[SlugRequest], int], list[str]]


def _tell_apart(slugs: list[str], named: Sequence[SlugRequest], fixed: set[str], qualifiers: _Qualifiers) -> None:
    """Lengthen the slugs that clash, one qualifier at a time, until none clashes or none is left."""
    left: dict[int, list[str]] = {}
    while True:
        clashing = _clashing(slugs, named, fixed)
        for index in clashing:
            if index not in left:
                left[index] = qualifiers(named, index)
        movable = [index for index in clashing if left[index]]
        if not movable:
            return
        for index in movable:
            slugs[index] = f"{left[index].pop(0)}-{slugs[index]}"


def _above(named: Sequence[SlugRequest], index: int) -> list[str]:
    """Slugs of what stands above, nearest first."""
    chain: list[str] = []
    parent = named[index].parent
    while parent is not None:
        chain.append(named[parent].explicit or slugify(named[parent].label))
        parent = named[parent].parent
    return chain


def _page(named: Sequence[SlugRequest], index: int) -> list[str]:
    return list(named[index].page)


def _fingerprint(named: Sequence[SlugRequest], index: int) -> list[str]:
    return [_digest(_ancestry(named, index))]


def _clashing(slugs: Sequence[str], named: Sequence[SlugRequest], fixed: set[str]) -> list[int]:
    counts = Counter(slugs)
    return [
        index for index, slug in enumerate(slugs) if not named[index].explicit and (counts[slug] > 1 or slug in fixed)
    ]


def _ancestry(named: Sequence[SlugRequest], index: int | None) -> str:
    """All that tells a heading from its namesakes: what it says, and what each heading above it says."""
    said: list[str] = []
    while index is not None:
        said += [named[index].label, named[index].fingerprint]
        index = named[index].parent
    return "\n".join(said)


def _number_twins(slugs: list[str], clashing: Sequence[int], fixed: set[str]) -> list[str]:
    """What is alike in every respect, all below it included, is numbered in its order."""
    twins: dict[str, list[int]] = defaultdict(list)
    for index in clashing:
        twins[slugs[index]].append(index)
    taken = {slug for index, slug in enumerate(slugs) if index not in set(clashing)} | fixed
    for slug, indexes in twins.items():
        number = 1
        for index in indexes:
            while f"{slug}-{number}" in taken:
                number += 1
            slugs[index] = f"{slug}-{number}"
            taken.add(slugs[index])
    return slugs
