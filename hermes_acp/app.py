"""Puts the rooms together, once a process. The only file that knows them all; it decides nothing.

Cheap to make: an editor waits for it between ``initialize`` and ``session/new``. What a first prompt needs besides
(HTTP client, the tools' code, the shell grammar) is loaded by ``warm`` after the first answers are out.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hermes_acp.agent.services import Services
from hermes_acp.agent.sessions import Sessions, load_session_code
from hermes_acp.config.layers import Layered, read_layers
from hermes_acp.config.paths import hermes_home, store_file
from hermes_acp.errors import HermesError
from hermes_acp.store.sqlite import SqliteStore
from hermes_acp.wiring.approvers import Approvers
from hermes_acp.wiring.following import Following
from hermes_acp.wiring.knowledge import Knowledge
from hermes_acp.wiring.models import Models
from hermes_acp.wiring.safeguards import Safeguards
from hermes_acp.wiring.warming import Warming

if TYPE_CHECKING:
    from hermes_acp.agent.services import Commands
    from hermes_acp.agent.session import Session
    from hermes_acp.mcp_client.fleet import Face, Setup
    from hermes_acp.mcp_client.household import Household
    from hermes_acp.store.store import Store
    from hermes_acp.watching.reload import Reloading
    from hermes_acp_tools.toolset import Toolset


class App:
    """Everything a process needs to serve sessions."""

    def __init__(self, flags: Mapping[str, object], store: Store | None = None) -> None:
        """``flags`` are settings from the command line by their config key; they win over every other source.

        ``store`` is one that is being opened already; without it, the one in the home is.
        """
        self._flags = dict(flags)
        self._toolset: Toolset | None = None
        self._commands: Commands | None = None
        self._servers: Household | None = None
        self._warming = Warming(self._load_model, self._load_tools)
        self.home = hermes_home()
        self.store: Store = store or SqliteStore(store_file(self.home))
        self.safeguards = Safeguards(self.settings, self.home)
        self.models = Models(self.settings, self.home, self.safeguards.unnamed, self._warming.asked)
        self.knowledge = Knowledge(self.home, self.store)
        self.following = Following(self._make_reloading)
        self.services = self._wired()
        self.sessions = Sessions(self.services)

    def settings(self) -> Layered:
        """The settings of this moment, every layer. Blocks: it reads files."""
        return read_layers(self.home, flags=self._flags)

    async def check_key(self) -> None:
        """AuthRequired when the default model has no usable key."""
        await asyncio.to_thread(self.models.fresh_defaults)

    def toolset(self) -> Toolset:
        """The tools of every session."""
        if self._toolset is None:
            from hermes_acp_tools.builtin import builtin_tools

            self._toolset = builtin_tools()
        return self._toolset

    def commands(self) -> Commands:
        """The slash commands of every session."""
        if self._commands is None:
            from hermes_acp.commands.builtin import builtin_commands

            self._commands = builtin_commands()
        return self._commands

    async def open_servers(self, session: Session, face: Face) -> Setup | None:
        """The MCP servers of a session: of the settings, of a trusted workspace, of its client."""
        if self._servers is None:
            from hermes_acp.mcp_client.household import Household

            self._servers = Household(self.home, self.settings)
        return await self._servers.open(session.record.cwd, session.roots, session.servers.named, session.client, face)

    async def warm(self) -> None:
        """Load what the first prompt needs, once, off the path of requests."""
        await self._warming.done()

    async def close(self) -> None:
        """Close every session, then the store."""
        self._warming.stop()
        await self.following.close()
        await self.sessions.close_all()
        if self._servers is not None:
            await self._servers.close()
        await self.models.close()
        await self.store.close()

    def _wired(self) -> Services:
        return Services(
            store=self.store,
            open_model=self.models.open,
            load_toolset=self.toolset,
            new_host=self.safeguards.new_host,
            redactor=self.safeguards.redactor,
            make_reviewer=Approvers(self.settings, self.home, self.models).make,
            load_commands=self.commands,
            defaults=self.models.defaults,
            fresh_defaults=self.models.fresh_defaults,
            state_dir=self.home,
            market=self.models.market,
            open_auxiliary=self.models.open_auxiliary,
            load_skills=self.knowledge.skills,
            further_kinds=self.knowledge.kinds_of,
            follow=self.following.follow,
            open_servers=self.open_servers,
        )

    def _make_reloading(self) -> Reloading:
        from hermes_acp.watching.reload import Reloading

        return Reloading(self.home, self.sessions.open_sessions, self.models.defaults, self.models.renew)

    def _load_model(self) -> None:
        load_session_code()
        self.commands()
        self.safeguards.redactor()
        with contextlib.suppress(HermesError):  # a model that cannot be asked says so when it is
            self.models.load_default()
        self.models.load_client()

    def _load_tools(self) -> None:
        import hermes_acp_tools.builtin as tools

        tools.warm()
