"""Compiling pages in several processes, where there are so many that it pays."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from headword.compiler.linking.resolve import LinkTargets
from headword.compiler.page import PageCompiler
from headword.compiler.site import Site
from headword.compiler.summary import PageSummary, encode_graph
from headword.core.cache import digest
from headword.core.errors import HeadwordError
from headword.project.read import BufferOverlay
from headword.rdf.graph import LocatedGraph

_CHUNK = 25
_PAYS_FROM = 150
"""From how many pages on: below, starting the processes takes longer than they save (see docs/benchmarks.md)."""
_AT_MOST = 8


class CompiledPage(NamedTuple):
    """A page that was compiled: its key, its record, and its facts as JSON."""

    file: str
    key: str
    record: PageSummary
    facts: str


def count_workers(pages: int, wanted: int) -> int:
    """How many processes are to compile so many ``pages``; ``wanted`` is what the user asks for, 0 for what pays."""
    if wanted:
        return min(wanted, max(1, pages // _CHUNK))
    return 1 if pages < _PAYS_FROM else min(_count_cores(), _AT_MOST)


def _count_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_compilers: list[PageCompiler] = []
"""In a worker, the compiler of the site that it works on."""


def compile_in_processes(compiler: PageCompiler, files: Sequence[str], workers: int) -> Iterator[CompiledPage]:
    """The pages with these files, in their order, compiled as ``compiler`` would by so many processes."""
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    pool = ProcessPoolExecutor(workers, initializer=_start, initargs=(compiler.site, compiler.texts, compiler.known))
    try:
        with _undisturbed():
            results = pool.map(_compile, chunks)
        for made in results:
            yield from made
    except BrokenProcessPool as error:
        message = "a process that compiled pages was killed, perhaps because memory ran out"
        raise HeadwordError(message, hint="use --jobs 1, which needs the least memory") from error
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait while processes are started: no process is to be half one.

    A new one has what this one does at a signal until it says otherwise: what ends it before would be told to nobody,
    and it would go on.  Where signals cannot be held back (Windows), they do not wait.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(site: Site, texts: BufferOverlay, known: Mapping[str, LinkTargets]) -> None:
    # Ctrl-C reaches every process of the terminal: the first of them sees to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()
    _compilers[:] = [PageCompiler(site, texts, known)]


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _compile(files: Sequence[str]) -> list[CompiledPage]:
    (compiler,) = _compilers
    return [make(compiler, file)[0] for file in files]


def make(compiler: PageCompiler, file: str) -> tuple[CompiledPage, LocatedGraph]:
    """Compile the page with this file, as it is now."""
    source = compiler.read(file)
    record, facts = compiler.compile(source)
    text = encode_graph(facts)
    return CompiledPage(file, compiler.key(source), replace(record, digest=digest(text)), text), facts
