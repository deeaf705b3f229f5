"""What a session needs to run turns, made when the first one starts: tools, bench, approver, system prompt.

Also what is done between the steps of a turn: words that came meanwhile, room in the context, the end of the budget.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.agent.budget import warning
from hermes_acp.agent.calls import Calls
from hermes_acp.agent.compaction.compactor import Compactor, Place
from hermes_acp.agent.compaction.tokens import estimate
from hermes_acp.agent.events import Compacted, Notice, StopReason
from hermes_acp.agent.ids import new_id
from hermes_acp.agent.job import Desk, Reviewer
from hermes_acp.agent.loop import Turn, run_turn
from hermes_acp.agent.plan import PlanTool
from hermes_acp.agent.prompt import look_around, system_prompt
from hermes_acp.agent.screen import Screen
from hermes_acp.agent.skills import skill_tools
from hermes_acp.agent.toolsearch import search_tools
from hermes_acp.agent.trusting import settle_trust
from hermes_acp.errors import ModelError
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.models.model import Model, ToolSpec
from hermes_acp_tools.tool import Workbench

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.agent.steering import Steering
    from hermes_acp.agent.turns import Prompt
    from hermes_acp_tools.host import Shell
    from hermes_acp_tools.toolset import Toolset

NOTED = "The workspace and your home"
"""Title of what is said about files that were read for the prompt."""


def own_tools(session: Session) -> Toolset:
    """The tools of a session, those of its servers left out."""
    return session.services.load_toolset().plus([PlanTool(session.say), *skill_tools(session.shelf)])


class Runner:
    """Runs the turns of one session, one at a time."""

    def __init__(self, session: Session, reviewer: Reviewer, system: str) -> None:
        self._session = session
        self._reviewer = session.reviewer = reviewer
        self._system = system
        services, record = session.services, session.record
        spill_dir = session.spill_dir
        screen = Screen(services.redactor() if services.redactor else None, (spill_dir,))
        host = session.client.host(record.id, services.new_host(spill_dir, session.roots))
        self.bench = Workbench(host, record.cwd, session.roots, spill_dir)
        self._own = own_tools(session)
        self._desk = Desk(self._own, self.bench, reviewer, session.say, time.monotonic, screen=screen)
        self._equip(self._own)
        self._closing: list[asyncio.Task[None]] = []
        place = Place(session.history, session.say, session.meter, new_id, self._summariser)
        self.compactor = Compactor(place, session.settings.compression)

    @property
    def toolset(self) -> Toolset:
        """What the model can call now."""
        return self._desk.toolset

    @classmethod
    async def start(cls, session: Session) -> Runner:
        """Look around in the workspace, read the rules, lead the session."""
        await session.services.store.lease(session.id)
        if session.services.redactor:
            await asyncio.to_thread(session.services.redactor)
        await settle_trust(session)
        ask = session.ask if session.client.can_ask else None
        reviewer = await session.services.make_reviewer(session.setting, ask, session.note_decision)
        for rule in session.rules:
            reviewer.rules.add(rule, "session")
        looking = asyncio.to_thread(
            look_around, session.record.cwd, session.roots, session.extra_prompt, session.services.state_dir
        )
        around, _ = await asyncio.gather(looking, session.servers.gather())
        skills = await session.shelf.fresh()
        for problem in (*around.problems, *(str(each) for each in skills.problems if each.severity == "warning")):
            await session.say(Notice("warning", NOTED, problem))
        return cls(session, reviewer, system_prompt(around, skills.index()) + session.servers.words())

    async def run(self, prompt: Prompt, steering: Steering) -> StopReason:
        """Run a turn over the session's history, which ends with this prompt's words."""
        session = self._session
        self._reviewer.new_turn()
        self._desk.circles.new_turn()
        model = await session.services.open_model(session.model)
        if model.name not in session.meter.prices:
            session.meter.prices[model.name] = await asyncio.to_thread(session.services.market().price, model.name)
        await self._take_servers(model.window)
        await session.references.attach(prompt, self.bench.host, self._reviewer, model.window)
        turn = Turn(
            history=session.history,
            system=self._system,
            tools=self._specs,
            model=model,
            make_calls=lambda calls, history: self._calls.make(calls, history),
            kind=lambda name: self._desk.kind(name),
            new_id=new_id,
            call_ids=session.call_ids,
            max_requests=session.settings.max_requests,
            effort=session.settings.effort,
            session_id=session.id,
            id=new_id(),
            more=steering.more,
            make_room=lambda: self.compactor.make_room(model.window),
        )

        async def between(left: int) -> None:
            for joined in await steering.join(session.history):
                await session.references.attach(joined, self.bench.host, self._reviewer, model.window)
            if session.settings.compression.enabled:
                await self.compactor.between(model.window)
            if await self._take_servers(model.window):
                turn.tools = self._specs
            changed = await session.references.outdated(self.bench, everywhere=left == turn.max_requests)
            for words in filter(None, (changed, warning(left, turn.max_requests))):
                await turn.tell(UserMessage(new_id(), (Text(words),)), session.say)

        turn.between = between
        try:
            return await run_turn(turn, session.say)
        except ModelError as error:
            if error.kind == "filtered":
                await self.compactor.leave_out()
            raise

    async def _take_servers(self, window: int | None) -> bool:
        """Let tools of servers that came, went or changed since the last step join or leave; False when none did."""
        if not self._session.servers.moved():
            return False
        self._equip(await self._session.servers.equipped(self._own, window))
        await self._session.servers.caught_up()
        return True

    def _equip(self, toolset: Toolset) -> None:
        """Work with these tools from the next step on."""
        toolset = toolset.plus(search_tools(toolset))
        self._desk = replace(self._desk, toolset=toolset)
        self._calls = Calls(self._desk)
        self._specs = [ToolSpec(tool.name, tool.description, tool.schema) for tool in toolset.offered]
        words = sum(estimate(f"{spec.description}{spec.schema}") for spec in self._specs)
        self._session.meter.fixed = estimate(self._system) + words

    async def compact(self, focus: str) -> Compacted | None:
        """Sum up the older part of the conversation now."""
        model = await self._session.services.open_model(self._session.model)
        return await self.compactor.compact(focus, model.window)

    def stop_programs(self) -> None:
        """End the shell and everything it started, without waiting. The next command gets a new shell."""
        if shell := self._take_shell():
            self._reviewer.shell_restarted()
            self._closing.append(asyncio.create_task(shell.close()))

    async def close(self) -> None:
        """End the shell and what runs in it."""
        self.stop_programs()
        if self._closing:
            await asyncio.wait(self._closing)

    def _take_shell(self) -> Shell | None:
        shell, self.bench.shell = self.bench.shell, None
        return shell

    async def _summariser(self) -> Model | None:
        services = self._session.services
        if self._session.model.startswith("demo:"):  # rules, not a model: it can only do what it was made for
            return None
        if services.open_auxiliary is None:
            return await services.open_model(self._session.model)
        return await services.open_auxiliary("compression", self._session.model)
