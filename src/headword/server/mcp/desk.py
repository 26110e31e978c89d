"""The thread that answers questions of assistants, with limits of time and size."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar, cast

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent

from headword.core.errors import HeadwordError
from headword.server.mcp.loaded import LoadedVocabulary, VocabularyFeed
from headword.server.querying.dataset import make_stock
from headword.server.querying.fork_server import require_fork
from headword.server.querying.limits import Limits
from headword.server.querying.pool import Pool
from headword.server.querying.query import QueryAnswer, QueryRequest

_SECONDS = 120.0
"""Seconds after which a question gets an error instead of its answer."""
_MOST = 200_000
"""Characters of an answer."""

Made = TypeVar("Made")

Ask = Callable[[LoadedVocabulary, QueryRequest], Awaitable[QueryAnswer]]
"""Returns the answer to a query."""


class McpDesk:
    """Answers questions one after the other, in a thread of its own: the cache is for one thread.

    Args:
        feed: the source of the vocabulary.
        ask: answers queries.

    Attributes:
        feed: the same source.
    """

    def __init__(self, feed: VocabularyFeed, ask: Ask) -> None:
        self.feed = feed
        self._ask = ask
        self._thread = ThreadPoolExecutor(1, "mcp")

    def prepare(self) -> None:
        """Begin to load the vocabulary and the index of its labels, so that the first question waits less."""
        self._thread.submit(_prepare, self.feed)

    async def run(self, question: Callable[[VocabularyFeed], Made]) -> Made:
        """Return the result of a question.

        Raises:
            ToolError: the question has no answer, or needs too much time.
        """
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._thread, question, self.feed), _SECONDS)
        except HeadwordError as error:
            raise ToolError(explain_error(error)) from error
        except TimeoutError as error:
            raise ToolError(f"the answer needs more than {_SECONDS:g} seconds; ask for less") from error

    async def look_up(self, question: Callable[[LoadedVocabulary], object]) -> CallToolResult:
        """Return the answer to a question about the vocabulary as the result of a tool."""
        return to_result(await self.run(lambda feed: question(feed.load())))

    async def query(self, request: QueryRequest) -> QueryAnswer:
        """Return the answer to a query.

        Raises:
            ToolError: the vocabulary cannot be read.
        """
        loaded = await self.run(lambda feed: feed.load())
        try:
            return await self._ask(loaded, request)
        except HeadwordError as error:
            raise ToolError(explain_error(error)) from error

    def close(self) -> None:
        """End the thread; a question that is being answered is not waited for."""
        self._thread.submit(self.feed.close)
        self._thread.shutdown(wait=False)


def _prepare(feed: VocabularyFeed) -> None:
    # The first question reports an error of loading.
    with suppress(HeadwordError):
        vocabulary = feed.load().vocabulary
        # The second search finds nothing, so that it needs the index of similar spellings too.
        for text in ("a", "qqqqqqqq"):
            vocabulary.search(text, limit=1)
        vocabulary.find_similar("qqqqqqqq")


def explain_error(error: HeadwordError) -> str:
    """Return what is wrong, where, and what to do, in one line."""
    where = f"{error.location}: " if error.location and error.location.path else ""
    return f"{where}{error.message}" + (f"; {error.hint}" if error.hint else "")


def to_json(view: object) -> str:
    """Return a view as compact JSON."""
    return json.dumps(view, ensure_ascii=False, separators=(",", ":"))


def to_result(view: object) -> CallToolResult:
    """Return a view as the result of a tool, as a structure and as text.

    Raises:
        ToolError: it is too long.
    """
    text = to_json(view)
    if len(text) > _MOST:
        raise ToolError(f"the answer has more than {_MOST:,} characters; ask for less, with a lower limit")
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=cast("dict[str, object]", view)
    )


class OwnPool:
    """The processes that answer queries on what a feed loads; they start with the first query.

    Args:
        limits: the limits of a query.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._loaded: LoadedVocabulary | None = None
        self._pool: Pool | None = None

    async def ask(self, loaded: LoadedVocabulary, request: QueryRequest) -> QueryAnswer:
        """Return the answer to a query.

        Raises:
            HeadwordError: the system has no such processes.
        """
        require_fork()
        if self._pool is None or self._loaded is not loaded:
            if self._pool is not None:
                self._pool.retire()
            stock = await asyncio.to_thread(make_stock, [loaded.graph], loaded.config)
            self._loaded, self._pool = loaded, Pool(stock, self._limits)
        return await self._pool.ask(request)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.close()


def read_rows(answer: QueryAnswer, limit: int) -> Mapping[str, object]:
    """Return the result of a query as a `QueryTable`, with at most so many rows.

    Raises:
        ToolError: the query has no answer.
    """
    text = answer.body.decode("utf-8", "replace")
    if answer.status != 200:
        raise ToolError(" ".join(text.split()))
    if answer.media_type == "text/turtle":
        return {"turtle": text}
    read = json.loads(text)
    if "boolean" in read:
        return {"answer": bool(read["boolean"])}
    columns = read["head"]["vars"]
    every = read["results"]["bindings"]
    rows = [[row[name]["value"] if name in row else None for name in columns] for row in every[:limit]]
    return {"columns": columns, "rows": rows, "more": len(every) > limit}
