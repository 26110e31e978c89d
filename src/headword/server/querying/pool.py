"""A pool of processes that answer queries; processes that exceed a limit are replaced."""

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from operator import itemgetter

from headword.server.querying.answer_cache import AnswerCache
from headword.server.querying.connection import QueryProcess
from headword.server.querying.fork_server import ForkServer, QueryDataset
from headword.server.querying.limits import Limits
from headword.server.querying.query import QueryAnswer, QueryRequest, refuse_for_now, refuse_query

_GRACE = 2.0
"""Seconds after the time limit until the pool kills a process that the system has not ended."""
_START = 120.0
"""Maximum number of seconds to load a vocabulary."""
_ROUND = 0.05
"""Seconds between two checks of the open queries."""
_LEFT = 0.5
"""Seconds that a query continues without a client: a new process costs more than most queries."""
_DEPTH = 8
"""Number of queries that a process has at a time: one runs, and the next ones need no change of processes."""
_LONG = 0.05
"""Seconds after which no other query waits behind this one if a process is idle."""
_STOPPING = refuse_for_now("the server is stopping")
_CROWDED = refuse_for_now("too many queries run at the same time")
_NOT_STARTED = refuse_for_now("the query process does not start")


class OpenQuery:
    """A query that has no answer yet.

    Attributes:
        question: the query.
        finish: is called with the answer.
        since: the time when it began to wait, or to run.
        is_over: whether nobody waits for an answer any more.
    """

    __slots__ = ("finish", "is_over", "question", "since")

    def __init__(self, question: QueryRequest, finish: Callable[[QueryAnswer], None]) -> None:
        self.question = question
        self.finish = finish
        self.since = time.monotonic()
        self.is_over = False


