"""What Hermes serves over MCP: finds the code of a tool, a resource, a prompt, and lets it work.

Each lives in a file of its own, imported with its first use. Nothing here is decided: what may be done is in the terms
and in the core.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from hermes_acp.errors import HermesError, SessionNotFound
from hermes_acp.servers.mcp.catalogue import SERVED, allowed
from hermes_acp.servers.mcp.front import HermesFront
from hermes_acp.servers.mcp.offer import Completion, Started, Tell, Unknown, Watched
from hermes_acp.servers.mcp.rooted import WantsRoots
from hermes_acp.servers.mcp.schemas import problem
from hermes_acp.servers.mcp.told import failed
from hermes_acp_protocol.jsonrpc import METHOD_NOT_FOUND, RpcError
from hermes_acp_protocol.mcp.content import Contents
from hermes_acp_protocol.mcp.definitions import PromptDefinition, ResourceDefinition
from hermes_acp_protocol.mcp.results import CallResult, InputRequired, PromptResult

if TYPE_CHECKING:
    from hermes_acp.app import App
    from hermes_acp.servers.mcp.asker import Asker
    from hermes_acp.servers.mcp.bench import Bench
    from hermes_acp.servers.mcp.runs import Runs
    from hermes_acp.servers.mcp.terms import Terms
    from hermes_acp.store.store import Store
    from hermes_acp_protocol.framing import JsonObject, JsonValue
    from hermes_acp_skills.catalog import Catalog

HERE = "hermes_acp.servers.mcp"
GRACE = 2.0
"""Seconds more than a tool may wait before it is ended."""
LONGER = "agent_run has no such limit: it goes on while agent_wait asks how it stands."
NOT_ALLOWED = "{name} is not allowed: this server only reads. It needs --allow-run among its arguments."
BENCHES = 8
"""Workbenches at once; a client whose roots change needs another."""


class HermesOffer(HermesFront):
    """Implements ``Offer`` over an app."""

    def __init__(self, app: App, terms: Terms, flags: Mapping[str, object] | None = None) -> None:
        """``flags`` are settings from the command line by their config key; runs have them too."""
        super().__init__(terms)
        self.app = app
        self.flags = flags or {}
        self._allowed = allowed(terms)
        self._runs: Runs | None = None
        self._benches: dict[tuple[str, ...], Bench] = {}
        """By the workspaces they are in."""
        self._catalog: Catalog | None = None
        self._opening = asyncio.Lock()

    @property
    def store(self) -> Store:
        """Where sessions are kept."""
        return self.app.store

    @property
    def runs(self) -> Runs:
        """The runs of this machine."""
        if self._runs is None:
            from hermes_acp.servers.mcp.runs import Runs

            self._runs = Runs(self.app.store, self.app.home, self.terms, self.flags)
        return self._runs

    async def cwd_of(self, session_id: str) -> str:
        """The directory of a session. SessionNotFound; NoWorkspace when it is not one of this server's."""
        record = await self.store.find(session_id)
        if record is None:
            raise SessionNotFound(session_id)
        from hermes_acp.servers.mcp import workspace

        return await asyncio.to_thread(workspace.chosen, self.terms, record.cwd)

    async def call(
        self, name: str, arguments: Mapping[str, JsonValue], asker: Asker
    ) -> CallResult | InputRequired | Started:
        """Call a tool."""
        served = self._allowed.get(name)
        if asker.wants_task and not (served and served.definition.as_task):
            raise RpcError(METHOD_NOT_FOUND, f"{name} is answered at once, and never as a task.", {"name": name})
        if served is None:
            return await self._exposed(name, arguments, asker)
        if why := problem(served.definition.input_schema, arguments):
            return failed(f"{why} See the input schema of {name}.")
        module, _, function = served.code.partition(":")
        code = await asyncio.to_thread(import_module, f"{HERE}.{module}")
        return await self._bounded(getattr(code, function)(self, arguments, asker), runs=served.runs)

    async def _bounded(
        self, work: Awaitable[CallResult | InputRequired | Started], *, runs: bool = False
    ) -> CallResult | InputRequired | Started:
        """What a tool gives. Only those that run the agent keep their own time: what they began is to be told."""
        try:
            async with asyncio.timeout(None if runs else self.terms.max_wait + GRACE):
                return await work
        except HermesError as error:
            return failed(str(error))
        except WantsRoots as asking:
            return asking.wanted
        except TimeoutError:
            return failed(f"It took longer than {self.terms.max_wait:g} seconds and was ended. {LONGER}")

    async def _exposed(
        self, name: str, arguments: Mapping[str, JsonValue], asker: Asker
    ) -> CallResult | InputRequired | Started:
        if name not in self.terms.exposed:
            if any(served.definition.name == name for served in SERVED):
                return failed(NOT_ALLOWED.format(name=name))
            raise Unknown(f"There is no tool {name!r} here.")
        from hermes_acp.servers.mcp.exposed import call

        return await self._bounded(call(self, name, arguments, asker))

    async def resources(self, cursor: str | None) -> tuple[Sequence[ResourceDefinition], str | None]:
        """A page of resources."""
        from hermes_acp.servers.mcp.resources import listed

        return await listed(self, cursor)

    async def read(self, uri: str, asker: Asker) -> Sequence[Contents] | InputRequired:
        """What a resource holds."""
        from hermes_acp.servers.mcp.resources import read

        try:
            return [await read(self, uri, asker)]
        except WantsRoots as asking:
            return asking.wanted

    async def prompts(self) -> Sequence[PromptDefinition]:
        """The prompts."""
        from hermes_acp.servers.mcp.prompts import listed

        return await listed(self)

    async def prompt(self, name: str, arguments: Mapping[str, str], asker: Asker) -> PromptResult | InputRequired:
        """A prompt with its arguments."""
        from hermes_acp.servers.mcp.prompts import made

        return await made(self, name, arguments)

    async def complete(
        self, reference: JsonObject, argument: str, value: str, given: Mapping[str, str], asker: Asker
    ) -> Completion:
        """What could stand for an argument."""
        from hermes_acp.servers.mcp.completing import complete

        return await complete(self, reference, argument, value, asker)

    async def watch(self, watched: Watched, tell: Tell) -> None:
        """Tell of changes until cancelled."""
        from hermes_acp.servers.mcp.watching import watch

        await watch(self, watched, tell)

    async def task(self, method: str, params: JsonObject, asker: Asker) -> JsonObject:
        """A run as a task."""
        if asker.modern:
            from hermes_acp.servers.mcp.tasks import serve
        else:
            from hermes_acp.servers.mcp.oldtasks import serve

        return await serve(self, method, params, asker)

    async def bench(self, asker: Asker) -> Bench:
        """The workbench of tools that a client calls itself. NoWorkspace, WantsRoots."""
        from hermes_acp.servers.mcp import workspace
        from hermes_acp.servers.mcp.rooted import roots

        theirs = await roots(self, asker)
        places = await asyncio.to_thread(workspace.roots, self.terms, theirs)
        async with self._opening:
            if places not in self._benches:
                from hermes_acp.servers.mcp.bench import Bench

                if len(self._benches) >= BENCHES:
                    await self._benches.pop(next(iter(self._benches))).close()
                mode = "accept_edits" if self.terms.write else "plan"
                self._benches[places] = await Bench.open(self.app, places, mode)
            return self._benches[places]

    async def skills(self) -> Catalog:
        """The skills that count in the workspace; without one, those that count everywhere."""
        self._catalog = await asyncio.to_thread(self._load_skills)
        return self._catalog

    async def skills_changed(self) -> bool:
        """Whether skills came, went or were edited since they were last listed."""
        if self._catalog is None or not await asyncio.to_thread(self._catalog.changed):
            return False
        await self.skills()
        return True

    def _load_skills(self) -> Catalog:
        from hermes_acp.servers.mcp import workspace

        try:
            cwd = workspace.roots(self.terms)[0]
        except workspace.NoWorkspace:
            cwd = self.app.home
        return self.app.knowledge.skills(cwd)

    async def close(self) -> None:
        """Let go of everything; runs go on."""
        for bench in self._benches.values():
            await bench.close()
        if self._runs is not None:
            await self._runs.close()
        await self.app.close()
