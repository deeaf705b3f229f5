"""``hermes rpc`` as a process: its command line, its signals, its standard streams."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from typing import IO, Any, cast

import pytest

from hermes_acp.cli.main import main
from support.command import HERMES, SECONDS, Shell

HELLO = [{"text": "Hello."}]


@contextmanager
def started(shell: Shell, *arguments: str) -> Generator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [HERMES, "rpc", *arguments],
        cwd=shell.work,
        env=shell.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def send(process: subprocess.Popen[str], number: int, method: str, **params: object) -> None:
    pipe = cast("IO[str]", process.stdin)
    pipe.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n")
    pipe.flush()


def receive(process: subprocess.Popen[str]) -> dict[str, Any]:
    return json.loads(cast("IO[str]", process.stdout).readline())


def begin(process: subprocess.Popen[str], shell: Shell) -> str:
    send(process, 1, "session.new", cwd=str(shell.work))
    return receive(process)["result"]["session"]["session_id"]


def test_the_flags_count_for_every_session(shell: Shell) -> None:
    model = shell.script(HELLO)
    flags = ("--model", model, "--mode", "plan", "--allow", "shell(npm test)", "--deny", "shell(rm:*)")
    with started(shell, *flags) as process:
        send(process, 1, "session.new", cwd=str(shell.work))
        opened = receive(process)["result"]
        assert (opened["model"], opened["mode"]) == (model, "plan")
        send(process, 2, "permissions.list", session_id=opened["session"]["session_id"])
        rules = receive(process)["result"]["rules"]
        assert [(rule["rule"], rule["effect"]) for rule in rules] == [
            ("shell(npm test)", "allow"),
            ("shell(rm:*)", "deny"),
        ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_turn_its_prompt_is_answered_and_the_session_is_saved(
    shell: Shell, number: signal.Signals
) -> None:
    model = shell.script([{"text": "First"}, {"pause": 60}, {"text": "never"}])
    with started(shell, "--model", model) as process:
        session = begin(process, shell)
        send(process, 2, "session.prompt", session_id=session, text="go")
        while receive(process).get("params", {}).get("event", {}).get("type") != "agent_text":
            pass
        process.send_signal(number)
        out, errors = process.communicate(timeout=SECONDS)
    answer = json.loads(out.splitlines()[-1])
    assert (answer["id"], answer["result"]["stop"], answer["result"]["text"]) == (2, "cancelled", "First")
    assert (process.returncode, errors) == (128 + number, "")
    shown = json.loads(shell.hermes("sessions", "show", session, "--json").out)
    assert [entry["kind"] for entry in shown["entries"]][-1] == "turn_ended"


def test_a_prompt_that_was_piped_in_is_answered_after_the_end_of_the_input(shell: Shell) -> None:
    with started(shell, "--model", shell.script(HELLO)) as process:
        session = begin(process, shell)
        send(process, 2, "session.prompt", session_id=session, text="go")
        out, errors = process.communicate(timeout=SECONDS)
    assert json.loads(out.splitlines()[-1])["result"]["text"] == "Hello."
    assert (process.returncode, errors) == (0, "")


def test_by_policy_what_needs_a_word_is_refused(shell: Shell) -> None:
    write = {"call": {"name": "write_file", "arguments": {"path": "a.txt", "content": "x"}}}
    with started(shell, "--model", shell.script([write], HELLO), "--permissions", "policy") as process:
        session = begin(process, shell)
        send(process, 2, "session.prompt", session_id=session, text="go")
        out, _ = process.communicate(timeout=SECONDS)
    messages = [json.loads(line) for line in out.splitlines()]
    assert "permission.request" not in {message.get("method") for message in messages}
    assert [one["title"] for one in messages[-1]["result"]["refusals"]] == ["Create a.txt"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--allow", "everything"], "'everything' is not a rule"),
        (["--permissions", "nobody"], "invalid choice: 'nobody'"),
        (["more"], "unrecognized arguments: more"),
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["rpc", *arguments])
    assert left.value.code == 2
    assert complaint in capsys.readouterr().err
