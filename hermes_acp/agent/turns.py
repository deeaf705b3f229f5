"""The turns of one session: one runs, the others wait in the order they came, and all can be cancelled.

Owns what happens between a prompt and its result; what a turn does is the runner's and the loop's. Whatever goes
wrong, the log hears how the turn ended.
"""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from hermes_acp.agent.cancelling import cancel_at_next_step, cancel_once, was_cancelled
from hermes_acp.agent.events import (
    Compacted,
    Notice,
    PromptDropped,
    PromptQueued,
    StopReason,
    TurnEnded,
    TurnStarted,
)
from hermes_acp.agent.ids import new_id
from hermes_acp.agent.obeying import expanded, obey, obey_beside
from hermes_acp.agent.steering import Steering
from hermes_acp.agent.titles import name_after
from hermes_acp.errors import HermesError, SessionNotFound
from hermes_acp.models.message import Image, Text, Usage, UserMessage

if TYPE_CHECKING:
    from hermes_acp.agent.runner import Runner
    from hermes_acp.agent.services import Found
    from hermes_acp.agent.session import Session
    from hermes_acp.references.reference import Embedded, Link
    from hermes_acp_tools.toolset import Toolset

log = logging.getLogger(__name__)

BROKEN = "Something in Hermes broke; its log has the details."
QUEUED = Notice("info", "Queued", "This message will be read when the running turn has ended.")


class Prompt(Struct, frozen=True):
    """What a client sends to start a turn."""

    parts: tuple[Text | Image, ...]
    """What the model is to read."""
    shown: str
    """What the person typed."""
    notices: tuple[str, ...] = ()
    """What could not be used of it, a sentence each."""
    id: str = field(default_factory=new_id)
    """The id its message will have."""
    pointers: tuple[Link | Embedded, ...] = ()
    """What the client points at or hands over beside the words; found and asked about when the turn begins."""


class TurnResult(Struct, frozen=True):
    """How a turn ended."""

    stop: StopReason
    usage: Usage = field(default_factory=Usage)


async def load_runner() -> None:
    """Import what runs turns: the most code of all, which an editor that only opens a session does not wait for."""
    await asyncio.to_thread(import_module, "hermes_acp.agent.runner")


async def ended_with(turn: asyncio.Task[Any]) -> TurnResult:
    """How a prompt ends that joined a running turn: as that turn does, which alone counts what it cost."""
    await asyncio.wait([turn])
    return TurnResult("cancelled" if turn.cancelled() else turn.result().stop)


