"""Entering Hermes into the settings of every client, as a person on a fresh machine does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from hermes_acp.cli.install import print_config
from hermes_acp.errors import UserError
from hermes_acp.installing.change import plan
from hermes_acp.installing.client import Client, named
from hermes_acp.installing.clients import EDITORS, MCP_CLIENTS
from hermes_acp.installing.jsonc import find, parse
from hermes_acp.installing.places import fleeting, located, own_command, place_of, present
from support.command import HERMES, Shell

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
def test_taking_hermes_out_again_leaves_no_file_of_ours(client: Client, home: Path) -> None:
    plan(client, COMMAND).make()
    assert plan(client, COMMAND, remove=True).make() is None
    assert [path for path in home.rglob("*") if path.is_file()] == []
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
    assert not present(zed)  # an empty folder may be left over
    (home / ".config" / "zed" / "keymap.json").touch()
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
    (home / ".emacs").touch()
    (home / ".cursor").mkdir()
    (home / ".cursor" / "mcp.json").touch()
    assert shell.hermes("install", "zed").code == 0
    rows = {row["name"]: row for row in json.loads(shell.hermes("install", "--json").out)}
    assert {*rows["zed"]} == {"name", "label", "found", "entered", "file"}
    assert [rows["zed"]["found"], rows["zed"]["entered"]] == [True, True]
    assert [rows["neovim"]["found"], rows["neovim"]["entered"]] == [False, False]
    assert (
        shell.hermes("install").out
        == """Editors on this machine:

  Zed    has Hermes in ~/.config/zed/settings.json
  Emacs  hermes install emacs

Programs that can use Hermes as a server of tools (MCP):

  Cursor  hermes mcp install --client cursor
  Zed     hermes mcp install --client zed

Not found here: vscode, cursor, windsurf, vscodium, code-server, jetbrains, neovim. They can be set up all the same.

--dry-run shows the change and writes nothing; --uninstall takes Hermes out again.
"""
    )


def test_on_a_machine_without_editors_the_list_says_so(tmp_path: Path, home: Path) -> None:
    done = Shell(tmp_path, home / ".hermes").hermes("install")
    assert done.code == 0
    assert done.out.startswith("No editor that Hermes knows was found on this machine.\n\nNot found here: zed, vscode")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Zed", "zed"),
        ("VS-Code", "vscode"),
        ("code", "vscode"),
        ("visual studio code", "vscode"),
        ("nvim", "neovim"),
        ("PyCharm", "jetbrains"),
        ("claude desktop", "claude-desktop"),
        ("cursor", "cursor"),
    ],
)
def test_an_editor_goes_by_what_people_call_it(said: str, name: str) -> None:
    client = named(said, EVERY)
    assert client.name == name
    assert client.face == ("mcp" if name.startswith("claude") else "acp")


@pytest.mark.parametrize("command", [("install",), ("mcp", "install", "--client"), ("acp", "--print-config")])
def test_a_slip_of_the_keyboard_is_answered_with_the_name_that_was_meant(
    tmp_path: Path, home: Path, command: tuple[str, ...]
) -> None:
    done = Shell(tmp_path, home / ".hermes").hermes(*command, "cursro")
    assert (done.code, done.out) == (2, "")
    assert f"hermes {' '.join(command)}".removesuffix(" --client") in done.err
    assert "knows no editor 'cursro'. Did you mean cursor? Known are: " in done.err


@pytest.mark.parametrize("client", [client for client in EVERY if named(client.name, EVERY) == client], ids=name_of)
def test_what_is_printed_for_pasting_is_what_would_be_written(
    client: Client, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [COMMAND])
    assert print_config(client.name) == 0
    shown = capsys.readouterr()
    change = plan(client, COMMAND)
    assert (shown.out, shown.err) == (change.after, f"For {change.file}:\n")


def test_a_program_that_only_takes_servers_is_installed_as_one(tmp_path: Path, home: Path) -> None:
    done = Shell(tmp_path, home / ".hermes").hermes("install", "claude-desktop")
    written = json.loads((home / ".config" / "Claude" / "claude_desktop_config.json").read_text())
    assert (done.code, written) == (
        0,
        {"mcpServers": {"hermes": {"command": str(HERMES), "args": ["mcp", "serve"]}}},
    )
    assert "Claude Desktop was not found on this machine; its settings are ready for when it is." in done.out


ZED = named("zed", EDITORS)
SETTINGS = '{\n\t// mine\n\t"agent_servers": {},\n\t"theme": "One",\n}\n'


def settings(home: Path, text: str = SETTINGS) -> Path:
    """Zed's settings, with a text in them."""
    file = home / ".config" / "zed" / "settings.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
    return file


