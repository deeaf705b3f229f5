"""A question that waits for its answer, as the store shows it to every process of this machine.

Its life is a line of states, each step one compare-and-set, so two who answer at once cannot both have answered:
``open`` → ``answered`` (somebody chose) → ``settled`` (the session took it), or ``gone`` (nobody waits any more).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from msgspec.structs import asdict

from hermes_acp.store.lease import Holder, gone, this_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from hermes_acp.approval.questions import Question

SCOPE = "questions"
"""Under which the store keeps them, by their ids."""
DIFF_CHARS = 8_000
"""Characters of a diff that are kept for others to see."""

Waiting = dict[str, object]
"""One of them, in JSON values."""


def described(session_id: str, question: Question, now: float, mask: Callable[[str], str]) -> Waiting:
    """A question as others see it, without secrets."""
    action = question.prepared.action
    return {
        "state": "open",
        "session": session_id,
        "call": question.call_id,
        "title": mask(question.title),
        "why": mask(question.why),
        "kind": question.prepared.kind,
        "command": mask(action.command or ""),
        "cwd": action.cwd or "",
        "paths": [use.resolved for use in action.paths],
        "diff": mask(diff_of(question))[:DIFF_CHARS],
        "options": [
            {"id": option.id, "name": option.name, "kind": option.kind, "scope": option.scope}
            for option in question.options
        ],
        "high_risk": question.persons_only,
        "asked": now,
        "holder": holder(),
    }


def holder() -> dict[str, object]:
    """This process, alive now. Blocks, as `described` and `alive` do: the system is asked."""
    return asdict(this_process())


def diff_of(question: Question) -> str:
    """What would change, as a unified diff; empty where nothing is edited."""
    from hermes_acp_tools.result import Diff

    diffs = [part for part in question.prepared.content if isinstance(part, Diff)]
    return "".join(unified(diff.path, diff.old, diff.new) for diff in diffs)


def unified(path: str, old: str | None, new: str) -> str:
    """One file's change as a unified diff."""
    import difflib

    before, after = (old or "").splitlines(keepends=True), new.splitlines(keepends=True)
    name = path.lstrip("/")
    lines = difflib.unified_diff(before, after, "/dev/null" if old is None else f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def state(waiting: Waiting) -> str:
    """Where in its life it is."""
    return str(waiting.get("state"))


def alive(waiting: Waiting) -> bool:
    """Whether the process that asked is still there."""
    who = cast("dict[str, Any]", waiting.get("holder"))
    try:
        return not gone(Holder(**who), this_process())
    except TypeError:
        return False


def option_of(waiting: Waiting, option_id: object) -> Mapping[str, object] | None:
    """The option of that id."""
    options = cast("list[Mapping[str, object]]", waiting.get("options") or [])
    return next((option for option in options if option.get("id") == option_id), None)
