"""``hermes doctor``: what it finds, what it says to do, and that it shows no key."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hermes_acp.app import App
from hermes_acp.cli import check_home, check_settings, check_store, checks
from hermes_acp.cli.findings import Finding, State, mend, summary
from hermes_acp.store import SessionRecord
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
        "fixable": False,
        "diff": "",
        "fixed": "",
    }
    assert {
        "version",
        "home",
        "disk",
        "config",
        "permissions",
        "bash",
        "rg",
        "git",
        "desktop",
        "store",
        "keys",
        "mcp",
        "rpc",
    } < found.keys()
    assert all(found[step]["seconds"] > 0 for step in ("initialize", "session", "turn"))
    assert not shell.home.exists()


def test_a_person_reads_one_line_a_finding_with_what_to_do_below(shell: Shell) -> None:
    done = shell.hermes("doctor")
    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert "warning  model: demo:rules answers" in done.out
    assert done.out.endswith("Choose a real one with: hermes acp --setup\n\n1 warning; what to do stands below each.\n")


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
    made(shell, "config.yaml", "agent:\n  max_turns: many\n")
    made(shell, "permissions.yaml", "allow: [nonsense]\n")
    found = [*check_settings.check_config(App({})), *check_settings.check_rules(str(shell.home), str(shell.work))]
    assert [(finding.name, finding.state) for finding in found] == [("config", "warning"), ("permissions", "warning")]
    assert "config.yaml:2: agent.max_turns cannot be 'many'" in found[0].sentence
    assert "nonsense" in found[1].sentence


def test_keys_that_others_could_read_are_a_problem(shell: Shell) -> None:
    file = made(shell, ".env", "OTHER=1\n")
    assert check_settings.check_secrets(str(shell.home)) == [Finding("secrets", "ok", f"only you can read {file}")]
    file.chmod(0o644)
    (found,) = check_settings.check_secrets(str(shell.home))
    assert unrepaired(found) == Finding(
        "secrets", "problem", f"other users may read {file}", f"Run: chmod 600 '{file}'"
    )
    assert unrepaired(mend(found)) == Finding(
        "secrets", "ok", found.sentence, fixed=f"the permissions of {file} are 600 now"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_home_that_everyone_could_write_to_is_a_problem(shell: Shell) -> None:
    made(shell, ".env", "").parent.chmod(0o777)
    found = check_home.check_home(str(shell.home))
    assert unrepaired(found) == Finding(
        "home", "problem", f"every user may write to {shell.home}", f"Run: chmod o-w '{shell.home}'"
    )
    assert mend(found).state == "ok"
    assert stat.S_IMODE(shell.home.stat().st_mode) == 0o775


def test_a_missing_program_is_named(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    found = {finding.name: finding for finding in checks.check_programs(str(shell.work))}
    assert {name: finding.state for name, finding in found.items()} == {"bash": "problem", "rg": "ok", "git": "warning"}
    assert found["bash"].advice == "No command can be run. Install bash."


def test_programs_that_only_a_shell_finds_are_a_warning(shell: Shell) -> None:
    assert checks.check_desktop().state == "ok"
    found = checks.check_desktop("/nowhere")
    assert (found.state, found.sentence) == (
        "warning",
        "editors that the desktop starts may not find bash and git: not in /nowhere",
    )


def test_keys_are_named_with_their_place_and_never_shown(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_settings.check_keys(App({})).sentence == "no variable holds the key of a provider"
    made(shell, ".env", "GROQ_API_KEY=gsk-one\n")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-two")
    assert check_settings.check_keys(App({})) == Finding(
        "keys", "ok", f"OPENAI_API_KEY in the environment; GROQ_API_KEY in {shell.home}/.env"
    )


def test_a_home_that_is_no_directory_is_a_problem(shell: Shell) -> None:
    shell.home.touch()
    done = shell.hermes("doctor", "--json")
    assert (done.code, findings(done)["home"]["sentence"]) == (
        1,
        f"{shell.home} is no directory, so nothing can be kept",
    )


def test_settings_that_are_no_yaml_are_to_be_mended_by_hand(shell: Shell) -> None:
    shell.home.mkdir()
    (shell.home / "config.yaml").write_text("approvals: [1\n")
    found = findings(shell.hermes("doctor", "--json"))["config"]
    assert f"{shell.home}/config.yaml:2: this is not YAML" in found["sentence"]
    assert found["advice"].startswith("Mend that file by hand")


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "All is well."),
        (["ok", "warning"], "1 warning; what to do stands below each."),
        (["problem", "warning", "warning"], "1 problem and 2 warnings; what to do stands below each."),
    ],
)
def test_the_last_line_counts_what_is_wrong(states: list[State], said: str) -> None:
    assert summary([Finding("x", state, "y") for state in states]) == said


async def test_a_damaged_store_is_told_and_not_lost(shell: Shell) -> None:
    made(shell, "acp.db", "not a database, surely" * 500)
    app = App({})
    try:
        (store,) = await check_store.check_store(app)
    finally:
        await app.close()
    assert store.state == "warning"
    assert "was kept as" in store.sentence


async def test_sessions_are_counted_and_long_output_of_deleted_ones_can_be_removed(shell: Shell) -> None:
    app = App({})
    try:
        await app.store.create(SessionRecord("here", str(shell.work)))
        await app.store.append("here", ("user", {"text": "hello"}))
        for name in ("here", "gone"):
            (shell.home / "spill" / name).mkdir(parents=True)
            (shell.home / "spill" / name / "1.txt").write_text("long")
        store, spill = await check_store.check_store(app)
    finally:
        await app.close()
    assert store.sentence == f"{shell.home}/acp.db opens, and 1 sessions with 1 entries are sound"
    assert spill.state == "warning" and "1 sessions that are deleted" in spill.sentence
    assert (await asyncio.to_thread(mend, spill)).fixed == f"removed {shell.home}/spill/gone"
    assert [path.name for path in (shell.home / "spill").iterdir()] == ["here"]


def test_unfinished_files_of_an_hour_ago_are_removed_and_others_left_alone(shell: Shell) -> None:
    old, new, other = (made(shell, name, "") for name in ("a.1.0123abcd.tmp", "b.1.0123abcd.tmp", "mine.tmp"))
    for path in (old, other):
        os.utime(path, (1, 1))
    (found,) = check_home.check_leftovers(str(shell.home))
    assert mend(found).fixed == f"removed {old}"
    assert [path.exists() for path in (old, new, other)] == [False, True, True]


def test_fix_mends_what_is_safe_and_says_so(shell: Shell) -> None:
    made(shell, ".env", "OTHER=1\n").chmod(0o644)
    asked = shell.hermes("doctor")
    assert asked.code == 1
    assert asked.out.endswith("\n1 problem and 1 warning; what to do stands below each. Or: hermes doctor --fix\n")
    done = shell.hermes("doctor", "--fix")
    assert done.code == 0
    assert f"mended: the permissions of {shell.home}/.env are 600 now" in done.out
    assert shell.hermes("doctor", "--json").code == 0


def test_a_repair_that_fails_leaves_the_finding_as_it_was(shell: Shell) -> None:
    made(shell, ".env", "OTHER=1\n").chmod(0o644)
    (found,) = check_settings.check_secrets(str(shell.home))
    (shell.home / ".env").unlink()
    after = mend(found)
    assert (after.state, after.fixed) == ("problem", "")
    assert after.advice.startswith("It could not be mended: ")


def test_offline_asks_no_provider(shell: Shell) -> None:
    with provider(Provider()) as served:
        done = shell.hermes(
            "doctor",
            "--json",
            "--offline",
            HERMES_MODEL="custom:small-1",
            CUSTOM_BASE_URL=served.address,
            CUSTOM_API_KEY=served.key,
        )
    found = findings(done)
    assert (done.code, served.asked) == (0, [])
    assert "answer" not in found
    assert "hermes config set CUSTOM_API_KEY" in found["model"]["advice"]


def unrepaired(finding: Finding) -> Finding:
    """The finding without what would mend it."""
    return replace(finding, repair=None)


def made(shell: Shell, name: str, text: str) -> Path:
    """A file in the home, for this user alone."""
    shell.home.mkdir(mode=0o700, exist_ok=True)
    path = shell.home / name
    path.write_text(text)
    path.chmod(0o600)
    return path
