"""The names of concepts that can be written in pages of the content: in values of front matter, and after ``#``.

The page is read with a word in the place of the cursor. The value that has the word is the one to complete, in any
syntax it is in.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from headword.content.check import TermText, find_concepts, write_name
from headword.content.reader import ContentReader
from headword.content.thesaurus import TermLabel, fold_label
from headword.lint.fixes import spell_value
from headword.lsp.project_state import CheckedProject

_MARK = "zqcursorqz"
_CLOSING = ("", '"', "'", "]", '"]', "']", "}", '"}', "]}", '"]}')
"""The signs that can be missing after a value that is not written to its end."""
_MOST = 200
_HIDDEN = 2
"""The rank of hidden labels, which are not completed."""


class TermCompletion(NamedTuple):
    """A label, and the ``text`` that names its concept in place of what is typed from the column ``start`` (from 1)."""

    label: str
    text: str
    start: int
    detail: str


class _TypedTerm(NamedTuple):
    """A value that is being written: what is typed of it, its key, and the concepts that it must be below, if any.

    Of a nested tag, what is typed is the last part.
    """

    asked: TermText
    key: str
    above: frozenset[str] = frozenset()


def complete_term(snapshot: CheckedProject, path: str, line: int, before: str) -> list[TermCompletion]:
    """Return the names of concepts after the text ``before`` the cursor in a line of a page that uses them."""
    content, lines = snapshot.content, list(snapshot.read_lines(path))
    if path not in content.by_path or content.vocabulary is None or line > len(lines):
        return []
    reader = content.vocabulary.reader
    after = lines[line - 1][len(before) :]
    for rest in (after, *_CLOSING):
        lines[line - 1] = f"{before}{_MARK}{rest}"
        typed = _find_typed(snapshot, path, "\n".join(lines))
        if typed is not None:
            return list(_suggest(typed, reader, before, after, lines[0])) if before.endswith(typed.asked.text) else []
    return []


def _find_typed(snapshot: CheckedProject, path: str, text: str) -> _TypedTerm | None:
    content = snapshot.content
    file = next(one for one in content.files if snapshot.project.relative(one.source.path) == path)
    if content.vocabulary is None:
        return None
    page = content.vocabulary.reader.read(file, {file.source.path: text.encode("utf-8", "surrogatepass")}).page
    for use in page.uses:
        typed, found, _ = use.value.text.partition(_MARK)
        if found:
            asked = TermText(typed, page.language, use.separator)
            return _split_nested(_TypedTerm(asked, use.key), content.vocabulary.reader)
    return None


def _split_nested(typed: _TypedTerm, reader: ContentReader) -> _TypedTerm:
    sign = reader.project.config.shape.nesting
    above, found, last = typed.asked.text.rpartition(sign) if sign else ("", "", "")
    if not found:
        return typed
    parents = frozenset(iri for iri, _ in find_concepts(above, reader.thesaurus, reader.project.config))
    return typed._replace(asked=typed.asked._replace(text=last), above=parents) if parents else typed


def _suggest(typed: _TypedTerm, reader: ContentReader, before: str, after: str, first: str) -> Iterator[TermCompletion]:
    """Yield the labels that contain the typed text, the best first; alternative labels complete to preferred ones."""
    thesaurus, config = reader.thesaurus, reader.project.config
    asked = typed.asked
    start = len(before) - len(asked.text) + 1
    seen: set[tuple[str, str]] = set()
    for label in _find_labels(typed, reader):
        name = write_name(thesaurus.concepts[label.concept], asked, thesaurus, config)
        text = _spell(name, asked, before, after, first)
        if text is not None and (label.text, text) not in seen:
            seen.add((label.text, text))
            preferred = thesaurus.name(label.concept, asked.language)
            broader = thesaurus.concepts[label.concept].broader & thesaurus.concepts.keys()
            above = sorted(thesaurus.name(iri, asked.language) for iri in broader)
            detail = f"→ {preferred}" if label.text != preferred else ", ".join(above)
            yield TermCompletion(label.text, text, start, detail)


def _find_labels(typed: _TypedTerm, reader: ContentReader) -> list[TermLabel]:
    thesaurus, scope = reader.thesaurus, reader.scopes[typed.key]
    wanted, language = fold_label(typed.asked.text), typed.asked.language.partition("-")[0]

    def rank(found: tuple[str, TermLabel]) -> tuple[bool, bool, bool, int, str]:
        folded, label = found
        is_foreign = label.language.partition("-")[0] != language
        return folded != wanted, not folded.startswith(wanted), is_foreign, label.rank, folded

    found = (one for one in zip(thesaurus.folded, thesaurus.labels, strict=True) if wanted in one[0])
    fitting = (one for one in found if scope.holds(one[1].concept, thesaurus))
    if typed.above:
        fitting = (one for one in fitting if typed.above & thesaurus.list_broader(one[1].concept))
    current = [one for one in fitting if not thesaurus.concepts[one[1].concept].is_deprecated and one[1].rank < _HIDDEN]
    return [label for _, label in sorted(current, key=rank)[:_MOST]]


def _spell(name: str, asked: TermText, before: str, after: str, first: str) -> str | None:
    """Return the spelling of a name in place of the typed text; None if the place cannot hold it."""
    if asked.separator and re.search(asked.separator, name):
        return None
    head = before.removesuffix(asked.text)
    quote = head[-1:] if head[-1:] in ("'", '"') else ""
    written = f"{quote}{asked.text or 'x'}{quote}"
    head = head.removesuffix(quote)
    line = f"{head}{written}{after}"
    spelled = spell_value(written, line, (len(head), len(head) + len(written)), name, first)
    if spelled is None or not quote:
        return spelled
    return spelled[1:-1] if spelled[:1] == quote else None
