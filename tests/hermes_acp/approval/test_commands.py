"""``hermes permissions`` and ``hermes trust`` as a person runs them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from approval_world import World

from hermes_acp.cli import permissions, trust


@pytest.fixture
def here(world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(world.root)
    return world.root


def test_commands_from_stdin_are_judged_one_object_a_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = b'ls -la\n"ls\\ntouch x"\nrm -rf /\n42\n"a\\u200b"\n\xff\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert permissions.run(["test", "--json", "-"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["command"], row["verdict"]) for row in rows] == [
        ("ls -la", "auto"),
        ("ls\ntouch x", "ask"),
        ("rm -rf /", "deny"),
        ("42", "ask"),
        ("a\u200b", "ask"),
        ("\udcff", "ask"),
    ]
    assert all(set(row) == {"command", "verdict", "rule", "why"} and row["why"] for row in rows)


def test_one_command_is_explained(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert permissions.run(["test", "timeout 5 npm test && ls"]) == 0
    out = capsys.readouterr().out
    assert "runs   'npm' 'test'" in out
    assert "verdict  ask" in out


def test_rules_are_added_listed_and_removed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert permissions.run(["list"]) == 0
    assert "hermes permissions add" in capsys.readouterr().err
    assert permissions.run(["add", "shell(npm test)", "--scope", "project"]) == 0
    assert permissions.run(["add", "fetch(*.evil.example)", "--effect", "deny"]) == 0
    assert "Added: allow shell(npm test), this project." in capsys.readouterr().out
    assert permissions.run(["list"]) == 0
    assert capsys.readouterr().out == "user     deny   fetch(*.evil.example)\nproject  allow  shell(npm test)\n"
    assert permissions.run(["list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0]) == {
        "scope": "user",
        "effect": "deny",
        "rule": "fetch(*.evil.example)",
    }
    assert permissions.run(["remove", "shell(npm test)"]) == 0
    assert permissions.run(["remove", "shell(npm test)"]) == 1
    assert "hermes permissions list" in capsys.readouterr().err


def test_what_is_wrong_with_a_rule_is_said_with_the_way_to_write_it(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for rule in ("nonsense", "shell()", "fetch(*.org)", "command(*x*)"):
        assert permissions.run(["add", rule]) == 1
    assert "not a rule" in (errors := capsys.readouterr().err)
    assert errors.count("hermes permissions --help") == 4
    assert permissions.run(["add", "command(*--force*)", "--effect", "deny"]) == 0
    assert permissions.run(["add", "shell(bash:*)"]) == 0
    assert "nearly everything" in capsys.readouterr().err


def test_a_person_s_test_counts_the_saved_rules_and_a_machine_s_does_not(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert permissions.run(["add", "shell(npm test)"]) == 0
    capsys.readouterr()
    for arguments, verdict in (
        (["test", "npm test"], "auto"),
        (["test", "--no-saved", "npm test"], "ask"),
        (["test", "--json", "npm test"], "ask"),
        (["test", "--json", "--saved", "npm test"], "auto"),
        (["test", "--mode", "plan", "npm test"], "deny"),
    ):
        assert permissions.run(arguments) == 0
        assert verdict in capsys.readouterr().out, arguments


def test_trust_is_given_listed_and_taken(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".mcp.json").write_text("{}")
    assert trust.run([]) == 0
    assert "MCP servers (.mcp.json)" in capsys.readouterr().out
    assert trust.run(["--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(here.resolve())]
    (here / ".mcp.json").write_text("{ }")
    assert trust.run(["--list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"path": str(here.resolve()), "standing": "changed"}
    assert trust.run(["--remove"]) == 0
    assert trust.run(["--remove"]) == 1
    assert trust.run(["nowhere/at/all"]) == 1
    assert trust.run(["--list"]) == 0
    assert "No workspace is trusted" in capsys.readouterr().err


@pytest.mark.parametrize("run", [permissions.run, trust.run])
def test_help_says_what_the_command_is_for(run: object, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["--help"])  # type: ignore[operator]
    assert stopped.value.code == 0
    assert "usage: hermes" in capsys.readouterr().out
