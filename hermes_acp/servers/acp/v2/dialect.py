"""What version 2 calls the methods, and which it has: the handlers are shared, here are their other names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hermes_acp.servers.acp.v2.words import from_first, to_first
from hermes_acp_protocol.acp.reading import read_params
from hermes_acp_protocol.acp.tables_v2 import AGENT_REQUESTS
from hermes_acp_protocol.inflight import Answer

if TYPE_CHECKING:
    from hermes_acp.servers.acp.dialect import Drawing, Handler
    from hermes_acp.servers.acp.handshake import Editor
    from hermes_acp_protocol.inflight import RequestHandler
    from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

NAMES = {"authenticate": "auth/login", "logout": "auth/logout"}
"""Version 1's name of a method → version 2's, where it is another."""
UNREAD = {"session/prompt": ("prompt",)}
"""Fields that the handler reads."""


class Version2:
    """The draft."""

    def requests(self, handlers: Mapping[str, Handler]) -> Mapping[str, RequestHandler]:
        """See ``Dialect``. Methods that this version does not have are not served."""
        named = {NAMES.get(method, method): handler for method, handler in handlers.items()}
        return {
            method: reading(method, handler)
            for method, handler in named.items()
            if method in AGENT_REQUESTS or method.startswith("_")
        }

    def drawing(self, editor: Editor) -> Drawing:
        """See ``Dialect``."""
        from hermes_acp.servers.acp.v2.updates import Updates

        return Updates(editor)


def reading(method: str, handler: Handler) -> RequestHandler:
    """The handler, given params that fit in the words it knows; its answer in the words of this version."""

    async def read_and_handle(params: JsonObject) -> JsonValue | Answer:
        read = read_params("agent", method, params, version=2, unread=UNREAD.get(method, ()))
        answer = await handler(to_first(read))
        return Answer(from_first(answer.result), answer.then) if isinstance(answer, Answer) else from_first(answer)

    return read_and_handle
