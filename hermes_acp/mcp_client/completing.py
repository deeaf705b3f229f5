"""Finishing the address of a resource that a person types: the families a server names, their variables by its word.

Of RFC 6570 only plain ``{name}`` is understood, which is what servers use; other families are passed over.
Source: https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/completion
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from hermes_acp.mcp_client.offers import read_templates
from hermes_acp.mcp_client.server import Server
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.fields import table, texts

MOST_FAMILIES: Final = 10
"""Families that are asked about for one address."""
_VARIABLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


async def finished(server: Server, typed: str) -> list[str]:
    """Addresses that begin with what was typed. ServerFault or `RpcError` when the server does not tell."""
    connection = await server.connection()
    if not (typed and connection.greeting.abilities.completions):
        return []
    families = await read_templates(connection, server.config.call_timeout)
    found: list[str] = []
    for family in [family.template for family in families if begins(family.template, typed)][:MOST_FAMILIES]:
        found += await _of_family(server, family, typed)
    return list(dict.fromkeys(found))


def begins(family: str, typed: str) -> bool:
    """Whether an address of the family may begin so."""
    return _read(family, typed) is not None


async def _of_family(server: Server, family: str, typed: str) -> Sequence[str]:
    """The addresses of one family, up to the end of the variable that is being typed."""
    read = _read(family, typed)
    assert read is not None
    names, values, rest = read
    known: JsonObject = {**dict(zip(names, values[:-1], strict=False))}
    asked: JsonObject = {
        "ref": {"type": "ref/resource", "uri": family},
        "argument": {"name": names[-1], "value": values[-1]},
        **({"context": {"arguments": known}} if known else {}),
    }
    answer = await server.ask(methods.COMPLETE, asked)
    completion = table(answer, "completion") if isinstance(answer, dict) else {}
    before = typed[: len(typed) - len(values[-1])]
    return [before + value + rest for value in texts(completion, "values")]


def _read(family: str, typed: str) -> tuple[list[str], list[str], str] | None:
    """The variables up to the one that is being typed, their values so far, and what stands between it and the next.

    None when what was typed does not get as far as a variable of the family, or cannot be of it.
    """
    pieces = _VARIABLE.split(family)
    if len(pieces) < 3 or any("{" in piece for piece in pieces[::2]):
        return None
    pattern, names = re.escape(pieces[0]), pieces[1::2]
    for count, after in enumerate(pieces[2::2], 1):
        if match := re.fullmatch(f"{pattern}([^/]*)", typed):
            return names[:count], list(match.groups()), after
        pattern += f"([^/]+){re.escape(after)}"
    return None
