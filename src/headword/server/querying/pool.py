"""A pool of processes that answer queries; processes that exceed a limit are replaced."""

import asyncio
import contextlib
import time

from headword.server.querying.answer_cache import AnswerCache
from headword.server.querying.connection import QueryProcess
from headword.server.querying.fork_server import ForkServer, QueryDataset
from headword.server.querying.limits import Limits
from headword.server.querying.query import QueryAnswer, QueryRequest, refuse_query

_GRACE = 2.0
"""Seconds after the time limit until the pool kills a process that the system has not ended."""
_START = 120.0
"""Maximum number of seconds to load a vocabulary."""
_RETRY = ("Retry-After", "2")


class Pool:
    """Processes that answer queries on one vocabulary.

    They start with the pool; the first query waits until one is ready.

    Args:
        stock: the dataset.
        limits: the limits of a query.
    """

    def __init__(self, stock: QueryDataset, limits: Limits) -> None:
        self.stock = stock
        self._limits = limits
        self._server = ForkServer(stock, limits)
        self._idle: asyncio.Queue[QueryProcess] = asyncio.LifoQueue()
        for _ in range(limits.workers):
            self._idle.put_nowait(QueryProcess(self._server.copy()))
        self._answers = AnswerCache(limits.remembered)
        self._waiting = 0
        self._asked = 0
        self._is_retired = False
        self._is_closed = False

    async def ask(self, question: QueryRequest) -> QueryAnswer:
        """Return the answer to a query, or the reason why there is none.

        Await this before any other coroutine: otherwise `retire` could close the pool first.
        """
        known = self._answers.find(question)
        if known is not None:
            return known
        self._asked += 1
        try:
            worker = await self._find_worker()
            if worker is None:
                return refuse_query(503, "too many queries run at the same time", _RETRY)
            answer = await self._ask(worker, question)
        finally:
            self._asked -= 1
            self._close_if_done()
        self._answers.keep(question, answer)
        return answer

    async def _find_worker(self) -> QueryProcess | None:
        with contextlib.suppress(asyncio.QueueEmpty):
            return self._idle.get_nowait()
        if self._waiting >= self._limits.waiting:
            return None
        self._waiting += 1
        try:
            # The queries before this one may all need their full time.
            return await asyncio.wait_for(self._idle.get(), 2 * self._limits.seconds + _GRACE)
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1

    async def _ask(self, worker: QueryProcess, question: QueryRequest) -> QueryAnswer:
        """Ask a worker, and keep the pool complete for the next query."""
        is_done = False
        try:
            if not await self._is_ready(worker) and worker.is_over and not self._is_closed:
                # The worker ended before it was asked, so the query is not the cause.
                worker = self._replace(worker)
                await self._is_ready(worker)
            if self._is_closed:
                return refuse_query(503, "the server is stopping", _RETRY)
            if worker.is_over or not worker.process:
                return refuse_query(503, "the query process does not start", _RETRY)
            begun = time.monotonic()
            answer = await worker.ask(question, self._limits.seconds + _GRACE)
            is_done = answer is not None
            return answer or self._explain(time.monotonic() - begun)
        finally:
            # A cancelled query is not done either.
            if not self._is_closed:
                self._idle.put_nowait(worker if is_done else self._replace(worker))
            elif not is_done:
                worker.close()

    async def _is_ready(self, worker: QueryProcess) -> bool:
        """Return True if a worker is ready for a query."""
        return not worker.is_over if worker.process else await worker.greet(_START)

    def _replace(self, worker: QueryProcess) -> QueryProcess:
        """Return a new worker that replaces this one."""
        worker.close()
        if worker.process:
            self._server.stop(worker.process)
        try:
            fresh = self._server.copy()
        except OSError:
            # The fork server has ended, too.
            self._server.close()
            self._server = ForkServer(self.stock, self._limits)
            fresh = self._server.copy()
        return QueryProcess(fresh)

    def _explain(self, seconds: float) -> QueryAnswer:
        if self._is_closed:
            return refuse_query(503, "the server is stopping", _RETRY)
        limit = self._limits.seconds
        if seconds >= limit * 0.95:
            return refuse_query(503, f"the query was stopped after {limit:g} seconds: ask for less", _RETRY)
        return refuse_query(503, "the query was stopped: it reached its memory limit, or is nested too deeply")

    def retire(self) -> None:
        """Answer the open queries, and then stop; call this in the event loop of `ask`."""
        self._is_retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._is_retired and not self._asked:
            self.close()

    def close(self) -> None:
        """Stop all processes, and refuse the open queries."""
        self._is_closed = True
        with contextlib.suppress(asyncio.QueueEmpty):
            while True:
                self._idle.get_nowait().close()
        self._server.close()
        self.stock.release()
