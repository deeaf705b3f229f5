"""What a peer promises, over every link: in memory and over real pipes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from hermes_acp_protocol.jsonrpc import JsonObject, RpcError
from hermes_acp_protocol.link import Link
from hermes_acp_protocol.peer import Answer, ConnectionClosed, Peer
from support.links import WAIT, Kind, Raw, ends, served


@pytest.fixture(params=["memory", "pipes"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    yield request.param


def call(id: Any, method: str, **params: Any) -> JsonObject:
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


def told(method: str, **params: Any) -> JsonObject:
    return {"jsonrpc": "2.0", "method": method, "params": params}


def result(id: Any, value: Any) -> JsonObject:
    return {"jsonrpc": "2.0", "id": id, "result": value}


def error(id: Any, code: int, message: str, **data: Any) -> JsonObject:
    return {"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message, "data": data}}


class Sleeper:
    """A handler that waits until it is cancelled, or let go."""

    def __init__(self, when_cancelled: JsonObject | None = None) -> None:
        self.started = asyncio.Event()
        self.let_go = asyncio.Event()
        self.runs = 0
        self.when_cancelled = when_cancelled

    async def __call__(self, params: JsonObject) -> JsonObject:
        self.runs += 1
        self.started.set()
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            if self.when_cancelled is None:
                raise
            return self.when_cancelled
        return {"slept": True}


async def test_two_peers_call_each_other_with_overlapping_ids(kind: Kind) -> None:
    near, far = ends(kind)

    async def ask_back(params: JsonObject) -> Any:
        return await left.call("double", params)

    async def double(params: JsonObject) -> Any:
        return {"twice": [params["x"], params["x"]]}

    left = Peer(near, {"ask_back": ask_back}, {})
    right = Peer(far, {"double": double}, {})
    serving = [asyncio.create_task(peer.serve()) for peer in (left, right)]
    async with asyncio.timeout(WAIT):
        answers = await asyncio.gather(*(right.call("ask_back", {"x": x}) for x in range(50)))
        assert answers == [{"twice": [x, x]} for x in range(50)]
        await far.close()
        await asyncio.gather(*serving)


async def test_an_error_answer_raises_what_the_other_side_said(kind: Kind) -> None:
    async with served(*ends(kind)) as one:
        asked = asyncio.create_task(one.peer.call("x", {"a": 1}))
        assert await one.raw.read() == call(1, "x", a=1)
        await one.raw.write({"jsonrpc": "2.0", "id": 1, "error": {"code": -32002, "message": "gone", "data": [1]}})
        with pytest.raises(RpcError, match="gone") as caught:
            await asked
        assert (caught.value.code, caught.value.data) == (-32002, [1])


async def test_notifications_are_handled_in_order_of_arrival(kind: Kind) -> None:
    heard: list[Any] = []

    async def hear(params: JsonObject) -> None:
        await asyncio.sleep(0)
        heard.append(params["n"])

    async with served(*ends(kind), notifications={"n": hear}) as one:
        await one.raw.write(*(told("n", n=n) for n in range(500)))
        await one.raw.alive()
        assert heard == list(range(500))


async def test_a_notification_finds_the_request_before_it_started(kind: Kind) -> None:
    prompt = Sleeper()

    async def cancel(params: JsonObject) -> None:
        assert prompt.started.is_set()
        prompt.let_go.set()

    async with served(*ends(kind), {"prompt": prompt}, {"cancel": cancel}) as one:
        await one.raw.write(call(1, "prompt"), told("cancel"))
        assert await one.raw.read() == result(1, {"slept": True})


async def test_requests_are_served_side_by_side(kind: Kind) -> None:
    slow = Sleeper()
    async with served(*ends(kind), {"slow": slow}) as one:
        await one.raw.write(call(1, "slow"))
        await one.raw.alive()
        slow.let_go.set()
        assert await one.raw.read() == result(1, {"slept": True})


async def test_a_cancelled_request_is_answered_with_32800(kind: Kind) -> None:
    slow = Sleeper()
    async with served(*ends(kind), {"slow": slow}) as one:
        await one.raw.write(call("a", "slow"))
        await slow.started.wait()
        await one.raw.write(told("$/cancel_request", requestId="a"))
        assert await one.raw.read() == error("a", -32800, "The request was cancelled.", reason="cancelled")


async def test_a_cancelled_handler_may_still_answer(kind: Kind) -> None:
    slow = Sleeper(when_cancelled={"stopReason": "cancelled"})
    async with served(*ends(kind), {"slow": slow}) as one:
        await one.raw.write(call("a", "slow"))
        await slow.started.wait()
        await one.raw.write(told("$/cancel_request", requestId="a"), told("$/cancel_request", requestId="a"))
        assert await one.raw.read() == result("a", {"stopReason": "cancelled"})
        await one.raw.alive()


async def test_a_second_cancel_does_not_disturb_the_cleaning_up(kind: Kind) -> None:
    started, cleaning, clean = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def tidy(params: JsonObject) -> JsonObject:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cleaning.set()
            await clean.wait()
        return {}

    async with served(*ends(kind), {"tidy": tidy}) as one:
        await one.raw.write(call(1, "tidy"))
        await started.wait()
        await one.raw.write(told("$/cancel_request", requestId=1))
        await cleaning.wait()
        await one.raw.write(told("$/cancel_request", requestId=1))
        await one.raw.alive()
        clean.set()
        assert (await one.raw.read())["error"]["code"] == -32800


async def test_a_cancel_in_the_same_write_gets_one_answer(kind: Kind) -> None:
    slow = Sleeper()
    async with served(*ends(kind), {"slow": slow}) as one:
        await one.raw.write(call(5, "slow"), told("$/cancel_request", requestId=5))
        assert await one.raw.read() == error(5, -32800, "The request was cancelled.", reason="cancelled")
        await one.raw.alive()


async def test_a_cancel_for_an_unknown_or_impossible_id_is_ignored(kind: Kind) -> None:
    async with served(*ends(kind)) as one:
        ids: tuple[Any, ...] = (99, "x", None, True, {}, [1])
        for id in ids:
            await one.raw.write(told("$/cancel_request", requestId=id))
        await one.raw.write(told("$/cancel_request"))
        await one.raw.alive()


async def test_a_cancelled_caller_tells_the_other_side(kind: Kind) -> None:
    async with served(*ends(kind)) as one:
        asked = asyncio.create_task(one.peer.call("slow", {}))
        assert await one.raw.read() == call(1, "slow")
        asked.cancel()
        assert await one.raw.read() == told("$/cancel_request", requestId=1)
        await one.raw.write(result(1, {"too": "late"}))
        await one.raw.alive()
        with pytest.raises(asyncio.CancelledError):
            await asked


async def test_a_duplicate_id_in_flight_is_neither_run_nor_answered(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    slow = Sleeper()
    async with served(*ends(kind), {"slow": slow}) as one:
        await one.raw.write(call(7, "slow"), call(7, "slow"))
        await one.raw.alive()
        slow.let_go.set()
        assert await one.raw.read() == result(7, {"slept": True})
        assert slow.runs == 1
        assert [record.message for record in caplog.records] == ["ignored a request whose id is already in flight"]
        await one.raw.write(call(7, "slow"))
        assert await one.raw.read() == result(7, {"slept": True})


async def test_what_follows_an_answer_comes_right_after_it(kind: Kind) -> None:
    async def new(params: JsonObject) -> Answer:
        async def then() -> None:
            await one.peer.notify("session/update", {"n": 1})

        return Answer({"sessionId": "s"}, then)

    async with served(*ends(kind), {"new": new}) as one:
        await one.raw.write(call(1, "new"))
        assert await one.raw.read() == result(1, {"sessionId": "s"})
        assert await one.raw.read() == told("session/update", n=1)


@pytest.mark.parametrize("when", ["before the end", "at the end"])
async def test_the_end_does_not_wait_for_what_follows_an_answer(kind: Kind, when: str) -> None:
    asked, following = asyncio.Event(), asyncio.Event()

    async def then() -> None:
        following.set()
        await asyncio.Event().wait()

    async def open_session(params: JsonObject) -> Answer:
        asked.set()
        if when == "at the end":
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        return Answer({"sessionId": "s"}, then)

    async with asyncio.timeout(WAIT), served(*ends(kind), {"new": open_session}) as one:
        await one.raw.write(call(1, "new"))
        await (asked if when == "at the end" else following).wait()
    assert following.is_set() == (when == "before the end")


async def test_updates_of_a_handler_come_before_its_answer(kind: Kind) -> None:
    async def prompt(params: JsonObject) -> JsonObject:
        for n in range(100):
            await one.peer.notify("session/update", {"n": n})
        return {}

    async with served(*ends(kind), {"prompt": prompt}) as one:
        await one.raw.write(call(1, "prompt"))
        expected = [told("session/update", n=n) for n in range(100)] + [result(1, {})]
        assert [await one.raw.read() for _ in expected] == expected


async def test_a_fault_of_ours_is_32603_with_a_reference_into_the_log(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(params: JsonObject) -> JsonObject:
        raise ValueError("the secret is 42")

    async with served(*ends(kind), {"broken": broken}) as one:
        await one.raw.write(call(1, "broken"))
        answer = await one.raw.read()
        ref = answer["error"]["data"]["ref"]
        expected = error(1, -32603, f"Internal error; see the log for {ref}.", reason="internal", ref=ref)
        assert answer == expected
        (record,) = caplog.records
        assert record.levelno == logging.ERROR and ref in record.message and "42" in caplog.text
        await one.raw.alive()


@pytest.mark.parametrize("unsayable", [float("nan"), float("inf"), {1, 2}, object()])
async def test_a_result_that_json_cannot_say_is_a_fault_of_ours(kind: Kind, unsayable: Any) -> None:
    async def broken(params: JsonObject) -> Any:
        return {"value": unsayable}

    async with served(*ends(kind), {"broken": broken}) as one:
        await one.raw.write(call(1, "broken"))
        assert (await one.raw.read())["error"]["code"] == -32603
        await one.raw.alive()


async def test_an_rpc_error_travels_as_raised_and_always_has_a_reason(kind: Kind) -> None:
    async def sign_in_first(params: JsonObject) -> JsonObject:
        raise RpcError(-32000, "Sign in first.", {"details": "no key"})

    async def in_a_group(params: JsonObject) -> JsonObject:
        async with asyncio.TaskGroup() as group:
            group.create_task(sign_in_first(params))
        return {}

    async with served(*ends(kind), {"a": sign_in_first, "b": in_a_group}) as one:
        for id, method in enumerate("ab"):
            await one.raw.write(call(id, method))
            expected = error(id, -32000, "Sign in first.", reason="auth_required", details="no key")
            assert await one.raw.read() == expected


async def test_a_failing_notification_handler_is_a_log_line(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(params: JsonObject) -> None:
        raise ValueError("nobody to tell")

    async def stray(params: JsonObject) -> None:
        raise asyncio.CancelledError

    async with served(*ends(kind), notifications={"n": broken, "m": stray}) as one:
        await one.raw.write(told("n"), told("m"))
        await one.raw.alive()
        assert "nobody to tell" in caplog.text


async def test_the_end_fails_calls_and_cancels_handlers(kind: Kind) -> None:
    slow = Sleeper(when_cancelled={})
    async with served(*ends(kind), {"slow": slow}) as one:
        await one.raw.write(call(1, "slow"))
        asked = asyncio.create_task(one.peer.call("x", {}))
        assert await one.raw.read() == call(1, "x")
        await slow.started.wait()
        await one.hang_up()
        with pytest.raises(ConnectionClosed):
            await asked
        with pytest.raises(ConnectionClosed):
            await one.peer.call("x", {})
        with pytest.raises(ConnectionClosed):
            await one.peer.notify("x", {})


async def test_cancelling_serve_ends_everything(kind: Kind) -> None:
    slow = Sleeper()
    near, far = ends(kind)
    peer = Peer(near, {"slow": slow}, {})
    serving = asyncio.create_task(peer.serve())
    raw = Raw(far)
    await raw.write(call(1, "slow"))
    await slow.started.wait()
    serving.cancel()
    async with asyncio.timeout(WAIT):
        with pytest.raises(asyncio.CancelledError):
            await serving
        assert (await raw.read())["error"]["code"] == -32800
        await far.close()


async def test_a_sender_waits_while_nobody_reads(kind: Kind) -> None:
    near, far = ends(kind)
    sent = 0
    line = b"x" * 100_000 + b"\n"

    async def flood() -> None:
        nonlocal sent
        while True:
            await near.send(line)
            sent += 1

    flooding = asyncio.create_task(flood())
    before = -1
    async with asyncio.timeout(WAIT):
        while before != sent:
            before = sent
            await asyncio.sleep(0.05)  # quiet for this long means that it waits
        assert 10 < sent < 200
        received = 0
        while received < 200:
            received += len(await far.receive())
        assert sent >= 200 - 4
    flooding.cancel()
    await asyncio.gather(near.close(), drain(far))


async def drain(link: Link) -> None:
    async with asyncio.timeout(WAIT):
        while await link.receive():
            pass
    await link.close()
