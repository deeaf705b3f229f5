"""Answers to what a server asks: the person's words, a model's, the directories of the workspace.

Fails closed: a question that cannot be laid before the right person is cancelled, never declined in their name, and a
model is lent only to a server that was allowed one.
"""

from __future__ import annotations

import asyncio
import posixpath
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import quote

from msgspec import Struct

from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, METHOD_NOT_FOUND, RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.capabilities import ClientAbilities
from hermes_acp_protocol.mcp.fields import Misread
from hermes_acp_protocol.mcp.questions import (
    Address,
    ElicitAnswer,
    Form,
    SampleWish,
    read_elicitation,
    read_sample_wish,
)
from hermes_acp_protocol.mcp.results import Question

Elicit = Callable[[str, Form | Address], Awaitable[ElicitAnswer]]
"""Lays a server's question, under its name, before a person."""
Sample = Callable[[SampleWish], Awaitable[JsonObject]]
"""Has a model go on with a conversation, within the limits of the server. RpcError when it may not."""


class Caller(Struct, eq=False):
    """Whose call a server works for."""

    elicit: Elicit | None = None
    sample: Sample | None = None
    ended: Callable[[], None] | None = None
    """Told when the call is over, however it ended: nobody waits any more for what was asked during it."""
    visited: Callable[[str], None] | None = None
    """Told, with the server's id for it, when what the person was to do at an address is done; also after the call."""


class Answering(Struct, frozen=True):
    """What one server may ask for, and the answers that need no caller."""

    config: ServerConfig
    roots: Sequence[str] = ()
    """Absolute directories of the workspace."""
    asks_person: bool = False
    """There is a person who can be asked."""

    @property
    def abilities(self) -> ClientAbilities:
        """What the server is told it may ask for."""
        asks = self.asks_person and self.config.elicitation
        return ClientAbilities(forms=asks, links=asks, sampling=self.config.sampling.enabled, roots=bool(self.roots))

    async def answer(self, question: Question, caller: Caller | None) -> JsonValue:
        """The answer. RpcError when such a thing may not be asked here, or makes no sense."""
        try:
            match question.method:
                case methods.LIST_ROOTS if self.roots:
                    return {"roots": [_root(path) for path in self.roots]}
                case methods.ELICIT if self.abilities.forms:
                    return (await self._elicit(read_elicitation(question.params), caller)).json()
                case methods.CREATE_MESSAGE if self.abilities.sampling and caller and caller.sample:
                    return await caller.sample(read_sample_wish(question.params))
                case _:
                    raise RpcError(METHOD_NOT_FOUND, "This client does not answer that.")
        except Misread as error:
            raise RpcError(INVALID_PARAMS, f"{error}.") from None

    async def _elicit(self, asked: Form | Address, caller: Caller | None) -> ElicitAnswer:
        if caller is None or caller.elicit is None:
            return ElicitAnswer("cancel")
        try:
            async with asyncio.timeout(self.config.asking_timeout):
                return await caller.elicit(self.config.name, asked)
        except TimeoutError:
            return ElicitAnswer("cancel")


def _root(path: str) -> JsonObject:
    return {"uri": f"file://{quote(path)}", "name": posixpath.basename(path) or path}
