"""What one wire version calls things: the names of methods, how params are read, how answers and events are drawn.

The handlers in ``agent`` are written once, in the words of version 1. A dialect stands between them and the wire:
params come lenient as the schema asks, results leave strict. An editor waits for this file before ``session/new``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from hermes_acp_protocol.acp.reading import read_params

if TYPE_CHECKING:
    from hermes_acp.agent.events import Event
    from hermes_acp.approval.questions import Question
    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp_protocol.inflight import Answer, RequestHandler
    from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

Update = dict[str, object]
"""The ``update`` of a ``session/update``."""
Handler = Callable[[Any], Awaitable["JsonValue | Answer"]]
"""Serves one method. Any: the params are the TypedDict of that method in ``types_v1``; reading has made sure."""

ABSENT: Mapping[str, Mapping[str, JsonValue]] = {"session/new": {"mcpServers": []}, "session/load": {"mcpServers": []}}
"""What stands for a required field that simple clients leave out."""
UNREAD = {"session/prompt": ("prompt",)}
"""Fields that the handler reads: of a prompt whose blocks we do not all know, the words are still used."""


class Drawing(Protocol):
    """Draws one session for one editor. Remembers what the editor has been shown."""

    def live(self, event: Event) -> Iterable[Update]:
        """What the editor is sent when this happens; often nothing."""
        ...

    def again(self, event: Event) -> Iterable[Update]:
        """What a replay sends for an event of the past: whole messages, calls in their final state."""
        ...

    def spelled(self, update: Update) -> Iterable[Update]:
        """An update that was written in the words of version 1, in the words of this one; nothing when it has none."""
        ...

    def question(self, question: Question) -> Mapping[str, object]:
        """The params of a permission request, without the session's id."""
        ...

    def asking(self, more: int) -> Iterable[Update]:
        """What the editor is sent when that many more questions are open, or fewer when it is negative."""
        ...


class Dialect(Protocol):
    """One wire version."""

    def requests(self, handlers: Mapping[str, Handler]) -> Mapping[str, RequestHandler]:
        """The handlers, given by their names in version 1, by their names on the wire."""
        ...

    def drawing(self, editor: Editor) -> Drawing:
        """Something to draw one session with."""
        ...


class Version1:
    """The stable version: nothing needs to be called otherwise."""

    def requests(self, handlers: Mapping[str, Handler]) -> Mapping[str, RequestHandler]:
        """See ``Dialect``."""
        return {method: reading(method, handler) for method, handler in handlers.items()}

    def drawing(self, editor: Editor) -> Drawing:
        """See ``Dialect``."""
        from hermes_acp.servers.acp.updates import Updates

        return Updates(editor)


def reading(method: str, handler: Handler) -> RequestHandler:
    """The handler, given params that fit. RpcError -32602 naming the field where they do not."""

    async def read_and_handle(params: JsonObject) -> JsonValue | Answer:
        return await handler(read_request(method, params))

    return read_and_handle


def read_request(method: str, params: JsonObject) -> JsonObject:
    """The params of a request of version 1. RpcError -32602 naming the field where they do not fit."""
    given = {**ABSENT.get(method, {}), **params}
    return read_params("agent", method, given, unread=UNREAD.get(method, ()))
