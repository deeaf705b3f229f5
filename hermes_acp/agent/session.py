"""One conversation: its history, its settings, and the one turn that runs at a time.

Prompts wait for their turn in the order they came. Cancelling ends the running turn and those waiting, and leaves
the session as usable as before. Everything it says goes to the log first and then to its client, in one order.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hermes_acp.agent.events import (
    AgentText,
    CallDecided,
    Event,
    ModeChanged,
    ModelChanged,
    Notice,
    PromptDropped,
    PromptQueued,
    ReplyFinished,
    StopReason,
    TitleChanged,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.log import SessionLog
from hermes_acp.agent.runner import Runner
from hermes_acp.agent.titles import title_from
from hermes_acp.approval.approver import Question, Reply
from hermes_acp.approval.decision import Mode, Setting
from hermes_acp.errors import HermesError
from hermes_acp.models.message import AssistantMessage, Image, Message, Text, Usage, UserMessage
from hermes_acp.store.entries import SessionRecord

if TYPE_CHECKING:
    from hermes_acp.agent.client import Client
    from hermes_acp.agent.services import Defaults, RunCommand, Services

log = logging.getLogger(__name__)

BROKEN = "Something in Hermes broke; its log has the details."
QUEUED = Notice("info", "Queued", "This message will be read when the running turn has ended.")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a client sends to start a turn."""

    parts: tuple[Text | Image, ...]
    """What the model is to read."""
    shown: str
    """What the person typed."""
    notices: tuple[str, ...] = ()
    """What could not be used of it, a sentence each."""


@dataclass(frozen=True, slots=True)
class TurnResult:
    """How a turn ended."""

    stop: StopReason
    usage: Usage = field(default_factory=Usage)


def new_id() -> str:
    """An unguessable id."""
    return os.urandom(16).hex()


