"""The decision whether text of the form ``Key: value`` is a field, by its key and by its value."""

from dataclasses import dataclass

from headword.compiler.meaning.dialect import FieldKey, find_key, is_everyday, is_misspelling, needs_link
from headword.markdown.fields import ListItem, read_item, read_key
from headword.markdown.inline import read_targets
from headword.markdown.text import SourceText
from headword.rdf.languages import NONE, is_known

LINKING = frozenset({"relation", "mapping", "scheme", "link"})
"""The kinds of values that are links."""
_MOST_WORDS = 3
"""The maximum number of words in a key: more words before a colon are a sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its key."""

    key: FieldKey
    item: ListItem


def find_field(item: ListItem) -> FieldKey | None:
    """Return the known key of ``item``, unless its value shows that it is a word of prose."""
    key = find_key(item.key.text) if item.key is not None else None
    if key is None or item.key is None or not is_everyday(item.key.text):
        return key
    is_word = item.language is not None and not is_language(item.language.text)
    return None if is_word or (needs_link(item.key.text) and not has_link(item)) else key


def is_certain(item: ListItem) -> bool:
    """Return whether ``item`` is a field in any context, because its key, language or link has no other meaning."""
    key = find_field(item)
    if key is None or item.key is None:
        return False
    is_linked = key.value in LINKING and has_link(item)
    return not is_everyday(item.key.text) or item.language is not None or is_linked


def is_unknown(item: ListItem) -> bool:
    """Return whether ``item`` has the form ``Key: value`` with a key that headword does not know."""
    has_key = item.key is not None and not item.is_tight and len(item.key.text.split()) <= _MOST_WORDS
    return has_key and find_field(item) is None


def is_misspelt(item: ListItem) -> bool:
    """Return whether the key of ``item`` must be a misspelling of a known key."""
    return item.key is not None and not item.is_tight and is_misspelling(item.key.text)


def find_bare(text: SourceText) -> ListItem | None:
    """Return ``text`` as an item without a value, if all of it is a known key without a colon."""
    item = read_key(text)
    return item if find_field(item) is not None and read_item(text).key is None else None


def is_bold(text: SourceText) -> bool:
    """Return whether ``text`` begins with emphasis or code, as a key may."""
    return text.text.startswith(("*", "_", "`", "<"))


def begins_field(line: SourceText) -> bool:
    """Return whether a paragraph may be read as a field from ``line`` on."""
    return find_field(read_item(line)) is not None or (is_bold(line) and find_bare(line) is not None)


def has_link(item: ListItem) -> bool:
    """Return whether the value of ``item`` contains a link."""
    return any(link.style != "name" for part in item.parts for link in read_targets(part))


def is_language(text: str) -> bool:
    """Return whether ``text`` is a language tag, or the word for no language."""
    return text == NONE or is_known(text)
