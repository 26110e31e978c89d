"""A note for Obsidian with all tags, nested as the concepts are: Obsidian then completes them."""

from collections.abc import Iterator

from headword.core.slugs import slugify
from headword.publish.exports.marks import MARK
from headword.publish.exports.terms import ExportedVocabulary


def write_obsidian(vocabulary: ExportedVocabulary) -> bytes:
    """Return a note: a list of the concepts in use, each with its tag and its definition."""
    lines = "".join(_list_below(vocabulary, "", (), frozenset()))
    return f"%% {MARK} %%\n\n# {vocabulary.title}\n\n{lines}".encode()


def _list_below(
    vocabulary: ExportedVocabulary, iri: str, path: tuple[str, ...], above: frozenset[str]
) -> Iterator[str]:
    for below in vocabulary.narrower.get(iri, ()):
        if below in above:
            continue
        one = vocabulary.concepts[below]
        tag = (*path, _name_tag(one.label))
        text = " ".join(one.definition.split())
        yield f"{'  ' * len(path)}- #{'/'.join(tag)} {one.label}{f': {text}' if text else ''}\n"
        yield from _list_below(vocabulary, below, tag, above | {below})


def _name_tag(label: str) -> str:
    """Return a label as a part of a tag, which needs more than digits."""
    name = slugify(label)
    return f"{name}_" if name.replace("-", "").isdecimal() else name
