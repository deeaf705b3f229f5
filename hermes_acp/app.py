"""Puts the rooms together, once a process. The only file that knows them all; it decides nothing.

Cheap to make: an editor waits for it between ``initialize`` and ``session/new``. What a first prompt needs besides
(HTTP client, the tools' code, the shell grammar) is loaded by ``warm`` after the first answers are out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from hermes_acp.agent.beginning import defaults_in, fresh_defaults, wanted_in
from hermes_acp.agent.services import Services
from hermes_acp.agent.sessions import Sessions, load_session_code
from hermes_acp.config.layers import Layered, read_layers
from hermes_acp.config.paths import hermes_home, store_file
from hermes_acp.errors import HermesError
from hermes_acp.models.opened import OpenModels
from hermes_acp.safeguards import Safeguards
from hermes_acp.store.sqlite import SqliteStore
from hermes_acp.warming import Warming

if TYPE_CHECKING:
    from hermes_acp.agent.services import Commands, Defaults
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.approver import Approver, Ask, Audit
    from hermes_acp.approval.decision import Scope, Setting
    from hermes_acp.approval.judge import Judge
    from hermes_acp.approval.rules import Rule
    from hermes_acp.mcp_client.fleet import Face, Setup
    from hermes_acp.mcp_client.household import Household
    from hermes_acp.models.http import Http
    from hermes_acp.models.lists import Group
    from hermes_acp.models.market import Market
    from hermes_acp.models.model import Model
    from hermes_acp.models.wanted import Wanted
    from hermes_acp.references.kinds import ReferenceKind
    from hermes_acp.references.skillbook import SkillBook
    from hermes_acp.store.store import Store
    from hermes_acp.watching.reload import Reloading
    from hermes_acp_skills.catalog import Catalog
    from hermes_acp_tools.host import Host
    from hermes_acp_tools.toolset import Toolset


log = logging.getLogger(__name__)

SETTLED = 1.0
"""Seconds before anything is watched for a session: what it is being answered goes out first."""


class App:
    """Everything a process needs to serve sessions."""

    def __init__(self, flags: Mapping[str, object], store: Store | None = None) -> None:
        """``flags`` are settings from the command line by their config key; they win over every other source.

        ``store`` is one that is being opened already; without it, the one in the home is.
        """
        self._flags = dict(flags)
        self.home = hermes_home()
        self.store: Store = store or SqliteStore(store_file(self.home))
        self._models = OpenModels(self.settings)
        self._market: Market | None = None
        self._client: Http | None = None
        self._toolset: Toolset | None = None
        self._commands: Commands | None = None
        self._servers: Household | None = None
        self._warming = Warming(self._load_model, self._load_tools)
        self.safeguards = Safeguards(self.settings, self.home)
        self._reloading: Reloading | None = None
        self._following: set[asyncio.Task[None]] = set()
        self.reference_kinds: list[ReferenceKind] = []
        """Kinds of ``@`` references that plugins add for every session."""
        self.services = Services(
            store=self.store,
            open_model=self.open_model,
            load_toolset=self.toolset,
            new_host=self.safeguards.new_host,
            redactor=self.safeguards.redactor,
            make_reviewer=self._make_approver,
            load_commands=self.commands,
            defaults=self.defaults,
            fresh_defaults=self.fresh_defaults,
            state_dir=self.home,
            market=self.market,
            open_auxiliary=self.open_auxiliary,
            load_skills=self.skills,
            further_kinds=self.further_kinds,
            follow=self.follow,
            open_servers=self.open_servers,
        )
        self.sessions = Sessions(self.services)

    def settings(self) -> Layered:
        """The settings of this moment, every layer. Blocks: it reads files."""
        return read_layers(self.home, flags=self._flags)

    def defaults(self) -> Defaults:
        """What a session starts with where nothing else was said. Blocks."""
        settings = self.settings()
        return defaults_in(settings, self.wanted(settings))

    def fresh_defaults(self, model: str | None = None) -> Defaults:
        """What a new session starts with. AuthRequired or ConfigError when its model could not be asked. Blocks."""
        from hermes_acp.models.naming import OWN

        settings = self.settings()
        defaults = fresh_defaults(settings, self.wanted(settings), model)
        if not defaults.model.startswith(OWN):
            self._models.forget(defaults.model)  # the key or the address may be another by now
        return defaults

    async def check_key(self) -> None:
        """AuthRequired when the default model has no usable key."""
        await asyncio.to_thread(self.fresh_defaults)

    def market(self) -> Market:
        """Who can be asked for models."""
        if self._market is None:
            from hermes_acp.models.market import Market

            settings = lambda: self.wanted(self.settings())  # noqa: E731 - read anew each time
            self._market = Market(settings, self._http, self._models.forget_provider, self._keep_default)
        return self._market

    def _keep_default(self, model: str) -> str:
        from hermes_acp.config.edit import put_all

        return put_all(self.home, {"model.default": model})

    async def open_model(self, name: str) -> Model:
        """A model by its name; one object a name and process."""
        if self._market is not None:
            self._market.check(name)
        return await self._models.get(name, partial(self._build_model, name))

    async def open_auxiliary(self, task: str, main: str) -> Model:
        """The model for a task beside a conversation with ``main``. AuthRequired, ConfigError."""
        return await self._models.get(f"{task} beside {main}", partial(self._build_auxiliary, task, main))

    def _build_auxiliary(self, task: str, main: str, settings: Layered) -> Model:
        from hermes_acp.models.auxiliary import auxiliary
        from hermes_acp.models.registry import build

        name, wanted = auxiliary(task, main, self.wanted(settings))
        return self.safeguards.unnamed(build(name, wanted, self._http()))

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

    def reloading(self) -> Reloading:
        """What keeps open sessions in step with their settings."""
        if self._reloading is None:
            from hermes_acp.watching.reload import Reloading

            self._reloading = Reloading(self.home, self.sessions.open_sessions, self.defaults, self._models.renew)
        return self._reloading

    def follow(self, session: Session) -> None:
        """Keep an open session in step with its settings from now on."""
        task = asyncio.create_task(self._follow(session))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _follow(self, session: Session) -> None:
        await asyncio.sleep(SETTLED)
        await self.reloading().follow(session)

    def further_kinds(self, session: Session) -> Sequence[ReferenceKind]:
        """What ``@`` can name besides what lies in a workspace."""
        theirs = (*self.reference_kinds, *session.reference_kinds)
        return (*self.own_kinds(session.record.cwd, session.id), *without_clashes(theirs))

    async def open_servers(self, session: Session, face: Face) -> Setup | None:
        """The MCP servers of a session: of the settings, of a trusted workspace, of its client."""
        if self._servers is None:
            from hermes_acp.mcp_client.household import Household

            self._servers = Household(self.home, self.settings)
        return await self._servers.open(session.record.cwd, session.roots, session.servers.named, session.client, face)

    def own_kinds(self, cwd: str, session_id: str = "") -> Sequence[ReferenceKind]:
        """Sessions, skills and memory."""
        from hermes_acp.agent.transcript import StoredConversations
        from hermes_acp.references.notes import MemoryKind, SkillKind
        from hermes_acp.references.sessions import SessionKind

        return (
            SessionKind(StoredConversations(self.store), session_id),
            SkillKind(lambda: self._skill_book(cwd)),
            MemoryKind(os.path.join(self.home, "memories")),
        )

    def _skill_book(self, cwd: str) -> SkillBook:
        from hermes_acp.references.skillbook import SkillBook

        return SkillBook(self.skills(cwd))

    def skills(self, cwd: str) -> Catalog:
        """The skills that count in a directory: those that come along, the person's, a trusted workspace's. Blocks."""
        from pathlib import Path

        from hermes_acp.approval.trust import TrustStore
        from hermes_acp_skills.catalog import Catalog

        folders = (Path(cwd, ".agents", "skills"), Path(cwd, ".hermes", "skills"))
        theirs = folders if TrustStore(self.home).trusted(cwd) else ()
        return Catalog.load(user_dir=Path(self.home, "skills"), project_dirs=theirs)

    async def warm(self) -> None:
        """Load what the first prompt needs, once, off the path of requests."""
        await self._warming.done()

    async def close(self) -> None:
        """Close every session, then the store."""
        self._warming.stop()
        for task in self._following:
            task.cancel()
        if self._reloading is not None:
            await self._reloading.close()
        await self.sessions.close_all()
        if self._servers is not None:
            await self._servers.close()
        if self._client is not None:
            await self._client.aclose()
        await self.store.close()

    def wanted(self, settings: Layered) -> Wanted:
        """What the settings say about models."""
        wanted = wanted_in(settings, self.home)
        return self._market.applied(wanted) if self._market else wanted

    async def usable_models(self) -> tuple[Group, ...]:
        """The models a person can use now, by provider, from what is on disk: at once, and asking nobody."""
        from hermes_acp.models.lists import usable_models

        return await asyncio.to_thread(lambda: usable_models(self.wanted(self.settings())))

    async def refresh_models(self, *, force: bool = False, providers: Collection[str] = ()) -> tuple[Group, ...]:
        """The same after asking the providers whose list is older than an hour; all of them with ``force``."""
        from hermes_acp.models.lists import refresh_models

        wanted = await asyncio.to_thread(lambda: self.wanted(self.settings()))
        http = await asyncio.to_thread(self._http)
        return await refresh_models(wanted, http, force=force, providers=providers)

    async def _make_approver(self, setting: Callable[[], Setting], ask: Ask | None, audit: Audit) -> Approver:
        from hermes_acp.approval.approver import Approver
        from hermes_acp.approval.liverules import LiveRules
        from hermes_acp.approval.policy import Policy
        from hermes_acp.approval.rulefile import remember
        from hermes_acp.approval.rules import RuleBook, denied_texts

        cwd = setting().cwd
        settings = await asyncio.to_thread(self.settings)
        live = LiveRules(self.home, cwd, denied_texts(settings.get("approvals.deny")))

        async def keep(rule: Rule, scope: Scope) -> None:
            await asyncio.to_thread(remember, self.home, cwd, rule, scope)

        book = RuleBook()
        await asyncio.to_thread(live.refresh, book)
        return Approver(
            Policy(book),
            setting,
            ask,
            keep,
            audit,
            refresh=live.refresh,
            time_limit=settings.number("approvals.timeout"),
            judge=self._judge(settings),
            judge_policy=settings.text("approvals.smart_policy") or "",
        )

    def _judge(self, settings: Layered) -> Judge | None:
        """The second model, if one was named."""
        from hermes_acp.agent.judge import model_judge

        named = settings.text("approvals.judge")
        if named == "auto":
            return model_judge(
                partial(self.open_auxiliary, "approval"), defaults_in(settings, self.wanted(settings)).model
            )
        return model_judge(self.open_model, named) if named else None

    def _build_model(self, name: str, settings: Layered) -> Model:
        from hermes_acp.models.registry import build
        from hermes_acp.models.search import resolve

        wanted = self.wanted(settings)
        return self.safeguards.unnamed(build(resolve(name, wanted), wanted, self._http()))

    def _http(self) -> Http:
        if self._client is None:
            from hermes_acp.models.http import Http

            self._client = Http(on_request=self._warming.asked)
            self._client.warm()
        return self._client

    def _load_model(self) -> None:
        load_session_code()
        self.commands()
        self.safeguards.redactor()
        with contextlib.suppress(HermesError):  # a model that cannot be asked says so when it is
            settings = self.settings()
            model = defaults_in(settings, self.wanted(settings)).model
            self._build_model(model, settings)
            self.market().price(model)
        self._http()

    def _load_tools(self) -> None:
        import hermes_acp_tools.builtin as tools

        tools.warm()


def local_host(spill_dir: str, roots: Sequence[str]) -> Host:
    """This machine."""
    from hermes_acp_tools.hosts.local import LocalHost

    return LocalHost(spill_dir=spill_dir, roots=roots)


def without_clashes(kinds: Sequence[ReferenceKind]) -> Sequence[ReferenceKind]:
    """The kinds whose names are still free; of the others the log is told."""
    from hermes_acp.references.table import KindTable

    table = KindTable()
    for kind in kinds:
        try:
            table.add(kind)
        except ValueError as error:
            log.warning("a kind of references is left out: %s", error)
    return tuple(table)
