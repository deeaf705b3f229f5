"""``hermes run``, as typed: what comes out where, and the exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from pathlib import Path
from typing import IO, Any, cast

import pytest

from hermes_acp.cli.main import main
from support.command import HERMES, SECONDS, Outcome, Provider, Shell, provider

WRITE = {"call": {"name": "write_file", "arguments": {"path": "a.txt", "content": "one\n"}}}
HELLO = {"text": "Hello."}


def events(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_the_answer_goes_to_stdout_and_what_is_done_to_stderr(shell: Shell) -> None:
    model = shell.script([{"text": "A file."}, WRITE], [{"text": "Done."}])
    done = shell.hermes("run", "--yes", "make a.txt", HERMES_MODEL=model)
    assert done == Outcome(0, "A file.\n\nDone.\n", "· Create a.txt\n")
    assert (shell.work / "a.txt").read_text() == "one\n"


def test_json_is_one_event_a_line_from_the_session_to_the_end_of_the_turn(shell: Shell) -> None:
    done = shell.hermes("run", "--json", "--model", shell.script([HELLO]), "hé", PYTHONIOENCODING="ascii")
    said = events(done)
    assert (done.code, done.err) == (0, "")
    assert said[0].keys() == {"event", "session_id"}
    assert [event["event"] for event in said] == [
        "session",
        "turn_started",
        "agent_text",
        "reply_finished",
        "title_changed",
        "turn_ended",
        "result",
    ]
    assert (said[1]["shown"], said[2]["text"], said[-2]["stop"]) == ("hé", "Hello.", "end_turn")


def test_the_last_line_of_stream_json_is_the_object_of_json(shell: Shell) -> None:
    model = shell.script([WRITE, {"usage": {"input": 5, "output": 2}}], [HELLO])
    *_, last = events(shell.hermes("run", "--json", "x", HERMES_MODEL=model))
    (whole,) = events(shell.hermes("run", "--output", "json", "--continue", "x", HERMES_MODEL=model))
    assert last == {"event": "result", **whole}
    assert len(whole["refusals"]) == 1


def test_a_session_that_cannot_be_opened_is_a_result_too(shell: Shell) -> None:
    done = shell.hermes("run", "--json", "--session", "nothing", "x", HERMES_MODEL=shell.script([HELLO]))
    (said,) = events(done)
    assert (done.code, said["event"], said["session_id"]) == (1, "result", None)
    assert said["error"]["message"].startswith("No session begins with 'nothing'.")


def test_a_dash_reads_the_prompt_from_stdin_whatever_bytes_it_has(shell: Shell) -> None:
    model = shell.script([HELLO])
    done = shell.hermes("run", "--json", "-", stdin=b"line one\nline \xff two\n", HERMES_MODEL=model)
    assert events(done)[1]["shown"] == "line one\nline \ufffd two\n"


def test_a_prompt_that_is_not_utf_8_is_taken_as_far_as_it_can_be_read(shell: Shell) -> None:
    done = shell.hermes("run", "--json", b"caf\xe9 is what?", HERMES_MODEL=shell.script([HELLO]))
    assert (done.code, events(done)[1]["shown"]) == (0, "caf\ufffd is what?")


def test_what_the_terminal_cannot_write_is_written_as_an_escape(shell: Shell) -> None:
    done = shell.hermes("run", "hi", HERMES_MODEL=shell.script([{"text": "5 → 6"}]), PYTHONIOENCODING="ascii")
    assert done == Outcome(0, "5 \\u2192 6\n", "")


def test_what_needs_a_person_is_refused_with_3_and_the_rule_that_would_allow_it(shell: Shell) -> None:
    done = shell.hermes("run", "make it", HERMES_MODEL=shell.script([WRITE], [{"text": "I may not."}]))
    assert (done.code, done.out) == (3, "I may not.\n")
    assert "hermes permissions add 'edit(a.txt)'" in done.err
    assert not (shell.work / "a.txt").exists()


def test_plan_mode_refuses_a_write_with_3_and_says_it_was_the_mode(shell: Shell) -> None:
    done = shell.hermes("run", "--mode", "plan", "make it", HERMES_MODEL=shell.script([WRITE], [HELLO]))
    assert done.code == 3
    assert done.err.startswith("✗ Create a.txt: Refused: It would change a.txt. In plan mode")
    assert not (shell.work / "a.txt").exists()


def test_a_script_can_tell_a_refusal_in_json(shell: Shell) -> None:
    done = shell.hermes("run", "--json", "--mode", "plan", "x", HERMES_MODEL=shell.script([WRITE], [HELLO]))
    refusals = [event["data"]["refused_by"] for event in events(done) if event["event"] == "call_finished"]
    assert (done.code, refusals) == (3, ["mode plan"])


def test_accept_edits_lets_a_write_through(shell: Shell) -> None:
    done = shell.hermes("run", "--mode", "accept_edits", "x", HERMES_MODEL=shell.script([WRITE], [HELLO]))
    assert (done.code, (shell.work / "a.txt").read_text()) == (0, "one\n")


def test_continue_goes_on_with_the_latest_session_of_this_directory(shell: Shell) -> None:
    first = events(shell.hermes("run", "--json", "one", HERMES_MODEL=shell.script([HELLO])))
    second = events(shell.hermes("run", "--json", "--continue", "two", HERMES_MODEL=shell.script([HELLO])))
    assert second[0] == first[0]
    elsewhere = shell.hermes("run", "--continue", "--cwd", "/", "three", HERMES_MODEL=shell.script([HELLO]))
    assert elsewhere == Outcome(1, "", "hermes: There is no session in /.\n")


def test_session_goes_on_with_the_one_that_is_named(shell: Shell) -> None:
    named = events(shell.hermes("run", "--json", "one", HERMES_MODEL=shell.script([HELLO])))[0]["session_id"]
    shell.hermes("run", "two", HERMES_MODEL=shell.script([HELLO]))
    for name in (named, named[:8]):
        again = shell.hermes("run", "--json", "--session", name, "three", HERMES_MODEL=shell.script([HELLO]))
        assert events(again)[0]["session_id"] == named
    unknown = shell.hermes("run", "--session", "nope", "x", HERMES_MODEL=shell.script([HELLO]))
    assert (unknown.code, unknown.err.startswith("hermes: There is no session 'nope'.")) == (1, True)


@pytest.mark.parametrize("flag", ["--session", "--fork"])
def test_a_session_stays_where_it_was_unless_a_directory_is_said(shell: Shell, flag: str) -> None:
    named = events(shell.hermes("run", "--json", "one", HERMES_MODEL=shell.script([HELLO])))[0]["session_id"]
    elsewhere = shell.work.parent / "elsewhere"
    elsewhere.mkdir()
    there = Shell(elsewhere, shell.home)
    done = there.hermes("run", "--yes", flag, named, "x", HERMES_MODEL=shell.script([WRITE], [HELLO]))
    assert (done.code, (shell.work / "a.txt").exists(), (elsewhere / "a.txt").exists()) == (0, True, False)
    there.hermes("run", "--yes", flag, named, "x", "--cwd", ".", HERMES_MODEL=shell.script([WRITE], [HELLO]))
    assert (elsewhere / "a.txt").exists()


def test_a_session_whose_directory_is_gone_wants_another(shell: Shell) -> None:
    named = events(shell.hermes("run", "--json", "one", HERMES_MODEL=shell.script([HELLO])))[0]["session_id"]
    shell.work.rename(shell.work.with_name("moved"))
    there = Shell(shell.work.with_name("moved"), shell.home)
    done = there.hermes("run", "--session", named, "x", HERMES_MODEL=shell.script([HELLO]))
    assert (done.code, f"gone: {shell.work}. Say where to go on: --cwd DIR" in done.err) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_in_mid_turn_exits_130_and_the_session_can_be_used_again(shell: Shell, number: signal.Signals) -> None:
    slow = shell.script([{"text": "First"}, {"pause": 60}, {"text": "never"}])
    with shell.start("run", "--json", "one", HERMES_MODEL=slow) as running:
        output = cast("IO[str]", running.stdout)
        began = json.loads(output.readline())
        while '"agent_text"' not in output.readline():
            pass
        running.send_signal(number)
        rest, errors = running.communicate(timeout=SECONDS)
    assert (running.returncode, errors) == (130, "")
    assert [json.loads(line)["stop"] for line in rest.splitlines()[-2:]] == ["cancelled", "cancelled"]
    again = shell.hermes("run", "--json", "--continue", "two", HERMES_MODEL=shell.script([HELLO]))
    assert (again.code, events(again)[0]) == (0, began)


def test_a_wrong_key_exits_1_and_names_the_variable_but_not_the_key(shell: Shell) -> None:
    with provider(Provider()) as served:
        done = shell.hermes(
            "run",
            "hi",
            HERMES_MODEL="openai:small-1",
            OPENAI_API_KEY="sk-wrong-key-987",
            OPENAI_BASE_URL=served.address,
        )
    assert (done.code, done.out) == (1, "")
    assert "The key came from OPENAI_API_KEY." in done.err
    assert "sk-wrong" not in done.err


def test_a_right_key_gets_an_answer(shell: Shell) -> None:
    with provider(Provider()) as served:
        done = shell.hermes(
            "run", "hi", HERMES_MODEL="custom:small-1", CUSTOM_API_KEY=served.key, CUSTOM_BASE_URL=served.address
        )
    assert done == Outcome(0, "ready\n", "")


def test_no_key_exits_1_and_says_where_to_put_one(shell: Shell) -> None:
    done = shell.hermes("run", "--model", "anthropic", "hi")
    assert (done.code, done.out) == (1, "")
    assert "ANTHROPIC_API_KEY" in done.err
    assert str(shell.home / ".env") in done.err
    assert "hermes acp --setup" in done.err


def test_an_unknown_model_exits_1_and_is_named(shell: Shell) -> None:
    with provider(Provider()) as served:
        done = shell.hermes(
            "run", "hi", HERMES_MODEL="custom:huge-3", CUSTOM_API_KEY=served.key, CUSTOM_BASE_URL=served.address
        )
    assert done.code == 1
    assert "has no model 'huge-3'" in done.err


def test_a_provider_nobody_knows_exits_1_and_the_providers_are_listed(shell: Shell) -> None:
    done = shell.hermes("run", "--model", "acme:one", "hi")
    assert done.code == 1
    assert "anthropic, openai" in done.err


def test_a_closed_port_exits_1_and_says_what_could_not_be_reached(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    done = shell.hermes("run", "hi", HERMES_MODEL="custom:x", CUSTOM_BASE_URL=f"http://127.0.0.1:{port}/v1")
    assert (done.code, done.out) == (1, "")
    assert f"Nothing listens at 127.0.0.1:{port}" in done.err


def test_a_failure_in_mid_answer_ends_the_line_and_exits_1(shell: Shell) -> None:
    breaking = shell.script([{"text": "So far"}, {"error": {"kind": "bad_request", "message": "It broke."}}])
    assert shell.hermes("run", "hi", HERMES_MODEL=breaking) == Outcome(1, "So far\n", "hermes: It broke.\n")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run"], "the following arguments are required: prompt"),
        (["run", "  "], "the prompt is empty"),
        (["run", "--cwd", "nowhere", "hi"], "nowhere is not a directory"),
        (["run", "--yes", "--mode", "ask", "hi"], "not allowed with argument"),
        (["run", "--continue", "--session", "x", "hi"], "not allowed with argument"),
        (["run", "--mode", "wild", "hi"], "invalid choice: 'wild'"),
    ],
)
def test_wrong_usage_exits_2_and_leaves_nothing_behind(
    shell: Shell, arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    said = capsys.readouterr()
    assert (left.value.code, said.out) == (2, "")
    assert complaint in said.err
    assert not shell.home.exists()


def test_an_empty_standard_input_is_wrong_usage_too(shell: Shell) -> None:
    done = shell.hermes("run", "-")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("the prompt is empty\n")


def test_a_home_that_cannot_be_made_exits_1(shell: Shell) -> None:
    (shell.work / "file").write_text("")
    done = shell.hermes("run", "hi", HERMES_HOME=str(shell.work / "file" / "home"), HERMES_MODEL="demo:rules")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("hermes: ")


def test_a_reader_that_goes_ends_the_turn_and_the_session_says_no_more_than_that(shell: Shell) -> None:
    model = shell.script([{"text": "First"}, {"pause": 0.2}, {"text": " and more"}, {"pause": 60}])
    with shell.start("run", "--json", "one", HERMES_MODEL=model) as running:
        output = cast("IO[str]", running.stdout)
        while '"agent_text"' not in output.readline():
            pass
        output.close()
        assert (running.wait(SECONDS), cast("IO[str]", running.stderr).read()) == (1, "")
    shown = json.loads(shell.hermes("sessions", "show", "latest", "--json").out)
    ends = [entry["data"] for entry in shown["entries"] if entry["kind"] == "turn_ended"]
    assert [(end["stop"], end["error"]) for end in ends] == [("cancelled", None)]


def test_on_a_terminal_what_is_done_begins_on_a_line_of_its_own(shell: Shell) -> None:
    import pty

    ours, theirs = pty.openpty()
    model = shell.script([{"text": "A file."}, WRITE], [{"text": "Done \u001b[31m."}])
    environment = shell.environment(HERMES_MODEL=model)
    with subprocess.Popen(
        [HERMES, "run", "--yes", "make"], cwd=shell.work, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as running:
        assert running.wait(SECONDS) == 0
    os.close(theirs)
    shown = os.read(ours, 10_000).decode().replace("\r\n", "\n")
    os.close(ours)
    assert shown == "A file.\n\x1b[2m· Create a.txt\x1b[0m\n\nDone \ufffd[31m.\n"


def test_a_full_disk_under_stdout_exits_1_in_a_sentence(shell: Shell) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [HERMES, "run", "hi"],
            cwd=shell.work,
            env=shell.environment(HERMES_MODEL=shell.script([HELLO])),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"hermes: output: No space left on device\n")
