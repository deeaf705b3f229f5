"""Our own tools, called by a client and not by a run: the same tools, approved by the same policy, nobody to ask.

What would need a person's word is refused, and the refusal says which rule would allow it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hermes_acp.agent.screen import Screen
from hermes_acp.approval.decision import Setting
from hermes_acp.servers.mcp.workspace import within
from hermes_acp_tools.result import ToolError, ToolResult
from hermes_acp_tools.tool import Call, Workbench

if TYPE_CHECKING:
    from hermes_acp.agent.job import Reviewer
    from hermes_acp.app import App
    from hermes_acp.approval.decision import Mode
    from hermes_acp.references.completion import Completer
    from hermes_acp_tools.action import Action


class Bench:
    """One workbench for all calls in the same workspaces; calls that change something go one after the other."""

    def __init__(self, app: App, bench: Workbench, reviewer: Reviewer, screen: Screen) -> None:
        self._app = app
        self.bench = bench
        self._reviewer = reviewer
        self._screen = screen
        self._one = asyncio.Lock()
        self._completer: Completer | None = None

    @classmethod
    async def open(cls, app: App, roots: tuple[str, ...], mode: Mode) -> Bench:
        """A workbench over these workspaces."""
        spill_dir = os.path.join(app.home, "spill", "mcp")
        redactor = await asyncio.to_thread(app.safeguards.redactor)
        host = app.safeguards.new_host(spill_dir, roots)

        def setting() -> Setting:
            return Setting(mode, roots, roots[0], os.path.expanduser("~"), True, False, app.home)

        async def audit(facts: Mapping[str, object]) -> None:
            """Nothing is kept: no session made the call."""

        reviewer = await app.services.make_reviewer(setting, None, audit)
        return cls(app, Workbench(host, roots[0], roots, spill_dir), reviewer, Screen(redactor, (spill_dir,)))

    async def call(self, name: str, arguments: Mapping[str, object]) -> ToolResult:
        """Call a tool; what goes wrong is a failed result."""
        tool = self._app.toolset().get(name)
        if tool is None:
            return ToolResult(f"There is no tool {name!r}.", failed=True)
        try:
            async with self._one:
                call_id = f"mcp-{os.urandom(4).hex()}"
                prepared = await self._screen.prepare(tool, arguments, Call(call_id, self.bench, lambda text: None))
                permission = await self._reviewer.review(call_id, prepared)
                if not permission.allowed:
                    return ToolResult(permission.why, failed=True)
                result = await prepared.run()
            return self._screen.masked(self._screen.marked(prepared, result, self.bench.roots))
        except ToolError as error:
            return ToolResult(str(error), failed=True)

    async def outside(self, path: str) -> str:
        """Why a path is none of the workspace, whether it is there or not; empty when it is one."""
        resolved = await self.bench.host.resolve(os.path.join(self.bench.cwd, path))
        return (
            "" if any(within(resolved, root) for root in self.bench.roots) else f"{path} is outside of the workspace."
        )

    async def allowed(self, action: Action) -> str:
        """Why something may not be read; empty when it may."""
        from hermes_acp.agent.leave import as_call

        permission = await self._reviewer.review(f"mcp-{os.urandom(4).hex()}", as_call(action))
        return "" if permission.allowed else permission.why

    def mask(self, text: str) -> str:
        """The text without secrets."""
        redactor = self._app.safeguards.redactor()
        return redactor.redact(text) if redactor else text

    def completer(self) -> Completer:
        """What proposes references."""
        if self._completer is None:
            from hermes_acp.references.builtin import built_in
            from hermes_acp.references.completion import Completer

            work = self.bench
            kinds = (*built_in(work.host, work.cwd), *self._app.knowledge.kinds(work.cwd))
            self._completer = Completer(work.host, work.roots, kinds)
        return self._completer

    async def close(self) -> None:
        """End the shell."""
        if self._completer is not None:
            await self._completer.close()
        if self.bench.shell is not None:
            await self.bench.shell.close()
