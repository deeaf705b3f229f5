"""What a session works with, looked at from inside it: a quick look, where ``hermes doctor`` takes a long one."""

from __future__ import annotations

import asyncio

from hermes_acp import __version__
from hermes_acp.agent.rules import rules_of
from hermes_acp.agent.servers import FAILED
from hermes_acp.agent.session import Session
from hermes_acp.errors import HermesError

PROGRAMS = {"bash": "no command can be run", "rg": "nothing can be searched", "git": "changes cannot be shown"}
"""Program → what its absence means."""


async def doctor(session: Session, rest: str) -> str:
    """Look at model, programs, rules, store and servers."""
    rows = [f"- ✓ Hermes {__version__} in `{session.record.cwd}`, mode `{session.mode}`", await model(session)]
    rows += await asyncio.to_thread(programs, session)
    _, problems = await rules_of(session)
    rows += [f"- ⚠ {problem}" for problem in problems] or ["- ✓ every permission rule can be used"]
    rows += [f"- ⚠ {notice}" for notice in session.services.store.notices] or ["- ✓ the sessions can be read"]
    rows += servers(session)
    return "\n".join([*rows, "", "`hermes doctor` in a terminal looks closer."])


async def model(session: Session) -> str:
    """Whether the model could be asked; it is not."""
    try:
        opened = await session.services.open_model(session.model)
    except HermesError as error:
        return f"- ✗ {error}"
    window = f", {opened.window:,} tokens" if opened.window else ""
    return f"- ✓ `{opened.name}` can be asked{window}"


def servers(session: Session) -> list[str]:
    """How the MCP servers stand, once they were started."""
    if (setup := session.servers.setup) is None:
        return []
    from hermes_acp.mcp_client.states import sentence

    return [
        f"- {'⚠' if status.state in FAILED else '✓'} MCP server `{status.name}`: {sentence(status)}"
        for status in setup.fleet.statuses
    ]


def programs(session: Session) -> list[str]:
    """Whether the programs that tools run are there. Blocks."""
    from hermes_acp_tools.hosts.programs import find

    missing = [(name, why) for name, why in PROGRAMS.items() if not find(name, session.roots)]
    return [f"- ✗ `{name}` was not found: {why}" for name, why in missing] or [f"- ✓ {', '.join(PROGRAMS)} are there"]
