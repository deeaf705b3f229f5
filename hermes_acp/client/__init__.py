"""Hermes from a Python program, through ``hermes rpc`` in a process of its own. The standard library is all it needs.

    from hermes_acp.client import Client

    with Client() as hermes:
        session = hermes.new_session(".")
        print(session.run("What is this project?").text)

``AsyncClient`` is the same for asyncio. docs/scripting.md is the reference.
"""

from hermes_acp.client.asynchronous import AsyncClient, AsyncSession
from hermes_acp.client.connection import Closed, Failed
from hermes_acp.client.events import Event
from hermes_acp.client.options import Options
from hermes_acp.client.synchronous import Client, Session
from hermes_acp.client.values import Decide, Match, Mode, Question, Rule, SessionInfo, Turn, Usage, allow_once, refuse

__all__ = [
    "AsyncClient",
    "AsyncSession",
    "Client",
    "Closed",
    "Decide",
    "Event",
    "Failed",
    "Match",
    "Mode",
    "Options",
    "Question",
    "Rule",
    "Session",
    "SessionInfo",
    "Turn",
    "Usage",
    "allow_once",
    "refuse",
]
