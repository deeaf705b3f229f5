"""An approver with a person who answers from a list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from approval_world import World

from hermes_acp.approval.approver import Approver, Permission, Question, Reply
from hermes_acp.approval.decision import Scope
from hermes_acp.approval.judge import Judge
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rules import Rule
from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolResult
from hermes_acp_tools.tool import Prepared


async def never_run() -> ToolResult:
    raise AssertionError("an approver must not run anything")


def prepared(action: Action) -> Prepared:
    return Prepared(action.tool, "execute", action, never_run)


@dataclass
class Session:
    """An approver with a person who answers from a list."""

    world: World
    answers: list[Reply] = field(default_factory=list[Reply])
    questions: list[Question] = field(default_factory=list[Question])
    remembered: list[tuple[Rule, Scope]] = field(default_factory=list[tuple[Rule, Scope]])
    log: list[Mapping[str, object]] = field(default_factory=list[Mapping[str, object]])

    while_open: Callable[[], object] | None = None
    """What happens while a question is open."""
    judge: Judge | None = None
    policy: str = ""
    """What the judge is told of the person's wishes."""

    def __post_init__(self) -> None:
        self.approver = Approver(
            Policy(self.world.rules),
            lambda: self.world.setting,
            self.ask,
            self.remember,
            self.audit,
            judge=self.judge,
            judge_policy=self.policy,
        )

    async def ask(self, question: Question) -> Reply:
        self.questions.append(question)
        if self.while_open is not None:
            await asyncio.to_thread(self.while_open)
        return self.answers.pop(0)

    async def remember(self, rule: Rule, scope: Scope) -> None:
        self.remembered.append((rule, scope))

    async def audit(self, entry: Mapping[str, object]) -> None:
        self.log.append(entry)

    async def review(self, action: Action) -> Permission:
        async with asyncio.timeout(10):
            return await self.approver.review("call", prepared(action))

    async def shell(self, command: str, *answers: str) -> Permission:
        self.answers += [Reply(answer) for answer in answers]
        return await self.review(self.world.command(command))
