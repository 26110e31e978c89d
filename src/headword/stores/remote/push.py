"""The update of a remote store: the graphs to send and to remove, and their transfer, which may be interrupted."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from headword.core.cache import batched
from headword.core.errors import HeadwordError, StoreError
from headword.rdf.terms import to_ntriples
from headword.stores.remote.contents import Contents
from headword.stores.remote.equality import find_altered, normalise, read_lines
from headword.stores.remote.registry import GraphEntry, Register
from headword.stores.remote.store import Store

_BATCH = 50
"""The number of graphs after which the register is updated."""


@dataclass(frozen=True, slots=True)
class PushPlan:
    """The plan of a push, as IRIs of graphs.

    Attributes:
        added: graphs that are not in the store.
        changed: graphs that differ there, or are perhaps incomplete.
        kept: graphs that stay.
        removed: graphs without a scheme that are removed.
        left: graphs without a scheme that stay.
        entries: the current register.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    entries: dict[str, GraphEntry]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the planned action for each graph, with the graph."""
        for word, graphs in (("add", self.added), ("change", self.changed), ("remove", self.removed)):
            yield from ((word, graph) for graph in graphs)


@dataclass(slots=True)
class PushProgress:
    """The progress of a push: finished graphs, and incomplete ones.

    Attributes:
        done: graphs that were sent or removed.
        unsure: graphs that may be incomplete.
        altered: values that the store changed, by graph.
    """

    done: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    altered: dict[str, list[str]] = field(default_factory=dict)

    @contextlib.contextmanager
    def changing(self, iri: str) -> Iterator[None]:
        """Track a graph that is sent or removed; afterwards it is done, or unchanged if the store refused."""
        self.unsure.append(iri)
        try:
            yield
        except StoreError as error:
            if error.is_refusal:
                self.unsure.remove(iri)
            raise
        self.unsure.remove(iri)
        self.done.append(iri)


def make_plan(
    store: Store, register: Register, contents: Contents, *, prune: bool, adopt: bool, verify: bool
) -> PushPlan:
    """Return the plan that brings ``contents`` into the store.

    Args:
        store: the store.
        register: its register.
        contents: the new contents.
        prune: whether our graphs without a scheme are removed.
        adopt: whether graphs of other programs with our names are replaced or removed.
        verify: whether the register is compared with the graphs.

    Raises:
        HeadwordError: the store does not answer, or has such graphs of other programs.
    """
    entries = register.read()
    counts = register.count([*contents.graphs, *entries])
    others = [iri for iri in contents.graphs if iri not in entries and iri in counts]
    if others and not adopt:
        more = f", and {len(others) - 1:,} more" if others[1:] else ""
        message = f"the push would replace a graph that headword did not write: <{others[0]}>{more}"
        raise HeadwordError(message, hint="look at its content, then replace it with --adopt")
    kept = [iri for iri, graph in contents.graphs.items() if entries.get(iri) == (graph.digest, counts.get(iri, 0))]
    if verify:
        kept = [iri for iri in kept if _is_same(store, contents, iri, counts[iri])]
    gone = tuple(sorted(entries.keys() - contents.graphs.keys()))
    if prune and gone and not adopt:
        _check_gone(gone, entries, counts, register, contents)
    known = frozenset(kept)
    changed = [iri for iri in contents.graphs if iri in counts and iri not in known]
    added = [iri for iri in contents.graphs if iri not in counts]
    return PushPlan(
        tuple(added), tuple(changed), tuple(kept), gone if prune else (), () if prune else gone, entries
    )  # fmt: skip


def _check_gone(
    gone: Sequence[str],
    entries: Mapping[str, GraphEntry],
    counts: Mapping[str, int],
    register: Register,
    contents: Contents,
) -> None:
    """Check that graphs without a source may be removed.

    Raises:
        HeadwordError: another program wrote into one, or they seem to belong to another vocabulary.
    """
    written = entries.keys() - register.shared
    if written and written.isdisjoint(contents.graphs):
        message = (
            f"another vocabulary seems to have the same base: the store has only its graphs, <{min(written)}> first"
        )
        hint = "give each vocabulary its own base, or remove the graphs of the other with --adopt"
        raise HeadwordError(message, hint=hint)
    for iri in gone:
        entry, number = entries[iri], counts.get(iri, 0)
        if number and entry.digest and number != entry.triples:
            message = (
                f"another program changed <{iri}>, which would be removed: {number:,} triples, not {entry.triples:,}"
            )
            raise HeadwordError(message, hint="look at its content, then remove it with --adopt")


def _is_same(store: Store, contents: Contents, iri: str, number: int) -> bool:
    return normalise(store.fetch(iri, number)) == normalise(read_lines(contents.read(iri)))


def carry_out(
    plan: PushPlan, store: Store, register: Register, contents: Contents, progress: PushProgress
) -> Iterator[str]:
    """Carry out the plan, and yield each finished graph.

    Raises:
        StoreError: the push was interrupted; ``progress`` has the state.
    """
    if not plan:
        return
    entries = {iri: plan.entries.get(iri, GraphEntry()) for iri in (*plan.kept, *plan.left)}
    # From here on, headword owns these graphs, but they may be incomplete.
    register.write({**entries, **dict.fromkeys((*plan.added, *plan.changed, *plan.removed), GraphEntry())})
    for batch in batched([*plan.added, *plan.changed], _BATCH):
        complete: dict[str, GraphEntry] = {}
        try:
            for iri in batch:
                with progress.changing(iri):
                    store.replace(iri, contents.read(iri))
                complete[iri] = GraphEntry(contents.graphs[iri].digest, contents.graphs[iri].triples)
                yield iri
        except StoreError:
            # A complete graph is not sent again. The reported error is the reason of the interruption, and not that
            # the register could not be updated. After Ctrl+C, nothing is waited for.
            with contextlib.suppress(StoreError):
                register.complete(complete)
            raise
        register.complete(complete)
        entries.update(complete)
    entries.update(_recount([*plan.added, *plan.changed], entries, plan.removed, store, register, contents, progress))
    for iri in plan.removed:
        with progress.changing(iri):
            store.remove(iri)
        yield iri
    if plan.removed:
        register.write(entries)


def _has_equal_count(store: Store, contents: Contents, iri: str, number: int, progress: PushProgress) -> bool:
    """Return whether the count of a sent graph is explained by values that the store treats as equal."""
    ours = read_lines(contents.read(iri))
    if number == len(normalise(ours)):
        # 05 and 5 are one value for the store.
        return True
    try:
        altered = find_altered(ours, store.fetch(iri, number))
    except StoreError:
        # The notice shows their number.
        return False
    if altered:
        progress.altered[iri] = sorted(to_ntriples(value) for _, _, value in altered)
    return altered is not None


def _recount(
    sent: Sequence[str],
    entries: Mapping[str, GraphEntry],
    waiting: Sequence[str],
    store: Store,
    register: Register,
    contents: Contents,
    progress: PushProgress,
) -> dict[str, GraphEntry]:
    """Check that the store contains the sent graphs; return the entries of graphs with a lower, but correct count.

    Raises:
        StoreError: a graph has other content.
    """
    counts = register.count(sent)
    differing = [iri for iri in sent if counts.get(iri, 0) != entries[iri].triples]
    explained = {
        iri: GraphEntry(entries[iri].digest, counts[iri])
        for iri in differing
        if _has_equal_count(store, contents, iri, counts.get(iri, 0), progress)
    }
    wrong = [iri for iri in differing if iri not in explained]
    if differing:
        register.write({**entries, **explained, **dict.fromkeys((*wrong, *waiting), GraphEntry())})
    if wrong:
        progress.done[:] = [iri for iri in progress.done if iri not in wrong]
        progress.unsure.extend(wrong)
        iri, number = wrong[0], counts.get(wrong[0], 0)
        message = (
            f"{store.address}: {entries[iri].triples:,} triples were sent of <{iri}>, and the store counts {number:,}"
        )
        raise StoreError(message, hint="check whether another program writes to this graph")
    return explained