class Pool:
    """Processes that answer queries on one vocabulary.

    They start with the pool; the first query waits until one is ready. Queries are for one event loop.

    Args:
        stock: the dataset.
        limits: the limits of a query.
    """

    def __init__(self, stock: QueryDataset, limits: Limits) -> None:
        self.stock = stock
        self._limits = limits
        self._server = ForkServer(stock, limits)
        self._unopened = [QueryProcess(self._server.copy()) for _ in range(limits.workers)]
        self._starting: dict[QueryProcess, float] = {}
        self._idle: list[QueryProcess] = []
        self._busy: dict[QueryProcess, deque[OpenQuery]] = {}
        """The processes that have queries: each answers the first one now."""
        self._waiting: deque[OpenQuery] = deque()
        self._answers = AnswerCache(limits.remembered)
        self._is_watched = False
        self._has_failed = False
        self._is_retired = False
        self._is_closed = False

    async def ask(self, question: QueryRequest) -> QueryAnswer:
        """Return the answer to a query, or the reason why there is none.

        Await this before any other coroutine: otherwise `retire` could close the pool first.
        """
        known = self.find(question)
        if known is not None:
            return known
        answered: asyncio.Future[QueryAnswer] = asyncio.get_running_loop().create_future()
        asked = self.begin(question, lambda answer: None if answered.done() else answered.set_result(answer))
        try:
            return await answered
        finally:
            asked.is_over = True

    def find(self, question: QueryRequest) -> QueryAnswer | None:
        """Return the answer to the same query, or None if it is not in the cache."""
        return self._answers.find(question)

    def begin(self, question: QueryRequest, finish: Callable[[QueryAnswer], None]) -> OpenQuery:
        """Start a query, and later pass the answer, or the reason why there is none, to ``finish``."""
        asked = OpenQuery(question, finish)
        loop = asyncio.get_running_loop()
        if self._is_closed:
            loop.call_soon(finish, _STOPPING)
            return asked
        self._fill()
        if not self._is_watched:
            self._is_watched = True
            loop.call_later(_ROUND, self._watch)
        if len(self._waiting) >= self._limits.waiting:
            loop.call_soon(finish, _CROWDED)
            return asked
        self._waiting.append(asked)
        self._give_waiting()
        return asked

    def _give_waiting(self) -> None:
        """Give the waiting queries to idle processes, or to those that will soon be ready for them."""
        while self._waiting:
            if self._waiting[0].is_over:
                self._waiting.popleft()
            elif (worker := self._choose_worker()) is None:
                break
            else:
                self._give(worker, self._waiting.popleft())

    def _choose_worker(self) -> QueryProcess | None:
        """Return an idle process, or the one with the shortest line in which no query is known to take long."""
        if self._idle:
            return self._idle[-1]
        since = time.monotonic() - _LONG
        lines = [(len(line), worker) for worker, line in self._busy.items() if line[0].since > since]
        length, worker = min(lines, key=itemgetter(0), default=(_DEPTH, None))
        return worker if length < _DEPTH else None

    def _give(self, worker: QueryProcess, asked: OpenQuery) -> None:
        """Give a query to a process; if the process has ended before, the query is not the cause, and waits again."""
        is_sent = worker.ask(asked.question)
        if worker in self._busy:
            # If the process has just ended, `_lose` gives the query to another one.
            self._busy[worker].append(asked)
        elif is_sent:
            asked.since = time.monotonic()
            self._idle.remove(worker)
            self._busy[worker] = deque([asked])
        else:
            self._waiting.appendleft(asked)
            self._lose(worker)

    def _receive(self, worker: QueryProcess, answer: QueryAnswer | None) -> None:
        """Give the next query to a process that is ready, and then pass on its answer to the last one."""
        if answer is None:
            del self._starting[worker]
            self._has_failed = False
            self._idle.append(worker)
            self._give_waiting()
            return
        line = self._busy[worker]
        asked = line.popleft()
        if line:
            line[0].since = time.monotonic()
        else:
            del self._busy[worker]
            self._idle.append(worker)
        self._give_waiting()
        self._answers.keep(asked.question, answer)
        self._finish(asked, answer)

    def _finish(self, asked: OpenQuery, answer: QueryAnswer) -> None:
        if not asked.is_over:
            asked.is_over = True
            asked.finish(answer)
        self._close_if_done()

    def _lose(self, worker: QueryProcess) -> None:
        """Replace a process that has ended or must end, and explain to its client why there is no answer."""
        line = self._busy.pop(worker, deque())
        is_new = self._starting.pop(worker, None) is not None
        if worker in self._idle:
            self._idle.remove(worker)
        worker.close()
        if worker.process:
            self._server.stop(worker.process)
        if self._is_closed:
            return
        running = line.popleft() if line else None
        self._waiting.extendleft(reversed(line))
        if is_new and self._has_failed:
            # The second process in succession ends at its start: the next query tries again.
            self._has_failed = False
            self._refuse((self._waiting.popleft() for _ in range(len(self._waiting))), _NOT_STARTED)
        else:
            self._has_failed = is_new
            self._fill()
        if running is not None:
            self._finish(running, self._explain(time.monotonic() - running.since))

    def _fill(self) -> None:
        """Start processes until there are as many as the limits allow."""
        while len(self._starting) + len(self._idle) + len(self._busy) < self._limits.workers:
            worker = self._unopened.pop() if self._unopened else QueryProcess(self._copy())
            self._starting[worker] = time.monotonic()
            worker.open(self._receive, self._lose)

    def _copy(self) -> socket.socket:
        try:
            return self._server.copy()
        except OSError:
            # The fork server has ended, too.
            self._server.close()
            self._server = ForkServer(self.stock, self._limits)
            return self._server.copy()

    def _watch(self) -> None:
        """Stop what is over its time or has no client any more, while there are open queries."""
        if self._is_closed:
            return
        now, limit = time.monotonic(), self._limits.seconds
        late = [worker for worker, since in self._starting.items() if now - since > _START]
        for worker, line in self._busy.items():
            most = _LEFT if line[0].is_over else limit + _GRACE
            late += [worker] if now - line[0].since > most else []
        for worker in late:
            self._lose(worker)
        self._share(now)
        # The queries before a waiting one may all need their full time; loading does not count.
        if self._busy or self._idle:
            self._refuse([asked for asked in self._waiting if now - asked.since > 2 * limit + _GRACE], _CROWDED)
        self._waiting = deque(asked for asked in self._waiting if not asked.is_over)
        self._give_waiting()
        self._close_if_done()
        self._is_watched = bool(self._busy or self._waiting) and not self._is_closed
        if self._is_watched:
            asyncio.get_running_loop().call_later(_ROUND, self._watch)

    def _share(self, now: float) -> None:
        """Give the queries behind a long one to idle processes, too; the answer that comes first counts."""
        for line in tuple(self._busy.values()):
            if now - line[0].since > _LONG:
                stuck = [asked for asked in tuple(line)[1:] if not asked.is_over]
                for worker, asked in zip(tuple(self._idle), stuck, strict=False):
                    self._give(worker, asked)

    def _refuse(self, refused: Iterable[OpenQuery], reason: QueryAnswer) -> None:
        for asked in refused:
            self._finish(asked, reason)

    def _explain(self, seconds: float) -> QueryAnswer:
        limit = self._limits.seconds
        if seconds >= limit * 0.95:
            return refuse_for_now(f"the query was stopped after {limit:g} seconds: ask for less")
        return refuse_query(503, "the query was stopped: it reached its memory limit, or is nested too deeply")

    def retire(self) -> None:
        """Answer the open queries, and then stop; call this in the event loop of `ask`."""
        self._is_retired = True
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._is_retired and not self._busy and not self._waiting:
            self.close()

    def close(self) -> None:
        """Stop all processes, and refuse the open queries."""
        if self._is_closed:
            return
        self._is_closed = True
        for worker in (*self._unopened, *self._starting, *self._idle, *self._busy):
            worker.close()
        self._server.close()
        self.stock.release()
        self._refuse([*self._waiting, *(asked for line in self._busy.values() for asked in line)], _STOPPING)
