"""The server of the SDK, with errors about arguments that say what to change."""

from typing import Any, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS, CallToolResult, GetPromptResult, InputRequiredResult
from pydantic import ValidationError

_SHOWN = 3
"""Wrong arguments that an error names."""

Lifespan = TypeVar("Lifespan")


class CheckedServer(MCPServer[Lifespan]):
    """A server whose errors about arguments are short texts, and never texts of the library that checks them."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Lifespan, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Return the result of a tool.

        Raises:
            ToolError: an argument is wrong, or the tool has no result.
        """
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if isinstance(error, UnexpectedToolError) or not isinstance(error.__cause__, ValidationError):
                raise
            raise ToolError(f"{name}: {explain_arguments(error.__cause__)}") from error.__cause__

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Context[Lifespan, Any] | None = None
    ) -> GetPromptResult | InputRequiredResult:
        """Return the messages of a prompt.

        Raises:
            MCPError: there is no such prompt, or an argument is missing or wrong.
        """
        prompts = {one.name: one for one in await self.list_prompts()}
        if name not in prompts:
            raise MCPError(INVALID_PARAMS, f"there is no prompt {name!r}; the prompts are {', '.join(sorted(prompts))}")
        for wanted in prompts[name].arguments or ():
            if wanted.required and wanted.name not in (arguments or {}):
                raise MCPError(INVALID_PARAMS, f"{name}: {wanted.name!r} is missing")
        try:
            return await super().get_prompt(name, arguments, context)
        except ValueError as error:
            # The SDK wraps an error twice.
            reason = error.__cause__ and error.__cause__.__cause__
            if not isinstance(reason, ValidationError):
                raise
            raise MCPError(INVALID_PARAMS, f"{name}: {explain_arguments(reason)}") from reason


def explain_arguments(error: ValidationError) -> str:
    """Return which arguments are wrong, and why; their values are not repeated."""
    found = error.errors(include_url=False, include_input=False)
    reasons = [
        _explain_one(".".join(map(str, one["loc"])), one["type"], one["msg"], one.get("ctx", {})) for one in found
    ]
    more = f"; {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
    return "; ".join(reasons[:_SHOWN]) + more


def _explain_one(name: str, kind: str, message: str, limits: dict[str, Any]) -> str:
    if kind in ("missing", "missing_argument"):
        return f"{name!r} is missing"
    if kind == "string_too_long":
        return f"{name!r} has more than {limits['max_length']:,} characters"
    return f"{name!r}: {message[:1].lower()}{message[1:]}"