@pytest.mark.parametrize("text", [SETTINGS, "// all as it comes\n", '{"agent_servers": {}}', "{\r\n}\r\n", "\ufeff"])
def test_taking_hermes_out_gives_back_the_same_bytes(home: Path, text: str) -> None:
    file = settings(home, text)
    before = file.read_bytes()
    plan(ZED, COMMAND).make()
    assert file.read_bytes() != before
    assert plan(ZED, COMMAND).none
    plan(ZED, COMMAND, remove=True).make()
    assert file.read_bytes() == before


def test_what_changed_since_then_stays_when_hermes_goes(home: Path) -> None:
    file = settings(home)
    plan(ZED, COMMAND).make()
    file.write_text(file.read_text().replace('"One"', '"Two"'))
    plan(ZED, COMMAND, remove=True).make()
    assert file.read_text() == SETTINGS.replace('"One"', '"Two"').replace('\t"agent_servers": {},\n', "")


def test_entering_hermes_again_keeps_what_a_person_added_to_its_entry(home: Path) -> None:
    file = settings(home)
    plan(ZED, "/old/hermes").make()
    mine = file.read_text().replace('["acp"]', '["acp", "--mode", "plan"]').replace('"env": {}', '"env": {"A": "b"}')
    file.write_text(mine)
    plan(ZED, COMMAND).make()
    assert file.read_text() == mine.replace("/old/hermes", COMMAND)


def test_a_server_that_was_allowed_more_is_allowed_only_what_is_said_now(home: Path) -> None:
    cursor = named("cursor", MCP_CLIENTS)
    file = home / ".cursor" / "mcp.json"
    file.parent.mkdir()
    entry = {"command": COMMAND, "args": ["mcp", "serve", "--allow-run"]}
    file.write_text(json.dumps({"mcpServers": {"hermes": entry}}))
    plan(cursor, COMMAND).make()
    assert json.loads(file.read_text())["mcpServers"]["hermes"]["args"] == ["mcp", "serve"]


def test_settings_that_are_a_link_are_changed_where_they_are(home: Path) -> None:
    kept = home / "dotfiles" / "zed.json"
    kept.parent.mkdir()
    kept.write_text(SETTINGS)
    file = settings(home)
    file.unlink()
    file.symlink_to(kept)
    backup = plan(ZED, COMMAND).make()
    assert file.is_symlink()
    assert COMMAND in kept.read_text()
    assert backup == f"{file}.hermes-backup"
    plan(ZED, COMMAND, remove=True).make()
    assert (file.is_symlink(), kept.read_text()) == (True, SETTINGS)


def test_a_file_that_nobody_may_write_is_left_alone_and_what_to_paste_is_told(home: Path) -> None:
    file = settings(home)
    file.chmod(0o444)
    with pytest.raises(UserError, match=r"may not be written to\. .*`hermes acp --print-config zed`"):
        plan(ZED, COMMAND)
    file.chmod(0o644)
    plan(ZED, COMMAND).make()
    file.chmod(0o444)
    assert plan(ZED, COMMAND).none


def test_a_file_that_is_no_text_is_left_alone(home: Path) -> None:
    file = settings(home)
    file.write_bytes(SETTINGS.encode("utf-16"))
    with pytest.raises(UserError, match="is not UTF-8 text, so it is left alone"):
        plan(ZED, COMMAND)


def test_a_dry_run_writes_nothing_at_all(tmp_path: Path, home: Path) -> None:
    before = settings(home).read_bytes()
    shell = Shell(tmp_path, home / ".hermes")
    for name in (client.name for client in EDITORS):
        done = shell.hermes("install", name, "--dry-run")
        assert (done.code, "Nothing was written (--dry-run)." in done.out) == (0, True)
        assert ("The extension would be put into" in done.out) == bool(named(name, EDITORS).extension)
    assert [path for path in home.rglob("*") if path.is_file()] == [settings(home)]
    assert settings(home).read_bytes() == before


