"""A language client over stdio, for tests that are not asynchronous themselves."""

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

Result = TypeVar("Result")


class Editor:
    """An editor with a folder open, that starts ``headword lsp`` and remembers what it is told."""

    def __init__(self, folder: Path, *options: str, encoding: str | None = None, folders: bool = True) -> None:
        self.folder = folder
        self._options, self._encoding, self._folders = options, encoding, folders
        self.told: dict[str, list[types.Diagnostic]] = {}
        self.messages: list[str] = []
        self.registered: list[types.Registration] = []
        self._versions: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _start(self) -> None:
        self.client = LanguageClient("editor", "1")
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self._hear(params))
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered.extend(params.registrations)

        await self.client.start_io(sys.executable, "-m", "headword", "lsp", *self._options, cwd=str(self.folder))
        watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        general = types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind(self._encoding)] if self._encoding else None
        )
        root = types.WorkspaceFolder(self.folder.as_uri(), self.folder.name)
        self.about = await self.client.initialize_async(
            types.InitializeParams(
                capabilities=types.ClientCapabilities(
                    workspace=types.WorkspaceClientCapabilities(did_change_watched_files=watching), general=general
                ),
                workspace_folders=[root] if self._folders else None,
            )
        )
        self.client.initialized(types.InitializedParams())

    async def _stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    def _hear(self, params: types.PublishDiagnosticsParams) -> None:
        self.told[params.uri] = list(params.diagnostics)

    def uri(self, path: str) -> str:
        return (self.folder / path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        text = (self.folder / path).read_text("utf-8") if text is None else text
        self._versions[path] = 1
        item = types.TextDocumentItem(self.uri(path), "markdown", 1, text)
        self._notify(self.client.text_document_did_open, types.DidOpenTextDocumentParams(item))

    def change(self, path: str, text: str) -> None:
        self._versions[path] += 1
        self._notify(
            self.client.text_document_did_change,
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self._versions[path], self.uri(path)),
                [types.TextDocumentContentChangeWholeDocument(text)],
            ),
        )

    def save(self, path: str) -> None:
        self._notify(self.client.text_document_did_save, types.DidSaveTextDocumentParams(self._document(path)))

    def close(self, path: str) -> None:
        self._notify(self.client.text_document_did_close, types.DidCloseTextDocumentParams(self._document(path)))

    def tell_of_change(self, path: str) -> None:
        event = types.FileEvent(self.uri(path), types.FileChangeType.Changed)
        self._notify(self.client.workspace_did_change_watched_files, types.DidChangeWatchedFilesParams([event]))

    def _document(self, path: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(path))

    def ask(self, method: str, params: Any) -> Any:
        async def send() -> Any:
            return await self.client.protocol.send_request_async(method, params)

        return self._run(send())

    def _notify(self, tell: Callable[[Any], None], params: Any) -> None:
        async def send() -> None:
            tell(params)

        self._run(send())

    def ask_at(self, method: str, kind: type, path: str, line: int, character: int, **more: Any) -> Any:
        return self.ask(method, kind(self._document(path), types.Position(line, character), **more))

    def diagnostics(self, path: str) -> list[types.Diagnostic]:
        """What is shown in a file, once all that happened before was checked."""
        # An answer is given after the check, and what is found is sent before it.
        self.ask(types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams("-"))
        return self.told.get(self.uri(path), [])

    def codes(self, path: str) -> list[str]:
        return [str(one.code) for one in self.diagnostics(path)]


def apply(text: str, edits: list[types.TextEdit]) -> str:
    """``text`` after edits with columns in UTF-16, as an editor makes them: from the last to the first."""
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        line = lines[position.line] if position.line < len(lines) else ""
        chars = len(line.encode("utf-16-le")[: position.character * 2].decode("utf-16-le"))
        return sum(len(one) + 1 for one in lines[: position.line]) + chars

    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text
