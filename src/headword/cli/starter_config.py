"""The text of the config that `headword init` writes: each key with a comment that says what it is for."""

from collections.abc import Iterator, Mapping
from typing import Any

from headword.project.config import PLACEHOLDER_BASE, to_toml

_COMMENTS = {
    "base": "Every IRI begins with this address. It must not change after you publish.",
    "title": "The title of the vocabulary.",
    "lang": "The default language, a BCP 47 tag.",
    "languages": "The languages of the translations: `page.it.md`, or a folder `it`.",
    "creator": "The creators of the vocabulary: names or IRIs.",
    "license": "The licence that the vocabulary is published under.",
    "created": "The date on which the vocabulary was started.",
    "profile": "The generator or editor of the pages.",
    "sources": "The folder of the pages.",
    "concepts": "Each page is a concept. With `headings`, each heading is one, and text above the first is not read.",
    "sections": "The headings of a page are narrower concepts. `notes` makes them notes of the page.",
    "folders": "Folders have no meaning. With `concepts`, the page of a folder is broader than the pages in it.",
    "scheme": "Each page is a concept scheme. With `site`, all pages are one scheme, in which names are unique.",
    "outline": "The items of lists are concepts too, below the heading of their list. `headings` leaves them out.",
    "keyword-separator": "Semicolons in headings are punctuation. With `;`, the words after one are other labels.",
    "include": "The pages to read.",
    "exclude": "Pages that are not read: they are about the repository, or nothing distinguishes them from others.",
    "skip-headings": "Headings that are not concepts: they structure pages, or nothing distinguishes them from others.",
}

_QUIET = "These findings are frequent on a site that was not made as a vocabulary. Remove the table to see them."
_REASONS = {
    "broken-link": "A line `See also: [Cups](/cups/)` is a field. Only the generator may know the address.",
    "unread-text": "Only the generator knows the text of templates and of HTML.",
    "related-to-self": "Templates of notes can write a link to the note itself.",
    "empty-heading": "A heading without text is not read, nor are the headings below it.",
    "same-label": "Headings such as `Options` recur on a page. Each has an IRI of its own, with the heading above.",
    "label-case-style": "The items of lists are often names, such as `npm`.",
    "missing-language": "Pages may exist in some languages only, and may be out of date.",
}


def write_starter(settings: Mapping[str, Any], *, has_pages: bool) -> str:
    """Return the text of a config with these keys, which are known ones, for a site that has pages or has none."""
    return "\n".join(_write_lines(settings, has_pages=has_pages)) + "\n"


def _write_lines(settings: Mapping[str, Any], *, has_pages: bool) -> Iterator[str]:
    for key, comment in _COMMENTS.items():
        if key in settings:
            note = " This is a placeholder." if settings[key] == PLACEHOLDER_BASE else ""
            yield from (f"# {comment}{note}", f"{key} = {to_toml(settings[key])}")
    rules = {"creator": "scheme-creator", "license": "scheme-licence"}
    missing = {key: rule for key, rule in rules.items() if key not in settings}
    if missing:
        yield from (
            f"# Not reported until you write {' and '.join(f'`{key}`' for key in missing)} above.",
            f"ignore = {to_toml(list(missing.values()))}",
        )
    if has_pages:
        yield from ("", f"# {_QUIET}", "[severity]")
        severity = {"orphan-concept": "off", "broken-link": "warning", "unread-text": "info"}
        severity.update(dict.fromkeys(("related-to-self", "empty-heading"), "warning"))
        translated = ("missing-language", "translation-missing", "translation-shape", "untranslated-copy")
        severity.update(settings.get("severity", {}))
        severity.update(dict.fromkeys(translated if settings.get("languages") else (), "info"))
        for rule, word in severity.items():
            if rule in _REASONS:
                yield f"# {_REASONS[rule]}"
            yield f'{rule} = "{word}"'
