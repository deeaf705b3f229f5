"""The tools that list and answer what sessions wait for."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hermes_acp.servers.mcp.approvals import decision_of, listed, option_for, question, respond
from hermes_acp.servers.mcp.asker import Asker
from hermes_acp.servers.mcp.told import failed, told
from hermes_acp_protocol.mcp.results import CallResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hermes_acp.servers.mcp.backend import HermesOffer
    from hermes_acp_protocol.framing import JsonValue

PERSONS_ONLY = (
    "This one is high risk, so no model may allow it. Tell the user: answer it in the editor that asked, or in any "
    "terminal with `hermes approvals {id}`. (--allow-client-approvals of this server would let you.)"
)
WORDS = {
    "resolved": "It is settled: {decision}.",
    "already_resolved": "Somebody was quicker: {decision}, by {by}.",
    "expired": "Nobody waits for that any more; nothing was done with your answer.",
}


async def permissions_list_open(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """What waits for a yes or a no, in every session of this machine."""
    found = await listed(offer.store, cast("str | None", given.get("session_key")))
    lines = [f"{one['id']}: {one['title']} ({one['why']}) in session {one['session_id']}" for one in found]
    return told({"count": len(found), "approvals": [*found]}, "\n".join(lines) or "Nothing waits.")


async def permissions_respond(offer: HermesOffer, given: Mapping[str, JsonValue], asker: Asker) -> CallResult:
    """Answer one, and say what truly came of it. NoWorkspace for a yes outside of the workspaces that were named."""
    question_id, decision = str(given["id"]), str(given["decision"])
    waiting = await question(offer.store, question_id)
    if waiting is None:
        return _came("expired", question_id, None, None)
    if decision != "deny" and offer.terms.workspaces:
        await offer.cwd_of(str(waiting.get("session")))
    if waiting.get("high_risk") is True and decision != "deny" and not offer.terms.client_approvals:
        structured: dict[str, JsonValue] = {
            "id": question_id,
            "outcome": "refused",
            "decision": None,
            "answered_by": None,
        }
        return told(structured, PERSONS_ONLY.format(id=question_id))._replace(failed=True)
    try:
        option = str(given["option_id"]) if given.get("option_id") else option_for(waiting, decision)
        if option_kind(waiting, option) is not (decision == "deny"):
            return failed(f"The option {option!r} does not mean {decision!r}.")
        outcome = await respond(offer.store, question_id, option, asker.name, str(given.get("note") or ""))
    except ValueError as error:
        return failed(str(error))
    by = outcome.question.get("by") if outcome.question else None
    return _came(outcome.result, question_id, decision_of(outcome.question), str(by) if by else None)


def option_kind(waiting: Mapping[str, object], option_id: str) -> bool | None:
    """Whether an option refuses; None when there is none of that id."""
    for option in cast("list[Mapping[str, object]]", waiting.get("options") or []):
        if option.get("id") == option_id:
            return str(option.get("kind")).startswith("reject")
    return None


def _came(outcome: str, question_id: str, decision: str | None, by: str | None) -> CallResult:
    structured: dict[str, JsonValue] = {
        "id": question_id,
        "outcome": outcome,
        "decision": decision,
        "answered_by": by,
    }
    result = told(structured, WORDS[outcome].format(decision=decision or "no answer", by=by or "nobody"))
    return result._replace(failed=outcome == "expired")
