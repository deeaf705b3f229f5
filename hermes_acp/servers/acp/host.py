"""The editor as a Host: its unsaved buffers are what we read, its review is where our edits go.

A view over this machine. Only whole text files inside the workspace take the editor's way, and only where it said
it can; everything else is the machine below. An editor that refuses a write has refused it: nothing is written
behind its back. Source: https://agentclientprotocol.com/protocol/v1/file-system
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import cast

from hermes_acp.servers.acp.handshake import Editor
from hermes_acp_protocol.jsonrpc import JsonObject, RpcError
from hermes_acp_protocol.peer import Peer
from hermes_acp_tools.host import Completed, Confinement, FileStat, Host, Shell, TextFile
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.textfile import digest_of, newline_of


class EditorHost:
    """This machine, seen through the editor. ``roots`` are resolved."""

    def __init__(self, peer: Peer, editor: Editor, session_id: str, roots: Sequence[str], below: Host) -> None:
        self._peer = peer
        self._editor = editor
        self._session_id = session_id
        self._roots = tuple(os.path.join(root, "") for root in roots)
        self._below = below

    async def read_text(self, path: str) -> TextFile:
        """The buffer, if the editor has the file; else the disk."""
        saved = await self._below.read_text(path) if await self._below.stat(path) else None
        if not (self._editor.reads_files and path.startswith(self._roots)):
            return saved or await self._below.read_text(path)
        text = await self._buffer(path)
        if text is None or (saved and text in (saved.text, with_endings(saved))):
            return saved or await self._below.read_text(path)
        newline = newline_of(text)
        plain = text.replace(newline, "\n") if newline in ("\r\n", "\r") else text
        mode = saved.mode if saved else None
        return TextFile(path, plain, digest_of(text.encode()), newline=newline, mode=mode, unsaved=True)

    async def write_text(self, path: str, text: str, *, before: TextFile | None) -> None:
        """Through the editor where it offers that, so that the person can review it there."""
        if not (self._editor.writes_files and path.startswith(self._roots)):
            await self._below.write_text(path, text, before=before)
            return
        await self._unchanged(path, before)
        if before and before.newline in ("\r\n", "\r"):
            text = text.replace("\n", before.newline)
        params: JsonObject = {"sessionId": self._session_id, "path": path, "content": text}
        try:
            await self._peer.call("fs/write_text_file", params)
        except RpcError as error:
            raise ToolError(f"The editor did not write {path}: {error.message} Nothing was written.") from None

    async def remove_text(self, before: TextFile) -> None:
        """On this machine, unless the editor holds text of it that is not saved: the protocol has no deleting."""
        if before.unsaved:
            raise ToolError(f"{before.path} is not saved in the editor; it was not deleted.")
        await self._below.remove_text(before)

    async def resolve(self, path: str) -> str:
        """As this machine resolves it."""
        return await self._below.resolve(path)

    async def stat(self, path: str) -> FileStat | None:
        """As it is on disk."""
        return await self._below.stat(path)

    async def list_dir(self, path: str) -> list[tuple[str, FileStat]]:
        """As it is on disk."""
        return await self._below.list_dir(path)

    async def read_bytes(self, path: str, limit: int) -> bytes:
        """As it is on disk."""
        return await self._below.read_bytes(path, limit)

    async def run(
        self, argv: Sequence[str], *, cwd: str, timeout: float, limit: int, env: Mapping[str, str] | None = None
    ) -> Completed:
        """On this machine."""
        return await self._below.run(argv, cwd=cwd, timeout=timeout, limit=limit, env=env)

    async def open_shell(self, cwd: str) -> Shell:
        """On this machine."""
        return await self._below.open_shell(cwd)

    async def confinement(self) -> Confinement:
        """As on this machine."""
        return await self._below.confinement()

    async def _buffer(self, path: str) -> str | None:
        """The editor's text; None when it has none to give, for whatever reason."""
        try:
            answer = await self._peer.call("fs/read_text_file", {"sessionId": self._session_id, "path": path})
        except RpcError:
            return None
        content = cast("Mapping[str, object]", answer).get("content") if isinstance(answer, dict) else None
        return content if isinstance(content, str) else None

    async def _unchanged(self, path: str, before: TextFile | None) -> None:
        try:
            now = await self.read_text(path)
        except (FileNotFoundError, ToolError):
            now = None
        if (now.digest if now else None) != (before.digest if before else None):
            raise ToolError(f"{path} changed since it was read. Read it again, then repeat the edit.")


def with_endings(file: TextFile) -> str:
    """The text with the line endings it has on disk."""
    return file.text.replace("\n", file.newline) if file.newline in ("\r\n", "\r") else file.text
