"""The checks of the pages of a project, and of files of RDF."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from headword.compiler.documents import SiteGraph
from headword.compiler.run import SiteRun, note_placeholder, open_run
from headword.core.context import RunContext
from headword.core.errors import HeadwordError, SourceError
from headword.core.findings import Location, Observation, Report
from headword.lint.catalogue import RuleSet
from headword.lint.check_site import check_site
from headword.lint.lock_checks import check_removed, check_replacements, check_unlocked
from headword.lint.report import CheckResult, make_report
from headword.lint.select import project_rules
from headword.lint.web_links import Observe, WebLink, list_links, see_nothing
from headword.project.config import Config
from headword.project.project import Project, extra_of, matches_glob
from headword.project.read import BufferOverlay


def check_pages(
    project: Project,
    paths: Sequence[Path],
    drafts: bool,
    engine: str = "auto",
    context: RunContext | None = None,
    observe: Observe = see_nothing,
    *,
    locked: bool = False,
    texts: BufferOverlay | None = None,
) -> tuple[Report, tuple[str, ...]]:
    """Return the report on the pages at ``paths``, and notices.

    The whole site is checked, because a page may break a rule together with another one; findings elsewhere are then
    left out. ``observe`` gets the web links of these pages. If ``locked`` is true, every id must match the lock.
    ``texts`` replace the content of files.
    """
    for path in paths:
        if not path.exists():
            raise SourceError("there is no such file or folder", Location(str(path)))
    with open_run(project, paths, drafts=drafts, context=context, texts=texts) as run:
        everything = run.all_documents()
        seen, notices = observe(_list_links(run, everything))
        seen = [*seen, *check_unlocked(run.pages.site, locked=locked)]
        report = check_run(run, everything, project_rules(project, run.context.cache), engine, seen)
    if run.selection.chosen is not None:
        report = _only(project, [path.resolve() for path in paths], report)
    return report, (*run.notices, *notices)


def _list_links(run: SiteRun, documents: SiteGraph) -> Iterator[WebLink]:
    """Yield the web links of the selected pages."""
    for file, record in documents.records.items():
        if run.selection.wants(file):
            yield from list_links(documents.facts(file), record.mentions, run.project.config.base)


def check_run(
    run: SiteRun, documents: SiteGraph, rules: RuleSet, engine: str = "auto", observations: Sequence[Observation] = ()
) -> Report:
    """Return the report on all ``documents`` of a site, with the figures for the pages of ``run``."""
    _check_globs(run)
    seen = check_site(run.pages.records.values(), documents, rules, engine, run.context)
    site, records = run.pages.site, run.pages.records.values()
    removed = (*check_removed(site, records), *check_replacements(site, records))
    all_seen = (*seen.observations, *observations, *removed, *run.gaps(seen.observations), *run.hints)
    seen = replace(seen, observations=all_seen, pages=run.pages_compiled, concepts=run.count_concepts(documents))
    return make_report(seen, rules, run.project.config)


def check_before_build(run: SiteRun, documents: SiteGraph, *, locked: bool) -> Report:
    """Return the report that decides whether ``documents`` may be published.

    If ``locked`` is true, every id must match the lock.
    """
    seen = [*note_placeholder(run.project.config), *check_unlocked(run.pages.site, locked=locked)]
    return check_run(run, documents, project_rules(run.project, run.context.cache), observations=seen)


def report_on(run: SiteRun, observations: Sequence[Observation]) -> Report:
    """Return the report on observations that are not about pages."""
    seen = CheckResult(observations, (), str, {}, {}, run.pages_compiled, run.concepts)
    return make_report(seen, project_rules(run.project), run.project.config)


def _check_globs(run: SiteRun) -> None:
    """Raise an error for a glob of the config that matches no file of the site, because it would have no effect."""
    config = run.project.config
    if run.selection.top != run.project.sources or not config.per_file_ignores:
        return
    pages = [edition.source.path for item in run.selection.files for edition in item.editions]
    paths = [run.project.relative(path) for path in pages]
    extras = [run.project.relative(extra) for page in pages if (extra := extra_of(page)).exists()]
    check_globs(
        [glob for glob in config.per_file_ignores if not is_about_content(glob, config)], [*paths, *extras], config
    )


def is_about_content(glob: str, config: Config) -> bool:
    """Return whether a glob is about content: it begins with the first folder of a path in `[content]`."""
    tops = {PurePosixPath(path).parts[:1] for path in config.content.paths}
    return PurePosixPath(glob).parts[:1] in tops - {PurePosixPath(config.sources).parts[:1]}


def check_globs(globs: Iterable[str], paths: Sequence[str], config: Config) -> None:
    """Raise an error for a glob of `per-file-ignores` that matches neither ``paths`` nor the config.

    Raises:
        HeadwordError: there is such a glob, with its location.
    """
    for glob in globs:
        if not any(matches_glob(path, glob) for path in (*paths, config.source.path)):
            hint = f"globs are compared with paths like {paths[0]}" if paths else ""
            message = f"no file matches the glob {glob!r} of per-file-ignores"
            raise HeadwordError(message, config.place_of(glob), hint)


def _only(project: Project, paths: Sequence[Path], report: Report) -> Report:
    """Return the findings of ``report`` in ``paths``, and the finding that there are no concepts."""

    def is_selected(place: Location) -> bool:
        file = Path(project.root, place.path).resolve()
        return any(file.is_relative_to(path) for path in paths)

    kept = (one for one in report.findings if one.rule.name == "no-concepts" or is_selected(one.location))
    every = (one for one in report.every if is_selected(one.location))
    return replace(report, findings=tuple(kept), every=tuple(every))
