"""``--trace`` on a real face, and ``hermes trace``."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from hermes_acp.cli.editor import SmallEditor, connected
from support.command import HERMES, Shell

KEY = "sk-live-" + "0a1b2c3d" * 4


async def refuse(request: object) -> str | None:
    return None


async def one_turn(shell: Shell, **more: str) -> None:
    env = shell.environment(HERMES_MODEL="demo:rules", SOME_API_KEY=KEY, **more)
    async with connected(SmallEditor(lambda update: None, refuse), command=[str(HERMES)], env=env) as editor:
        session = await editor.open_session(str(shell.work))
        await editor.prompt(session, f"what is here? {KEY}")


async def test_a_traced_editor_leaves_a_private_file_that_becomes_a_page(shell: Shell, tmp_path: Path) -> None:
    trace = tmp_path / "t.ndjson"
    await one_turn(shell, HERMES_TRACE=str(trace))
    records = [json.loads(line) for line in trace.read_text().splitlines()]
    assert records[0]["face"] == "acp"
    assert [record["message"].get("method") for record in records[1:] if record["from"] == "client"] == [
        "initialize",
        "session/new",
        "session/prompt",
    ]
    answers = [record["message"]["result"] for record in records[1:] if "result" in record["message"]]
    assert [answer.get("stopReason") for answer in answers] == [None, None, "end_turn"]
    assert KEY not in trace.read_text()
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    done = shell.hermes("trace", str(trace))
    page = tmp_path / "t.html"
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith(f"3 requests, 0 errors, 0 never answered\n{page}\n")
    assert "end_turn" in page.read_text()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


async def test_traces_of_several_processes_make_one_page(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    folder.mkdir()
    assert "There is no trace in" in shell.hermes("trace", str(folder)).err
    for number in (1, 2):
        hello = json.dumps({"jsonrpc": "2.0", "id": number, "method": "models.list"}).encode()
        assert shell.hermes("rpc", stdin=hello, HERMES_TRACE=str(folder)).code == 0
    page = tmp_path / "page.html"
    done = shell.hermes("trace", str(folder), "-o", str(page))
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["hermes rpc", "hermes rpc", str(page)]
    assert page.read_text().count("models.list: ") == 2  # a bar each


def test_the_requests_of_a_batch_are_told_one_by_one(shell: Shell, tmp_path: Path) -> None:
    asked = [{"jsonrpc": "2.0", "id": number, "method": "models.list"} for number in (1, 2)]
    trace = tmp_path / "t.ndjson"
    done = shell.hermes("rpc", "--trace", str(trace), stdin=json.dumps([*asked, {"id": 3}]).encode())
    assert done.code == 0
    made = shell.hermes("trace", str(trace))
    assert "6 messages" in made.out and "2 requests, 0 errors, 0 never answered" in made.out


async def test_in_a_directory_each_process_has_a_file_of_its_own(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "traces"
    folder.mkdir()
    await one_turn(shell, HERMES_TRACE=str(folder))
    await one_turn(shell, HERMES_TRACE=str(folder))
    assert [name.rpartition("-")[0] for name in sorted(os.listdir(folder))] == ["hermes-acp", "hermes-acp"]


def test_the_flag_names_the_file_and_wins_over_the_variable(shell: Shell, tmp_path: Path) -> None:
    done = shell.hermes("acp", "--trace", str(tmp_path / "a"), stdin=b"hello\n", HERMES_TRACE=str(tmp_path / "b"))
    assert done.code == 0
    assert json.loads((tmp_path / "a").read_text().splitlines()[1])["text"] == "hello"
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(("command", "face"), [(("mcp", "serve"), "mcp"), (("rpc",), "rpc")])
def test_every_face_on_standard_streams_can_be_traced(
    command: tuple[str, ...], face: str, shell: Shell, tmp_path: Path
) -> None:
    hello = b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n'
    for number, more in enumerate(({"HERMES_TRACE": str(tmp_path / "0")}, {})):
        flags = () if more else ("--trace", str(tmp_path / str(number)))
        assert shell.hermes(*command, *flags, stdin=hello, **more).code == 0
        head, asked, answer = (json.loads(line) for line in (tmp_path / str(number)).read_text().splitlines())
        assert (head["face"], asked["message"]["method"], answer["from"]) == (face, "ping", "hermes")


def test_a_trace_that_cannot_be_written_keeps_nobody_from_being_served(shell: Shell) -> None:
    hello = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":1}}\n'
    done = shell.hermes("acp", stdin=hello, HERMES_TRACE="/nowhere/at/all")
    assert json.loads(done.out.splitlines()[0])["result"]["protocolVersion"] == 1
    assert done.err.startswith("hermes: there is no trace: ")


def test_a_page_never_takes_the_place_of_its_trace(shell: Shell) -> None:
    trace = shell.work / "t.html"
    shell.hermes("acp", "--trace", str(trace), stdin=b"hello\n")
    before = trace.read_text()
    for more in ((), ("-o", str(trace))):
        done = shell.hermes("trace", str(trace), *more)
        assert (done.code, done.err.startswith("hermes: The page would take the place")) == (1, True)
    assert trace.read_text() == before
    assert shell.hermes("trace", str(trace), "-o", "page.html").code == 0


def test_what_is_no_trace_is_refused(shell: Shell) -> None:
    (shell.work / "x").write_text("hello")
    done = shell.hermes("trace", "x")
    assert (done.code, done.out) == (1, "")
    assert done.err == "hermes: x is no trace. Make one with: hermes acp --trace FILE\n"
