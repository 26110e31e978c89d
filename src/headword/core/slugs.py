"""Identifiers: slugs from labels, and what distinguishes headings that would share one."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from headword.core.signs import find_signs, spell_signs, unfold_powers

MAX_SLUG = 80
_SPELLED = 4
"""How many characters of a label without letters and digits are spelled out."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_FORBIDDEN_ID = re.compile(r"[\s/?#%<>\"{}|\\^`\[\]\x00-\x20\x7f-\x9f]")
# Letters that no decomposition takes apart.
_FOLDED = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i"}
)


@dataclass(frozen=True, slots=True)
class SlugRequest:
    """A heading that needs an id: its label, the index of its parent, and its own id if it has one.

    ``page`` are slugs of the page and its folders, nearest first. They distinguish headings at the top. ``folders`` are
    those of a file that has the label: they distinguish it from files of the same name.
    """

    label: str
    parent: int | None
    explicit: str
    page: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def is_valid_id(text: str) -> bool:
    """Return whether ``text`` can be the last part of an IRI: no white space, no delimiters, and more than dots."""
    return bool(text) and not _FORBIDDEN_ID.search(text) and text.strip(".") != ""


def slugify(label: str) -> str:
    """Return ``label`` as the last part of an IRI: never empty, and a long one cut, between words if possible."""
    slug = _spell(label)
    if len(slug) <= MAX_SLUG:
        return slug
    cut = slug[: MAX_SLUG + 1]
    return cut[: cut.rfind("-")] if "-" in cut[MAX_SLUG // 2 :] else slug[:MAX_SLUG]


def is_same_label(label: str, other: str) -> bool:
    """Check whether two labels have one slug, and differ at most in spelling.

    ``R & D`` and ``R / D`` have one slug, too, and may denote different concepts.
    """
    if slugify(label) != slugify(other):
        return False
    signs, others = find_signs(label), find_signs(other)
    return signs == others or not signs or not others


@cache
def _spell(label: str) -> str:
    """Return the whole of ``label`` as the last part of an IRI.

    Latin letters lose their accents; letters of other scripts stay as they are (RFC 3987 allows them). Signs are
    spelled. A label without a letter or digit is spelled out by the Unicode names of its characters.
    """
    text = label if label.isascii() else unicodedata.normalize("NFKC", unfold_powers(label))
    has_letters = any(map(str.isalnum, text))
    return (fold_words(spell_signs(text)) if has_letters else "") or fold_words(_spell_out(label))


def _spell_out(label: str) -> str:
    """Return the Unicode names of the first characters; a character without a name gets its number, as ``U E000``."""
    return " ".join(unicodedata.name(char, f"U {ord(char):04X}") for char in label.strip()[:_SPELLED] or "\0")


def fold_words(text: str) -> str:
    """Return the letters and digits of ``text`` in lower case, with a hyphen in place of other characters."""
    if text.isascii():
        return _NOT_LETTERS.sub("-", text.lower()).strip("-")
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    letters = "".join(_without_accents(char) for char in folded)
    kept = "".join(char if char.isalnum() or _is_mark(char) else "-" for char in letters)
    # A mark without a letter is punctuation: NFKC makes one of the acute accent that some write for an apostrophe.
    words = (word.lstrip("".join(filter(_is_mark, word))) for word in kept.split("-"))
    return unicodedata.normalize("NFC", "-".join(word for word in words if word))


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Mc")


@cache
def _without_accents(char: str) -> str:
    base = unicodedata.normalize("NFD", char)
    return base[0] if len(base) > 1 and unicodedata.name(base[0], "").startswith("LATIN") else char


def mint_slugs(named: Sequence[SlugRequest], taken: Collection[str] = ()) -> list[str]:
    """Return an id for each of ``named``, if possible none of ``taken``.

    An explicit id is kept. Headings that would share a slug get their whole label if it was cut. Then all of them get
    the slug of their parent before it, then that of its parent, and finally those of the page. None keeps the short
    slug: it would get the IRI that another heading had before there were two. The result depends on the labels and the
    hierarchy, never on the order of headings. Headings that only their order distinguishes share a slug: see
    `find_namesakes`.
    """
    slugs = [item.explicit or slugify(item.label) for item in named]
    fixed = {item.explicit for item in named if item.explicit} | set(taken)
    for indexes in _find_clashes(slugs, named, fixed).values():
        whole = {index: _spell(named[index].label) for index in indexes}
        if len(set(whole.values())) > 1:
            for index, slug in whole.items():
                slugs[index] = slug
    return _tell_apart(slugs, named, fixed)


def find_namesakes(named: Sequence[SlugRequest], slugs: Sequence[str], taken: Collection[str] = ()) -> list[list[int]]:
    """Return groups of indexes with the same id from `mint_slugs`, because only their order distinguishes them.

    A group of one has an id that is already in use.
    """
    fixed = {item.explicit for item in named if item.explicit} | set(taken)
    return list(_find_clashes(slugs, named, fixed).values())


def _tell_apart(slugs: Sequence[str], named: Sequence[SlugRequest], fixed: set[str]) -> list[str]:
    """Lengthen the slugs that clash, one qualifier at a time, until none clashes or that makes no difference."""
    longer = list(slugs)
    own = [len(slug) for slug in slugs]
    left: dict[int, list[str]] = {}
    placed: set[int] = set()
    while True:
        movable: list[int] = []
        for slug, indexes in _find_clashes(longer, named, fixed).items():
            for index in indexes:
                left.setdefault(index, [*_above(named, index), *named[index].page])
            found = _find_movable(indexes, own, left, is_taken=slug in fixed)
            if not found and slug not in fixed and len({named[index].folders for index in indexes}) == len(indexes):
                # All are files of one name: each is distinguished by its folders, once.
                left.update((index, list(named[index].folders)) for index in indexes if index not in placed)
                placed.update(indexes)
                found = _find_movable(indexes, own, left, is_taken=False)
            movable += found
        if not movable:
            return longer
        for index in movable:
            longer[index] = f"{left[index].pop(0)}-{longer[index]}"


def _find_movable(
    indexes: Sequence[int], own: Sequence[int], left: Mapping[int, Sequence[str]], *, is_taken: bool
) -> list[int]:
    """Return the indexes of one slug that more qualifiers can distinguish from others.

    A label by itself has priority over a label with its parents: *Costs* under *Launch* gets a longer slug, and
    *Launch Costs*, with more of its ``own`` words in the slug, keeps it.
    """
    shortest = min(own[index] for index in indexes)
    if not is_taken and any(own[index] > shortest for index in indexes):
        return [index for index in indexes if own[index] == shortest and left[index]]
    if not is_taken and len({tuple(left[index]) for index in indexes}) == 1:
        return []
    return [index for index in indexes if left[index]]


def _above(named: Sequence[SlugRequest], index: int) -> list[str]:
    """Return the slugs of the headings above, nearest first."""
    chain: list[str] = []
    parent = named[index].parent
    while parent is not None:
        chain.append(named[parent].explicit or slugify(named[parent].label))
        parent = named[parent].parent
    return chain


def _find_clashes(slugs: Iterable[str], named: Sequence[SlugRequest], fixed: Collection[str]) -> dict[str, list[int]]:
    """Return the indexes that share a slug or have a ``fixed`` one, by slug, without those that have an explicit id."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for index, slug in enumerate(slugs):
        if not named[index].explicit:
            sharing[slug].append(index)
    return {slug: indexes for slug, indexes in sharing.items() if len(indexes) > 1 or slug in fixed}
