"""What the doctor looks at in editors: whether they are here, Hermes is entered, and what is entered really starts.

What the settings of a person name is started as an editor would start it: without a shell's variables, with the PATH
of a desktop. Settings of a project are never started: they are somebody else's words.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from hermes_acp.cli.checks import desktop_path
from hermes_acp.cli.findings import Finding, Repair
from hermes_acp.cli.handshakes import ACP, MCP, NoAnswer, greet
from hermes_acp.errors import UserError
from hermes_acp.installing.change import Change, plan, read, refuse_read_only
from hermes_acp.installing.client import Client
from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS
from hermes_acp.installing.extension import installed
from hermes_acp.installing.jsonc import JsoncError, find, parse
from hermes_acp.installing.jsonc_change import put
from hermes_acp.installing.places import located, own_command, place_of, present
from hermes_acp.installing.vsix import about, source

QUOTED = re.compile(r"""command\b[\s='(]*"((?:[^"\\\n]|\\.)+)\"""")
"""The command in a file of ours that is Lisp or Lua."""
KEPT = ("HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "SHELL", "APPDATA", "LOCALAPPDATA", "SYSTEMROOT")
"""Variables that a desktop gives its programs, of those that matter here."""


class Entry(NamedTuple):
    """What a client's settings start."""

    file: str
    """Where it stands."""
    name: str
    """Under which it stands there."""
    command: tuple[str, ...]
    env: Mapping[str, str]
    ours: bool
    """Whether it stands where ``hermes install`` writes it."""


async def check_editors() -> list[Finding]:
    """Look at every client that is here or has an entry."""
    looked = await asyncio.gather(*(_client(client) for client in (*EDITORS, *MCP_CLIENTS)))
    # Zed keeps agents and servers in one file, and says only once that it cannot be read.
    return list({finding.sentence: finding for findings in reversed(looked) for finding in findings}.values())[::-1]


async def _client(client: Client) -> list[Finding]:
    word = client.name if client.face == "acp" else f"mcp-{client.name}"
    try:
        found, here = await asyncio.to_thread(lambda: (entries(client), present(client)))
    except (UserError, JsoncError) as error:
        file, _ = await asyncio.to_thread(place_of, client)
        why = str(error) if isinstance(error, UserError) else f"{file}, {error}"
        sentence = f"the settings of {client.label} cannot be read: {why}"
        return [Finding(word, "warning", sentence, "Mend that file; until then nothing can be entered into it.")]
    if found:
        return list(await asyncio.gather(*(_started(client, word, entry) for entry in found)))
    if client.face == "acp" and here:
        sentence = f"{client.label} is here, and Hermes is not entered in its settings"
        return [Finding(word, "ok", sentence, f"Enter it with: {installing(client)}")]
    return []


async def _started(client: Client, word: str, entry: Entry) -> Finding:
    env = {name: os.environ[name] for name in KEPT if name in os.environ}
    greeting = ACP if client.face == "acp" else MCP
    try:
        took = await greet(entry.command, greeting, {**env, "PATH": desktop_path(), **entry.env})
    except NoAnswer as error:
        return await asyncio.to_thread(_failed, client, word, entry, str(error))
    said = f"{client.label} starts {entry.command[0]}, and it answers"
    if lacking := await asyncio.to_thread(_lacking, client):
        return Finding(word, "warning", f"{said}, but {lacking}", f"Put it in with: {installing(client)}", took)
    return Finding(word, "ok", said, "", took)


def _lacking(client: Client) -> str:
    """What an editor that needs our extension does not have; empty when it has all."""
    if not client.extensions:
        return ""
    try:
        ours = about(source())
    except UserError as error:
        return str(error)
    version = installed(located(client.extensions, os.environ), ours)
    if version is None:
        return f"the extension {ours.id} is not installed"
    return "" if version == ours.version else f"its extension is {version}, and this Hermes brings {ours.version}"


def _failed(client: Client, word: str, entry: Entry, why: str) -> Finding:
    program = entry.command[0]
    sentence = f"what {client.label} starts for {entry.name} in {entry.file} {why}: {' '.join(entry.command)}"
    if os.path.exists(program):
        return Finding(word, "problem", sentence, f"Start it in a terminal and see what it says, or mend {entry.file}.")
    # A bare name may be found after all: some editors ask a login shell for its PATH.
    state = "problem" if os.sep in program else "warning"
    advice = f"Write its full path there with: {installing(client)}"
    return Finding(word, state, sentence, advice, repair=_repair(client) if entry.ours else None)


def entries(client: Client) -> list[Entry]:
    """What a client's settings start of ours. UserError or JsoncError when they cannot be read. Blocks."""
    file, path = place_of(client)
    text = read(file)
    if text is None:
        return []
    if not path:
        found = QUOTED.search(text)
        command = found[1].replace('\\"', '"').replace("\\\\", "\\") if found else ""
        return [Entry(file, client.label, (command, "acp"), {}, ours=True)] if command else []
    return list(_in_json(file, text, path))


def _in_json(file: str, text: str, path: Sequence[str]) -> Iterator[Entry]:
    parent = find(parse(text), path[:-1])
    for name, member in (parent.members or {}).items() if parent else ():
        ours, value = name == path[-1], member.node.value
        if ours and isinstance(value, str) and value:
            yield Entry(file, name, (value, "acp"), {}, ours=True)
        elif isinstance(value, dict) and (entry := _server(file, name, cast("dict[str, object]", value), ours)):
            yield entry


def _server(file: str, name: str, value: Mapping[str, object], ours: bool) -> Entry | None:
    """A server of agents or tools; None when it is not ours."""
    command, args, env = value.get("command"), value.get("args"), value.get("env")
    if not isinstance(command, str) or not command:
        return None
    if not ours and not os.path.basename(command).startswith("hermes"):
        return None
    words = [str(word) for word in cast("list[object]", args)] if isinstance(args, list) else []
    given = cast("dict[str, object]", env) if isinstance(env, dict) else {}
    return Entry(file, name, (command, *words), {key: str(text) for key, text in given.items()}, ours)


def _repair(client: Client) -> Repair | None:
    """Naming this very Hermes where ours stands, the rest left alone; None when that cannot be done safely."""
    try:
        change = _renamed(client, own_command())
    except (UserError, JsoncError):
        return None

    def do() -> str:
        backup = change.make()
        return f"wrote {change.file}; what was there is kept in {backup}"

    return None if change.none else Repair(do, change.diff)


def _renamed(client: Client, command: str) -> Change:
    file, path = place_of(client)
    if not path:
        return plan(client, command)  # the whole file is ours
    before = read(file) or ""
    entry = find(parse(before), path)
    path = path if entry and isinstance(entry.value, str) else (*path, "command")
    change = Change(file, before, put(before, path, command))
    refuse_read_only(change, client)
    return change


def installing(client: Client) -> str:
    """The command that enters Hermes into a client's settings."""
    return f"hermes install {client.name}" if client.face == "acp" else f"hermes mcp install --client {client.name}"
