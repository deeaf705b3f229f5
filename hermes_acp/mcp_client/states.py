"""How a server stands, in words a person can see."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

State = Literal["idle", "starting", "ready", "waiting", "parked", "asleep", "sign_in", "refused", "closed"]
"""``idle``: nobody needed it yet. ``waiting``: it failed and is tried again soon. ``parked``: it failed too often and
is looked at now and then. ``asleep``: shut down for lack of use, started by the next call. ``sign_in``: the person has
to sign in. ``refused``: the person has not approved it."""

DELAYS: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further try."""
PROBE_SECONDS: Final = 300.0
"""Between looks at a parked server."""
STEADY_SECONDS: Final = 60.0
"""A server that held out so long starts counting its failures anew."""


class Patience(Struct, frozen=True):
    """The times of a server's life; tests have less of it."""

    delays: tuple[float, ...] = DELAYS
    probe: float = PROBE_SECONDS
    steady: float = STEADY_SECONDS
    debounce: float = 0.3
    """Seconds that changes of lists are gathered for."""


class Status(Struct, frozen=True):
    """One server at this moment."""

    name: str
    state: State
    why: str = ""
    """What went wrong last, as a sentence."""
    version: str = ""
    """The revision of MCP that is spoken, once it is known."""
    tools: int = 0
    left_out: tuple[tuple[str, str], ...] = ()
    """Tools that cannot be used, each with the reason."""

    @property
    def settled(self) -> bool:
        """Whether waiting for it makes no sense for now."""
        return self.state not in ("idle", "starting")


def sentence(status: Status) -> str:
    """The state for people."""
    match status.state:
        case "ready":
            return f"ready, {counted(status.tools, 'tool')}, MCP {status.version}"
        case "idle":
            return "not started yet"
        case "starting":
            return "starting"
        case "asleep":
            return "asleep until it is needed"
        case "waiting":
            return f"failed and is tried again: {status.why}"
        case "parked":
            return f"failed {len(DELAYS)} times; looked at every {PROBE_SECONDS / 60:g} minutes: {status.why}"
        case "sign_in":
            return f"waits for you to sign in: hermes mcp login {status.name}"
        case "refused":
            return f"not started: {status.why}"
        case "closed":
            return "closed"


def counted(number: int, thing: str) -> str:
    """So many of a thing, as people write it."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
