"""``hermes doctor``: what it finds, what it says to do, and that it shows no key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.command import Outcome, Provider, Shell, provider


def findings(outcome: Outcome) -> dict[str, dict[str, Any]]:
    return {finding["name"]: finding for finding in json.loads(outcome.out)["findings"]}


def test_without_a_key_all_is_well_but_the_model_is_only_rules(shell: Shell) -> None:
    done = shell.hermes("doctor", "--json")
    found = findings(done)
    assert (done.code, done.err, json.loads(done.out)["ok"]) == (0, "", True)
    assert [name for name, finding in found.items() if finding["state"] != "ok"] == ["model"]
    assert found["model"] == {
        "name": "model",
        "state": "warning",
        "sentence": "demo:rules answers: plain rules and no AI",
        "advice": "Choose a real one with: hermes acp --setup",
        "seconds": None,
    }
    assert {"version", "home", "config", "permissions", "bash", "rg", "git", "store"} < found.keys()
    assert all(found[step]["seconds"] > 0 for step in ("initialize", "session", "turn"))
    assert not shell.home.exists()


def test_a_person_reads_one_line_a_finding_with_what_to_do_below(shell: Shell) -> None:
    done = shell.hermes("doctor")
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert "warning  model: demo:rules answers" in done.out
    assert done.out.rstrip().endswith("Choose a real one with: hermes acp --setup")


def test_a_real_model_is_asked_and_the_key_is_named_but_not_shown(shell: Shell) -> None:
    with provider(Provider()) as served:
        shell.home.mkdir(mode=0o700)
        (shell.home / "config.yaml").write_text(
            f"model:\n  default: custom:small-1\n  base_url: {served.address}\n  provider: custom\n"
        )
        (shell.home / ".env").write_text(f"CUSTOM_API_KEY={served.key}\n")
        (shell.home / ".env").chmod(0o600)
        done = shell.hermes("doctor", "--json")
    found = findings(done)
    assert done.code == 0, done.out
    assert found["answer"]["sentence"] == "custom:small-1 said 'ready'"
    assert f"the key comes from CUSTOM_API_KEY in {shell.home}/.env" in found["model"]["sentence"]
    assert served.key not in done.out
    assert served.asked == ["POST /v1/chat/completions"]


def test_a_key_that_is_refused_is_a_problem_with_its_variable(shell: Shell) -> None:
    with provider(Provider()) as served:
        done = shell.hermes(
            "doctor", "--json", HERMES_MODEL="custom:small-1", CUSTOM_BASE_URL=served.address, CUSTOM_API_KEY="sk-bad-1"
        )
    assert (done.code, json.loads(done.out)["ok"]) == (1, False)
    assert findings(done)["answer"]["state"] == "problem"
    assert "The key came from CUSTOM_API_KEY." in findings(done)["answer"]["sentence"]
    assert "sk-bad-1" not in done.out


def test_a_model_without_a_key_is_a_problem_and_nobody_is_asked(shell: Shell) -> None:
    done = shell.hermes("doctor", "--json", HERMES_MODEL="anthropic")
    assert done.code == 1
    assert "ANTHROPIC_API_KEY" in findings(done)["model"]["sentence"]
    assert "answer" not in findings(done)


def test_settings_and_rules_that_cannot_be_used_are_warnings_with_their_place(shell: Shell) -> None:
    shell.home.mkdir(mode=0o700)
    (shell.home / "config.yaml").write_text("agent:\n  max_turns: many\n")
    (shell.home / "permissions.yaml").write_text("allow: [nonsense]\n")
    (shell.home / "permissions.yaml").chmod(0o600)
    done = shell.hermes("doctor", "--json")
    found = findings(done)
    assert done.code == 0
    assert (found["config"]["state"], found["permissions"]["state"]) == ("warning", "warning")
    assert "config.yaml:2: agent.max_turns cannot be 'many'" in found["config"]["sentence"]
    assert "nonsense" in found["permissions"]["sentence"]


@pytest.mark.parametrize(("name", "mode", "advice"), [(".env", 0o644, "chmod 600"), ("", 0o777, "chmod o-w")])
def test_what_others_could_read_or_write_is_a_problem(shell: Shell, name: str, mode: int, advice: str) -> None:
    shell.home.mkdir(mode=0o700)
    (shell.home / ".env").write_text("OTHER=1\n")
    (shell.home / ".env").chmod(0o600)
    (shell.home / name).chmod(mode)
    done = shell.hermes("doctor", "--json")
    problem = findings(done)["secrets" if name else "home"]
    assert (done.code, problem["state"]) == (1, "problem")
    assert problem["advice"].startswith(f"Run: {advice}")


def test_a_missing_program_is_named(shell: Shell) -> None:
    done = shell.hermes("doctor", "--json", PATH="/nowhere")
    found = findings(done)
    assert done.code == 1
    assert (found["bash"]["state"], found["git"]["state"], found["rg"]["state"]) == ("problem", "warning", "ok")
    assert found["bash"]["advice"] == "No command can be run. Install bash."


def test_a_damaged_store_is_told_and_not_lost(shell: Shell) -> None:
    shell.home.mkdir(mode=0o700)
    (shell.home / "acp.db").write_bytes(b"not a database, surely" * 500)
    (shell.home / "acp.db").chmod(0o600)
    store = findings(shell.hermes("doctor", "--json"))["store"]
    assert store["state"] == "warning"
    assert "was kept as" in store["sentence"]
