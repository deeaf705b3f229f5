"""Which calls may run side by side: those whose declared effects cannot meet.

Looking beside looking is always fine; a change waits for whatever touches the same paths; a command or an MCP tool
may touch anything, so it runs alone, or beside tools of servers of which the person said that they may.
"""

from __future__ import annotations

import os

from hermes_acp_tools.action import Action, PathUse

ALONE = ("execute", "mcp")


def apart(one: Action, other: Action) -> bool:
    """True when the two can run at the same time, in any order."""
    if touches_nothing(one) or touches_nothing(other) or (one.side_by_side and other.side_by_side):
        return True
    if unbounded(one) or unbounded(other):
        return False
    return not any(meet(use, its) for use in one.paths for its in other.paths)


def changes(action: Action) -> bool:
    """True when the world may be different after it."""
    return action.capability not in ("read", "internal", "fetch") or any(map(writes, action.paths))


def touches_nothing(action: Action) -> bool:
    """True for what stays inside the session."""
    return action.capability == "internal" and not action.paths


def unbounded(action: Action) -> bool:
    """True when it does not say what it changes."""
    return action.capability in ALONE or (action.capability == "write" and not action.paths)


def writes(use: PathUse) -> bool:
    """True when the path is changed."""
    return use.access in ("write", "delete")


def meet(one: PathUse, other: PathUse) -> bool:
    """True when one changes what the other touches: the same path, or one inside the other."""
    if not writes(one) and not writes(other):
        return False
    first, second = sorted((os.path.join(one.resolved, ""), os.path.join(other.resolved, "")), key=len)
    return second.startswith(first)
