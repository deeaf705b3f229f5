"""What a schema cannot say of params: paths are absolute and there, rules can be read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.beginning import Wish
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, JsonObject, RpcError

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Mode
    from hermes_acp.approval.rules import Effect, Rule


def wrong(path: str, why: str) -> RpcError:
    """The error for a param that cannot be used."""
    return RpcError(INVALID_PARAMS, f"{path}: {why}", {"path": path})


async def read_wish(params: JsonObject) -> Wish:
    """How a session is to be opened. RpcError."""
    cwd, roots = cast("str", params.get("cwd", "")), cast("Sequence[str]", params.get("roots", ()))
    for path, value in (("cwd", cwd or "/"), *((f"roots[{at}]", root) for at, root in enumerate(roots))):
        if not os.path.isabs(value):
            raise wrong(path, f"must be an absolute path, not {value!r}")
    there = await directory(cwd) if cwd else ""
    resolved = await asyncio.to_thread(lambda: tuple(map(os.path.realpath, roots)))
    return Wish(
        there,
        resolved,
        cast("str | None", params.get("model")),
        cast("Mode | None", params.get("mode")),
        cast("str", params.get("instructions", "")),
        tuple(cast("Sequence[Mapping[str, object]]", params.get("mcp_servers", ()))),
    )


async def directory(path: str) -> str:
    """The resolved path of a directory that is there. RpcError."""
    if not os.path.isabs(path):
        raise wrong("cwd", f"must be an absolute path, not {path!r}")
    real = await asyncio.to_thread(os.path.realpath, path)
    if not await asyncio.to_thread(os.path.isdir, real):
        raise wrong("cwd", f"is not a directory: {path}")
    return real


def read_rules(params: JsonObject) -> list[Rule]:
    """The rules that a session is opened with. RpcError."""
    named = {effect: cast("Sequence[str]", params.get(effect, ())) for effect in ("allow", "deny")}
    return [
        read_rule(text, cast("Effect", effect), f"{effect}[{at}]")
        for effect, texts in named.items()
        for at, text in enumerate(texts)
    ]


def read_rule(text: str, effect: Effect, path: str = "rule") -> Rule:
    """A rule. RpcError."""
    from hermes_acp.approval.rules import RuleError, parse_rule

    try:
        return parse_rule(text, effect)
    except RuleError as error:
        raise wrong(path, str(error)) from None
