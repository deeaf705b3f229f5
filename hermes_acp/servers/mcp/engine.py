"""The protocol: a request in either era comes in, the offer is asked, the answer goes out in that era's shape.

Owns methods, errors and shapes. Knows no transport: a request comes with the connection it belongs to and a line back
to whoever sent it. Source: https://modelcontextprotocol.io/specification/2026-07-28 and .../2025-11-25
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from hermes_acp.errors import HermesError
from hermes_acp.servers.mcp.asker import LEVELS, Asker, Connection, Line
from hermes_acp.servers.mcp.known import KNOWN, admitted, finished, known_answer
from hermes_acp.servers.mcp.listening import TASKS, listen
from hermes_acp.servers.mcp.offer import MOST_COMPLETIONS, Offer, Started, Unknown, Watched
from hermes_acp_protocol.errors import ConnectionClosed
from hermes_acp_protocol.framing import JsonObject, JsonValue
from hermes_acp_protocol.jsonrpc import INTERNAL_ERROR, INVALID_PARAMS, METHOD_NOT_FOUND, Id, RpcError
from hermes_acp_protocol.mcp import methods
from hermes_acp_protocol.mcp.capabilities import TASKS_IN
from hermes_acp_protocol.mcp.codes import OLD_RESOURCE_NOT_FOUND, bad_params, missing_capability
from hermes_acp_protocol.mcp.eras import Era
from hermes_acp_protocol.mcp.fields import table, text, without_none
from hermes_acp_protocol.mcp.results import InputRequired

log = logging.getLogger(__name__)

TASK_METHODS: Mapping[str, Sequence[Era]] = {
    "tasks/get": ("legacy", "modern"),
    "tasks/cancel": ("legacy", "modern"),
    "tasks/update": ("modern",),
    "tasks/result": ("legacy",),
    "tasks/list": ("legacy",),
}
"""Methods of tasks → in which eras they are: of 2025-11-25, and of the extension."""
NOTIFICATIONS = (methods.INITIALIZED, methods.ROOTS_CHANGED, methods.PROGRESS)

Handler = Callable[[JsonObject, Asker], Awaitable[JsonObject]]


class Engine:
    """Serves one offer to any number of connections."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self._handlers: Mapping[str, Handler] = {
            methods.CALL_TOOL: self._call_tool,
            methods.LIST_RESOURCES: self._list_resources,
            methods.READ_RESOURCE: self._read_resource,
            methods.LIST_PROMPTS: self._list_prompts,
            methods.GET_PROMPT: self._get_prompt,
            methods.COMPLETE: self._complete,
            methods.SUBSCRIBE: self._subscribe,
            methods.UNSUBSCRIBE: self._unsubscribe,
            methods.SET_LEVEL: self._set_level,
            methods.LISTEN: self._listen,
            **{method: self._task(method) for method in TASK_METHODS},
        }

    @property
    def methods(self) -> frozenset[str]:
        """Every method that is served in one era or both."""
        return KNOWN | frozenset(self._handlers)

    async def answer(
        self, method: str, params: JsonObject, connection: Connection, line: Line | None, id: Id = None
    ) -> JsonObject:
        """The result of a request. RpcError."""
        if method in KNOWN:
            return known_answer(method, params, connection, self.offer)
        handler = self._handlers.get(method)
        if handler is None:
            raise RpcError(METHOD_NOT_FOUND, f"There is no method {method!r}.", {"method": method})
        envelope = admitted(method, params, connection)
        try:
            result = await handler(params, Asker(connection, line, params, envelope, id, method))
        except Unknown as error:
            old = method == methods.READ_RESOURCE and envelope is None
            data: JsonObject = {"uri": params.get("uri")} if method == methods.READ_RESOURCE else {}
            raise RpcError(OLD_RESOURCE_NOT_FOUND if old else INVALID_PARAMS, str(error), data) from error
        except HermesError as error:
            raise RpcError(INTERNAL_ERROR, str(error), {"reason": error.reason}) from error
        return finished(method, result, self.offer) if envelope else result

    async def heard(self, method: str, connection: Connection) -> None:
        """A notification came."""
        if method == methods.INITIALIZED:
            self.watch(connection)
        elif method == methods.ROOTS_CHANGED:
            connection.roots = None

    def watch(self, connection: Connection) -> None:
        """Tell a legacy connection of changes from now on."""
        if connection.watching is not None or (line := connection.line) is None:
            return
        watched = Watched(connection.watched, True, True, True, roots=lambda: connection.roots or ())
        connection.watching = asyncio.create_task(self._watch(watched, line))

    async def leave(self, connection: Connection) -> None:
        """The connection is over."""
        if (task := connection.watching) is not None:
            task.cancel()
            await asyncio.wait([task])

    async def _watch(self, watched: Watched, line: Line) -> None:
        try:
            await self.offer.watch(watched, line.notify)
        except ConnectionClosed:
            return
        except Exception:  # nobody is told of changes any more; everything else goes on
            log.exception("changes are not told any more")

    async def _call_tool(self, params: JsonObject, asker: Asker) -> JsonObject:
        name, arguments = text(params, "name"), params.get("arguments")
        if name is None:
            raise bad_params("name", "the name of a tool is needed")
        if arguments is not None and not isinstance(arguments, dict):
            raise bad_params("arguments", "an object is needed")
        result = await self.offer.call(name, arguments or {}, asker)
        if isinstance(result, Started):
            return {"resultType": "task", **result.task} if asker.modern else {"task": result.task}
        if isinstance(result, InputRequired):
            return self._asking(result, asker)
        return result.json()

    def _asking(self, result: InputRequired, asker: Asker) -> JsonObject:
        """Questions back, none that the client did not say it can answer. RpcError."""
        able: dict[str, tuple[bool, JsonObject]] = {
            methods.ELICIT: (asker.abilities.forms or asker.abilities.links, {"elicitation": {"form": {}}}),
            methods.CREATE_MESSAGE: (asker.abilities.sampling, {"sampling": {}}),
            methods.LIST_ROOTS: (asker.abilities.roots, {"roots": {}}),
        }
        for question in result.questions.values():
            can, needed = able[question.method]
            if not can:
                raise missing_capability(needed)
        return result.json()

    async def _list_resources(self, params: JsonObject, asker: Asker) -> JsonObject:
        try:
            found, following = await self.offer.resources(text(params, "cursor"))
        except ValueError as error:
            raise bad_params("cursor", "it is not one of ours") from error
        return without_none({"resources": [resource.json() for resource in found], "nextCursor": following})

    async def _read_resource(self, params: JsonObject, asker: Asker) -> JsonObject:
        uri = text(params, "uri")
        if uri is None:
            raise bad_params("uri", "the URI of a resource is needed")
        result = await self.offer.read(uri, asker)
        if isinstance(result, InputRequired):
            return self._asking(result, asker)
        return {"contents": [contents.json() for contents in result]}

    async def _list_prompts(self, params: JsonObject, asker: Asker) -> JsonObject:
        return {"prompts": [prompt.json() for prompt in await self.offer.prompts()]}

    async def _get_prompt(self, params: JsonObject, asker: Asker) -> JsonObject:
        name = text(params, "name")
        if name is None:
            raise bad_params("name", "the name of a prompt is needed")
        try:
            result = await self.offer.prompt(name, _words(table(params, "arguments")), asker)
        except ValueError as error:
            raise RpcError(INVALID_PARAMS, str(error), {"path": "arguments"}) from error
        return self._asking(result, asker) if isinstance(result, InputRequired) else result.json()

    async def _complete(self, params: JsonObject, asker: Asker) -> JsonObject:
        argument = table(params, "argument")
        name, value = text(argument, "name"), text(argument, "value")
        if name is None or value is None:
            raise bad_params("argument", "a name and a value are needed")
        given = _words(table(table(params, "context"), "arguments"))
        found = await self.offer.complete(table(params, "ref"), name, value, given, asker)
        values = list[JsonValue](found.values)[:MOST_COMPLETIONS]
        return {"completion": {"values": values, "hasMore": found.more or len(found.values) > MOST_COMPLETIONS}}

    async def _subscribe(self, params: JsonObject, asker: Asker) -> JsonObject:
        if (uri := text(params, "uri")) is None:
            raise bad_params("uri", "the URI of a resource is needed")
        asker.connection.watched.add(uri)
        self.watch(asker.connection)
        return {}

    async def _unsubscribe(self, params: JsonObject, asker: Asker) -> JsonObject:
        asker.connection.watched.discard(text(params, "uri") or "")
        return {}

    async def _set_level(self, params: JsonObject, asker: Asker) -> JsonObject:
        level = text(params, "level")
        if level not in LEVELS:
            raise bad_params("level", f"one of {', '.join(LEVELS)} is needed")
        asker.connection.level = level
        return {}

    async def _listen(self, params: JsonObject, asker: Asker) -> JsonObject:
        return await listen(self.offer, params, asker)

    def _task(self, method: str) -> Handler:
        async def serve(params: JsonObject, asker: Asker) -> JsonObject:
            old = self.offer.abilities.tasks and asker.version == TASKS_IN
            if asker.era not in TASK_METHODS[method] or not (asker.modern or old):
                raise RpcError(METHOD_NOT_FOUND, f"There is no method {method!r}.", {"method": method})
            if asker.modern and TASKS not in asker.abilities.extensions:
                raise missing_capability({"extensions": {TASKS: {}}})
            return await self.offer.task(method, params, asker)

        return serve


def _words(arguments: JsonObject) -> dict[str, str]:
    return {name: value for name, value in arguments.items() if isinstance(value, str)}
