"""Entering Hermes into the settings of every client, as a person on a fresh machine does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from hermes_acp.errors import UserError
from hermes_acp.installing.change import plan, present
from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS, Client
from hermes_acp.installing.jsonc import find, parse
from support.command import Shell

EVERY = (*EDITORS, *MCP_CLIENTS)
COMMAND = str(Path(sys.executable).with_name("hermes"))
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": 1}}


@pytest.fixture(autouse=True)
def own_folders(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the person running the tests, and no editor but those of the test."""
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("PATH", str(home / "bin"))


def name_of(client: Client) -> str:
    return f"{client.face}-{client.name}"


@pytest.mark.parametrize("client", EVERY, ids=name_of)
def test_hermes_is_entered_into_a_file_that_is_not_there_yet(client: Client, home: Path) -> None:
    change = plan(client, COMMAND)
    assert change.make() is None
    text = Path(change.file).read_text(encoding="utf-8")
    assert Path(change.file).is_relative_to(home)
    assert json.dumps(COMMAND) in text
    assert plan(client, COMMAND).none


@pytest.mark.parametrize("client", EVERY, ids=name_of)
def test_taking_hermes_out_again_leaves_no_trace_of_it(client: Client) -> None:
    plan(client, COMMAND).make()
    change = plan(client, COMMAND, remove=True)
    change.make()
    kept = Path(change.file)
    assert not kept.exists() or COMMAND not in kept.read_text(encoding="utf-8")
    assert plan(client, COMMAND, remove=True).none


@pytest.mark.parametrize("client", [client for client in EVERY if len(client.place("linux").path) > 1], ids=name_of)
def test_other_entries_and_comments_stay_and_the_old_file_is_kept(client: Client) -> None:
    place = client.place(sys.platform)
    change = plan(client, COMMAND)
    file = Path(change.file)
    file.parent.mkdir(parents=True, exist_ok=True)
    before = f'{{\n  // mine\n  "mine": 1,\n  {json.dumps(place.path[0])}: {{"other": {{}},}},\n}}\n'
    file.write_text(before, encoding="utf-8")
    backup = plan(client, COMMAND).make()
    after = file.read_text(encoding="utf-8")
    entered = find(parse(after), place.path)
    assert entered is not None
    assert entered.value == client.entry(COMMAND)
    assert "// mine" in after
    assert find(parse(after), (place.path[0], "other")) is not None
    assert backup is not None
    assert Path(backup).read_text(encoding="utf-8") == before


def test_a_file_that_is_no_json_is_left_alone(home: Path) -> None:
    zed = EDITORS[0]
    file = home / ".config" / "zed" / "settings.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{ broken", encoding="utf-8")
    with pytest.raises(UserError, match=r"settings\.json cannot be changed safely: line 1"):
        plan(zed, COMMAND)
    assert file.read_text(encoding="utf-8") == "{ broken"


def test_an_editor_is_found_by_its_folder_or_its_program(home: Path) -> None:
    zed = EDITORS[0]
    assert not present(zed)
    (home / ".config" / "zed").mkdir(parents=True)
    assert present(zed)


@pytest.mark.parametrize(
    "client", [client for client in EDITORS if client.place("linux").path and not client.extension], ids=name_of
)
def test_what_is_entered_starts_and_answers_initialize(client: Client, home: Path) -> None:
    entry = cast("dict[str, object]", client.entry(COMMAND))
    command = [str(entry["command"]), *cast("list[str]", entry["args"])]
    started = subprocess.run(
        command,
        input=json.dumps(INITIALIZE) + "\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={"HOME": str(home)},  # as bare as a desktop's
    )
    answer = json.loads(started.stdout.splitlines()[0])
    assert answer["result"]["protocolVersion"] == 1
    assert answer["result"]["authMethods"]


def test_a_project_shares_the_name_of_the_command_and_not_this_machines_path(tmp_path: Path) -> None:
    shell = Shell(tmp_path, tmp_path / "home")
    done = shell.hermes("install", "vscode", "--project", "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert '"hermes.command": "hermes"' in done.out
    assert not (tmp_path / ".vscode").exists()


def test_an_editor_of_the_vscode_family_is_given_the_extension(tmp_path: Path, home: Path) -> None:
    program = home / "bin" / "code"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" > {home}/said\n', encoding="utf-8")
    program.chmod(0o755)
    done = Shell(tmp_path, home / ".hermes").hermes("install", "vscode")
    package = home / ".hermes" / "editors" / "hermes-acp.vsix"
    assert (done.code, done.err) == (0, "")
    assert (home / "said").read_text(encoding="utf-8") == f"--install-extension {package} --force\n"
    assert "Installed the extension hermes-acp.hermes-acp" in done.out


def test_without_the_editors_program_the_person_is_told_where_the_extension_is(tmp_path: Path, home: Path) -> None:
    done = Shell(tmp_path, home / ".hermes").hermes("install", "cursor")
    assert done.code == 1
    assert f"Install from VSIX, {home}/.hermes/editors/hermes-acp.vsix" in done.err
    assert (home / ".config" / "Cursor" / "User" / "settings.json").is_file()


def test_the_editors_are_listed_for_people_and_for_scripts(tmp_path: Path, home: Path) -> None:
    shell = Shell(tmp_path, home / ".hermes")
    assert shell.hermes("install", "zed").code == 0
    rows = {row["name"]: row for row in json.loads(shell.hermes("install", "--json").out)}
    assert [rows["zed"]["found"], rows["zed"]["entered"]] == [True, True]
    assert [rows["emacs"]["found"], rows["emacs"]["entered"]] == [False, False]
    assert "Hermes is entered" in shell.hermes("install").out