def was_cancelled() -> bool:
    """True when the running task has been asked to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def cancel_once(turn: asyncio.Task[TurnResult]) -> None:
    """Cancel a turn that is not being cancelled already."""
    if not turn.cancelling():
        turn.cancel()


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
    ) -> None:
        self.record = record
        self.settings = settings
        self.mode: Mode = settings.mode
        self.model = settings.model
        self.history: list[Message] = []
        """What the model reads; only grows."""
        self.extra_prompt = extra_prompt
        self.title = record.title
        self.services = services
        self.client = client
        self.spent = Usage()
        """Tokens of all turns since the session was opened here."""
        self._turn_spent = Usage()
        self._log = SessionLog(services.store, record.id)
        self._speaking = asyncio.Lock()
        self._one_turn = asyncio.Lock()
        self._runner: Runner | None = None
        self._running: set[asyncio.Task[TurnResult]] = set()

    @property
    def id(self) -> str:
        """The session's id."""
        return self.record.id

    @property
    def roots(self) -> tuple[str, ...]:
        """The directories of the workspace; the working directory is the first."""
        return (self.record.cwd, *self.record.roots)

    def setting(self) -> Setting:
        """What a decision of this moment depends on."""
        return Setting(
            mode=self.mode,
            roots=self.roots,
            cwd=self.record.cwd,
            home=os.path.expanduser("~"),
            trusted=True,  # what a workspace brings along is another matter, and is not loaded by being here
            interactive=self.client.can_ask,
            state_dir=self.services.state_dir,
        )

    async def ask(self, question: Question) -> Reply:
        """Put a question to the session's client."""
        return await self.client.ask(self.id, question)

    async def note_decision(self, facts: Mapping[str, object]) -> None:
        """Keep what was decided about a call, and by which rule."""
        await self.say(CallDecided(str(facts.get("call_id")), facts))

    def count(self, usage: Usage) -> None:
        """Add what a request cost."""
        self.spent += usage
        self._turn_spent += usage

    async def say(self, event: Event) -> None:
        """Say an event: the log hears it first, then the client; one event at a time."""
        async with self._speaking:
            await self._log.hear(event)
            await self.client.hear(self.id, event)

    async def prompt(self, prompt: Prompt) -> TurnResult:
        """Run a turn and return when it is over. HermesError when it failed; cancelling the caller cancels it."""
        turn = asyncio.create_task(self._wait_and_run(prompt))
        self._running.add(turn)
        turn.add_done_callback(self._running.discard)
        try:
            return await asyncio.shield(turn)
        except asyncio.CancelledError:
            if not turn.done():
                turn.cancel()
                await asyncio.wait([turn])
            return TurnResult("cancelled") if turn.cancelled() else turn.result()

    def cancel(self) -> None:
        """End the running turn and those that wait, soon. Nothing happens when there is none."""
        for turn in self._running:
            # Not before the turn has taken its first step: what the person said is kept even then.
            asyncio.get_running_loop().call_soon(cancel_once, turn)

    async def set_mode(self, mode: Mode) -> None:
        """Change the approval mode; it counts from the next decision on."""
        await self.say(ModeChanged(mode))
        self.mode = mode

    async def set_model(self, model: str) -> None:
        """Let another model answer from the next turn on. AuthRequired or ConfigError when it cannot."""
        opened = await self.services.open_model(model)
        await self.say(ModelChanged(opened.name))
        self.model = opened.name

    async def set_title(self, title: str) -> None:
        """Name the session."""
        self.title = title
        await self.services.store.update(self.id, title=title)
        await self.say(TitleChanged(title))

    async def close(self) -> None:
        """Cancel what runs, wait until it has ended, free everything. The log stays."""
        self.cancel()
        if self._running:
            await asyncio.wait(self._running)
        try:
            if self._runner:
                await self._runner.close()
        finally:
            try:
                await self._log.close()
            finally:
                await self.services.store.release(self.id)

    async def _wait_and_run(self, prompt: Prompt) -> TurnResult:
        turn_id = new_id()
        if self._one_turn.locked():
            await self.say(PromptQueued(turn_id, prompt.shown))
            await self.say(QUEUED)
            try:
                await self._one_turn.acquire()
            except asyncio.CancelledError:
                await self.say(PromptDropped(turn_id))
                raise
        else:
            await self._one_turn.acquire()
        try:
            return await self._run(turn_id, prompt)
        finally:
            self._one_turn.release()

    async def _run(self, turn_id: str, prompt: Prompt) -> TurnResult:
        self._turn_spent = Usage()
        try:
            stop = await self._turn(turn_id, prompt)
        except asyncio.CancelledError:
            stop = "cancelled"
        except Exception as failure:
            if was_cancelled():
                log.info("a part raised while the turn was being cancelled", exc_info=failure)
                await self.say(TurnEnded(turn_id, "cancelled", usage=self._turn_spent))
                return TurnResult("cancelled", self._turn_spent)
            error = str(failure) if isinstance(failure, HermesError) else BROKEN
            await self.say(TurnEnded(turn_id, None, error, self._turn_spent))
            raise
        await self.say(TurnEnded(turn_id, stop, usage=self._turn_spent))
        return TurnResult(stop, self._turn_spent)

    async def _turn(self, turn_id: str, prompt: Prompt) -> StopReason:
        command = self.services.load_commands().find(prompt.shown)
        message = UserMessage(new_id(), prompt.parts)
        if command is None:
            self.history.append(message)
        # What the person said is kept, even when the turn is cancelled in this very moment.
        await asyncio.shield(self.say(TurnStarted(turn_id, message, prompt.shown, command=command is not None)))
        for notice in prompt.notices:
            await self.say(Notice("warning", "Attachment", notice))
        if command is not None:
            return await self._obey(command)
        if self._runner is None:
            self._runner = await Runner.start(self)
        stop = await self._runner.run()
        await self._take_title(prompt.shown)
        return stop

    async def _obey(self, command: RunCommand) -> StopReason:
        text = await command(self)
        message = AssistantMessage(new_id(), (Text(text),), "hermes")
        await self.say(AgentText(message.id, text))
        await self.say(ReplyFinished(message, Usage()))
        return "end_turn"

    async def _take_title(self, shown: str) -> None:
        title = None if self.title else title_from(shown)
        if title:
            await self.set_title(title)
