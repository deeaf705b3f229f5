"""``hermes`` itself: which command, which exit code, and nothing a person should not see."""

from __future__ import annotations

import re
import subprocess

import pytest

from hermes_acp import __version__
from hermes_acp.cli.main import COMMANDS, main
from hermes_acp.cli.streams import harmless
from support.command import HERMES, SECONDS, Outcome, Shell


def test_without_a_command_the_usage_is_shown_and_the_exit_code_is_2(shell: Shell) -> None:
    bare, asked = shell.hermes(), shell.hermes("--help")
    assert (bare.code, asked.code, bare.err, asked.err) == (2, 0, "", "")
    assert bare.out == asked.out
    assert all(f"\n  {name} " in asked.out for name in COMMANDS)


def test_an_unknown_command_exits_2_and_points_to_the_help(shell: Shell) -> None:
    done = shell.hermes("nonsense")
    assert done == Outcome(2, "", "hermes: there is no command 'nonsense'; `hermes --help` lists them\n")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(shell: Shell, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    said = capsys.readouterr()
    assert (left.value.code, said.err) == (0, "")
    assert said.out.startswith(f"usage: hermes {command}")
    assert not shell.home.exists()


def test_the_help_of_acp_names_the_setup(shell: Shell) -> None:
    done = shell.hermes("acp", "--help")
    assert (done.code, done.err) == (0, "")
    assert "--setup" in done.out


def test_the_help_of_run_names_the_exit_codes(shell: Shell) -> None:
    text = shell.hermes("run", "--help").out
    codes = text[text.index("exit codes:") :]
    assert re.findall(r"^  (\d+) +\S", codes, re.MULTILINE) == ["0", "1", "2", "3", "130"]


def test_the_version_is_told(shell: Shell) -> None:
    assert shell.hermes("--version") == Outcome(0, f"hermes {__version__}\n", "")


def test_hermes_acp_is_a_program_of_its_own_that_ends_with_its_input(shell: Shell) -> None:
    done = subprocess.run(
        [HERMES.with_name("hermes-acp")],
        cwd=shell.work,
        env=shell.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_profile_is_another_home(shell: Shell) -> None:
    assert shell.hermes("-p", "work", "config", "path").out == f"{shell.home}/profiles/work/config.yaml\n"


def test_a_profile_that_cannot_be_one_is_refused_in_a_sentence(shell: Shell) -> None:
    wrong, missing = shell.hermes("-p", "A B", "run", "hi"), shell.hermes("-p")
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err.startswith("hermes: 'A B' cannot be a profile")
    assert missing == Outcome(2, "", "hermes: -p wants the name of a profile\n")


def test_a_reader_that_leaves_is_no_reason_to_complain(shell: Shell) -> None:
    with shell.start("run", "hi", HERMES_MODEL=shell.script([{"text": "word " * 20_000}, {"text": "end"}])) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert (running.wait(SECONDS), running.stderr.read()) == (1, "")


def test_closed_standard_streams_are_no_reason_to_fail(shell: Shell) -> None:
    model = shell.script([{"text": "Hello."}])
    closed = f"exec {HERMES} run hi <&- 2>&-"
    done = subprocess.run(
        ["sh", "-c", closed],
        cwd=shell.work,
        env=shell.environment(HERMES_MODEL=model),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"Hello.\n")


def test_what_would_steer_a_terminal_is_shown_and_does_not_act() -> None:
    assert harmless("a\tb\n\x1b]52;c;eA==\x07\x9b1m\x7f é→") == "a\tb\n\ufffd]52;c;eA==\ufffd\ufffd1m\ufffd é→"
