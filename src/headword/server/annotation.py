"""The operation that returns the concepts that a text is about."""

import json
from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import Response

from headword.content.annotation.annotate import Annotator
from headword.content.annotation.formats import to_json
from headword.content.thesaurus import make_thesaurus
from headword.core.errors import HeadwordError
from headword.rdf.languages import is_known
from headword.server.operations import Operation
from headword.server.per_snapshot import PerSnapshot
from headword.server.responses import BODY_LIMIT, JSON, Refusal, respond_json
from headword.server.snapshot import ServedVocabulary

TOPIC = "Annotation"
MOST = 200_000
"""Maximum number of characters in a text. A longer text would block a worker for seconds."""
_BODY = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "maxLength": MOST, "description": "A text in Markdown"},
        "language": {"type": "string", "description": "The language of the text, a tag of BCP 47"},
    },
}
_STATUSES = {
    400: "The request has an error; the message says which",
    413: f"The request has more than {BODY_LIMIT:,} bytes, or the text more than {MOST:,} characters",
    415: "The media type of the request is not supported",
}


class AnnotationService:
    """Answers to the question which concepts a text is about.

    Args:
        current: returns the snapshot that is served now.
    """

    def __init__(self, current: Callable[[], ServedVocabulary]) -> None:
        self._current = current
        self._annotators = PerSnapshot(_make_annotator)

    def list_operations(self) -> Iterator[Operation]:
        """Yield the operation."""
        yield Operation(
            "annotate", "/annotate", TOPIC, "The concepts that a text is about, with offsets in characters and weights",
            self.answer, method="POST", body={JSON: _BODY}, statuses=_STATUSES,
        )  # fmt: skip

    def answer(self, request: Request, body: bytes) -> Response:
        """Return the concepts of the text in a request."""
        text, language = _read_body(request, body)
        try:
            annotation = self._annotators.of(self._current()).annotate(text, language)
        except HeadwordError as error:
            raise Refusal(400, error.message) from error
        return respond_json(request, to_json(annotation))


def _make_annotator(snapshot: ServedVocabulary) -> Annotator:
    return Annotator(make_thesaurus(snapshot.facts, snapshot.config.lang), snapshot.config)


def _read_body(request: Request, body: bytes) -> tuple[str, str | None]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise Refusal(415, f"the text must be sent as {JSON}")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "the request is not JSON") from error
    text, language = (value.get("text"), value.get("language")) if isinstance(value, dict) else (None, None)
    if not isinstance(text, str):
        raise Refusal(400, "'text' must be a string")
    if language is not None and not (isinstance(language, str) and is_known(language)):
        raise Refusal(400, "'language' must be a tag of BCP 47")
    if len(text) > MOST:
        raise Refusal(413, f"'text' has more than {MOST:,} characters")
    return text, language
