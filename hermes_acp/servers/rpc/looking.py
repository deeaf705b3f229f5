"""What a script can look up and set: models, spending, skills, settings."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

from hermes_acp.servers.rpc.params import directory
from hermes_acp_protocol.headless.description import document
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

if TYPE_CHECKING:
    from hermes_acp.app import App
    from hermes_acp.servers.rpc.dispatching import Handler


class LookingMethods:
    """The methods that belong to no session."""

    def __init__(self, app: App) -> None:
        self._app = app

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "rpc.discover": self.discover,
            "models.list": self.models,
            "usage.summary": self.usage,
            "skills.list": self.skills,
            "config.get": self.get,
            "config.set": self.put,
            "config.unset": self.unset,
        }

    async def discover(self, params: JsonObject) -> JsonValue:
        """The description of all this."""
        return await asyncio.to_thread(document)

    async def models(self, params: JsonObject) -> JsonValue:
        """The models that can be used."""
        from hermes_acp.models.telling import group_told

        provider = cast("str | None", params.get("provider"))
        refresh = self._app.models.refresh if params.get("refresh") else self._app.models.usable
        groups = [group for group in await refresh() if provider in (None, group.provider)]

        def look() -> list[JsonValue]:
            wanted = self._app.models.wanted(self._app.settings())
            return [cast("JsonObject", group_told(group, wanted)) for group in groups]

        return {"providers": await asyncio.to_thread(look)}

    async def usage(self, params: JsonObject) -> JsonValue:
        """What turns cost."""
        from hermes_acp.agent.spending import since, spending_told, turns_since

        start = since(time.time(), cast("int", params.get("days", 30)))
        return cast(
            "JsonObject", spending_told(await turns_since(self._app.store, start, self._app.models.market().price))
        )

    async def skills(self, params: JsonObject) -> JsonValue:
        """The skills that count in a directory."""
        catalog = await asyncio.to_thread(self._app.knowledge.skills, await directory(cast("str", params["cwd"])))
        listed: list[JsonValue] = [
            {"name": one.name, "description": one.description, "source": one.source, "path": str(one.path)}
            for one in catalog
        ]
        return {"skills": listed, "problems": [str(problem) for problem in catalog.problems]}

    async def get(self, params: JsonObject) -> JsonValue:
        """Settings as they count."""
        return {"settings": await asyncio.to_thread(self._settings, cast("str", params.get("key", "")))}

    async def put(self, params: JsonObject) -> JsonValue:
        """Set a key."""
        return {"file": await asyncio.to_thread(self._put, cast("str", params["key"]), cast("str", params["value"]))}

    async def unset(self, params: JsonObject) -> JsonValue:
        """Take a key out."""
        return {"file": await asyncio.to_thread(self._take_out, cast("str", params["key"]))}

    # In threads: they read files, and load the schema of the settings.

    def _put(self, key: str, value: str) -> str:
        from hermes_acp.config.edit import put

        return put(self._app.home, key, value)

    def _take_out(self, key: str) -> str | None:
        from hermes_acp.config.edit import take_out

        return take_out(self._app.home, key)

    def _settings(self, key: str) -> JsonObject:
        from hermes_acp.config.layers import read_layers
        from hermes_acp.config.secrets import shown

        layers, wanted = read_layers(self._app.home), tuple(key.split(".")) if key else ()
        return {
            ".".join(path): {"value": cast("JsonValue", shown(path, value)), "source": str(layers.source(path) or "")}
            for path, value in layers.leaves()
            if path[: len(wanted)] == wanted
        }
