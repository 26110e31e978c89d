"""The compilation of pages in several processes, if there are enough of them."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from headword.compiler.linking.resolve import LinkTargets
from headword.compiler.page import CompiledPage, PageCompiler
from headword.compiler.site import Site
from headword.core.errors import HeadwordError
from headword.project.read import BufferOverlay

_CHUNK = 25
_PAYS_FROM = 150
"""The minimum number of pages: starting processes for fewer takes longer than they save (see docs/benchmarks.md)."""
_AT_MOST = 8


def count_workers(pages: int, wanted: int) -> int:
    """Return the number of processes for ``pages``; ``wanted`` is the user's choice, 0 means automatic."""
    if wanted:
        return min(wanted, max(1, pages // _CHUNK))
    return 1 if pages < _PAYS_FROM else min(_count_cores(), _AT_MOST)


def _count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


_compilers: list[PageCompiler] = []
"""The compiler of a worker process, for its site."""


def compile_in_processes(compiler: PageCompiler, files: Sequence[str], workers: int) -> Iterator[CompiledPage]:
    """Yield the pages with these files, in order, compiled in ``workers`` processes."""
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
    """Block SIGINT and SIGTERM while processes are started.

    A new process has the signal handling of its parent until it sets its own. A signal in between would end it without
    a report, and the parent would wait. Windows cannot block signals.
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
    # Ctrl-C reaches every process of the terminal; the parent handles it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()
    _compilers[:] = [PageCompiler(site, texts, known)]


def _end_with_parent() -> None:
    """End this worker when its parent ends; otherwise it would wait for work forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _compile(files: Sequence[str]) -> list[CompiledPage]:
    (compiler,) = _compilers
    return [compiler.make(file)[0] for file in files]
