"""Every sample in ``editors/`` is what ``hermes install`` writes, starts, and answers its editor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from hermes_acp.cli.mcp_install import with_arguments
from hermes_acp.installing.client import Client, named
from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS
from hermes_acp.installing.jsonc import find, parse
from support.command import HERMES
from support.editors import ACP, MCP, environment, greeted
from support.editors import EDITORS as FOLDER

PLACEHOLDER = "/absolute/path/to/hermes"
PROJECT = "/absolute/path/to/your/project"
JSON = {
    "zed/settings.json": named("zed", EDITORS),
    "zed/context_servers.json": named("zed", MCP_CLIENTS),
    "jetbrains/acp.json": named("jetbrains", EDITORS),
    "claude-desktop/claude_desktop_config.json": named("claude-desktop", MCP_CLIENTS),
    "cursor/mcp.json": named("cursor", MCP_CLIENTS),
}


def stands(sample: str, client: Client) -> dict[str, object]:
    """The entry in a sample."""
    entry = find(parse((FOLDER / sample).read_text(encoding="utf-8")), client.place("linux").path)
    assert entry is not None
    return cast("dict[str, object]", entry.value)


@pytest.mark.parametrize("sample", JSON)
def test_a_sample_is_what_hermes_install_enters_and_plain_json(sample: str) -> None:
    entry, client = stands(sample, JSON[sample]), JSON[sample]
    if PROJECT in cast("list[str]", entry["args"]):
        client = with_arguments(client, ["--workspace", PROJECT], {})
    assert entry["command"] in ("hermes", PLACEHOLDER)
    assert entry == client.entry(str(entry["command"]))
    assert json.loads((FOLDER / sample).read_text(encoding="utf-8"))


@pytest.mark.parametrize("sample", JSON)
def test_what_a_sample_starts_answers_its_editor(sample: str, home: Path) -> None:
    client = JSON[sample]
    entry = stands(sample, client)
    command = [str(entry["command"]), *cast("list[str]", entry["args"])]
    real = [word.replace(PLACEHOLDER, str(HERMES)).replace(PROJECT, str(home)) for word in command]
    answer = greeted(real, environment(home), ACP if client.face == "acp" else MCP)
    assert "agentCapabilities" in answer or "serverInfo" in answer


def test_the_jetbrains_sample_turns_on_both_kinds_of_servers() -> None:
    whole = json.loads((FOLDER / "jetbrains" / "acp.json").read_text(encoding="utf-8"))
    switches = {"use_idea_mcp": True, "use_custom_mcp": True}
    assert whole["default_mcp_settings"] == switches
    assert {key: whole["agent_servers"]["Hermes"][key] for key in switches} == switches


def test_the_sample_for_emacs_is_what_hermes_install_writes() -> None:
    text = (FOLDER / "emacs" / "hermes-acp.el").read_text(encoding="utf-8")
    assert text == named("emacs", EDITORS).entry("hermes")
