"""What a client may do wrong on the wire: each fault has one answer or none, and the program lives."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider
from support.e2e import Place, Refused, call, picks, started, text
from support.e2e_models import openai

PARSE, INVALID, METHOD, PARAMS = -32700, -32600, -32601, -32602

# Bytes of one line, and the error that answers it: its id and code; None for no answer at all.
BROKEN: dict[str, tuple[bytes, tuple[Any, int] | None]] = {
    "not JSON": (b'{"jsonrpc":', (None, PARSE)),
    "bytes that are no UTF-8": (b'{"jsonrpc":"2.0","id":"b1","method":"session/list\xff"}', (None, PARSE)),
    "blank lines": (b"\n \r\n\t", None),
    "two objects on a line": (b'{"jsonrpc":"2.0","method":"x"}{"jsonrpc":"2.0","method":"x"}', (None, PARSE)),
    "nesting without end": (b"[" * 100_000, (None, PARSE)),
    "a batch": (b'[{"jsonrpc":"2.0","id":"b2","method":"session/list"}]', (None, INVALID)),
    "an empty batch": (b"[]", (None, INVALID)),
    "a number": (b"42", (None, INVALID)),
    "null": (b"null", (None, INVALID)),
    "an empty object": (b"{}", (None, INVALID)),
    "another version": (b'{"jsonrpc":"1.0","id":"b3","method":"session/list"}', ("b3", INVALID)),
    "the id null": (b'{"jsonrpc":"2.0","id":null,"method":"session/list"}', (None, INVALID)),
    "an id that is none": (b'{"jsonrpc":"2.0","id":[],"method":"session/list"}', (None, INVALID)),
    "an id that is not JSON": (b'{"jsonrpc":"2.0","id":NaN,"method":"session/list"}', (None, PARSE)),
    "a method that is no word": (b'{"jsonrpc":"2.0","id":"b4","method":7}', ("b4", INVALID)),
    "an unknown method": (b'{"jsonrpc":"2.0","id":"b5","method":"_vendor/x"}', ("b5", METHOD)),
    "an unknown notification": (b'{"jsonrpc":"2.0","method":"$/x"}', None),
    "params that are a list": (b'{"jsonrpc":"2.0","id":"b6","method":"session/new","params":[]}', ("b6", PARAMS)),
    "a prompt as a notification": (b'{"jsonrpc":"2.0","method":"session/prompt","params":{}}', None),
    "an answer to nothing": (b'{"jsonrpc":"2.0","id":"never asked","result":{}}', None),
    "an error about nothing": (b'{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}', None),
}


@pytest.mark.parametrize("initialized", [True, False])
async def test_every_broken_line_gets_its_one_answer_and_the_program_lives(place: Place, initialized: bool) -> None:
    async with started(place) as editor:
        if initialized:
            await editor.initialize()
        for name, (line, answer) in BROKEN.items():
            if answer is not None and answer[1] == METHOD and not initialized:
                answer = (answer[0], INVALID)  # whatever is asked: initialize first
            before = len(editor.messages)
            editor.expect(None if answer is None else answer[0])
            await editor.write(line + b"\n")
            await editor.alive()
            errors = [m for m in editor.messages[before:-1] if "error" in m]
            assert [(m["id"], m["error"]["code"]) for m in errors] == ([answer] if answer else []), name
            assert len(editor.messages) - before == len(errors) + 1, name
        if not initialized:
            await editor.initialize()
        await editor.new()


async def test_ids_come_back_as_they_were(place: Place) -> None:
    ids = ["", "1", "x" * 10_000, "🦊", 0, -1, 2**53 + 1, 2**63 - 1, 10**30, 1.5]
    async with started(place) as editor:
        await editor.initialize()
        for id in ids:
            await editor.call_unchecked({"jsonrpc": "2.0", "id": id, "method": "session/list", "params": {}})
            echoed = editor.messages[-1]["id"]
            assert (type(echoed), echoed) == (type(id), id)


async def test_a_message_that_comes_byte_by_byte_is_one_message(place: Place) -> None:
    async with started(place, place.script([text("ok")])) as editor:
        await editor.initialize()
        session_id = await editor.new()
        params = {"sessionId": session_id, "prompt": [{"type": "text", "text": "🦊\u2028\0"}]}
        message = {"jsonrpc": "2.0", "id": "slow", "method": "session/prompt", "params": params}
        line = json.dumps(message, ensure_ascii=False).encode() + b"\r\n"
        editor.expect("slow")
        for byte in line:
            await editor.write(bytes([byte]))
        await editor.until(lambda e: e.messages[-1].get("id") == "slow")
        await editor.load(session_id)

    assert editor.text("user_message_chunk") == "🦊\u2028\0"


async def test_a_prompt_of_many_megabytes_is_taken(place: Place) -> None:
    big = "x" * 20_000_000
    resource = {"type": "resource", "resource": {"uri": (place.work / "big.txt").as_uri(), "text": big}}
    async with started(place, place.script([text("ok")])) as editor:
        await editor.initialize()
        params = {"sessionId": await editor.new(), "prompt": [{"type": "text", "text": "look"}, resource]}
        answer = await editor.call_unchecked(
            {"jsonrpc": "2.0", "id": "big", "method": "session/prompt", "params": params}
        )
    assert answer["stopReason"] == "end_turn"


async def test_nothing_but_initialize_is_served_before_it_and_nothing_is_initialized_twice(place: Place) -> None:
    async with started(place) as editor:
        with pytest.raises(Refused) as early:
            await editor.new()
        for number, version in enumerate(("one", None, True)):
            with pytest.raises(Refused) as wrong:
                await editor.call_unchecked(
                    {
                        "jsonrpc": "2.0",
                        "id": f"v{number}",
                        "method": "initialize",
                        "params": {"protocolVersion": version},
                    }
                )
            assert wrong.value.code == PARAMS
        hello = await editor.call("initialize", protocolVersion=99)
        with pytest.raises(Refused) as again:
            await editor.initialize()
        await editor.new()

    assert (early.value.code, early.value.data["reason"]) == (INVALID, "not_initialized")
    assert hello["protocolVersion"] == 1
    assert again.value.code == INVALID


async def test_what_prints_never_reaches_the_wire(place: Place) -> None:
    """A child that writes to its stdout and stderr, and to whatever else it may have inherited."""
    loud = "echo printed; echo complained >&2; for fd in 3 4 5 6 7 8 9; do echo leaked >&$fd; done 2>/dev/null; true"
    script = place.script([call("shell", "c1", command=loud)], [text("ok")])
    async with started(place, script) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        assert await editor.prompt(await editor.new(), "be loud") == "end_turn"

    # Every line was checked as a message when it came; what the command said is inside one.
    assert "printed" in str(editor.tool("c1")[-1])
    assert "leaked" not in str(editor.messages[-1])


LOUD = """
import os, threading, time

