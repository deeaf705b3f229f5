"""Prompts for ``hermes run``, one after the other: the one that was typed, or one JSON object a line from stdin.

Stdin is read by a thread of its own, which is left behind when the program ends: a read cannot be interrupted. It reads
the descriptor, since Python waits for whoever reads its stream.
"""

from __future__ import annotations

import asyncio
import functools
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable

from hermes_acp.errors import UserError
from hermes_acp.models.halves import whole
from hermes_acp_protocol.framing import NotJson, read_json


class NoPrompt(UserError):
    """A line on stdin that is no prompt."""

    reason = "bad_input"


async def typed(prompt: str) -> AsyncIterator[str]:
    """One prompt."""
    yield prompt


async def lines() -> AsyncIterator[str]:
    """The prompts on stdin as they come, until it ends. NoPrompt for a line that is none."""
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    put = functools.partial(asyncio.get_running_loop().call_soon_threadsafe, arrived.put_nowait)
    threading.Thread(target=read, args=(sys.stdin.fileno(), put), name="hermes-stdin", daemon=True).start()
    number, rest = 0, b""
    while piece := await arrived.get():
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            number += 1
            if line.strip():
                yield prompt_in(line, number)
    if rest.strip():
        yield prompt_in(rest, number + 1)


def read(descriptor: int, put: Callable[[bytes], object]) -> None:
    """Hand on all that is read, and at the end an empty piece."""
    try:
        while piece := os.read(descriptor, 65_536):
            put(piece)
        put(b"")
    except RuntimeError:
        pass  # the loop has ended: nobody waits for it any more


def prompt_in(line: bytes, number: int) -> str:
    """The prompt of a line. NoPrompt names the line."""
    value = read_json(line)
    if isinstance(value, NotJson):
        raise NoPrompt(f"Line {number} of stdin is no JSON: {value.why}")
    prompt = value.get("prompt") if isinstance(value, dict) else None
    if not isinstance(prompt, str) or not prompt.strip():
        raise NoPrompt(f'Line {number} of stdin is no prompt: write {{"prompt": "..."}}')
    return whole(prompt)
