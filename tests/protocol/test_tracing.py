"""The recorder of a wire: what it writes, what it bounds, and that it holds nobody up."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from hermes_acp_protocol.framing import LongLine
from hermes_acp_protocol.jsonrpc import Request, result_line
from hermes_acp_protocol.stdio import StdioWire
from hermes_acp_protocol.tracing import Recorder
from hermes_acp_protocol.tracing_format import open_private

ASK = b'{"jsonrpc":"2.0","id":1,"method":"a"}'


def plain(value: object) -> object:
    return value


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().split("\n")[:-1]]


def untimed(path: Path) -> list[dict[str, Any]]:
    """The records without what differs from run to run."""
    return [{k: v for k, v in record.items() if k not in ("t", "wall", "pid")} for record in written(path)]


def test_both_directions_are_written_from_the_first_line_on(tmp_path: Path) -> None:
    source, far = os.pipe()
    heard, sink = os.pipe()
    wire = StdioWire(source, sink)
    wire.recorder = Recorder(open_private(str(tmp_path / "t")), {"face": "test"}, lambda: plain)
    os.write(far, ASK + b"\nnonsense\n")
    message = wire.read_message()
    assert isinstance(message, Request)
    wire.write_message(result_line(message.id, {"é": "\u2028"}))
    wire.recorder.close()
    assert untimed(tmp_path / "t") == [
        {"trace": 1, "face": "test"},
        {"from": "client", "message": {"jsonrpc": "2.0", "id": 1, "method": "a"}},
        {"from": "client", "text": "nonsense"},
        {"from": "hermes", "message": {"jsonrpc": "2.0", "id": 1, "result": {"é": "\u2028"}}},
    ]
    head, *rest = written(tmp_path / "t")
    assert all(record["pid"] == os.getpid() for record in [head, *rest])
    assert [record["t"] for record in rest] == sorted(record["t"] for record in rest)
    assert all(0 <= record["wall"] - head["wall"] < 60 for record in rest)
    for descriptor in (source, far, heard, sink):
        os.close(descriptor)


def test_lines_that_left_in_one_write_are_records_of_their_own(tmp_path: Path) -> None:
    recorder = Recorder(open_private(str(tmp_path / "t")), {}, lambda: plain)
    recorder.said(b'{"id":1}\n{"id":2}\n')
    recorder.heard([LongLine(64), b""])
    recorder.close()
    assert untimed(tmp_path / "t")[1:] == [
        {"from": "hermes", "message": {"id": 1}},
        {"from": "hermes", "message": {"id": 2}},
        {"from": "client", "long": 64},
    ]


def test_what_masks_is_asked_for_every_line(tmp_path: Path) -> None:
    recorder = Recorder(open_private(str(tmp_path / "t")), {}, lambda: lambda value: f"masked {json.dumps(value)}")
    recorder.heard([b'{"a":1}', b"key=s3cret\xff"])
    recorder.close()
    assert untimed(tmp_path / "t")[1:] == [
        {"from": "client", "message": 'masked {"a": 1}'},
        {"from": "client", "text": 'masked "key=s3cret\\ufffd"'},
    ]


def test_a_slow_disk_holds_nobody_up_and_what_is_lost_is_counted(tmp_path: Path) -> None:
    go = threading.Event()

    def mask() -> Any:
        go.wait(10)
        return plain

    recorder = Recorder(open_private(str(tmp_path / "t")), {}, mask, most_waiting=100)
    for _ in range(5):
        recorder.said(ASK + b"\n")  # would never return if it waited for the mask
    go.set()
    recorder.close()
    assert [record.get("lost") for record in untimed(tmp_path / "t")] == [None, None, None, 3]


def test_a_recorder_that_fails_says_so_once_and_takes_no_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def mask() -> Any:
        raise OSError("no settings")

    recorder = Recorder(open_private(str(tmp_path / "t")), {}, mask)
    recorder.close()
    recorder.said(ASK)
    assert capsys.readouterr().err == "hermes: the trace ends here: OSError: no settings\n"
    assert untimed(tmp_path / "t") == [{"trace": 1}]


def test_the_file_is_private_and_goes_on_where_a_trace_ended(tmp_path: Path) -> None:
    path = tmp_path / "t"
    for _ in range(2):
        Recorder(open_private(str(path)), {}, lambda: plain).close()
        path.chmod(0o644)
    os.close(open_private(str(path)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert untimed(path) == [{"trace": 1}, {"trace": 1}]


def test_a_file_that_is_no_trace_is_left_alone_and_no_link_is_followed(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("precious")
    (tmp_path / "link").symlink_to(notes)
    with pytest.raises(ValueError, match="is no trace"):
        open_private(str(notes))
    with pytest.raises(OSError):
        open_private(str(tmp_path / "link"))
    os.mkfifo(tmp_path / "pipe", 0o644)
    with pytest.raises(ValueError, match="is no file"):
        open_private(str(tmp_path / "pipe"))
    assert stat.S_IMODE((tmp_path / "pipe").stat().st_mode) == 0o644
    assert notes.read_text() == "precious"


def test_who_does_not_trace_loads_nothing_for_it() -> None:
    code = "import sys, hermes_acp.servers.acp.start; print([n for n in sys.modules if 'tracing' in n])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout == "[]\n"
