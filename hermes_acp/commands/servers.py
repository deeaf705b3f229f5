"""The MCP servers of a session: how they stand, and each of their prompts as a command, ``/mcp:server:prompt``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hermes_acp.agent.session import Session
from hermes_acp.agent.turns import Prompt
from hermes_acp.commands.table import Command, Expand
from hermes_acp.errors import UserError
from hermes_acp.models.message import Image, Text

if TYPE_CHECKING:
    from hermes_acp.mcp_client.fleet import Fleet
    from hermes_acp.mcp_client.server import Server
    from hermes_acp_protocol.framing import JsonObject
    from hermes_acp_protocol.mcp.definitions import PromptDefinition


async def servers(session: Session, rest: str) -> str:
    """How the servers stand."""
    from hermes_acp.mcp_client.states import sentence

    await session.servers.gather()
    setup = session.servers.setup
    if setup is None:
        return "There are no MCP servers. `hermes mcp add` adds one."
    rows = [f"- `{status.name}`: {sentence(status)}" for status in setup.fleet.statuses]
    left = [
        f"- `{each.name}`: `{tool}` is left out: {why}" for each in setup.fleet.statuses for tool, why in each.left_out
    ]
    return "\n".join(["**MCP servers**", *rows, *left])


def server_commands(session: Session) -> Iterable[Command]:
    """The prompts of the servers that were there at the last look."""
    setup = session.servers.setup
    if setup is None:
        return
    from hermes_acp.mcp_client.hygiene import cleaned
    from hermes_acp.mcp_client.prompts import hint_of

    for server, prompt in setup.fleet.prompts():
        words = cleaned(prompt.description or prompt.title or prompt.name, strictly=True).replace("\n", " ")
        name = f"mcp:{server.config.name}:{prompt.name}"
        if " " not in name:
            about = f"{words[:200]} (MCP server {server.config.name})"
            yield Command(name, about, hint=hint_of(prompt), expand=asked_for(setup.fleet, server, prompt))


def asked_for(fleet: Fleet, server: Server, prompt: PromptDefinition) -> Expand:
    """Makes the prompt."""

    async def expand(session: Session, rest: str) -> Prompt:
        from hermes_acp.mcp_client.faults import ServerFault
        from hermes_acp.mcp_client.prompts import BadArguments, arguments_of, words_of
        from hermes_acp_protocol.jsonrpc import RpcError
        from hermes_acp_protocol.mcp.methods import GET_PROMPT
        from hermes_acp_protocol.mcp.results import read_prompt_result

        try:
            arguments = arguments_of(prompt, rest)
            wanted: JsonObject = {"name": prompt.name, "arguments": {**arguments}}
            answer = await server.ask(GET_PROMPT, wanted, fleet.caller(server.config))
            words, images = words_of(read_prompt_result(answer))
        except (ServerFault, RpcError, BadArguments, ValueError) as error:
            raise UserError(f"{prompt.name} of the MCP server {server.config.name}: {error}") from None
        parts = (Text(words), *(Image(data, mime_type) for data, mime_type in images))
        return Prompt(parts, f"/mcp:{server.config.name}:{prompt.name} {rest}".strip())

    return expand
