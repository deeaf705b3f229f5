"""The log of one session: nothing is lost, and nothing overtakes."""

from __future__ import annotations

import asyncio
import threading

from hermes_acp.agent.events import ModeChanged
from hermes_acp.agent.log import SessionLog
from hermes_acp.privacy.secrets import Redactor
from hermes_acp.store.entries import SessionRecord
from hermes_acp.store.memory import MemoryStore


async def test_a_write_that_nobody_waits_for_any_more_is_not_overtaken() -> None:
    masking, go_on = threading.Event(), threading.Event()

    def redactor() -> Redactor | None:
        if not masking.is_set():
            masking.set()
            assert go_on.wait(5)
        return None

    store = MemoryStore()
    await store.create(SessionRecord("s", "/"))
    log = SessionLog(store, "s", redactor)
    async with asyncio.timeout(5):
        first = asyncio.create_task(log.hear(ModeChanged("plan")))
        await asyncio.to_thread(masking.wait, 5)
        first.cancel()
        await asyncio.wait([first])
        second = asyncio.create_task(log.hear(ModeChanged("edits")))
        closing = asyncio.create_task(log.close())
        written_before, _ = await asyncio.wait([second, closing], timeout=0.1)
        go_on.set()
        await asyncio.gather(second, closing)

    assert written_before == set()
    assert [entry.data["mode"] for entry in await store.read("s")] == ["plan", "edits"]
