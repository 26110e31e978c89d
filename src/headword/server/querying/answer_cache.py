"""A cache of answers to queries: the vocabulary that is served does not change."""

import re
from collections import OrderedDict

from headword.server.querying.query import QueryAnswer, QueryRequest

_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)


class AnswerCache:
    """The latest answers, up to a number of bytes.

    Args:
        most: the maximum size in bytes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._answers: OrderedDict[QueryRequest, QueryAnswer] = OrderedDict()

    def find(self, question: QueryRequest) -> QueryAnswer | None:
        """Return the answer to the same query, or None if it is not in the cache."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def keep(self, question: QueryRequest, answer: QueryAnswer) -> None:
        """Store an answer, unless it changes with each query or is too large."""
        size = _answer_size(question, answer)
        if answer.status != 200 or size > self._most // 8 or _is_changing(question.query):
            return
        if question in self._answers:
            return
        self._answers[question] = answer
        self._bytes += size
        while self._bytes > self._most:
            self._bytes -= _answer_size(*self._answers.popitem(last=False))


def _is_changing(query: str) -> bool:
    # The search takes longer than a query without functions needs to be kept.
    return "(" in query and _CHANGING.search(query) is not None


_OVERHEAD = 1000
"""Bytes that a query and its answer need in addition to their texts."""


def _answer_size(question: QueryRequest, answer: QueryAnswer) -> int:
    return len(question.query) * 4 + len(answer.body) + _OVERHEAD
