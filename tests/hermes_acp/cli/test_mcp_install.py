"""``hermes mcp install``: the entry of each client, what is shown, what is kept, what is taken out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hermes_acp.cli.mcp import run
from hermes_acp.installing.clients import MCP_CLIENTS


@pytest.fixture(autouse=True)
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The program that would be entered."""
    program = tmp_path / "bin" / "hermes"
    program.parent.mkdir()
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(program)])
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return str(program)


@pytest.mark.parametrize("client", [client.name for client in MCP_CLIENTS])
def test_every_client_gets_the_absolute_command_and_loses_it_again(
    client: str, command: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["install", "--client", client, "--workspace", "/w", "--allow-run"]) == 0
    shown = capsys.readouterr().out
    (file,) = [path for path in home.rglob("*.json") if path.is_file()]
    text = file.read_text()
    assert run(["install", "--client", client, "--uninstall"]) == 0
    assert json.dumps(command) in text and '"--workspace"' in text and '"--allow-run"' in text
    assert f"Wrote {file}." in shown and "+" in shown
    assert not file.exists()  # all of it was ours


def test_what_was_there_stays_and_is_kept_beside(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / ".cursor" / "mcp.json"
    file.parent.mkdir()
    before = '{\n  // mine\n  "mcpServers": {"other": {"command": "x"}}\n}\n'
    file.write_text(before)
    assert run(["install", "--client", "cursor", "--dry-run"]) == 0
    assert file.read_text() == before
    assert run(["install", "--client", "cursor"]) == 0
    assert "// mine" in file.read_text() and '"other"' in file.read_text() and '"hermes"' in file.read_text()
    assert (file.parent / "mcp.json.hermes-backup").read_text() == before
    assert "kept in" in capsys.readouterr().out


def test_a_project_gets_an_entry_that_holds_on_every_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["install", "--client", "claude-code", "--project"]) == 0
    entry = json.loads((tmp_path / ".mcp.json").read_text())["mcpServers"]["hermes"]
    assert entry == {"type": "stdio", "command": "hermes", "args": ["mcp", "serve"]}


def test_a_client_that_is_not_known_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["install", "--client", "nothing"]) == 2
    assert "claude-desktop" in capsys.readouterr().err


def test_a_home_that_is_not_the_usual_one_goes_with_the_entry(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERMES_HOME", str(home / "other"))
    file = home / ".cursor" / "mcp.json"
    file.parent.mkdir()
    file.write_text('{"mcpServers": {"hermes": {"command": "x", "env": {"MINE": "1"}}}}')
    assert run(["install", "--client", "cursor"]) == 0
    entry = json.loads(file.read_text())["mcpServers"]["hermes"]
    assert entry["env"] == {"MINE": "1", "HERMES_HOME": str(home / "other")}


@pytest.mark.parametrize(("flags", "hinted"), [((), True), (("--allow-run",), False)])
def test_who_may_only_read_is_told_so(
    flags: tuple[str, ...], hinted: bool, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["install", "--client", "cursor", *flags]) == 0
    assert ("only read so far" in capsys.readouterr().out) is hinted
