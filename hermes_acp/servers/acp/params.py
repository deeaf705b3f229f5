"""Reading the params of requests: what must be there, of which type, and an error that names what is wrong.

Unknown fields are passed over. An editor waits for this file before ``session/new``: it imports little.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import cast

from hermes_acp.agent.sessions import Wish
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, RpcError


async def read_wish(params: JsonObject) -> Wish:
    """How a session is to be opened. RpcError naming the field that is wrong."""
    cwd = word(params, "cwd")
    if not os.path.isabs(cwd):
        raise RpcError(INVALID_PARAMS, f"cwd must be an absolute path, not {cwd!r}.", {"path": "cwd"})
    roots = absolute_directories(params.get("additionalDirectories"), "additionalDirectories")
    there, *resolved = await asyncio.to_thread(look_up, cwd, roots)
    if not there:
        raise RpcError(INVALID_PARAMS, f"cwd is not a directory: {cwd}", {"path": "cwd"})
    prompt = params.get("systemPrompt")
    return Wish(there, tuple(resolved), extra_prompt=prompt if isinstance(prompt, str) else "")


def look_up(cwd: str, roots: Sequence[str]) -> list[str]:
    """The resolved paths, ``cwd`` first; empty for a ``cwd`` that is no directory. Looks at the disk."""
    return [os.path.realpath(cwd) if os.path.isdir(cwd) else "", *map(os.path.realpath, roots)]


def word(params: JsonObject, name: str) -> str:
    """A string that must be there. RpcError otherwise."""
    value = params.get(name)
    if not isinstance(value, str):
        raise RpcError(INVALID_PARAMS, f"{name} must be a string.", {"path": name})
    return value


def absolute_directories(value: object, name: str) -> tuple[str, ...]:
    """A list of absolute paths. RpcError naming the first that is none."""
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise RpcError(INVALID_PARAMS, f"{name} must be a list of absolute paths.", {"path": name})
    for index, item in enumerate(cast("Sequence[object]", value)):
        if not isinstance(item, str) or not os.path.isabs(item):
            path = f"{name}[{index}]"
            raise RpcError(INVALID_PARAMS, f"{path} must be an absolute path.", {"path": path})
    return tuple(cast("Sequence[str]", value))