def test_new_settings_of_a_project_can_be_read_by_everybody_and_ones_own_by_nobody_else(
    tmp_path: Path, home: Path
) -> None:
    place = ZED.place("linux")._replace(file=str(tmp_path / "shared.json"))
    plan(ZED, "hermes", place=place).make()
    plan(ZED, COMMAND).make()
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "shared.json", home / ".config/zed/settings.json")]
    assert modes == [0o644, 0o600]


@pytest.mark.parametrize(
    ("file", "variables", "where"),
    [
        ("~/.config/zed/settings.json", {}, ".config/zed/settings.json"),
        ("~/.config/zed/settings.json", {"XDG_CONFIG_HOME": "/x"}, "/x/zed/settings.json"),
        ("~/.config/zed/settings.json", {"XDG_CONFIG_HOME": "not/absolute"}, ".config/zed/settings.json"),
        ("~/.local/share/code-server/a", {"XDG_DATA_HOME": "/d"}, "/d/code-server/a"),
        ("~/.config/$NVIM_APPNAME/lua/a.lua", {"NVIM_APPNAME": "lazy"}, ".config/lazy/lua/a.lua"),
        ("$LOCALAPPDATA/$NVIM_APPNAME/a", {"LOCALAPPDATA": "/u/AppData/Local"}, "/u/AppData/Local/nvim/a"),
        ("$APPDATA/Zed/settings.json", {}, "AppData/Roaming/Zed/settings.json"),
        ("$APPDATA/Zed/settings.json", {"APPDATA": "/roaming"}, "/roaming/Zed/settings.json"),
    ],
)
def test_the_folders_of_a_system_are_where_its_variables_say(
    home: Path, file: str, variables: dict[str, str], where: str
) -> None:
    assert located(file, variables) == str(home / where)


@pytest.mark.parametrize("system", ["darwin", "win32"])
@pytest.mark.parametrize("client", EVERY, ids=name_of)
def test_on_other_systems_the_settings_are_below_the_home_too(client: Client, system: str, home: Path) -> None:
    place = client.place(system)
    assert place.path == client.place("linux").path
    assert Path(located(place.file, {})).is_relative_to(home)


@pytest.mark.parametrize(
    ("there", "where"),
    [
        ((), ".emacs.d"),
        ((".config/emacs/init.el",), ".config/emacs"),
        ((".config/emacs/init.el", ".emacs"), ".emacs.d"),
        ((".config/emacs/init.el", ".emacs.d/init.el"), ".emacs.d"),
    ],
)
def test_the_file_for_emacs_goes_where_emacs_looks(home: Path, there: tuple[str, ...], where: str) -> None:
    for name in there:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).touch()
    assert place_of(named("emacs", EDITORS))[0] == str(home / where / "hermes-acp.el")


def test_whichever_script_was_started_the_one_called_hermes_is_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(HERMES.with_name("hermes-acp"))])
    assert own_command() == str(HERMES)


def test_a_command_in_a_cache_is_known_to_be_fleeting() -> None:
    assert fleeting("/home/me/.cache/uv/archive-v0/ab12/bin/hermes")
    assert not fleeting("/home/me/.local/share/uv/tools/hermes-editor-agent/bin/hermes")


def test_taking_hermes_out_of_an_editor_of_the_vscode_family_takes_the_extension_too(
    tmp_path: Path, home: Path
) -> None:
    program = home / "bin" / "code"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {home}/said\n', encoding="utf-8")
    program.chmod(0o755)
    shell = Shell(tmp_path, home / ".hermes")
    shell.hermes("install", "vscode")
    done = shell.hermes("install", "vscode", "--uninstall")
    assert (done.code, done.err) == (0, "")
    assert (home / "said").read_text().splitlines()[1:] == ["--uninstall-extension hermes-acp.hermes-acp"]
    assert not (home / ".config" / "Code" / "User" / "settings.json").exists()
