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
    assert permissions.run(["add", "shell(npm test)", "--scope", "project"]) == 0
    assert permissions.run(["add", "fetch(*.evil.example)", "--effect", "deny"]) == 0
    assert permissions.run(["list"]) == 0
    assert capsys.readouterr().out == "user     deny   fetch(*.evil.example)\nproject  allow  shell(npm test)\n"
    assert permissions.run(["remove", "shell(npm test)", "--scope", "project"]) == 0
    assert permissions.run(["remove", "shell(npm test)", "--scope", "project"]) == 2
    assert permissions.run(["add", "nonsense"]) == 2
    assert "not a rule" in capsys.readouterr().err


def test_trust_is_given_listed_and_taken(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trust.run([]) == 0
    assert trust.run(["--list"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(here.resolve())
    assert trust.run(["--remove"]) == 0
    assert trust.run(["--remove"]) == 2
    assert trust.run(["nowhere/at/all"]) == 2


@pytest.mark.parametrize("run", [permissions.run, trust.run])
def test_help_says_what_the_command_is_for(run: object, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["--help"])  # type: ignore[operator]
    assert stopped.value.code == 0
    assert "usage: hermes" in capsys.readouterr().out
