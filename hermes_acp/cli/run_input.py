"""Prompts for ``hermes run``, one after the other: the one that was typed, or one JSON object a line from stdin.

Stdin is read by a thread of its own, which is left behind when the program ends: a read cannot be interrupted.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator
from typing import cast

from hermes_acp.errors import UserError


class NoPrompt(UserError):
    """A line on stdin that is no prompt."""

    reason = "bad_input"


async def typed(prompt: str) -> AsyncIterator[str]:
    """One prompt."""
    yield prompt


async def lines() -> AsyncIterator[str]:
    """The prompts on stdin as they come, until it ends. NoPrompt for a line that is none."""
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    loop, stdin = asyncio.get_running_loop(), sys.stdin.buffer

    def read() -> None:
        for line in iter(stdin.readline, b""):
            loop.call_soon_threadsafe(arrived.put_nowait, line)
        loop.call_soon_threadsafe(arrived.put_nowait, b"")

    threading.Thread(target=read, name="hermes-stdin", daemon=True).start()
    number = 0
    while line := await arrived.get():
        number += 1
        if line.strip():
            yield prompt_in(line, number)


def prompt_in(line: bytes, number: int) -> str:
    """The prompt of a line. NoPrompt names the line."""
    try:
        value: object = json.loads(line)
    except ValueError as error:
        raise NoPrompt(f"Line {number} of stdin is no JSON: {error}") from None
    prompt = cast("dict[str, object]", value).get("prompt") if isinstance(value, dict) else None
    if not isinstance(prompt, str) or not prompt.strip():
        raise NoPrompt(f'Line {number} of stdin is no prompt: write {{"prompt": "..."}}')
    return prompt
