"""What a session needs to run turns, made when the first one starts: tools, bench, approver, system prompt."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

from hermes_acp.agent.calls import Calls
from hermes_acp.agent.events import StopReason
from hermes_acp.agent.job import Desk, Reviewer
from hermes_acp.agent.loop import Turn, run_turn
from hermes_acp.agent.plan import PlanTool
from hermes_acp.agent.prompt import look_around, system_prompt
from hermes_acp.models.model import ToolSpec
from hermes_acp_tools.tool import Workbench

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session


class Runner:
    """Runs the turns of one session, one at a time."""

    def __init__(self, session: Session, reviewer: Reviewer, system: str) -> None:
        self._session = session
        self._reviewer = reviewer
        self._system = system
        services, record = session.services, session.record
        spill_dir = os.path.join(services.state_dir, "spill", record.id)
        host = session.client.host(record.id, services.new_host(spill_dir, session.roots))
        self.bench = Workbench(host, record.cwd, session.roots, spill_dir)
        toolset = services.load_toolset().plus([PlanTool(session.say)])
        self._desk = Desk(toolset, self.bench, reviewer, session.say, time.monotonic)
        self._calls = Calls(self._desk)
        self._specs = [ToolSpec(tool.name, tool.description, tool.schema) for tool in toolset]

    @classmethod
    async def start(cls, session: Session) -> Runner:
        """Look around in the workspace, read the rules, lead the session."""
        await session.services.store.lease(session.id)
        ask = session.ask if session.client.can_ask else None
        reviewer = await session.services.make_reviewer(session.setting, ask, session.note_decision)
        around = await asyncio.to_thread(look_around, session.record.cwd, session.roots, session.extra_prompt)
        return cls(session, reviewer, system_prompt(around))

    async def run(self) -> StopReason:
        """Run a turn over the session's history, which ends with the user's message."""
        session = self._session
        self._reviewer.new_turn()
        model = await session.services.open_model(session.model)
        turn = Turn(
            history=session.history,
            system=self._system,
            tools=self._specs,
            model=model,
            make_calls=self._calls.make,
            kind=self._desk.kind,
            new_id=lambda: os.urandom(16).hex(),
            max_requests=session.settings.max_requests,
            effort=session.settings.effort,
            session_id=session.id,
            count=session.count,
        )
        return await run_turn(turn, session.say)

    async def close(self) -> None:
        """End the shell and what runs in it."""
        shell, self.bench.shell = self.bench.shell, None
        if shell is not None:
            await shell.close()
