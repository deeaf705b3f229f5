"""``hermes refs``: the report for people and for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hermes_acp.cli.refs import run


@pytest.fixture
def work(tmp_path: Path, home: Path) -> Path:
    root = tmp_path / "W"
    root.mkdir()
    (root / "a.py").write_text("x = 1\n")
    (root / ".env").write_text("S=1\n")
    return root


def test_it_says_what_would_be_attached_and_what_not(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["see @a.py, @.env and @file:no", "--cwd", str(work)]) == 1
    attached, secret, missing, sum_ = capsys.readouterr().out.splitlines()
    assert (attached, sum_) == ("@a.py: a.py, 1 line, whole, about 4 tokens", "Together about 4 tokens.")
    assert secret.startswith("@.env: not attached: a session would ask first: .env")
    assert secret.endswith(" may hold secrets, and what is read goes to the model.")
    assert missing == "@file:no: not attached: there is no such file or folder."


def test_one_token_is_one_token(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (work / "one.txt").write_text("x\n")
    assert run(["@one.txt", "--cwd", str(work)]) == 0
    rows = ["@one.txt: one.txt, 1 line, whole, about 1 token", "Together about 1 token."]
    assert capsys.readouterr().out.splitlines() == rows


def test_scripts_get_one_object(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["@a.py", "--cwd", str(work), "--json"]) == 0
    block = {"source": "@a.py", "title": "a.py, 1 line", "state": "whole", "tokens": 4, "note": ""}
    assert json.loads(capsys.readouterr().out) == {"attached": [block], "tokens": 4, "notices": []}


def test_private_addresses_and_places_outside_would_be_asked_about(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["@url:http://localhost:9/ @/etc/hostname", "--cwd", str(work)]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert "a session would ask first: 'http://localhost:9/': it names the port 9" in rows[0]
    assert "a session would ask first: It would read /etc/hostname, outside the workspace" in rows[1]


def test_rules_sessions_skills_and_memory_count_as_in_a_session(
    work: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / ".hermes" / "memories").mkdir(parents=True)
    (home / ".hermes" / "memories" / "USER.md").write_text("Likes tea.\n")
    (home / ".hermes" / "permissions.yaml").write_text("deny: [read(a.py)]\n")
    assert run(["@memory @a.py @session:none @skill:none", "--cwd", str(work)]) == 1
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].startswith("@memory: what is remembered, 1 file, whole")
    assert "a session would refuse: The rule read(a.py) forbids it." in rows[1]
    assert "there is no such session" in rows[2]
    assert "There is no skill 'none'." in rows[3]


@pytest.mark.parametrize("budget", ["-5", "many"])
def test_a_budget_that_is_no_number_of_tokens_is_wrong_usage(
    work: Path, budget: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["@a.py", "--cwd", str(work), f"--budget={budget}"])
    assert f"argument --budget: invalid number of tokens: '{budget}'" in capsys.readouterr().err


def test_no_reference_and_no_directory(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["thanks @alice", "--cwd", str(work)]) == 0
    assert capsys.readouterr().out == "Nothing is attached: there is no reference in it.\n"
    assert run(["x", "--cwd", str(work / "no")]) == 2
