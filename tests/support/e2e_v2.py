"""What an editor of wire version 2 does, over the raw one: hello in other words, and turns that end in a state."""

from __future__ import annotations

import base64

from support.acp_schema import SchemaCheck
from support.e2e import Json, RawEditor

ME = {"name": "raw", "version": "1"}


async def hello(editor: RawEditor, **capabilities: Json) -> Json:
    """Ask for version 2; from here on every message is checked against its schema."""
    editor.check = SchemaCheck(2)
    return await editor.call("initialize", protocolVersion=2, info=ME, capabilities=capabilities)


async def new(editor: RawEditor) -> str:
    """A new session."""
    return (await editor.call("session/new", cwd=str(editor.place.work)))["sessionId"]


async def send(editor: RawEditor, session_id: str, text: str) -> str:
    """Send a prompt; returns the id of its message, once it has its place."""
    prompt = [{"type": "text", "text": text}]
    return (await editor.call("session/prompt", sessionId=session_id, prompt=prompt))["messageId"]


async def turn(editor: RawEditor, session_id: str, text: str) -> Json:
    """One whole turn; returns the state that ended it."""
    ends = len(idles(editor))
    await send(editor, session_id, text)
    await editor.until(lambda e: len(idles(e)) > ends)
    return idles(editor)[-1]


def idles(editor: RawEditor) -> list[Json]:
    """The ends of turns so far."""
    return [state for state in editor.updates("state_update") if "stopReason" in state]


def states(editor: RawEditor) -> list[str]:
    """The states so far."""
    return [update["state"] for update in editor.updates("state_update")]


def printed(editor: RawEditor, terminal_id: str) -> str:
    """What a terminal showed."""
    chunks = [u for u in editor.updates("terminal_output_chunk") if u["terminalId"] == terminal_id]
    return b"".join(base64.b64decode(chunk["data"]) for chunk in chunks).decode()
