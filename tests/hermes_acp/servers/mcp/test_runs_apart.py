"""Runs live on when the server that began them is ended, and a later server finds them; none lives for ever."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from typing import Any

import pytest

from support.mcp.lines import ask, call, end, greeted
from support.mcp.runners import gone, runner_pids
from support.mcp.serving import WRITE, Desk

SLOW = {"pause": 0.4}
READ = {"call": {"name": "read_file", "arguments": {"path": "a"}}}


def killed(process: subprocess.Popen[bytes], number: int) -> None:
    """End a server as a desktop does, or as the system does when memory is short."""
    process.send_signal(number)
    process.communicate(timeout=10)


def until(process: subprocess.Popen[bytes], run: dict[str, Any], words: str) -> dict[str, Any]:
    """The run once it has said these words."""
    told = run
    for number in range(1000, 1200):
        if words in told["text"]:
            break
        told = call(process, number, "agent_wait", run_id=run["run_id"], wait_seconds=0.1)
    return told


def begun(process: subprocess.Popen[bytes], **arguments: Any) -> dict[str, Any]:
    """A new run whose turn has begun."""
    run = call(process, 900, "agent_run", prompt="go", wait_seconds=0, **arguments)
    for number in range(1000, 1200):
        if call(process, number, "messages_read", session_key=run["session_id"])["messages"]:
            break
        time.sleep(0.02)
    return run


def ended(process: subprocess.Popen[bytes], run: dict[str, Any]) -> dict[str, Any]:
    """The run once it is over."""
    told = run
    for number in range(10, 60):
        told = call(process, number, "agent_wait", run_id=run["run_id"], cursor=run["cursor"], wait_seconds=10)
        if told["status"] not in ("running", "needs_approval"):
            break
    return told


@pytest.mark.parametrize("number", [0, signal.SIGTERM, signal.SIGKILL], ids=["closed", "SIGTERM", "SIGKILL"])
def test_a_run_goes_on_whatever_ends_its_server_and_a_second_one_tells_its_result(desk: Desk, number: int) -> None:
    desk.script([{"text": "I begin."}, SLOW, READ], [{"text": "Done."}])
    first = greeted(desk, "--allow-run")
    run = call(first, 2, "agent_run", prompt="go", wait_seconds=0)
    (runner,) = runner_pids(desk.home)
    if number:
        killed(first, number)
    else:
        begun = time.monotonic()
        assert end(first) == (0, "")
        assert time.monotonic() - begun < 5, "a server goes at once when its client does"
    second = greeted(desk, "--allow-run")
    told = ended(second, run)
    again = call(second, 70, "agent_wait", run_id=run["run_id"])
    end(second)

    assert run["status"] == "running"
    assert (told["status"], told["text"], told["cursor"]) == ("completed", "I begin.\n\nDone.", again["cursor"])
    assert gone(runner), "nobody needs the process any more"


def test_a_second_server_answers_steers_and_ends_a_run_of_the_first(desk: Desk) -> None:
    desk.script([WRITE], [{"text": "Written. "}, {"pause": 60}])
    first = greeted(desk, "--allow-run")
    run = call(first, 2, "agent_run", prompt="go")
    killed(first, signal.SIGKILL)

    second = greeted(desk, "--allow-run")
    waiting = call(second, 2, "agent_wait", run_id=run["run_id"])
    (asked,) = waiting["approvals"]
    answer = call(second, 3, "permissions_respond", id=asked["id"], decision="allow-once")
    told = until(second, waiting, "Written.")
    steered = call(second, 50, "agent_steer", run_id=run["run_id"], message="be quick")
    over = call(second, 51, "agent_cancel", run_id=run["run_id"])
    end(second)

    assert run["status"] == waiting["status"] == "needs_approval"
    assert answer["outcome"] == "resolved"
    assert (desk.work / "new.txt").read_text() == "new\n"
    assert told["files_changed"] == ["new.txt"]
    assert (steered["taken"], over["status"]) == (True, "cancelled")


def test_a_second_server_goes_on_in_a_session_that_still_runs(desk: Desk) -> None:
    desk.script([SLOW, {"text": "One."}], [{"text": "Two."}])
    first = greeted(desk, "--allow-run")
    one = call(first, 2, "agent_run", prompt="one", wait_seconds=0)
    killed(first, signal.SIGKILL)
    second = greeted(desk, "--allow-run")
    two = call(second, 2, "agent_run", prompt="two", session_id=one["session_id"])
    earlier = call(second, 3, "agent_wait", run_id=one["run_id"])
    third = call(second, 4, "agent_run", prompt="three", session_id=one["session_id"])
    end(second)
    assert (earlier["text"], two["text"], third["status"]) == ("One.", "Two.", "completed")


def test_a_model_can_be_chosen_for_a_session_that_is_open(desk: Desk) -> None:
    desk.script([{"text": "One."}], [{"text": "The scripted one again."}])
    server = greeted(desk, "--allow-run")
    one = call(server, 2, "agent_run", prompt="hello")
    two = call(server, 3, "agent_run", prompt="hello", session_id=one["session_id"], model="demo:rules")
    three = call(server, 4, "agent_run", prompt="hello", session_id=one["session_id"], model="nobody:x")
    end(server)

    assert (one["text"], two["status"], three["status"]) == ("One.", "completed", "failed")
    assert two["text"] != "The scripted one again."
    assert "nobody" in three["error"]


def test_a_run_whose_process_is_killed_says_so_and_its_session_goes_on(desk: Desk) -> None:
    desk.script([{"text": "I begin. "}, {"pause": 60}])
    server = greeted(desk, "--allow-run")
    run = begun(server)
    (runner,) = runner_pids(desk.home)
    os.kill(runner, signal.SIGKILL)
    assert gone(runner)
    cut = call(server, 3, "agent_wait", run_id=run["run_id"], cursor=run["cursor"])
    desk.script([{"text": "I go on."}])
    more = call(server, 4, "agent_run", prompt="and?", session_id=run["session_id"])
    end(server)
    assert (cut["status"], "agent_run" in cut["error"]) == ("failed", True)
    assert (more["status"], more["text"]) == ("completed", "I go on.")


@pytest.mark.parametrize("number", [0, signal.SIGTERM, signal.SIGKILL], ids=["closed", "SIGTERM", "SIGKILL"])
def test_runs_end_with_their_server_when_that_is_wanted(desk: Desk, number: int) -> None:
    desk.script([{"pause": 60}])
    server = greeted(desk, "--allow-run", "--end-runs")
    run = call(server, 2, "agent_run", prompt="go", wait_seconds=0)
    (runner,) = runner_pids(desk.home)
    if number:
        killed(server, number)
    else:
        assert end(server) == (0, "")
    assert gone(runner)
    second = greeted(desk, "--allow-run")
    told = call(second, 2, "agent_wait", run_id=run["run_id"])
    end(second)
    assert told["status"] == "cancelled"


def test_runs_that_begin_at_once_in_a_session_that_nobody_has_open_go_one_after_the_other(desk: Desk) -> None:
    desk.script(*[[{"text": "Hello."}]] * 3)
    first = greeted(desk, "--allow-run")
    run = call(first, 2, "agent_run", prompt="one")
    end(first)
    server = greeted(desk, "--allow-run")
    assert server.stdin is not None and server.stdout is not None
    for number in (10, 11, 12):
        body = {"name": "agent_run", "arguments": {"prompt": f"go {number}", "session_id": run["session_id"]}}
        request = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": body}
        server.stdin.write(json.dumps(request).encode() + b"\n")
    server.stdin.flush()
    told = [json.loads(server.stdout.readline())["result"]["structuredContent"] for _ in range(3)]
    read = call(server, 20, "messages_read", session_key=run["session_id"])
    end(server)
    assert [one["status"] for one in told] == ["completed"] * 3, told
    assert [said["role"] for said in read["messages"]] == ["user", "assistant"] * 4


def test_a_run_that_waits_for_another_is_ended_before_it_begins(desk: Desk) -> None:
    desk.script([{"pause": 60}])
    server = greeted(desk, "--allow-run", "--end-runs")
    first = call(server, 2, "agent_run", prompt="one", wait_seconds=0)
    second = call(server, 3, "agent_run", prompt="two", session_id=first["session_id"], wait_seconds=0)
    over = call(server, 4, "agent_cancel", run_id=second["run_id"])
    still = call(server, 5, "agent_wait", run_id=first["run_id"], wait_seconds=0)
    end(server)
    assert (second["status"], over["status"], still["status"]) == ("running", "cancelled", "running")


def test_what_the_log_does_not_keep_is_told_all_the_same(desk: Desk) -> None:
    desk.script([{"text": "I begin."}, {"pause": 60}])
    server = greeted(desk, "--allow-run", "--end-runs")
    run = begun(server)
    until(server, run, "I begin.")  # what is said before, the first request takes along
    call(server, 3, "agent_steer", run_id=run["run_id"], message="be quick")
    call(server, 4, "agent_cancel", run_id=run["run_id"])
    told = call(server, 5, "agent_wait", run_id=run["run_id"])
    end(server)
    assert [notice.partition(":")[0] for notice in told["notices"]] == ["Not read"]


def test_a_run_that_cannot_begin_says_why(desk: Desk) -> None:
    server = greeted(desk, "--allow-run")
    arguments = {"prompt": "go", "model": "nobody:nothing"}
    result = ask(server, 2, "tools/call", {"name": "agent_run", "arguments": arguments})["result"]
    end(server)
    assert result["isError"] is True
    assert "nobody" in result["content"][0]["text"]


def test_a_server_cannot_have_a_wider_ones_run_do_more(desk: Desk) -> None:
    desk.script([{"text": "I begin."}, {"pause": 1}, WRITE], [{"text": "Written."}], [{"text": "Me too."}])
    wide, narrow = greeted(desk, "--allow-write"), greeted(desk, "--allow-run")
    run = begun(wide, mode="edit")
    steer = {"name": "agent_steer", "arguments": {"run_id": run["run_id"], "message": "and more"}}
    steered = ask(narrow, 3, "tools/call", steer)["result"]
    behind = call(narrow, 4, "agent_run", prompt="me too", session_id=run["session_id"])
    first = call(narrow, 5, "agent_wait", run_id=run["run_id"])
    mode = call(narrow, 6, "conversation_get", session_key=run["session_id"])["mode"]
    end(wide)
    end(narrow)
    assert steered["isError"] is True and "mode" in steered["content"][0]["text"]
    assert first["files_changed"] == ["new.txt"], "its own mode holds as long as it runs"
    assert (behind["status"], behind["text"], mode) == ("completed", "Me too.", "ask"), behind


def test_a_server_allows_nothing_outside_of_the_workspaces_that_it_was_given(desk: Desk) -> None:
    desk.script([WRITE], [{"text": "So be it."}])
    elsewhere = Desk(desk.home, desk.home / "elsewhere")
    elsewhere.work.mkdir()
    wide, narrow = greeted(desk, "--allow-run"), greeted(elsewhere, "--allow-run")
    run = call(wide, 2, "agent_run", prompt="go")
    (asked,) = call(narrow, 3, "permissions_list_open")["approvals"]
    allow = {"name": "permissions_respond", "arguments": {"id": asked["id"], "decision": "allow-once"}}
    refused = ask(narrow, 4, "tools/call", allow)["result"]
    denied = call(narrow, 5, "permissions_respond", id=asked["id"], decision="deny")
    over = call(wide, 6, "agent_wait", run_id=run["run_id"])
    end(narrow)
    end(wide)
    assert refused["isError"] is True and "outside of this server's workspaces" in refused["content"][0]["text"]
    assert (denied["outcome"], over["status"], over["files_changed"]) == ("resolved", "completed", [])
