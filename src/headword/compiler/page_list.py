"""The list of a site's files: how each is read, or why it is not."""

from collections.abc import Iterator
from dataclasses import dataclass

from headword.compiler.run import SiteRun
from headword.compiler.summary import PageSummary
from headword.project.config import Config
from headword.project.forms import find_form, is_scheme_page
from headword.project.project import LeftOut
from headword.project.variants import LanguageVariant, SourcePage


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A file of a site.

    Attributes:
        path: its path in locations.
        kind: ``page`` for one concept or collection; ``scheme`` for a scheme whose headings are not concepts;
            ``headings`` for concepts in its headings; ``translation``; ``none``.
        concepts: the number of its concepts.
        language: the language in its name or folder; empty if there is none.
        original: the path of the page that it translates.
        reason: why it is not read; empty if it is.
    """

    path: str
    kind: str
    concepts: int = 0
    language: str = ""
    original: str = ""
    reason: str = ""


def list_pages(run: SiteRun) -> list[ListedPage]:
    """List the files of the site of ``run``, sorted by path."""
    records = run.pages.records
    listed = [
        one
        for item in run.selection.files
        if run.selection.wants(item.inside)
        for one in _list_page(run, item, records[item.inside])
    ]
    if run.selection.chosen is None:
        listed += [_list_left_out(run, one) for one in (*run.selection.unread, *run.selection.unwanted)]
    return sorted(listed, key=lambda one: one.path)


def _list_page(run: SiteRun, item: SourcePage, record: PageSummary) -> Iterator[ListedPage]:
    path = run.project.relative(item.source.path)
    kind = _find_kind(item.inside, run.project.config)
    reason = record.absent or ("it has no headings" if record.is_empty else "")
    if not reason and kind == "scheme" and not record.schemes:
        reason = "its folder has no concepts"
    yield ListedPage(path, "none" if reason else kind, record.concepts, item.language, reason=reason)
    left_out = dict(record.left_out)
    for variant in item.translations:
        yield _list_translation(run, variant, path, record.absent, left_out)


def _find_kind(file: str, config: Config) -> str:
    if not find_form(file, config).name:
        return "headings"
    return "scheme" if is_scheme_page(file, config) else "page"


def _list_translation(
    run: SiteRun, variant: LanguageVariant, original: str, absent: str, left_out: dict[str, str]
) -> ListedPage:
    path = run.project.relative(variant.source.path)
    reason = f"{original} is left out: {absent}" if absent else left_out.get(path, "")
    kind = "none" if reason else "translation"
    return ListedPage(path, kind, 0, variant.language, original, reason)


def _list_left_out(run: SiteRun, one: LeftOut) -> ListedPage:
    return ListedPage(run.project.relative(one.path), "none", reason=one.reason)
