"""Permission rules for a script: listed, added, taken back, tried."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.rules import Standing, revoke, rule_in, rules_of
from hermes_acp.agent.sessions import Sessions
from hermes_acp.servers.rpc.params import read_rule, wrong
from hermes_acp_protocol.jsonrpc import JsonObject, JsonValue

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.approval.decision import Scope
    from hermes_acp.approval.rules import Effect, RuleBook
    from hermes_acp.servers.rpc.dispatching import Handler


class PermissionMethods:
    """The methods ``permissions.*``."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def handlers(self) -> dict[str, Handler]:
        """Method → handler."""
        return {
            "permissions.list": self.list,
            "permissions.add": self.add,
            "permissions.remove": self.remove,
            "permissions.test": self.test,
        }

    async def list(self, params: JsonObject) -> JsonValue:
        """The rules a session stands under."""
        rules, problems = await rules_of(await self._live(params))
        shown: list[JsonValue] = [
            {"rule": str(one.rule), "effect": one.rule.effect, "scope": one.scope} for one in rules
        ]
        return {"rules": shown, "problems": list(problems)}

    async def add(self, params: JsonObject) -> JsonValue:
        """Put a rule in force: for the session alone, or kept for more."""
        from hermes_acp.approval.proposals import too_wide
        from hermes_acp.approval.rulefile import remember
        from hermes_acp.approval.rules import RuleError

        session = await self._live(params)
        rule = read_rule(cast("str", params["rule"]), cast("Effect", params.get("effect", "allow")))
        scope = cast("Scope", params.get("scope", "session"))
        if scope == "session":
            there = Standing(rule, scope) in (await rules_of(session))[0]
            rule_in(session, rule)
        else:
            try:
                there = not await asyncio.to_thread(
                    remember, session.services.state_dir, session.record.cwd, rule, scope
                )
            except RuleError as error:
                raise wrong("rule", str(error)) from None
        return {"added": not there, "warning": too_wide(rule) or None}

    async def remove(self, params: JsonObject) -> JsonValue:
        """Take a rule back, at once and for all open sessions."""
        from hermes_acp.approval.rules import RuleError

        session = await self._live(params)
        rule = read_rule(cast("str", params["rule"]), cast("Effect", params.get("effect", "allow")))
        standing = Standing(rule, cast("Scope", params["scope"]))
        try:
            return {"removed": await revoke(session, standing, self._sessions.open_sessions())}
        except RuleError as error:
            raise wrong("rule", str(error)) from None

    async def test(self, params: JsonObject) -> JsonValue:
        """How a command would be judged now; nothing is run."""
        from hermes_acp.approval.policy import Policy
        from hermes_acp_tools.action import Action

        session = await self._live(params)
        setting, command = session.setting(), cast("str", params["command"])
        policy = Policy(await book_of(session))
        action = Action("shell", "execute", command=command, cwd=setting.cwd)
        decision = await asyncio.to_thread(policy.decide, action, setting)
        helping = {str(proposal.rule): None for proposal in decision.proposals}
        return {
            "verdict": decision.verdict,
            "rule": decision.rule,
            "why": decision.why,
            "would_help": list(helping),
        }

    async def _live(self, params: JsonObject) -> Session:
        return await self._sessions.live(cast("str", params["session_id"]))


async def book_of(session: Session) -> RuleBook:
    """The rules of a session as they stand, in a book of its own."""
    from hermes_acp.approval.rules import RuleBook

    book = RuleBook()
    for rule, scope in (await rules_of(session))[0]:
        book.add(rule, scope)
    return book
