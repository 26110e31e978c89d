"""The compilation of pages, one at a time."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from headword.compiler.assembly import assemble
from headword.compiler.dates.history import date_page
from headword.compiler.hints import find_hints
from headword.compiler.linking.resolve import LinkTargets, ParentScheme, Resolver, SiteMap, Unresolved
from headword.compiler.linking.targets import make_link_targets
from headword.compiler.meaning.compile import compile_page, own_iris, page_subjects, why_absent
from headword.compiler.meaning.page_checks import check_page
from headword.compiler.meaning.retired import retired_of_page
from headword.compiler.meaning.skos import Document
from headword.compiler.meaning.state import list_own, state_document
from headword.compiler.meaning.statements import PageContext
from headword.compiler.meaning.translations import (
    Translation,
    Translations,
    read_translations,
    translate,
    translate_anchors,
)
from headword.compiler.naming.lock import Lock
from headword.compiler.naming.plan import PagePlan, plan_folder, plan_page
from headword.compiler.reader import SiteReader
from headword.compiler.site import Site, with_lock
from headword.compiler.summary import PageSummary, summarize_graph
from headword.core.cache import digest
from headword.core.findings import Located, Location, Observation, Observed
from headword.markdown.block import UnreadableError
from headword.project.parse import SourceOutline, read_source
from headword.project.read import BufferOverlay, PageSource, Read, SidecarFile
from headword.project.variants import LanguageVariant, SourcePage
from headword.rdf.graph import LocatedGraph
from headword.rdf.graph_json import encode_graph
from headword.rdf.terms import Term

_AHEAD = 500
"""The number of planned pages that are kept after a link needed them, until their own compilation."""

_NAMES = 500_000
"""The number of names in other languages that are kept for compiled pages.

