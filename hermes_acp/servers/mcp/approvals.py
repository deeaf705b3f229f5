"""Questions of the agent as this face shows them, and the answers it takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from hermes_acp.agent.answering import Outcome, answer, waiting_questions
from hermes_acp.agent.waiting import SCOPE, Waiting
from hermes_acp.servers.mcp.told import when

if TYPE_CHECKING:
    from hermes_acp.store.store import Store
    from hermes_acp_protocol.framing import JsonObject

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "allow-once": ("allow_once", ()),
    "allow-session": ("allow_always", ("session",)),
    "allow-always": ("allow_always", ("project", "user")),
    "deny": ("reject_once", ()),
}
"""Decision → the kind of option it means, and how long that may count."""
DECISIONS = {"allow_once": "allow-once", "reject_once": "deny", "reject_always": "deny"}


def shown(question_id: str, waiting: Waiting) -> JsonObject:
    """A question as clients see it."""
    options = cast("list[JsonObject]", waiting.get("options") or [])
    return cast(
        "JsonObject",
        {
            "id": question_id,
            "session_id": waiting.get("session"),
            "title": waiting.get("title"),
            "why": waiting.get("why"),
            "kind": waiting.get("kind"),
            "command": waiting.get("command"),
            "cwd": waiting.get("cwd"),
            "paths": waiting.get("paths"),
            "diff": waiting.get("diff"),
            "options": [{name: option[name] for name in ("id", "name", "kind")} for option in options],
            "high_risk": waiting.get("high_risk") is True,
            "asked_at": when(cast("float", waiting.get("asked"))),
        },
    )


async def listed(store: Store, session_id: str | None = None) -> list[JsonObject]:
    """What waits now, of all sessions or of one, the oldest first."""
    found = await waiting_questions(store, session_id)
    return [shown(question_id, waiting) for question_id, waiting in found.items()]


async def question(store: Store, question_id: str) -> Waiting | None:
    """A question by its id, waiting or not."""
    return (await store.recall(SCOPE)).get(question_id)


def option_for(waiting: Waiting, decision: str) -> str:
    """The id of the option that a decision means. ValueError, as a sentence, when the question has none."""
    kind, scopes = KINDS[decision]
    options = cast("list[Mapping[str, object]]", waiting.get("options") or [])
    meant = [one for one in options if one.get("kind") == kind and (not scopes or one.get("scope") in scopes)]
    if meant and (scopes or len(meant) == 1):
        return str(meant[0]["id"])
    offers = ", ".join(f"{option['id']} ({option['name']})" for option in options)
    wrong = "is more than one option of this question" if meant else "is no option of this question"
    raise ValueError(f"{decision!r} {wrong}. Give option_id, one of: {offers}.")


def decision_of(waiting: Waiting | None) -> str | None:
    """What was decided, in this face's words; None when nothing was."""
    chosen = waiting.get("option") if waiting else None
    options = cast("list[Mapping[str, object]]", waiting.get("options") or []) if waiting else []
    option = next((option for option in options if option.get("id") == chosen), None)
    if option is None:
        return None
    kind, scope = str(option.get("kind")), option.get("scope")
    return DECISIONS.get(kind) or ("allow-session" if scope == "session" else "allow-always")


async def respond(store: Store, question_id: str, option_id: str, by: str, note: str = "") -> Outcome:
    """Answer a question of any session on this machine. ValueError for an option that it does not have."""
    return await answer(store, question_id, option_id, by, note)
