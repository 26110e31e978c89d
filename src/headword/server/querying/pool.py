"""Giving questions to processes, and what becomes of those that need too much."""

import asyncio
import contextlib
import time

from headword.server.querying.answer_cache import AnswerCache
from headword.server.querying.connection import QueryProcess
from headword.server.querying.fork_server import ForkServer, QueryDataset
from headword.server.querying.limits import Limits
from headword.server.querying.query import QueryAnswer, QueryRequest, refuse_query

_GRACE = 2.0
"""Seconds after its time in which a process that the system ought to have ended is ended from here."""
_START = 120.0
"""Seconds that a keeper may take to load a vocabulary."""
_RETRY = ("Retry-After", "2")


class Pool:
    """Processes that answer questions on one vocabulary.

    They are started at once, and are waited for by who asks first.

    Args:
        stock: the vocabulary.
        limits: what a query may have.
    """

    def __init__(self, stock: QueryDataset, limits: Limits) -> None:
        self.stock = stock
        self._limits = limits
        self._keeper = ForkServer(stock, limits)
        self._idle: asyncio.Queue[QueryProcess] = asyncio.LifoQueue()
        for _ in range(limits.workers):
            self._idle.put_nowait(QueryProcess(self._keeper.copy()))
        self._answers = AnswerCache(limits.remembered)
        self._waiting = 0
        self._asked = 0
        self._is_retired = False
        self._is_closed = False

    async def ask(self, question: QueryRequest) -> QueryAnswer:
        """The answer to a question, or why there is none; to be awaited as soon as the pool is at hand."""
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
            # Those before may all need the time that they have.
            return await asyncio.wait_for(self._idle.get(), 2 * self._limits.seconds + _GRACE)
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1

    async def _ask(self, worker: QueryProcess, question: QueryRequest) -> QueryAnswer:
        """Ask, and see that there is a worker for the next question."""
        is_done = False
        try:
            if not await self._is_ready(worker) and worker.is_over and not self._is_closed:
                # It ended before it was asked, which is no fault of the question.
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
            # What is not done is an answer that nobody waits for any more, too.
            if not self._is_closed:
                self._idle.put_nowait(worker if is_done else self._replace(worker))
            elif not is_done:
                worker.close()

    async def _is_ready(self, worker: QueryProcess) -> bool:
        """Whether a worker can be asked."""
        return not worker.is_over if worker.process else await worker.greet(_START)

    def _replace(self, worker: QueryProcess) -> QueryProcess:
        """A new worker in the place of one that is to end."""
        worker.close()
        if worker.process:
            self._keeper.stop(worker.process)
        try:
            fresh = self._keeper.copy()
        except OSError:
            # The keeper has ended too.
            self._keeper.close()
            self._keeper = ForkServer(self.stock, self._limits)
            fresh = self._keeper.copy()
        return QueryProcess(fresh)

    def _explain(self, seconds: float) -> QueryAnswer:
        if self._is_closed:
            return refuse_query(503, "the server is stopping", _RETRY)
        limit = self._limits.seconds
        if seconds >= limit * 0.95:
            return refuse_query(503, f"the query was stopped after {limit:g} seconds: ask for less", _RETRY)
        return refuse_query(503, "the query was stopped: it reached its memory limit, or is nested too deeply")

    def retire(self) -> None:
        """Answer what is asked already, and then end; to be called where `ask` is."""
        self._is_retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._is_retired and not self._asked:
            self.close()

    def close(self) -> None:
        """End all processes, and refuse what is being answered."""
        self._is_closed = True
        with contextlib.suppress(asyncio.QueueEmpty):
            while True:
                self._idle.get_nowait().close()
        self._keeper.close()
        self.stock.release()
