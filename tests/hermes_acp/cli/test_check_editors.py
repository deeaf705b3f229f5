"""What the doctor finds in editors' settings: it really starts what stands there."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from hermes_acp.cli.check_editors import check_editors, entries
from hermes_acp.cli.findings import Finding, mend
from hermes_acp.installing.change import plan
from hermes_acp.installing.client import Client, named
from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS
from hermes_acp.installing.vsix import about, source
from support.command import HERMES, Shell

ZED = EDITORS[0]


@pytest.fixture(autouse=True)
def own_folders(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the person running the tests, and no editor but those of the test."""
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("PATH", str(home / "bin"))


def entered(client: Client, command: str) -> Path:
    """Settings in which a command stands."""
    change = plan(client, command)
    change.make()
    return Path(change.file)


@pytest.mark.parametrize("client", [*EDITORS, *MCP_CLIENTS], ids=lambda client: f"{client.face}-{client.name}")
def test_what_install_writes_is_found_again(client: Client, home: Path) -> None:
    command = str(home / 'with "quotes" and \\' / "hermes")
    assert entries(client) == []
    entered(client, command)
    (entry,) = entries(client)
    assert entry.command == (command, *(("acp",) if client.face == "acp" else ("mcp", "serve")))
    assert entry.ours


async def test_an_editor_that_starts_us_is_well() -> None:
    await asyncio.to_thread(entered, ZED, str(HERMES))
    (found,) = await check_editors()
    assert (found.name, found.state, found.sentence) == ("zed", "ok", f"Zed starts {HERMES}, and it answers")
    assert found.seconds is not None


async def test_a_path_that_is_gone_is_a_problem_that_can_be_mended(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(HERMES)])
    file = await asyncio.to_thread(entered, ZED, str(home / "gone" / "hermes"))
    (found,) = await check_editors()
    assert found.state == "problem"
    assert "cannot be started: No such file or directory" in found.sentence
    assert found.advice == "Write its full path there with: hermes install zed"
    assert found.repair is not None and f'+      "command": "{HERMES}"' in found.repair.diff
    assert (
        await asyncio.to_thread(mend, found)
    ).fixed == f"wrote {file}; what was there is kept in {file}.hermes-backup"
    assert [finding.state for finding in await check_editors()] == ["ok"]


@pytest.mark.parametrize("client", [*EDITORS, *MCP_CLIENTS], ids=lambda client: f"{client.face}-{client.name}")
async def test_mending_changes_the_command_alone(client: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(HERMES)])
    gone = str(home / "gone" / "hermes")
    file = await asyncio.to_thread(entered, client, gone)
    before = file.read_text().replace('"args": [', '"mine": 1,\n"args": [')
    file.write_text(before)
    (found,) = [finding for finding in await check_editors() if finding.repair]
    await asyncio.to_thread(mend, found)
    assert file.read_text() == before.replace(gone, str(HERMES))


async def test_a_bare_name_that_a_desktop_does_not_find_is_a_warning() -> None:
    await asyncio.to_thread(entered, ZED, "hermes-that-is-nowhere")
    (found,) = await check_editors()
    assert (found.state, found.repair is not None) == ("warning", True)


async def test_what_starts_something_else_is_told_and_left_alone(home: Path) -> None:
    other = home / "hermes"
    other.write_text("#!/bin/sh\necho this is no agent\n")
    other.chmod(0o755)
    await asyncio.to_thread(entered, ZED, str(other))
    (found,) = await check_editors()
    assert (found.state, found.repair) == ("problem", None)
    assert "printed what is no message: this is no agent" in found.sentence


async def test_an_entry_under_another_name_is_looked_at_and_never_changed(home: Path) -> None:
    file = home / ".config" / "zed" / "settings.json"
    file.parent.mkdir(parents=True)
    servers = {"mine": {"command": str(home / "hermes"), "args": ["acp"]}, "other": {"command": "/bin/false"}}
    file.write_text(json.dumps({"agent_servers": servers}))
    (found,) = await check_editors()
    assert (found.name, found.state, found.repair) == ("zed", "problem", None)


async def test_the_words_of_a_failed_start_are_told(home: Path) -> None:
    other = home / "hermes"
    other.write_text("#!/bin/sh\necho no such module >&2\nexit 3\n")
    other.chmod(0o755)
    await asyncio.to_thread(entered, ZED, str(other))
    (found,) = await check_editors()
    assert "ended without an answer: no such module" in found.sentence


async def test_an_editor_without_an_entry_is_named_with_the_command_that_enters_us(home: Path) -> None:
    (home / ".config" / "zed").mkdir(parents=True)
    (home / ".config" / "zed" / "keymap.json").touch()
    assert await check_editors() == [
        Finding(
            "zed", "ok", "Zed is here, and Hermes is not entered in its settings", "Enter it with: hermes install zed"
        )
    ]


def test_settings_of_a_project_are_never_started(shell: Shell) -> None:
    marker = shell.work / "started"
    program = shell.work / "hermes"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    (shell.work / ".mcp.json").write_text(json.dumps({"mcpServers": {"hermes": {"command": str(program)}}}))
    (shell.work / ".vscode").mkdir()
    (shell.work / ".vscode" / "settings.json").write_text(json.dumps({"hermes.command": str(program)}))
    shell.hermes("doctor", "--json")
    assert not marker.exists()


async def test_settings_that_cannot_be_read_are_one_warning_that_names_them(home: Path) -> None:
    file = home / ".config" / "zed" / "settings.json"
    file.parent.mkdir(parents=True)
    file.write_text("{ half")
    (found,) = await check_editors()
    why = f"the settings of Zed cannot be read: {file}, line 1: a value was expected"
    assert (found.name, found.state, found.sentence) == ("zed", "warning", why)


async def test_what_may_not_be_written_is_not_offered_to_be_mended(home: Path) -> None:
    file = await asyncio.to_thread(entered, ZED, str(home / "gone" / "hermes"))
    file.chmod(0o444)
    (found,) = await check_editors()
    assert (found.state, found.repair) == ("problem", None)


async def test_an_editor_that_lacks_the_extension_or_has_another_version_is_a_warning(home: Path) -> None:
    vscode = named("vscode", EDITORS)
    await asyncio.to_thread(entered, vscode, str(HERMES))
    ours = await asyncio.to_thread(lambda: about(source()))
    advice = "Put it in with: hermes install vscode"
    (found,) = await check_editors()
    assert (found.state, found.advice) == ("warning", advice)
    assert found.sentence == f"VS Code starts {HERMES}, and it answers, but the extension {ours.id} is not installed"

    folder = home / ".vscode" / "extensions"
    (folder / f"{ours.id}-0.0.1").mkdir(parents=True)
    (found,) = await check_editors()
    assert found.sentence.endswith(f"its extension is 0.0.1, and this Hermes brings {ours.version}")

    (folder / f"{ours.id}-{ours.version}").mkdir()
    assert [found.state for found in await check_editors()] == ["ok"]
