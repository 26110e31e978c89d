"""A client of the server for assistants, and a picture of a conversation with it."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.client.client import Client
from mcp.types import CallToolResult, TextContent

from headword.server.mcp.application import make_mcp_server
from headword.server.mcp.desk import McpDesk, OwnPool
from headword.server.mcp.loaded import VocabularyFeed
from headword.server.querying.limits import Limits


class Assistant:
    """A client of the SDK, for tests that are no coroutines."""

    def __init__(self, client: Client, portal: BlockingPortal) -> None:
        self.client = client
        self._portal = portal

    def wait(self, call: Callable[[Client], Awaitable[Any]]) -> Any:
        return self._portal.call(call, self.client)

    def call(self, name: str, /, **arguments: Any) -> CallToolResult:
        result = self.wait(lambda client: client.call_tool(name, arguments))
        assert isinstance(result, CallToolResult)
        return result

    def ask(self, name: str, /, **arguments: Any) -> Any:
        """The structured answer, which the text repeats."""
        result = self.call(name, **arguments)
        text = result.content[0]
        assert isinstance(text, TextContent)
        assert not result.is_error, text.text
        assert json.loads(text.text) == result.structured_content
        return result.structured_content

    def fail(self, name: str, /, **arguments: Any) -> str:
        result = self.call(name, **arguments)
        text = result.content[0]
        assert isinstance(text, TextContent)
        assert result.is_error, text.text
        return text.text


@contextmanager
def assisting(feed: VocabularyFeed, *, allow_write: bool = False) -> Iterator[Assistant]:
    pool = OwnPool(Limits(seconds=5, result=1 << 20, workers=1))
    desk = McpDesk(feed, pool.ask)
    server = make_mcp_server(desk, allow_write=allow_write)
    try:
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server)) as client:
            yield Assistant(client, portal)
    finally:
        pool.close()
        desk.close()


# The picture

WIDTH, LINE, PAD = 860, 20, 14
COLOURS = {"person": "#e0f2f1", "assistant": "#ffffff", "tool": "#f4f4f5"}


def converse(assistant: Assistant) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the parts of a conversation on the example: who speaks, how it is shown, and lines."""
    yield "person", "text", ["A page of ours says “dawn-dusk orbit”. Which concept is that? Add “SSPO” to it."]
    (found, *_) = assistant.ask("search_concepts", text="dawn-dusk orbit")["results"]
    shown = {"iri": found["iri"], "label": found["label"], "matched": found["matched"], "fit": found["fit"]}
    yield "tool", "code", ['search_concepts(text="dawn-dusk orbit")', *json.dumps(shown, indent=1).splitlines()[1:-1]]
    proposal = assistant.ask("propose", action="label", iri=found["iri"], label="SSPO")
    call = f'propose(action="label", iri="…/{found["iri"].rsplit("/", 1)[1]}", label="SSPO")'
    findings = f"new_findings: {len(proposal['new_findings'])}, valid: {str(proposal['valid']).lower()}"
    yield "tool", "code", [call, *proposal["diff"].splitlines(), findings]
    yield (
        "assistant",
        "text",
        [
            f"It is {found['label']} ({found['fit']} match of an alternative label):",
            found["iri"],
            "The diff above adds “SSPO” as an alternative label. The check finds nothing new.",
            "Shall I apply it? Nothing is written yet.",
        ],
    )


def draw_conversation(assistant: Assistant) -> str:
    """Return the conversation as SVG."""
    parts, top = [], PAD
    for speaker, kind, lines in converse(assistant):
        height = LINE * len(lines) + 2 * PAD
        left = 120 if speaker == "person" else PAD
        width = WIDTH - left - (PAD if speaker == "person" else 120)
        parts.append(f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="8" fill="{COLOURS[speaker]}"/>')
        for number, line in enumerate(lines):
            colour = {"+": "#1a7f37", "-": "#b3261e"}.get(line[:1], "#24292f") if kind == "code" else "#24292f"
            weight = ' font-weight="bold"' if kind == "code" and not number else ""
            y = top + PAD + LINE * number + 15
            parts.append(f'<text x="{left + PAD}" y="{y}" class="{kind}" fill="{colour}"{weight}>{escape(line)}</text>')
        top += height + PAD
    style = "text{white-space:pre}.text{font:15px sans-serif}.code{font:13px monospace}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}">'
    frame = f'<rect width="{WIDTH}" height="{top}" rx="10" fill="#fafafa" stroke="#d0d7de"/>'
    return "\n".join([head, f"<style>{style}</style>", frame, *parts, "</svg>", ""])
