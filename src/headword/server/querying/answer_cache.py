"""Answers that were given, for who asks the same again: a vocabulary that is served does not change."""

import re
from collections import OrderedDict

from headword.server.querying.query import QueryAnswer, QueryRequest

_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\s*\(", re.IGNORECASE)


class AnswerCache:
    """The answers asked for last, up to so many bytes.

    Args:
        most: bytes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._answers: OrderedDict[QueryRequest, QueryAnswer] = OrderedDict()

    def find(self, question: QueryRequest) -> QueryAnswer | None:
        """What was answered to the same question; None if nobody asked it lately."""
        answer = self._answers.get(question)
        if answer is not None:
            self._answers.move_to_end(question)
        return answer

    def keep(self, question: QueryRequest, answer: QueryAnswer) -> None:
        """Remember an answer, unless it is another one each time, or takes the place of too many."""
        size = _answer_size(question, answer)
        if answer.status != 200 or size > self._most // 8 or _CHANGING.search(question.query):
            return
        if question in self._answers:
            return
        self._answers[question] = answer
        self._bytes += size
        while self._bytes > self._most:
            self._bytes -= _answer_size(*self._answers.popitem(last=False))


_OVERHEAD = 1000
"""Bytes that a question and an answer need beside their texts."""


def _answer_size(question: QueryRequest, answer: QueryAnswer) -> int:
    return len(question.query) * 4 + len(answer.body) + _OVERHEAD
