"""``hermes run`` as a part of a script: what comes out, what goes in, what limits it, and the exit codes."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import pytest

from hermes_acp.cli.main import main
from support.command import HERMES, SECONDS, Outcome, Provider, Shell, provider

HELLO = {"text": "Hello."}
ONE = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": False}


Typed = Callable[..., Outcome]


@pytest.fixture
def hermes(shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """A command as typed in the workspace, in this process: a fresh one takes half a second to start."""

    def typed(*arguments: str, HERMES_MODEL: str = "") -> Outcome:
        monkeypatch.chdir(shell.work)
        monkeypatch.setenv("HERMES_MODEL", HERMES_MODEL)
        code = main(arguments)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return typed


def call(path: str) -> dict[str, object]:
    return {"call": {"name": "write_file", "arguments": {"path": path, "content": "one\n"}}}


def told(outcome: Outcome) -> dict[str, Any]:
    """The one object on stdout, without what differs from run to run."""
    said = json.loads(outcome.out)
    assert len(said.pop("session_id")) == 32
    return said


def lines(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


def schema(shell: Shell, content: object = ONE) -> str:
    path = shell.work.parent / "schema.json"
    path.write_text(json.dumps(content))
    return str(path)


def priced(shell: Shell, *replies: Sequence[Mapping[str, object]]) -> str:
    """A script under the name of a model whose price is known: 2 dollars for a million tokens in, 8 out."""
    (shell.work.parent / "gpt-4.1").write_text(json.dumps(replies))
    return f"scripted:{shell.work.parent}/gpt-4.1"


USED = {"usage": {"input": 100_000, "output": 0}}
"""20 cents."""


def test_json_is_one_object_at_the_end_with_all_that_was_done(hermes: Typed, shell: Shell) -> None:
    model = priced(shell, [call("a.txt"), USED], [call("../b.txt"), USED], [{"text": "Half of it."}, USED])
    done = hermes("run", "--output", "json", "--mode", "accept_edits", "go", HERMES_MODEL=model)
    said = told(done)
    refusal = said["refusals"].pop()
    assert (done.code, done.err) == (3, "")
    assert said == {
        "stop": "end_turn",
        "text": "Half of it.",
        "usage": {
            "requests": 3,
            "input_tokens": 300_000,
            "output_tokens": 0,
            "cached_tokens": None,
            "reasoning_tokens": None,
            "unpriced_requests": 0,
        },
        "cost": 0.6,
        "refusals": [],
        "files_changed": [str(shell.work / "a.txt")],
        "error": None,
    }
    assert (refusal["tool"], refusal.keys()) == ("write_file", {"tool", "title", "refused_by", "reason"})


def test_json_tells_a_failure_in_the_object_and_on_stderr_with_1(hermes: Typed, shell: Shell) -> None:
    broken = shell.script([{"text": "So far"}, {"error": {"kind": "bad_request", "message": "It broke."}}])
    done = hermes("run", "--output", "json", "hi", HERMES_MODEL=broken)
    said = told(done)
    assert (done.code, done.err) == (1, "hermes: It broke.\n")
    assert (said["stop"], said["text"]) == (None, "So far")
    assert said["error"] == {"reason": "provider_bad_request", "message": "It broke."}


def test_json_tells_of_a_session_that_could_not_be_opened(hermes: Typed, shell: Shell) -> None:
    done = hermes("run", "--output", "json", "--model", "anthropic", "hi")
    said = json.loads(done.out)
    assert (done.code, said["session_id"], said["error"]["reason"]) == (1, None, "auth_required")


def test_stream_json_and_json_are_two_names_of_one_thing(hermes: Typed, shell: Shell) -> None:
    kinds = [
        [line["event"] for line in lines(hermes("run", *names, "hi", HERMES_MODEL=shell.script([HELLO])))]
        for names in (["--json"], ["--output", "stream-json"])
    ]
    assert kinds[0] == kinds[1]
    assert kinds[0][0] == "session"


def test_several_prompts_on_stdin_are_turns_of_one_session(shell: Shell) -> None:
    model = shell.script([{"text": "One."}], [{"text": "Two."}])
    stdin = b'{"prompt": "first"}\n\n{"prompt": "second"}\n'
    done = shell.hermes("run", "--input", "stream-json", "--output", "json", stdin=stdin, HERMES_MODEL=model)
    said = lines(done)
    assert (done.code, [one["text"] for one in said]) == (0, ["One.", "Two."])
    assert said[0]["session_id"] == said[1]["session_id"]
    assert said[1]["usage"]["requests"] == 1


def test_a_prompt_that_fails_leaves_the_next_its_turn_and_the_worst_code_counts(shell: Shell) -> None:
    model = shell.script([{"error": {"kind": "bad_request", "message": "It broke."}}], [{"text": "Two."}])
    stdin = b'{"prompt": "first"}\n{"prompt": "second"}\n'
    done = shell.hermes("run", "--input", "stream-json", stdin=stdin, HERMES_MODEL=model)
    assert done == Outcome(1, "Two.\n", "hermes: It broke.\n")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"hello", "Line 2 of stdin is no JSON: Expecting value at character 0"),
        (b'{"a": "caf\xe9"}', "Line 2 of stdin is no JSON: not UTF-8"),
        (b"[" * 100_000, "Line 2 of stdin is no JSON: nested too deeply"),
        (b'{"text": "x"}', 'Line 2 of stdin is no prompt: write {"prompt": "..."}'),
        (b'{"prompt": " "}', 'Line 2 of stdin is no prompt: write {"prompt": "..."}'),
    ],
)
def test_a_line_that_is_no_prompt_ends_it_with_2_after_what_came_before(
    shell: Shell, line: bytes, complaint: str
) -> None:
    stdin = b'{"prompt": "first"}\n' + line + b"\n"
    done = shell.hermes("run", "--input", "stream-json", stdin=stdin, HERMES_MODEL=shell.script([HELLO]))
    assert done == Outcome(2, "Hello.\n", f"hermes: {complaint}\n")


def test_an_answer_that_fits_the_schema_is_all_that_is_printed(hermes: Typed, shell: Shell) -> None:
    model = shell.script([{"text": 'I count:\n```json\n{"n": 3}\n```'}])
    assert hermes("run", "--schema", schema(shell), "count", HERMES_MODEL=model) == Outcome(0, '{"n": 3}\n', "")


def test_an_answer_that_does_not_fit_is_asked_for_again_with_the_reason(hermes: Typed, shell: Shell) -> None:
    model = shell.script([{"text": "Three."}], [{"text": '{"n": "three"}'}], [{"text": '{"n": 3}'}])
    done = hermes("run", "--json", "--schema", schema(shell), "count", HERMES_MODEL=model)
    asked = [line["shown"] for line in lines(done) if line["event"] == "turn_started"]
    assert (done.code, asked[0]) == (0, "count")
    assert "It is not one JSON value." in asked[1]
    assert "$.n: 'three' is not of type 'integer'" in asked[2]
    result = lines(done)[-1]
    assert (result["event"], result["answer"], result["error"]) == ("result", {"n": 3}, None)


def test_an_answer_that_never_fits_is_a_failure_after_two_more_tries(hermes: Typed, shell: Shell) -> None:
    model = shell.script(*[[{"text": '{"n": null}'}]] * 4)
    done = hermes("run", "--output", "json", "--schema", schema(shell), "count", HERMES_MODEL=model)
    said = told(done)
    why = "The answer cannot be used. The schema does not accept it: $.n: None is not of type 'integer'."
    assert (done.code, done.err) == (1, f"hermes: {why}\n")
    assert (said["answer"], said["usage"]["requests"]) == (None, 3)
    assert said["error"] == {"reason": "schema", "message": why}


def test_text_that_some_readers_take_for_a_line_end_is_escaped(hermes: Typed, shell: Shell) -> None:
    done = hermes("run", "--output", "json", "x", HERMES_MODEL=shell.script([{"text": "a\u2028b"}]))
    assert ("a\\u2028b" in done.out, told(done)["text"]) == (True, "a\u2028b")


def test_what_a_schema_points_at_by_an_id_of_its_own_is_found_or_named_when_it_is_needed(
    hermes: Typed, shell: Shell
) -> None:
    inner = {"$id": "https://x.example/inner", "$ref": "#/nowhere"}
    done = hermes("run", "--schema", schema(shell, {"$defs": {"a": inner}, "$ref": "#/$defs/a"}), "x",
                  HERMES_MODEL=shell.script([{"text": "1"}]))  # fmt: skip
    assert (done.code, "points at something that is not in it" in done.err) == (1, True)
    whole = {"$id": "https://x.example/a", "$defs": {"n": {"type": "integer"}}, "items": {"$ref": "#/$defs/n"}}
    done = hermes("run", "--schema", schema(shell, whole), "x", HERMES_MODEL=shell.script([{"text": "[1]"}]))
    assert done == Outcome(0, "[1]\n", "")


def test_a_run_that_used_its_requests_says_so_and_exits_1(hermes: Typed, shell: Shell) -> None:
    model = shell.script([call("a.txt")], [{"text": "As far as I got."}])
    done = hermes("run", "--yes", "--max-turns", "1", "--output", "json", "x", HERMES_MODEL=model)
    assert (done.code, told(done)["stop"]) == (1, "max_turn_requests")


def test_no_request_follows_one_that_used_up_the_money(hermes: Typed, shell: Shell) -> None:
    model = priced(shell, [call("a.txt"), USED], [call("b.txt"), USED], [HELLO, USED])
    done = hermes("run", "--yes", "--max-cost", "0.3", "--output", "json", "x", HERMES_MODEL=model)
    said = told(done)
    assert (done.code, said["stop"], said["cost"]) == (1, "max_cost", 0.4)
    assert [Path(path).name for path in said["files_changed"]] == ["a.txt"]


def test_an_answer_that_is_there_counts_though_it_used_up_the_money_and_the_next_prompt_does_not(shell: Shell) -> None:
    model = priced(shell, [HELLO, USED], [HELLO, USED])
    stdin = b'{"prompt": "one"}\n{"prompt": "two"}\n'
    done = shell.hermes(
        "run", "--input", "stream-json", "--output", "json", "--max-cost", "0.1", stdin=stdin, HERMES_MODEL=model
    )
    first, second = lines(done)
    assert (done.code, first["stop"], first["error"]) == (1, "end_turn", None)
    assert (second["stop"], second["error"]["reason"], second["usage"]["requests"]) == ("max_cost", "max_cost", 0)


def test_a_limit_that_nobody_can_keep_is_refused(hermes: Typed, shell: Shell) -> None:
    done = hermes("run", "--max-cost", "1", "x", HERMES_MODEL=shell.script([HELLO]))
    assert (done.code, done.out) == (1, "")
    assert "--max-cost cannot be kept: the price of scripted:" in done.err


def test_a_rule_allows_in_this_run_and_in_no_other(hermes: Typed, shell: Shell) -> None:
    replies = [call("a.txt")], [HELLO]
    allowed = hermes("run", "--allow", "edit(a.txt)", "x", HERMES_MODEL=shell.script(*replies))
    (shell.work / "a.txt").unlink()
    again = hermes("run", "--continue", "x", HERMES_MODEL=shell.script(*replies))
    assert (allowed.code, again.code) == (0, 3)
    assert not (shell.work / "a.txt").exists()


def test_a_rule_denies_whatever_else_allows(hermes: Typed, shell: Shell) -> None:
    model = shell.script([call("a.txt")], [call("b.txt")], [HELLO])
    done = hermes("run", "--yes", "--deny", "edit(a.*)", "--output", "json", "x", HERMES_MODEL=model)
    said = told(done)
    assert (done.code, said["files_changed"]) == (3, [str(shell.work / "b.txt")])
    assert "edit(a.*)" in said["refusals"][0]["reason"]


def test_a_fork_goes_on_from_a_copy_and_leaves_the_original(hermes: Typed, shell: Shell) -> None:
    first = lines(hermes("run", "--json", "one", HERMES_MODEL=shell.script([HELLO])))[0]["session_id"]
    forked = json.loads(
        hermes("run", "--output", "json", "--fork", "latest", "two", HERMES_MODEL=shell.script([HELLO])).out
    )["session_id"]
    listed = json.loads(hermes("sessions", "list", "--json").out)
    assert {row["id"]: row["parent"] for row in listed} == {first: None, forked: first}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--input", "stream-json", "hi"], "give none on the command line"),
        (["--max-turns", "0", "hi"], "invalid whole number above 0 value: '0'"),
        (["--max-cost", "nan", "hi"], "invalid amount above 0 value: 'nan'"),
        (["--allow", "everything", "hi"], "'everything' is not a rule"),
        (["--deny", "shell()", "hi"], "the pattern must be one line and not empty"),
        (["--schema", "nowhere.json", "hi"], "The schema nowhere.json cannot be read: No such file or directory"),
        (["--json", "--output", "text", "hi"], "not allowed with argument"),
        (["--fork", "x", "--continue", "hi"], "not allowed with argument"),
        (["--output", "xml", "hi"], "invalid choice: 'xml'"),
    ],
)
def test_wrong_usage_exits_2(
    shell: Shell, arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["run", *arguments])
    said = capsys.readouterr()
    assert (left.value.code, said.out) == (2, "")
    assert complaint in said.err
    assert not shell.home.exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "is no JSON: "),
        ("[]", "must be a JSON object."),
        ('{"type": "whole"}', "is no JSON Schema: $.type: 'whole' is not valid"),
        ('{"$ref": "http://127.0.0.1:9/x.json"}', "points at something that is not in it: http://127.0.0.1:9/x.json"),
        ('{"items": [{"not": {"$ref": "#/$defs/a"}}]}', "is no JSON Schema: $.items"),
        ('{"anyOf": [{"not": {"$ref": "#/$defs/a"}}]}', "points at something that is not in it: #/$defs/a"),
    ],
)
def test_a_file_that_is_no_schema_is_wrong_usage(
    shell: Shell, content: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = shell.work / "schema.json"
    path.write_text(content)
    with pytest.raises(SystemExit) as left:
        main(["run", "--schema", str(path), "hi"])
    assert left.value.code == 2
    assert complaint in capsys.readouterr().err


def test_the_next_prompt_may_wait_for_the_answer_to_the_last(shell: Shell) -> None:
    model = shell.script([{"text": "One."}], [{"text": "Two."}])
    with conversation(shell, model) as running:
        assert answer_to(running, "first")["text"] == "One."
        assert answer_to(running, "second")["text"] == "Two."
        _, errors = running.communicate(timeout=SECONDS)
    assert (running.returncode, errors) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_waits_for_a_prompt_can_be_interrupted(shell: Shell, number: signal.Signals) -> None:
    with conversation(shell, shell.script([HELLO])) as running:
        answer_to(running, "first")
        running.send_signal(number)
        assert (running.wait(SECONDS), cast("IO[str]", running.stderr).read()) == (130, "")


def test_a_turn_that_is_interrupted_is_told_as_cancelled(shell: Shell) -> None:
    model = shell.script([{"text": "First"}, call("a.txt")], [call("b.txt")], [{"text": "never"}, {"pause": 60}])
    with conversation(shell, model, "--yes") as running:
        cast("IO[str]", running.stdin).write('{"prompt": "go"}\n')
        cast("IO[str]", running.stdin).flush()
        until((shell.work / "b.txt").exists)  # the call before it has ended then
        running.send_signal(signal.SIGTERM)
        said = json.loads(cast("IO[str]", running.stdout).readline())
        assert running.wait(SECONDS) == 130
    assert (said["stop"], said["files_changed"][0]) == ("cancelled", str(shell.work / "a.txt"))


def test_the_model_is_told_of_the_schema_and_the_person_s_words_stay_theirs(shell: Shell) -> None:
    with provider(Provider()) as served:
        done = shell.hermes(
            *("run", "--json", "--schema", schema(shell), "count"),
            HERMES_MODEL="custom:small-1",
            CUSTOM_API_KEY=served.key,
            CUSTOM_BASE_URL=served.address,
        )
    first = json.loads(served.bodies[0])
    system, *_, said = first["messages"]
    assert json.dumps(ONE) in system["content"]
    assert json.dumps(ONE) not in json.dumps(said)
    assert (done.code, len(served.bodies)) == (1, 3)


@contextmanager
def conversation(shell: Shell, model: str, *arguments: str) -> Generator[subprocess.Popen[str]]:
    """A run that takes prompts from a pipe."""
    with subprocess.Popen(
        [HERMES, "run", "--input", "stream-json", "--output", "json", *arguments],
        cwd=shell.work,
        env=shell.environment(HERMES_MODEL=model),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def answer_to(running: subprocess.Popen[str], prompt: str) -> dict[str, Any]:
    """Send a prompt and wait for its object."""
    pipe = cast("IO[str]", running.stdin)
    pipe.write(json.dumps({"prompt": prompt}) + "\n")
    pipe.flush()
    return json.loads(cast("IO[str]", running.stdout).readline())


def until(seen: Callable[[], bool]) -> None:
    """Wait until something is true of the disk; bounded."""
    end = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.01)
