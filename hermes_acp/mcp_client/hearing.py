"""What a server says by itself: questions of the legacy era, progress, its log, lists that changed.

Owns which of it is heard and who is told. Knows neither the connection nor what becomes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hermes_acp.mcp_client.flight import Flights
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.eras import Era
from hermes_acp_protocol.mcp.results import Question
from hermes_acp_protocol.peer import NotificationHandler, RequestHandler


class Hooks(Protocol):
    """Who is told, and asked, what a server says by itself."""

    async def answer(self, question: Question) -> JsonValue:
        """Answer a question of the server. RpcError when it may not be asked."""
        ...

    def changed(self, method: str) -> None:
        """A list is another by now; the method is the notification's."""
        ...

    def logged(self, params: JsonObject) -> None:
        """The server wrote a line to its log."""
        ...

    def visited(self, params: JsonObject) -> None:
        """What the person was to do at an address is done."""
        ...


def requests(hooks: Hooks, flights: Flights, era: Callable[[], Era | None]) -> dict[str, RequestHandler]:
    """Method → handler. Only a legacy server asks this way, and every clock stands still meanwhile."""

    def asked(method: str) -> RequestHandler:
        async def answer(params: JsonObject) -> JsonValue:
            if era() != "legacy":
                raise RpcError(METHOD_NOT_FOUND, "A server of this revision asks by answering.")
            with flights.held():
                return await hooks.answer(Question(method, params))

        return answer

    async def pong(params: JsonObject) -> JsonValue:
        return {}

    questions = (methods.ELICIT, methods.CREATE_MESSAGE, methods.LIST_ROOTS)
    return {methods.PING: pong, **{method: asked(method) for method in questions}}


def notifications(hooks: Hooks, flights: Flights) -> dict[str, NotificationHandler]:
    """Notification → handler."""

    def hearing(what: Callable[[JsonObject], None]) -> NotificationHandler:
        async def heard(params: JsonObject) -> None:
            what(params)

        return heard

    def changed(method: str) -> NotificationHandler:
        return hearing(lambda params: hooks.changed(method))

    lists = (methods.TOOLS_CHANGED, methods.PROMPTS_CHANGED, methods.RESOURCES_CHANGED)
    return {
        methods.PROGRESS: hearing(flights.progressed),
        methods.MESSAGE: hearing(hooks.logged),
        methods.ELICITATION_DONE: hearing(hooks.visited),
        **{method: changed(method) for method in lists},
    }
