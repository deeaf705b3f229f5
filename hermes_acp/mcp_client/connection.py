"""One live connection to a server, in either era: requests with limits, questions back, the end.

Owns what the protocol asks of a client that asks; ``hearing`` has what servers say by themselves. Refuses to know how
the server was reached (that is a `Link`), when it is started or given up (``life``), and what its tools are used for.
The era is decided once, in ``handshake``, and everything after goes through `ask`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from hermes_acp import __version__
from hermes_acp.mcp_client.faults import ServerFault
from hermes_acp.mcp_client.flight import LONGEST_SECONDS, Flights, OnProgress
from hermes_acp.mcp_client.hearing import Hooks, notifications, requests
from hermes_acp.mcp_client.wire import ANSWER_LOST, MessagesOnly
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import JsonObject, JsonValue, LongLine
from hermes_acp_protocol.jsonrpc import RpcError
from hermes_acp_protocol.link import Link
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.capabilities import ClientAbilities, Greeting, ServerAbilities
from hermes_acp_protocol.mcp.codes import OLD_URL_ELICITATION
from hermes_acp_protocol.mcp.definitions import Implementation
from hermes_acp_protocol.mcp.dialect import CLIENT
from hermes_acp_protocol.mcp.eras import Era, era_of
from hermes_acp_protocol.mcp.fields import Misread
from hermes_acp_protocol.mcp.meta import PROGRESS_TOKEN, Envelope, with_meta
from hermes_acp_protocol.mcp.results import (
    InputRequired,
    Question,
    again,
    read_input_required,
    read_page,
    result_type,
)
from hermes_acp_protocol.peer import Peer

ME: Final = Implementation("hermes-acp", __version__, "Hermes")
MOST_PAGES: Final = 100
"""Pages of one list; more is a server that never ends."""
MOST_ITEMS: Final = 2000
LISTEN_SECONDS: Final = 5.0
"""Until changes are listened for again after the server ended that, as it may at any time."""
ROUNDS: Final = 10
"""How often one request may be answered with questions."""
WORDLESS_SECONDS: Final = (0.05, 0.1, 0.2)
"""Waits before asking again when a server gives a state and asks nothing; the last one repeats."""

Read = TypeVar("Read")


class Connection:
    """A server that can be asked."""

    def __init__(
        self, link: Link, hooks: Hooks, abilities: ClientAbilities, unheard: Callable[[], bool] = lambda: False
    ) -> None:
        """Serves from now on, until `close` or until the server is gone.

        ``unheard`` says, once it is gone, whether it refused to look at what was asked.
        """
        self._unheard = unheard
        self.greeting = Greeting("", ServerAbilities())
        """How the server introduced itself; empty before the handshake."""
        self.era: Era | None = None
        self.abilities = abilities
        self.why = "The server closed the connection."
        """Why the connection ended, once it did."""
        self.lost = False
        """True once a request found the server gone."""
        self._hooks = hooks
        self._wire = MessagesOnly(link, self._too_long)
        self._flights = Flights()
        asked = requests(hooks, self._flights, lambda: self.era)
        self._peer = Peer(self._wire, asked, notifications(hooks, self._flights), CLIENT)
        self._serving = asyncio.create_task(self._peer.serve())
        self._listening: asyncio.Task[None] | None = None

    @property
    def noise(self) -> Sequence[str]:
        """What the server printed where only messages belong: the first lines."""
        return self._wire.noise

    @property
    def over(self) -> asyncio.Task[None]:
        """Done when the connection is."""
        return self._serving

    def open(self, greeting: Greeting) -> None:
        """Speak in the server's era from here on."""
        self.greeting = greeting
        self.era = era_of(greeting.version)
        if self.era == "modern" and (wanted := _changes_of(greeting.abilities)):
            self._listening = asyncio.create_task(self._listen(wanted))

    async def ask(
        self, method: str, params: JsonObject, *, seconds: float, heard: OnProgress | None = None
    ) -> JsonValue:
        """Ask in the server's era, answer what it asks back, and return the result.

        ``seconds`` is how long it may be silent; progress starts that anew, and a question to the person stops it.
        ServerFault when nothing usable comes, `RpcError` when the server answers with an error.
        """
        sent, waits = params, itertools.chain(WORDLESS_SECONDS, itertools.repeat(WORDLESS_SECONDS[-1]))
        visited = False
        for _ in range(ROUNDS):
            try:
                result = await self.send(method, sent, seconds=seconds, heard=heard)
            except RpcError as error:
                if visited or not await self._visited(error):
                    raise
                visited = True
                continue
            kind = result_type(result)
            if kind == "complete":
                return result
            if kind != "input_required" or method not in methods.MAY_REQUIRE_INPUT:
                raise ServerFault(f"The server answered {method} with a result of the kind {kind!r}.")
            needs = understood(read_input_required, result)
            if not needs.questions:
                await asyncio.sleep(next(waits))
            sent = again(params, await self._answers(needs), needs.state)
        raise ServerFault(f"The server answered {method} with questions {ROUNDS} times over.")

    async def send(
        self,
        method: str,
        params: JsonObject,
        *,
        seconds: float,
        heard: OnProgress | None = None,
        quietly: bool = False,
    ) -> JsonValue:
        """One request and its answer. Errors as `ask`; ``quietly`` tells the server nothing when it is given up."""
        with self._flights.one(seconds, heard) as (flight, token):
            meta: JsonObject = {} if heard is None else {PROGRESS_TOKEN: token}
            if self.era == "modern":
                meta |= self.envelope(self.greeting.version).json()
            try:
                async with flight.limit:
                    return await self._peer.call(method, with_meta(params, meta), quietly=quietly)
            except TimeoutError:
                raise ServerFault(f"The server said nothing for {seconds:g} seconds after {method}.") from None
            except ConnectionClosed:
                self.lost = True
                raise ServerFault(self.why, lost=True, unheard=self._unheard()) from None
            except RpcError as error:
                if error.code == ANSWER_LOST:
                    raise ServerFault(error.message, lost=True) from None
                raise

    async def tell(self, method: str, params: JsonObject) -> None:
        """Tell the server something. ServerFault when it is gone."""
        try:
            await self._peer.notify(method, params)
        except ConnectionClosed:
            raise ServerFault(self.why) from None

    async def list(self, method: str, member: str, seconds: float) -> list[JsonValue]:
        """All items of a list, over all its pages."""
        items: list[JsonValue] = []
        params: JsonObject = {}
        for _ in range(MOST_PAGES):
            result = await self.ask(method, params, seconds=seconds)
            page = understood(lambda value: read_page(value, member), result)
            items += page.items
            if not page.next_cursor or len(items) >= MOST_ITEMS:
                return items[:MOST_ITEMS]
            params = {"cursor": page.next_cursor}
        return items

    async def close(self) -> None:
        """End the connection; what waits for an answer fails."""
        for task in (self._listening, self._serving):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])

    def envelope(self, version: str) -> Envelope:
        """What each modern request says about itself."""
        return Envelope(version, self.abilities.json(), ME)

    async def _listen(self, wanted: JsonObject) -> None:
        """Hear of changes for as long as there is a connection; a server that does not tell is not asked again."""
        with contextlib.suppress(RpcError):
            while not self.lost:
                with contextlib.suppress(ServerFault):
                    await self.send(methods.LISTEN, {"notifications": wanted}, seconds=LONGEST_SECONDS)
                await asyncio.sleep(LISTEN_SECONDS)

    async def _visited(self, error: RpcError) -> bool:
        """Whether an error was the way of 2025-11-25 to send the person to an address, and they went to all of them."""
        wanted = error.data.get("elicitations") if isinstance(error.data, dict) else None
        if error.code != OLD_URL_ELICITATION or not isinstance(wanted, list) or not wanted:
            return False
        for params in wanted:
            if not isinstance(params, dict):
                return False
            answer = await self._hooks.answer(Question(methods.ELICIT, {"mode": "url", **params}))
            if not isinstance(answer, dict) or answer.get("action") != "accept":
                return False
        return True

    async def _answers(self, needs: InputRequired) -> JsonObject:
        keys = list(needs.questions)
        given = await asyncio.gather(*(self._hooks.answer(needs.questions[key]) for key in keys))
        return dict(zip(keys, given, strict=True))

    def _too_long(self, line: LongLine) -> None:
        self.why = f"The server sent a message of more than {line.limit >> 20} MB."
        self._serving.cancel()


def understood(read: Callable[[JsonValue], Read], value: JsonValue) -> Read:
    """What an answer says. ServerFault when it does not say it."""
    try:
        return read(value)
    except Misread as error:
        raise ServerFault(f"The server's answer cannot be used: {error}.") from None


def _changes_of(abilities: ServerAbilities) -> JsonObject:
    """The changes worth hearing of."""
    wanted = {
        "toolsListChanged": abilities.tools_change,
        "promptsListChanged": abilities.prompts_change,
        "resourcesListChanged": abilities.resources_change,
    }
    return {name: True for name, has in wanted.items() if has}
