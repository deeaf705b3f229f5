"""How an editor wants a session opened: which directories, and which words of its own for the model.

The types of the fields are made sure before this is asked; here is what a schema cannot say: paths are absolute and
there. An editor waits for this file before ``session/new``: it imports little.
Source: https://agentclientprotocol.com/protocol/v1/session-setup
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.beginning import Wish
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError

if TYPE_CHECKING:
    from hermes_acp_protocol.acp.types_v1 import (
        LoadSessionRequest,
        NewSessionRequest,
        ResumeSessionRequest,
        SystemPrompt,
    )

    Opening = NewSessionRequest | LoadSessionRequest | ResumeSessionRequest


async def read_wish(params: Opening) -> Wish:
    """How a session is to be opened. RpcError naming the field that cannot be."""
    import asyncio  # not before: the first session is answered without it

    return await asyncio.to_thread(wish_of, params)


def wish_of(params: Opening) -> Wish:
    """The same. Blocks: it looks at the disk."""
    cwd, roots = params["cwd"], params.get("additionalDirectories") or []
    if not os.path.isabs(cwd):
        raise RpcError(INVALID_PARAMS, f"cwd must be an absolute path, not {cwd!r}.", {"path": "cwd"})
    for index, root in enumerate(roots):
        if not os.path.isabs(root):
            path = f"additionalDirectories[{index}]"
            raise RpcError(INVALID_PARAMS, f"{path} must be an absolute path.", {"path": path})
    there, *resolved = look_up(cwd, roots)
    if not there:
        raise RpcError(INVALID_PARAMS, f"cwd is not a directory: {cwd}", {"path": "cwd"})
    servers = cast("Sequence[Mapping[str, object]]", params.get("mcpServers") or ())
    return Wish(there, tuple(resolved), extra_prompt=extra_prompt(params), mcp_servers=tuple(servers))


def look_up(cwd: str, roots: Sequence[str]) -> list[str]:
    """The resolved paths, ``cwd`` first; empty for a ``cwd`` that is no directory. Looks at the disk."""
    return [os.path.realpath(cwd) if os.path.isdir(cwd) else "", *map(os.path.realpath, roots)]


def extra_prompt(params: Opening) -> str:
    """The words the editor adds to the system prompt; also those that older clients put into ``_meta``.

    RpcError for a way of using them that was not offered: a session with other words than wanted is worse than none.
    """
    wanted = params.get("systemPrompt")
    if wanted is None:
        return older_prompt((params.get("_meta") or {}).get("systemPrompt"))
    if wanted["mode"] != "append":
        raise RpcError(
            INVALID_PARAMS, "Only a systemPrompt of mode append is supported.", {"path": "systemPrompt.mode"}
        )
    return "\n\n".join(words_of(wanted))


def words_of(prompt: SystemPrompt) -> Sequence[str]:
    """The texts in it. RpcError for anything else."""
    words: list[str] = []
    for index, block in enumerate(prompt["content"]):
        if block["type"] != "text":
            path = f"systemPrompt.content[{index}].type"
            raise RpcError(INVALID_PARAMS, f"{path} must be text.", {"path": path})
        words.append(block["text"])
    return words


def older_prompt(value: object) -> str:
    """``_meta.systemPrompt`` as clients spelled it before there was a field: a text, or one under ``append``."""
    if isinstance(value, dict):
        value = cast("Mapping[str, object]", value).get("append")
    return value if isinstance(value, str) else ""
