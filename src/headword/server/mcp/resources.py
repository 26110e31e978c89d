"""Resources of the protocol: the vocabulary, and each concept and scheme by its IRI."""

from typing import Any
from urllib.parse import quote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.server.mcpserver.resources import ResourceSecurity
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from headword.server.mcp import lookup
from headword.server.mcp.desk import McpDesk, to_json
from headword.server.mcp.loaded import LoadedVocabulary, VocabularyFeed
from headword.server.mcp.views import LABEL, clip, link_all

_SCHEME = "headword"
_SECURITY = ResourceSecurity(exempt_params={"iri"})
"""An IRI may look like a path; no file is read by it."""
_JSON = "application/json"
_COMPLETED = 20


def name_resource(iri: str) -> str:
    """Return the URI of the resource of a concept or scheme."""
    return f"{_SCHEME}://concepts/{quote(iri, safe='')}"


def describe_vocabulary(loaded: LoadedVocabulary) -> dict[str, object]:
    """Return the title, the languages and the schemes of a vocabulary."""
    vocabulary = loaded.vocabulary
    return {
        "title": clip(vocabulary.title, LABEL),
        "base": vocabulary.base,
        "languages": list(vocabulary.languages),
        "concepts": len(vocabulary),
        "schemes": link_all(vocabulary.schemes, None),
        "collections": link_all(vocabulary.collections, None),
    }


def add_resources(server: MCPServer[Any], desk: McpDesk) -> None:
    """Add the resources to a server, and the completion of IRIs."""

    async def read(name: str) -> str:
        def answer(feed: VocabularyFeed) -> str:
            loaded = feed.load()
            return to_json(lookup.get_concept(loaded, name, None) if name else describe_vocabulary(loaded))

        try:
            return await desk.run(answer)
        except ToolError as error:
            raise ResourceError(str(error)) from error

    @server.resource(f"{_SCHEME}://vocabulary", mime_type=_JSON, title="The vocabulary")
    async def vocabulary() -> str:
        """Read the title, the languages, the number of concepts, and the schemes."""
        return await read("")

    @server.resource(
        f"{_SCHEME}://concepts/{{iri}}", mime_type=_JSON, title="A concept, by its IRI", security=_SECURITY
    )
    async def concept(iri: str) -> str:
        """Read a concept with its labels, notes and relations. The IRI is percent-encoded."""
        return await read(iri)

    @server.resource(
        f"{_SCHEME}://schemes/{{iri}}", mime_type=_JSON, title="A concept scheme, by its IRI", security=_SECURITY
    )
    async def scheme(iri: str) -> str:
        """Read a scheme with its labels, notes and top concepts. The IRI is percent-encoded."""
        return await read(iri)

    @server.completion()  # type: ignore[no-untyped-call,untyped-decorator]
    async def complete(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion | None:
        del ref, context
        if argument.name not in ("iri", "concept", "scheme"):
            return None
        found = await desk.run(lambda feed: _complete_iri(feed.load(), argument.name, argument.value))
        return Completion(values=found, total=None, has_more=None)


def _complete_iri(loaded: LoadedVocabulary, name: str, text: str) -> list[str]:
    """Return the IRIs that a text begins, or whose label it begins."""
    vocabulary = loaded.vocabulary
    if name == "scheme":
        return [one.iri for one in vocabulary.schemes if text.lower() in f"{one.iri} {one.label()}".lower()][
            :_COMPLETED
        ]
    if "/" in text:
        return [one.iri for one in vocabulary if one.iri.startswith(text)][:_COMPLETED]
    return [match.concept.iri for match in vocabulary.find(text, limit=_COMPLETED)]
