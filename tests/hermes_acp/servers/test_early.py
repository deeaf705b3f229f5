"""The first ``session/new``, answered before there is an event loop; what cannot be had goes back to the wire."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from hermes_acp.agent.beginning import Wish
from hermes_acp.servers.acp.early import Early, answer_first
from hermes_acp.servers.acp.handshake import DRAFT, Editor
from hermes_acp.store.sqlite import SqliteStore
from hermes_acp_protocol.jsonrpc import JsonObject, Request
from hermes_acp_protocol.stdio import StdioWire

DEMO = {"model": "demo:rules"}


class Line:
    """A wire whose other end the test holds, and a store."""

    def __init__(self, wire: StdioWire, ours: IO[bytes], answers: IO[bytes], store: SqliteStore) -> None:
        self.wire = wire
        self.ours = ours
        self.answers = answers
        self.store = store

    def asks(self, method: str, **params: object) -> None:
        """Send a request; nothing more comes after it."""
        self.ours.write(json.dumps({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}).encode() + b"\n")
        self.ours.flush()

    def first(self, version: int = 1, flags: JsonObject | None = None) -> Early | None:
        """Let the first session be answered."""
        return answer_first(self.wire, Editor({}, version), self.store, flags or {**DEMO})

    def answered(self) -> list[JsonObject]:
        """What was written."""
        os.close(self.wire.sink)
        return [json.loads(line) for line in self.answers]

    def next(self) -> tuple[str, JsonObject]:
        """Method and params of what the ordinary way will read."""
        message = self.wire.read_message()
        assert isinstance(message, Request)
        return message.method, message.params


@pytest.fixture
def line(home: Path) -> Generator[Line]:
    """Pipes in both directions."""
    with pipe() as (source, ours), pipe() as (answers, sink):
        store = SqliteStore(str(home / "acp.db"))
        wire = StdioWire(os.dup(source.fileno()), os.dup(sink.fileno()))
        sink.close()
        yield Line(wire, ours, answers, store)
        os.close(wire.source)
        asyncio.run(store.close())


@contextmanager
def pipe() -> Generator[tuple[IO[bytes], IO[bytes]]]:
    """A pipe as two files."""
    read, write = os.pipe()
    with os.fdopen(read, "rb") as source, os.fdopen(write, "wb") as sink:
        yield source, sink


def test_the_answer_is_that_of_any_session_and_the_row_is_on_the_disk(line: Line, tmp_path: Path) -> None:
    line.asks("session/new", cwd=str(tmp_path), mcpServers=[])
    early = line.first()
    assert early is not None
    assert early.fresh.wish == Wish(str(tmp_path))
    [answer] = line.answered()
    assert answer["id"] == 7
    result = answer["result"]
    assert isinstance(result, dict)
    assert (result["sessionId"], sorted(result)) == (early.fresh.id, ["configOptions", "modes", "sessionId"])
    assert asyncio.run(line.store.find(early.fresh.id)) == early.fresh.record


@pytest.mark.parametrize("cwd", ["relative", "/is/not/there", 5, None])
def test_what_cannot_be_had_is_left_to_the_ordinary_way(line: Line, cwd: object) -> None:
    line.asks("session/new", cwd=cwd, mcpServers=[])
    assert line.first() is None
    assert line.next() == ("session/new", {"cwd": cwd, "mcpServers": []})
    assert line.answered() == []


def test_a_model_without_a_key_is_left_to_the_ordinary_way(line: Line, tmp_path: Path) -> None:
    line.asks("session/new", cwd=str(tmp_path), mcpServers=[])
    assert line.first(flags={"model": "anthropic:claude-sonnet-4-5"}) is None
    assert line.next()[0] == "session/new"
    assert line.answered() == []


def test_another_request_and_another_version_are_left_to_the_ordinary_way(line: Line, tmp_path: Path) -> None:
    line.asks("session/new", cwd=str(tmp_path))
    assert line.first(version=DRAFT) is None
    assert line.next() == ("session/new", {"cwd": str(tmp_path)})
    line.asks("session/list")
    assert line.first() is None
    assert line.next() == ("session/list", {})


def test_an_editor_that_says_nothing_is_not_waited_for(line: Line) -> None:
    assert line.first() is None
    line.ours.close()
    assert line.first() is None


def test_neither_asyncio_nor_logging_is_loaded_for_it(home: Path) -> None:
    code = "import hermes_acp.servers.acp.early, sys; print({'asyncio', 'logging', 'ssl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "set()\n"
