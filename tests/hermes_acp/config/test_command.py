"""``hermes config``, as typed."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hermes_acp.cli.config import run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(home: Path) -> Path:
    path = home / ".hermes"
    path.mkdir()
    return path


def test_set_keeps_comments_order_quotes_and_what_it_does_not_know(folder: Path, capsys: Capture) -> None:
    file = folder / "config.yaml"
    file.write_text("# mine\nskin: 'dark'  # for the night\n\nagent:\n  # not too long\n  max_turns: 5\nlist: [1, 2]\n")
    file.chmod(0o640)
    assert run(["set", "agent.max_turns", "60"]) == 0
    assert file.read_text() == (
        "# mine\nskin: 'dark'  # for the night\n\nagent:\n  # not too long\n  max_turns: 60\nlist: [1, 2]\n"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(folder) == ["config.yaml"]
    assert capsys.readouterr().out == f"agent.max_turns set in {file}\n"


def test_a_model_can_be_set_by_its_name_or_in_its_parts(folder: Path) -> None:
    for arguments in (["model", "a:b"], ["model.provider", "x"], ["model", "c:d"]):
        assert run(["set", *arguments]) == 0
    assert (folder / "config.yaml").read_text() == "model:\n  default: c:d\n  provider: x\n"
    assert stat.S_IMODE((folder / "config.yaml").stat().st_mode) == 0o600


def test_unset_takes_out_one_key_and_says_when_there_is_none(folder: Path, capsys: Capture) -> None:
    (folder / "config.yaml").write_text("agent:\n  max_turns: 5  # few\n  api_max_retries: 1\n")
    assert run(["unset", "agent.max_turns"]) == 0
    assert run(["unset", "agent.max_turns"]) == 1
    assert "agent.max_turns is not set" in capsys.readouterr().err
    assert (folder / "config.yaml").read_text() == "agent:\n  api_max_retries: 1\n"


def test_a_value_is_read_as_yaml(folder: Path, capsys: Capture) -> None:
    assert run(["set", "fallback_providers", "[{provider: p, model: m}]"]) == 0
    assert run(["set", "skin", "yes: no: maybe"]) == 0
    capsys.readouterr()
    assert run(["get", "fallback_providers", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"provider": "p", "model": "m"}]
    assert run(["get", "skin"]) == 0
    assert capsys.readouterr().out == "yes: no: maybe\n"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("agent.max_turns", "many", "agent.max_turns cannot be 'many': it must be a valid integer"),
        ("approvals.mode", "never", "it must be 'ask', 'accept_edits', 'plan' or 'bypass'"),
        ("skin.name", "x", "skin is set to a single value"),
        ("agent..x", "1", "is not a key"),
    ],
)
def test_a_bad_change_is_refused_and_nothing_is_written(
    folder: Path, capsys: Capture, key: str, value: str, words: str
) -> None:
    (folder / "config.yaml").write_text("skin: dark\napprovals: {timeout: never}\n")
    assert run(["set", key, value]) == 2
    assert words in capsys.readouterr().err
    assert (folder / "config.yaml").read_text() == "skin: dark\napprovals: {timeout: never}\n"


def test_an_old_fault_does_not_stand_in_the_way_of_another_change(folder: Path) -> None:
    (folder / "config.yaml").write_text("approvals: {timeout: never}\n")
    assert run(["set", "agent.max_turns", "7"]) == 0


def test_a_file_that_is_not_yaml_is_left_as_it_is(folder: Path, capsys: Capture) -> None:
    (folder / "config.yaml").write_text("a: [\n")
    assert run(["set", "agent.max_turns", "7"]) == 2
    assert "not YAML" in capsys.readouterr().err
    assert (folder / "config.yaml").read_text() == "a: [\n"


def test_secrets_go_to_the_env_file_and_are_never_printed(folder: Path, capsys: Capture) -> None:
    (folder / ".env").write_text("# keys\nOTHER=1\n")
    (folder / ".env").chmod(0o644)
    assert run(["set", "OPENAI_API_KEY", "sk-one two"]) == 0
    assert run(["set", "providers.mine.api_key", "sk-two"]) == 0
    assert run(["set", "providers.mine.base_url", "https://me:sk-three@host/v1?api_key=sk-four"]) == 0
    assert (folder / ".env").read_text() == (
        '# keys\nOTHER=1\nOPENAI_API_KEY="sk-one two"\nPROVIDERS_MINE_API_KEY=sk-two\n'
    )
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    (folder / "config.yaml").write_text(
        (folder / "config.yaml").read_text() + "mcp_servers: {a: {env: {A: sk-five}}}\n"
    )
    for arguments in (["show"], ["show", "--json"], ["get", "providers"], ["get", "mcp_servers", "--json"]):
        assert run(arguments) == 0
    printed = "".join(capsys.readouterr())
    assert "sk-" not in printed
    assert "${PROVIDERS_MINE_API_KEY}" in printed
    assert run(["unset", "OPENAI_API_KEY"]) == 0
    assert "OPENAI" not in (folder / ".env").read_text()


def test_a_value_left_out_is_read_from_standard_input(folder: Path) -> None:
    code = "import sys; from hermes_acp.cli.config import run; sys.exit(run(['set', 'OPENAI_API_KEY']))"
    subprocess.run([sys.executable, "-c", code], input="sk-typed\n", text=True, timeout=30, check=True)
    assert (folder / ".env").read_text() == "OPENAI_API_KEY=sk-typed\n"


def test_show_says_where_each_value_comes_from(
    folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (folder / "config.yaml").write_text("agent: {max_turns: 5}\napprovals: {mode: never}\n")
    (tmp_path / "work" / ".hermes").mkdir(parents=True)
    (tmp_path / "work" / ".hermes" / "config.yaml").write_text("terminal: {timeout: 9}\n")
    monkeypatch.setenv("HERMES_MODEL", "a:b")
    assert run(["show", "--json", "--project", str(tmp_path / "work")]) == 0
    out, err = capsys.readouterr()
    shown = json.loads(out)
    assert shown["agent.max_turns"] == {"value": 5, "source": str(folder / "config.yaml")}
    assert shown["model.default"] == {"value": "a:b", "source": "HERMES_MODEL"}
    assert shown["terminal.timeout"] == {"value": 9, "source": f"{tmp_path}/work/.hermes/config.yaml"}
    assert shown["agent.api_max_retries"] == {"value": 3, "source": "default"}
    assert err.startswith(f"note: {folder}/config.yaml:2: approvals.mode cannot be 'never'")
    assert run(["show", "agent.max_turns"]) == 0
    assert capsys.readouterr().out == f"agent.max_turns = 5  ({folder}/config.yaml)\n"


def test_a_profile_is_another_home(folder: Path, capsys: Capture) -> None:
    assert run(["set", "--profile", "work", "agent.max_turns", "9"]) == 0
    capsys.readouterr()
    assert run(["path", "-p", "work"]) == 0
    assert run(["env-path"]) == 0
    assert capsys.readouterr().out == f"{folder}/profiles/work/config.yaml\n{folder}/.env\n"
    assert (folder / "profiles" / "work" / "config.yaml").read_text() == "agent:\n  max_turns: 9\n"
    assert stat.S_IMODE((folder / "profiles" / "work").stat().st_mode) == 0o700
    assert run(["get", "agent.max_turns"]) == 0
    assert run(["path", "-p", "../x"]) == 2


def test_a_linked_file_stays_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles.yaml").write_text("a: 1\n")
    (folder / "config.yaml").symlink_to(tmp_path / "dotfiles.yaml")
    assert run(["set", "a", "2"]) == 0
    assert (folder / "config.yaml").is_symlink()
    assert (tmp_path / "dotfiles.yaml").read_text() == "a: 2\n"


def test_what_is_not_set_is_said_with_exit_code_1(capsys: Capture) -> None:
    assert run(["get", "no.such"]) == 1
    assert run(["show", "no.such"]) == 1
    assert run(["unset", "NO_SUCH_KEY"]) == 1
    assert capsys.readouterr().err.count("is not set") == 3


def test_the_schema_is_json_and_the_help_shows_examples(capsys: Capture) -> None:
    assert run(["schema"]) == 0
    assert "approvals" in json.loads(capsys.readouterr().out)["properties"]
    with pytest.raises(SystemExit, match="0"):
        run(["--help"])
    assert "hermes config set OPENAI_API_KEY" in capsys.readouterr().out
