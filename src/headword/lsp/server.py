"""The language server: the messages and requests of an editor (Language Server Protocol 3.17).

Editors send whole texts, because pygls splits lines at characters that the protocol does not. A partial change could be
applied at the wrong place.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from headword.core.errors import HeadwordError
from headword.core.version import __version__
from headword.lsp import answers
from headword.lsp.diagnostics import FileDiagnostics, list_diagnostics
from headword.lsp.workspace import Workspace
from headword.project.read import BufferOverlay

_PAUSE = 0.02
"""Seconds without a keystroke after which pages are checked."""
_ROUND = 3.0
"""Seconds between two looks at whether the editor still runs."""
_WATCHED = (
    "**/*.{md,markdown,mdx,ttl}",
    "**/tags.yml",
    "**/headword.toml",
    "**/pyproject.toml",
    "**/headword-baseline.json",
)

Answer = TypeVar("Answer")


@dataclass
class _Waiting:
    """The files to check: those that changed in the editor, or everything."""

    files: set[Path] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.files) or self.everything


class HeadwordServer(LanguageServer):
    """A language server for projects of headword."""

    def __init__(self, *, drafts: bool) -> None:
        super().__init__("headword", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self._desk = Workspace(drafts=drafts)
        # The desk belongs to one thread; while it checks, messages are read all the same.
        self._worker = ThreadPoolExecutor(1, "desk")
        self._waiting = _Waiting()
        self._last_change = 0.0
        self._checking: asyncio.Task[None] | None = None
        self._published: dict[str, FileDiagnostics] = {}

    def note_change(self, uri: str | None) -> None:
        """Schedule a check of the document, or of everything, after a pause in typing."""
        path = None if uri is None else to_path(uri)
        if path is None:
            self._waiting.everything = True
        else:
            self._waiting.files.add(path)
        loop = asyncio.get_running_loop()
        self._last_change = loop.time()
        if self._checking is None or self._checking.done():
            self._checking = loop.create_task(self._check())

    async def ask(self, question: Callable[[Workspace], Answer]) -> Answer:
        """The answer to a question, once what changed before it was checked."""
        if self._checking is not None:
            await asyncio.shield(self._checking)
        return await asyncio.get_running_loop().run_in_executor(self._worker, question, self._desk)

    async def _check(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            while (pause := self._last_change + _PAUSE - loop.time()) > 0:
                await asyncio.sleep(pause)
            waiting, self._waiting = self._waiting, _Waiting()
            # All that the worker is to know, as it is now.
            known = self._list_held(), self._list_folders(), dict(self._published)
            for published in await loop.run_in_executor(self._worker, self._check_now, waiting, *known):
                self._publish(published)

    def _check_now(
        self, waiting: _Waiting, held: BufferOverlay, folders: list[Path], known: dict[str, FileDiagnostics]
    ) -> list[FileDiagnostics]:
        if waiting.everything:
            self._desk.check_all(folders, held)
        else:
            self._desk.check_changed(held, waiting.files)
        return list_diagnostics(self._desk, held, known, self.workspace.position_codec)

    def _publish(self, published: FileDiagnostics) -> None:
        if published.diagnostics:
            self._published[published.path] = published
        else:
            self._published.pop(published.path, None)
        uri = self._uris().get(published.path) or from_fs_path(published.path) or ""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, list(published.diagnostics)))

    def _uris(self) -> dict[str, str]:
        """How the editor calls the files that it has open, by path."""
        return {str(path): uri for uri in self.workspace.text_documents if (path := to_path(uri)) is not None}

    def _list_held(self) -> BufferOverlay:
        documents = self.workspace.text_documents
        return {
            path: (document.source or "").encode("utf-8", "surrogatepass")
            for uri, document in documents.items()
            if (path := to_path(uri)) is not None
        }

    def _list_folders(self) -> list[Path]:
        uris = [*self.workspace.folders, *([self.workspace.root_uri] if self.workspace.root_uri else [])]
        return [path for uri in uris if (path := to_path(uri)) is not None]

    def close(self) -> None:
        """Let go of everything; a check that is under way is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def to_path(uri: str) -> Path | None:
    """Return the path of a URI; None if it is not a file."""
    if not uri.startswith("file:"):
        return None
    path = to_fs_path(uri)
    return Path(path) if path else None


def make_server(*, drafts: bool) -> HeadwordServer:
    """A server that knows what to answer."""
    server = HeadwordServer(drafts=drafts)
    _heed_documents(server)
    _answer_questions(server)
    return server


def _end_with(process: int) -> None:
    """End when the editor does, as the protocol asks; it may have had no time to say so."""
    while True:
        time.sleep(_ROUND)
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            os._exit(1)
        except OSError:
            # It is there, and somebody else's.
            continue


def _heed_documents(server: HeadwordServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        if params.process_id is not None and os.name == "posix":
            threading.Thread(target=_end_with, args=(params.process_id,), daemon=True).start()

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        server.note_change(None)
        capabilities = server.client_capabilities.workspace
        watched = capabilities.did_change_watched_files if capabilities else None
        if watched is not None and watched.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.note_change(params.text_document.uri)

    # A file that was opened, saved or changed can belong to a different project, or turn a folder into one.
    for event in (
        types.TEXT_DOCUMENT_DID_OPEN,
        types.TEXT_DOCUMENT_DID_SAVE,
        types.TEXT_DOCUMENT_DID_CLOSE,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    ):
        server.feature(event)(lambda _: server.note_change(None))


def _answer_questions(server: HeadwordServer) -> None:
    def answer(method: str, question: Callable[..., Any], options: Any = None) -> None:
        @server.feature(method, options)
        async def handle(params: Any) -> Any:
            codec = server.workspace.position_codec
            try:
                return await server.ask(lambda desk: question(desk, params, codec))
            except HeadwordError as error:
                raise JsonRpcInvalidParams(error.message) from error

    answer(types.TEXT_DOCUMENT_HOVER, answers.hover)
    answer(types.TEXT_DOCUMENT_DEFINITION, answers.definition)
    answer(types.TEXT_DOCUMENT_REFERENCES, answers.references)
    answer(types.TEXT_DOCUMENT_PREPARE_RENAME, answers.prepare_rename)
    answer(types.TEXT_DOCUMENT_RENAME, answers.rename_label, types.RenameOptions(prepare_provider=True))
    answer(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, answers.document_symbols)
    answer(types.WORKSPACE_SYMBOL, answers.workspace_symbols)
    answer(
        types.TEXT_DOCUMENT_COMPLETION,
        answers.completion,
        types.CompletionOptions(trigger_characters=["#", "(", "[", '"', ".", " "]),
    )
    answer(
        types.TEXT_DOCUMENT_CODE_ACTION,
        answers.code_actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    )
