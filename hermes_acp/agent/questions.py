"""Asking: a question is put to the session's own client and shown to every other face of this machine.

Whoever answers first has answered; the other is told that it is over. What the session does follows from the state in
the store alone. Where the store cannot be written, the session's own client is asked as if there were no other.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from hermes_acp.agent.events import QuestionAsked, QuestionSettled
from hermes_acp.agent.waiting import SCOPE, Waiting, alive, described, holder, state
from hermes_acp.approval.questions import Question, Reply
from hermes_acp.errors import StoreError

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.store.store import Store

LOOK = 0.1
"""Seconds between two looks for an answer of somebody else."""
BEAT = 30.0
"""Seconds between two signs of life of one who asks."""
KEPT = 3600.0
"""Seconds for which a settled question can still be looked up."""
OWN = "the session's own client"

Put = Callable[[Question], Awaitable[Reply]]


async def ask(session: Session, question: Question, put: Put) -> Reply:
    """The answer to a question, whoever gives it."""
    store, load = session.services.store, session.services.redactor
    redactor = await asyncio.to_thread(load) if load else None
    mask = redactor.redact if redactor else str
    shown = await asyncio.to_thread(described, session.id, question, time.time(), mask)
    question = replace(question, id=os.urandom(4).hex())
    try:
        await tidy(store)
        await store.remember(SCOPE, question.id, shown)
    except StoreError:
        return await put(replace(question, id=""))
    await session.say(QuestionAsked(question.id, question.call_id, question.title))
    asked, by = Asked(store, question.id, shown), OWN
    reply = Reply(None)
    try:
        reply, by = await asked.answer(put(question))
    finally:
        await asyncio.shield(asked.close())
        await asyncio.shield(session.say(QuestionSettled(question.id, question.call_id, reply.option_id, by)))
    return reply


class Asked:
    """One question while it waits."""

    def __init__(self, store: Store, question_id: str, shown: Waiting) -> None:
        self._store = store
        self._id = question_id
        self._shown = shown
        """As it is kept, unless somebody changed it."""

    async def answer(self, putting: Awaitable[Reply]) -> tuple[Reply, str]:
        """The first answer, and who gave it."""
        own = asyncio.ensure_future(putting)
        others = asyncio.create_task(self._watch())
        try:
            await asyncio.wait([own, others], return_when=asyncio.FIRST_COMPLETED)
            if own.done() and not others.done():
                reply = own.result()
                if await self._move("settled", option=reply.option_id, by=OWN):
                    return reply, OWN
            return await self._taken(await others)
        finally:
            own.cancel()
            others.cancel()
            await asyncio.wait([own, others])

    async def close(self) -> None:
        """Nobody waits any more; an answer that comes now is too late."""
        if state(self._shown) == "open" and not await self._move("gone"):
            kept = (await self._store.recall(SCOPE)).get(self._id)
            if kept is not None and state(kept) == "answered":
                await self._store.exchange(SCOPE, self._id, kept, {**kept, "state": "gone", "ended": time.time()})

    async def _taken(self, answered: Waiting) -> tuple[Reply, str]:
        """Take somebody's answer; they see that it was taken."""
        self._shown = answered
        option, note = answered.get("option"), str(answered.get("note") or "")
        if not await self._move("settled"):
            return Reply(None, unavailable="the answer was taken back"), OWN
        return Reply(str(option), note=note), str(answered.get("by"))

    async def _watch(self) -> Waiting:
        """Wait until somebody else has answered, and give signs of life meanwhile."""
        beaten = time.monotonic()
        while True:
            await asyncio.sleep(LOOK)
            kept = (await self._store.recall(SCOPE)).get(self._id)
            if kept is None:
                await asyncio.Future()  # somebody cleared the store: the session's own client still answers
            elif state(kept) == "answered":
                return kept
            elif time.monotonic() - beaten > BEAT:
                beaten = time.monotonic()
                await self._move("open", holder=await asyncio.to_thread(holder))

    async def _move(self, to: str, **more: object) -> bool:
        """One step in its life; false when somebody else made one first."""
        after = {**self._shown, **more, "state": to, **({} if to == "open" else {"ended": time.time()})}
        moved = await self._store.exchange(SCOPE, self._id, self._shown, after)
        if moved:
            self._shown = after
        return moved


async def tidy(store: Store) -> None:
    """Forget questions that were settled long ago, or whose process is gone."""
    now = time.time()
    for question_id, kept in (await store.recall(SCOPE)).items():
        ended, asked = kept.get("ended"), kept.get("asked")
        last = ended if isinstance(ended, int | float) else asked if isinstance(asked, int | float) else 0
        if now - last > KEPT and (state(kept) != "open" or not await asyncio.to_thread(alive, kept)):
            await store.forget(SCOPE, question_id)