If a link needs more, the page is read again.
"""


class CompiledPage(NamedTuple):
    """A compiled page: its key, its record, and its facts as JSON."""

    file: str
    key: str
    record: PageSummary
    facts: str


class _Planned(NamedTuple):
    data: tuple[Read, ...]
    plan: PagePlan
    absent: str
    observations: tuple[Observation, ...]
    translations: Translations = Translations()


class _Together(NamedTuple):
    plans: Mapping[str, PagePlan]
    seen: Mapping[str, Sequence[Observation]]
    iris: frozenset[str]


class PageCompiler:
    """A compiler of pages that reads other pages for links on demand, unless their targets are ``known``."""

    def __init__(self, site: Site, texts: BufferOverlay, known: Mapping[str, LinkTargets] | None = None) -> None:
        self.site = site
        self.texts = texts
        self.known = known or {}
        self._anchors: dict[str, LinkTargets] = dict(self.known)
        self._together: dict[str, _Together] = {}
        self._names_kept = 0
        self._planned: dict[str, _Planned] = {}
        self.reader = SiteReader(site, texts)
        site_map = SiteMap(site.names.find_named, site.unwanted, site.ignores, site.above, site.home_names)
        self._resolver = Resolver(site.listing, self._find, site.project.config, site.names.find, site_map)

    def renew(self, texts: BufferOverlay, changed: Collection[str], lock: Lock | None = None) -> "PageCompiler":
        """Return a compiler for the site, in which the ``changed`` pages are read again; ``lock`` replaces its lock."""
        changed = self.find_together(changed)
        compiler = PageCompiler(self.site if lock is None else with_lock(self.site, lock), texts)
        compiler._anchors.update((file, one) for file, one in self._anchors.items() if file not in changed)
        if lock is None:
            compiler._planned.update((file, one) for file, one in self._planned.items() if file not in changed)
        return compiler

    def find_together(self, files: Collection[str]) -> set[str]:
        """Return pages with all that are one scheme with one of them: their names depend on each other."""
        folders = self.site.folders
        together = {folders.get(file) for file in files} - {None}
        return {*files, *(file for file, folder in folders.items() if folder in together)}

    def plan(self, file: str) -> PagePlan | None:
        """Return the plan of a page, or None for a page that is left out."""
        planned = self._plan(file, self.reader.read_files(file))
        return None if planned.absent else planned.plan

    def plan_ahead(self, file: str) -> PagePlan | None:
        """Return the plan of a page as `plan` does, and keep it until the page is compiled."""
        planned = self._plan_ahead(file)
        return None if planned.absent else planned.plan

    def translations(self, file: str) -> tuple[Translation, ...]:
        """Return the translations of a page."""
        return self._plan(file, self.reader.read_files(file)).translations.found

    def compile(self, source: PageSource) -> tuple[PageSummary, LocatedGraph]:
        """Return the record of a page, and the facts that it states."""
        file = source.file
        early = self._planned.pop(file, None)
        planned = early if early and early.data == source.data else self._plan(file, source.data)
        plan, absent = planned.plan, planned.absent
        anchors = _make_anchors(planned)
        self._keep(anchors)
        outline = plan.outline
        record = PageSummary(
            file=file,
            path=plan.page.page_path,
            folder=self.site.folders[file],
            absent=absent,
            left_out=planned.translations.left_out,
            is_empty=not (outline.headings or outline.observations or plan.is_scheme),
            anchors=_digest_anchors(anchors),
            order=anchors.order,
            suppressions=(*plan.page.suppressions, *planned.translations.suppressions),
        )
        if absent or not (plan.headings or plan.is_scheme):
            return replace(record, observations=planned.observations), {}
        return self._state(planned, anchors, record, source.extras)

    def make(self, file: str) -> tuple[CompiledPage, LocatedGraph]:
        """Compile the current content of the page with this file; the graph is in the result twice, once as JSON."""
        source = self.reader.read(file)
        record, facts = self.compile(source)
        text = encode_graph(facts)
        return CompiledPage(file, self.reader.key(source), replace(record, digest=digest(text)), text), facts

    def _state(
        self,
        planned: _Planned,
        anchors: LinkTargets,
        record: PageSummary,
        extras: Iterable[SidecarFile],
    ) -> tuple[PageSummary, LocatedGraph]:
        site, file, plan = self.site, record.file, planned.plan
        folder = site.folders[file]
        own = own_iris(plan) if folder is None else self._plan_together(folder).iris
        found, lookups = self._resolver.find_home(anchors)
        home = ParentScheme(anchors.scheme) if isinstance(found, Unresolved) else found
        retired = retired_of_page(site.lock, file, home.scheme, site.project.config)
        dates = date_page(plan, site.histories.get(file, ()), site.lock, site.project.config.base)
        context = PageContext(
            site.project.config,
            self._resolver,
            anchors,
            plan.language,
            home,
            own | home.iris,
            retired,
            dates=dates,
            prior=site.prior,
        )
        translated = translate(plan, planned.translations.found, context)
        compiled = compile_page(plan, replace(context, translated=translated))
        document, restored = _drop_restored(compiled.document, len(plan.headings))
        facts = state_document(document)
        added = [_state_extra(data, path, document) for path, data in extras]
        if added:
            facts = assemble([facts, *(one.value for one in added)], {resource.iri for resource in document.resources})
        record = summarize_graph(record, facts, list_own(document))
        lookups += compiled.lookups
        asked = sorted({one.file for one in lookups} - {"", file})
        return replace(
            record,
            observations=(
                *planned.observations,
                *self._check_alone(file),
                *_check_home(plan, found),
                *compiled.observations,
                *restored,
                *(seen for one in added for seen in one.observations),
                *check_page(plan, site.project.config),
            ),
            mentions=tuple(Located(*mention) for mention in compiled.mentions),
            subjects=page_subjects(plan, document, site.project.config, translated.subjects),
            linked=tuple((one, _digest_anchors(self._find(one))) for one in asked),
            listing=site.listing_digest if lookups else "",
            hints=find_hints(plan, site.project.config),
        ), facts

    def _plan(self, file: str, data: tuple[Read, ...]) -> _Planned:
        plan, seen = self._plan_original(file, data)
        observations = (*seen, *plan.outline.observations)
        drafts, config = self.site.drafts, self.site.project.config
        original = self.site.orphans.get(file)
        absent = why_absent(plan.page, drafts) or (f"it translates {original}, which is gone" if original else "")
        if absent:
            return _Planned(data, plan, absent, observations)
        editions = zip(self.site.files[file].translations, data[1:], strict=True)
        sources = [self._read_edition(*edition) for edition in editions]
        translations = read_translations(plan, sources, config, drafts)
        return _Planned(data, plan, "", (*observations, *translations.observations), translations)

    def _check_alone(self, file: str) -> Iterator[Observation]:
        """Report a page that is named as a translation of an unknown page, or that may be the original."""
        if file in self.site.alone:
            place = Location(self.site.project.relative(self.site.files[file].source.path), 1)
            yield Observation("translation-without-original", place, self.site.alone[file])

    def _plan_original(self, file: str, data: tuple[Read, ...]) -> tuple[PagePlan, Sequence[Observation]]:
        folder = self.site.folders[file]
        if folder is not None and file not in self.site.orphans:
            together = self._plan_together(folder)
            plan = together.plans[file]
            return plan, together.seen.get(plan.page.path, ())
        site = self.site
        return plan_page(self._read_original(file, data), folder, site.taken, site.project.config, site.lock)

    def _read_original(self, file: str, data: tuple[Read, ...]) -> SourceOutline:
        return self._read_edition(self.site.files[file], data[0])

    def _read_edition(self, edition: SourcePage | LanguageVariant, data: Read) -> SourceOutline:
        project = self.site.project
        return read_source(data, project.relative(edition.source.path), edition, project.config)

    def _plan_together(self, folder: str) -> _Together:
        """Plan all pages of one scheme together, so that their ids are unique."""
        if folder not in self._together:
            self._together[folder] = self._plan_folder(folder)
        return self._together[folder]

    def _plan_folder(self, folder: str) -> _Together:
        folders, orphans = self.site.folders, self.site.orphans
        files = [file for file in sorted(folders) if folders[file] == folder and file not in orphans]
        schemes = {one.rpartition("/")[2] for one in folders.values() if one and one.rpartition("/")[0] == folder}
        found = ((file, self.reader.read_files(file)) for file in files)
        sources = [self._read_original(*one) for one in found]
        plans, seen = plan_folder(folder, sources, schemes, self.site.project.config, self.site.lock)
        by_path: dict[str, list[Observation]] = defaultdict(list)
        for one in seen:
            by_path[one.location.path].append(one)
        iris = frozenset[str]().union(*(own_iris(plan) for plan in plans))
        return _Together({plan.file: plan for plan in plans}, by_path, iris)

    def _find(self, file: str) -> LinkTargets:
        if file not in self._anchors:
            self._anchors[file] = _make_anchors(self._plan_ahead(file))
        return self._anchors[file]

    def _plan_ahead(self, file: str) -> _Planned:
        data = self.reader.read_files(file)
        early = self._planned.get(file)
        if early is not None and early.data == data:
            return early
        # With several processes, another one may compile the page.
        if len(self._planned) >= _AHEAD:
            self._planned.clear()
        self._planned[file] = self._plan(file, data)
        return self._planned[file]

    def _keep(self, anchors: LinkTargets) -> None:
        """Keep the link targets of a compiled page, unless there are too many names in other languages."""
        size = sum(len(one.names) for one in anchors.translations.values())
        if self._names_kept + size <= _NAMES:
            self._names_kept += size
            self._anchors[anchors.file] = anchors


def _check_home(plan: PagePlan, home: ParentScheme | Unresolved) -> Iterator[Observation]:
    """Report a page that cannot continue the page that it names."""
    if isinstance(home, Unresolved) and plan.role.under is not None:
        yield Observation("broken-link", plan.role.under.location, home.reason)


def _drop_restored(document: Document, headings: int) -> Observed[Document]:
    """Return the document without retired concepts that its headings, the first resources, use again."""
    in_use = {one.iri: one.location for one in document.resources[:headings] if not one.deprecated}
    again = [one for one in document.resources[headings:] if one.iri in in_use]
    how = "mark the heading .deprecated, or run headword ids --accept to use it again"
    observations = (
        Observation("unlocked-id", in_use[one.iri], f"{one.location} has retired this id: {how}", one.iri)
        for one in again
    )
    kept = (one for one in document.resources[headings:] if one.iri not in in_use)
    return Observed(replace(document, resources=(*document.resources[:headings], *kept)), tuple(observations))


def _make_anchors(planned: _Planned) -> LinkTargets:
    anchors = make_link_targets(planned.plan, planned.absent)
    return translate_anchors(anchors, planned.plan, planned.translations.found)


def _digest_anchors(anchors: LinkTargets) -> str:
    translated = [[one.language, one.names, dict(one.marks)] for one in anchors.translations.values()]
    under = [anchors.under.style, anchors.under.written] if anchors.under else None
    kinds = [anchors.absent, sorted(anchors.collections), anchors.scheme, anchors.is_partial, anchors.order]
    named = [dict(anchors.ids), dict(anchors.labels), dict(anchors.marks), anchors.tops, kinds, under, translated]
    return digest(json.dumps(named))


def _state_extra(data: bytes | UnreadableError, path: str, document: Document) -> Observed[LocatedGraph]:
    """Return the facts of the Turtle ``data`` in the file ``path``, and observations for its mistakes.

    Relative IRIs are resolved against that of the page, and blank nodes are named after ``document``.
    """
    # Imported here, because most pages have no such file.
    from headword.rdf.blank_nodes import extra_iri, name_apart
    from headword.rdf.parse import FORMATS, parse_partly

    if isinstance(data, UnreadableError):
        return Observed({}, (Observation("rdf-syntax", data.defect.location, data.defect.message),))
    first = (*document.schemes, *document.resources)[0].iri
    read = parse_partly(data, FORMATS[".ttl"], path, first)
    # A guess is good enough for checks, but not for publication.
    facts = {triple: place for triple, place in read.facts.items() if triple not in read.guesses}
    # The names that a parser gives to blank nodes change from run to run.
    names: dict[Term, str] = {node: extra_iri(first, name) for node, name in name_apart(list(facts)).items()}
    named = {(names.get(s, s), p, names.get(o, o)): place for (s, p, o), place in facts.items()}
    return Observed(named, tuple(Observation("rdf-syntax", place, text) for text, place in read.mistakes))