class Turns:
    """Runs the prompts of one session, one at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._one_turn = asyncio.Lock()
        self._runner: Runner | None = None
        self._running: set[asyncio.Task[TurnResult]] = set()
        self._closed = False
        self._current: asyncio.Task[Any] | None = None
        """The one of them whose turn it is. Any: a task does not know its own type."""
        self.steering = Steering(session.say)

    @property
    def busy(self) -> bool:
        """True while a turn runs."""
        return self._one_turn.locked()

    async def run(self, prompt: Prompt) -> TurnResult:
        """Run a turn and return when it is over. HermesError when it failed; cancelling the caller cancels it.

        SessionNotFound when the session has been closed by now.
        """
        turn = asyncio.create_task(self._take(prompt))
        self._running.add(turn)
        turn.add_done_callback(self._running.discard)
        try:
            return await asyncio.shield(turn)
        except asyncio.CancelledError:
            if not turn.done():
                cancel_once(turn)
                await asyncio.wait([turn])
            return TurnResult("cancelled") if turn.cancelled() else turn.result()

    def cancel(self) -> bool:
        """End the running turn and those that wait, soon; asked again meanwhile, end its programs at once too.

        The turn of a command that asks for this goes on. False when there was nothing to end.
        """
        if self._runner and any(turn.cancelling() for turn in self._running):
            self._runner.stop_programs()
        others = self._running - {asyncio.current_task()}
        for turn in others:
            # Not before the turn has taken its first step: what the person said is kept even then.
            asyncio.get_running_loop().call_soon(cancel_once, turn)
        return bool(others)

    async def close(self) -> None:
        """Cancel what runs, wait until it has ended, free what turns used."""
        self._closed = True
        self.cancel()
        if self._running:
            await asyncio.wait(self._running)
        if self._runner:
            await self._runner.close()

    async def _take(self, prompt: Prompt) -> TurnResult:
        """Find out what a prompt is: a command beside the turn, words for it, or a turn of its own."""
        try:
            found = await self._look_up(prompt)
        except asyncio.CancelledError:
            cancel_at_next_step()  # what the person said is kept, as of any turn that is cancelled
            return await self._wait_and_run(prompt)
        if found and found.at_once and found.run and self.busy:
            await obey_beside(self._session, found.name, found.run)
            return TurnResult("end_turn")
        if not found and self._current and self._session.settings.when_busy == "steer":
            running = self._current
            if await asyncio.shield(self._session.steer(prompt)):  # what is offered is read or dropped, never neither
                return await ended_with(running)
        return await self._wait_and_run(prompt)

    async def _look_up(self, prompt: Prompt) -> Found | None:
        """The command that a prompt is, once it is known which there are."""
        if prompt.shown.startswith("/mcp:"):
            await self._session.servers.gather()  # prompts of servers are called by their names
        found = self._find(prompt)
        if found is None and prompt.shown.startswith("/"):
            await self._session.shelf.fresh()  # so are skills, and this may be a new one
            found = self._find(prompt)
        return found

    async def _wait_and_run(self, prompt: Prompt) -> TurnResult:
        if self._closed:
            raise SessionNotFound(self._session.id)
        turn_id = new_id()
        if self._one_turn.locked():
            try:
                await self._session.say(PromptQueued(turn_id, prompt.shown))
                await self._session.say(QUEUED)
                await self._one_turn.acquire()
            except asyncio.CancelledError:
                # Whoever cancels twice must not make it a prompt that waits for ever.
                await asyncio.shield(self._session.say(PromptDropped(turn_id)))
                raise
        else:
            await self._one_turn.acquire()
        self._current = asyncio.current_task()
        try:
            return await self._run(turn_id, prompt)
        finally:
            self._current = None
            self._one_turn.release()

    async def _run(self, turn_id: str, prompt: Prompt) -> TurnResult:
        failed: Exception | None = None
        try:
            stop = await self._turn(turn_id, prompt)
        except asyncio.CancelledError:
            stop = "cancelled"
        except Exception as failure:
            stop, failed = "cancelled", failure
            if was_cancelled():
                log.info("a part raised while the turn was being cancelled", exc_info=failure)
                failed = None
        await self.steering.end()
        spent = self._session.meter.turn.usage
        if failed is not None:
            error, reason = (str(failed), failed.reason) if isinstance(failed, HermesError) else (BROKEN, "internal")
            await self._session.say(TurnEnded(turn_id, None, error, spent, reason))
            raise failed
        await self._session.say(TurnEnded(turn_id, stop, usage=spent))
        return TurnResult(stop, spent)

    async def _turn(self, turn_id: str, prompt: Prompt) -> StopReason:
        found = self._find(prompt)
        command, stopped = found.run if found else None, None
        if found and found.expand:
            prompt, command, stopped = await expanded(prompt, found.expand)
        message = UserMessage(prompt.id, prompt.parts)
        if command is None:
            self._session.history.append(message)
        # What the person said is kept, even when the turn is cancelled in this very moment.
        await asyncio.shield(
            self._session.say(TurnStarted(turn_id, message, prompt.shown, command=command is not None))
        )
        if stopped:
            raise stopped
        for notice in prompt.notices:
            await self._session.say(Notice("warning", "Attachment", notice))
        if command is not None:
            await obey(self._session, command)
            return "end_turn"
        self.steering.begin()  # before anything is loaded: a word that comes meanwhile is for this turn
        runner = await self._ready()
        stop = await runner.run(prompt, self.steering)
        await name_after(self._session, prompt.shown)
        if self._session.services.follow is not None:
            self._session.services.follow(self._session)
        return stop

    async def compact(self, focus: str) -> Compacted | None:
        """Sum up the older part of the conversation; called from a command, so no turn is running."""
        return await (await self._ready()).compact(focus)

    async def toolset(self) -> Toolset:
        """What the model can call; before the first turn, without the tools of servers."""
        if self._runner is not None:
            return self._runner.toolset
        await load_runner()
        from hermes_acp.agent.runner import own_tools

        return own_tools(self._session)

    async def _ready(self) -> Runner:
        if self._runner is None:
            await load_runner()
            from hermes_acp.agent.runner import Runner

            self._runner = await Runner.start(self._session)
        return self._runner

    def _find(self, prompt: Prompt) -> Found | None:
        return self._session.services.load_commands().find(self._session, prompt.shown)