def loud():
    while os.readlink("/proc/self/fd/1") != os.readlink("/proc/self/fd/2"):
        time.sleep(0.001)  # until the wire has been moved away
    while True:
        print("printed", flush=True)
        os.write(1, b"written to 1\\n")
        time.sleep(0.01)

threading.Thread(target=loud, daemon=True).start()
"""


async def test_a_library_that_prints_all_the_time_does_not_break_the_wire(place: Place) -> None:
    site = place.root / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(LOUD)
    async with started(place, {**place.script([text("ok")]), "PYTHONPATH": str(site)}) as editor:
        await editor.initialize()
        assert await editor.prompt(await editor.new(), "hi") == "end_turn"

    said = editor.errors.read_text()
    assert "printed" in said and "written to 1" in said


async def test_an_editor_that_does_not_read_holds_up_its_own_program_and_no_other(place: Place) -> None:
    pieces = [f"{number:04d}" + "x" * 50_000 for number in range(200)]
    flood = Answer(chat(*({"content": piece} for piece in pieces)))
    async with (
        FakeProvider([flood]) as fake,
        started(place, openai(fake)) as deaf,
        started(place, place.script([text("ok")])) as other,
    ):
        await deaf.initialize()
        session_id = await deaf.new()
        prompt = asyncio.create_task(deaf.prompt(session_id, "talk"))
        await deaf.until(lambda e: e.text())
        deaf.pause_reading()
        heard = len(deaf.messages)

        await other.initialize()
        assert await other.prompt(await other.new(), "hi") == "end_turn"
        assert not prompt.done() and len(deaf.messages) == heard

        deaf.resume_reading()
        assert await prompt == "end_turn"

    assert deaf.text() == "".join(pieces)
