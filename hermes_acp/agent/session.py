"""One conversation: its history, its settings, and what it says.

Everything it says goes to the log first and then to its client, in one order. Its turns are next door.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.agent.attach import References
from hermes_acp.agent.callids import CallIds
from hermes_acp.agent.events import (
    CallDecided,
    Compacted,
    Event,
    ModeChanged,
    ModelChanged,
    Notice,
    OptionChanged,
    TitleChanged,
    UsageChanged,
)
from hermes_acp.agent.history import to_events
from hermes_acp.agent.log import SessionLog
from hermes_acp.agent.meter import Meter
from hermes_acp.agent.options import checked, current, options_of, restored, with_option
from hermes_acp.agent.servers import Servers
from hermes_acp.agent.skills import Shelf
from hermes_acp.agent.turns import Prompt, TurnResult, Turns
from hermes_acp.models.message import Message, Usage
from hermes_acp.store.entries import SessionRecord

if TYPE_CHECKING:
    from hermes_acp.agent.client import Client
    from hermes_acp.agent.job import Reviewer
    from hermes_acp.agent.services import Defaults, Services
    from hermes_acp.approval.decision import Mode, Setting
    from hermes_acp.approval.questions import Question, Reply
    from hermes_acp.approval.rules import Rule
    from hermes_acp.references.kinds import ReferenceKind
    from hermes_acp_tools.toolset import Toolset

log = logging.getLogger(__name__)

CANNOT_ASK = Notice(
    "warning",
    "No questions",
    "This client cannot ask for permission, so what needs your word is refused from here on. What you want done "
    "unasked can be allowed with: hermes permissions add RULE",
)


class Session:
    """A live session."""

    def __init__(
        self,
        record: SessionRecord,
        services: Services,
        client: Client,
        settings: Defaults,
        *,
        extra_prompt: str = "",
        mcp_servers: Sequence[Mapping[str, object]] = (),
    ) -> None:
        self.record = record
        self.settings = settings
        self.mode: Mode = settings.mode
        self.model = settings.model
        self.history: list[Message] = []
        """What the model reads: only added to, or made shorter by a compaction."""
        self.call_ids = CallIds()
        """The ids of all its tool calls."""
        self.extra_prompt = extra_prompt
        self.title = record.title
        self.services = services
        self.client = client
        self.shelf = Shelf(lambda: services.load_skills(record.cwd), record.cwd)
        self.meter = Meter(self.history)
        """What turns cost since the session was opened here."""
        self._log = SessionLog(services.store, record.id, services.redactor)
        self._speaking = asyncio.Lock()
        self.references = References(self)
        self.reference_kinds: list[ReferenceKind] = []
        """Kinds of ``@`` references of this session alone, such as the resources of its MCP servers."""
        self._aside: set[asyncio.Task[None]] = set()
        self.options: list[OptionChanged] = []
        """What was chosen in this session."""
        self.rules: list[Rule] = []
        """Rules that whoever opened it gave it, and it alone; see ``agent/rules.py``."""
        self.reviewer: Reviewer | None = None
        """What stands before its tool calls; None until the first turn."""
        self.servers = Servers(self, mcp_servers)
        """Its MCP servers, those its client names included."""
        self._turns = Turns(self)

    @property
    def id(self) -> str:
        """The session's id."""
        return self.record.id

    @property
    def roots(self) -> tuple[str, ...]:
        """The directories of the workspace; the working directory is the first."""
        return (self.record.cwd, *self.record.roots)

    @property
    def busy(self) -> bool:
        """True while a turn runs."""
        return self._turns.busy

    @property
    def spill_dir(self) -> str:
        """Where output too long for the model is kept as files."""
        return os.path.join(self.services.state_dir, "spill", self.id)

    def setting(self) -> Setting:
        """What a decision of this moment depends on."""
        from hermes_acp.approval.decision import Setting

        return Setting(
            mode=self.mode,
            roots=self.roots,
            cwd=self.record.cwd,
            home=os.path.expanduser("~"),
            trusted=True,  # what it brings along is left out until it is; what is done in it is asked about
            interactive=self.client.can_ask,
            state_dir=self.services.state_dir,
            output_dir=self.spill_dir,
        )

    async def ask(self, question: Question) -> Reply:
        """Put a question to the session's client; whoever on this machine answers it first has answered it."""
        from hermes_acp.agent.questions import ask

        reply = await ask(self, question, self._put)
        if reply.unsupported:
            await self.say(CANNOT_ASK)
        return reply

    async def _put(self, question: Question) -> Reply:
        if self.references.leave.decides(question.call_id):
            return await self.references.leave.ask(question)
        return await self.client.ask(self.id, question)

    async def note_decision(self, facts: Mapping[str, object]) -> None:
        """Keep what was decided about a call, and by which rule."""
        await self.say(CallDecided(str(facts.get("call_id")), facts))

    async def say(self, event: Event) -> None:
        """Say an event: the log hears it first, then the client; one event at a time."""
        async with self._speaking:
            await self._log.hear(event)
            self.meter.hear(event)
            if isinstance(event, UsageChanged):
                event = replace(event, dollars=self.meter.dollars)
            await self.client.hear(self.id, event)

    async def prompt(self, prompt: Prompt) -> TurnResult:
        """Run a turn and return when it is over. HermesError when it failed; cancelling the caller cancels it."""
        return await self._turns.run(prompt)

    async def steer(self, prompt: Prompt) -> bool:
        """Put words into the running turn, to be read at its next step. False when no turn would read them.

        Also false for a prompt that points at something: that is found and asked about where a turn begins.
        """
        if prompt.pointers or not await self._turns.steering.offer(prompt):
            return False
        for notice in prompt.notices:
            await self.say(Notice("warning", "Attachment", notice))
        return True

    async def compact(self, focus: str = "") -> Compacted | None:
        """Sum up the older part of the conversation for the model. None when there is too little of it."""
        return await self._turns.compact(focus)

    async def toolset(self) -> Toolset:
        """What the model can call; before the first turn, without the tools of servers."""
        return await self._turns.toolset()

    def cancel(self) -> bool:
        """End the running turn and those that wait, soon; a second time ends its programs too, at once.

        False when there is none.
        """
        return self._turns.cancel()

    async def set_mode(self, mode: Mode) -> None:
        """Change the approval mode; it counts from the next decision on."""
        await self.say(ModeChanged(mode))
        self.mode = mode

    async def set_model(self, model: str) -> None:
        """Let another model answer from the next turn on. AuthRequired or ConfigError when it cannot."""
        opened = await self.services.open_model(model)
        await self.say(ModelChanged(opened.name))
        self.model = opened.name

    async def set_option(self, name: str, value: object) -> None:
        """Change one of ``agent/options``. ConfigError for a name or a value that it does not have."""
        new = checked(name, value, self.model)
        changed = OptionChanged(name, new)
        await self.say(changed)
        self.options.append(changed)
        self.settings = with_option(self.settings, name, new)

    async def renew(self, news: Mapping[str, object]) -> None:
        """Take settings that are others by now, where this session chose nothing itself; the client is told."""
        before, model = self.settings, self.model
        self.settings = restored(before._replace(**news), self.options)  # pyright: ignore[reportArgumentType]  # its fields
        for option in options_of(model):
            if (now := current(option, self.settings)) != current(option, before):
                await self.client.hear(self.id, OptionChanged(option.id, now))

    def chosen(self) -> Defaults:
        """How the session is set now."""
        return self.settings._replace(mode=self.mode, model=self.model)

    async def set_title(self, title: str, *, by: str = "", usage: Usage | None = None) -> None:
        """Name the session. ``by`` is the model that made the name, ``usage`` what that cost."""
        self.title = title
        await self.services.store.update(self.id, title=title)
        await self.say(TitleChanged(title, by, usage or Usage()))

    def aside(self, work: Coroutine[None, None, None]) -> None:
        """Do something beside the turns, that nobody waits for; when the session is closed first, it is cancelled."""

        def done(task: asyncio.Task[None]) -> None:
            self._aside.discard(task)
            if not task.cancelled() and (failure := task.exception()):
                log.error("something beside the turns failed", exc_info=failure)

        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(done)

    async def settled(self) -> None:
        """Wait until everything said so far is on disk."""
        await self._log.flush()

    async def events(self) -> list[Event]:
        """Everything that was kept so far, what was rewound included."""
        await self.settled()
        return list(to_events(await self.services.store.read(self.id)))

    async def close(self) -> None:
        """Cancel what runs, wait until it has ended, free everything. The log stays."""
        for task in self._aside:
            task.cancel()
        try:
            await self._turns.close()
            if self._aside:
                await asyncio.wait(self._aside)
            await self.references.close()
            await self.servers.close()
        finally:
            try:
                await self._log.close()
            finally:
                await self.services.store.release(self.id)
