"""Asking the program that uses the client, on a thread of its own: it may wait for a person as long as it likes.

The thread is left behind when the program ends meanwhile: somebody who does not answer keeps nobody from leaving.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from inspect import isawaitable

from hermes_acp.client.values import Chosen, Decide, Question


class Asker:
    """Asks one thing after the other. A coroutine function is awaited instead, and then several may be open at once."""

    def __init__(self, decide: Decide) -> None:
        self._decide = decide
        self._turn = asyncio.Lock()

    async def ask(self, question: Question) -> str | None:
        """The id of an option, or None to refuse. Whatever the program raises."""
        async with self._turn:
            chosen = await self._called(question)
        return await chosen if isawaitable(chosen) else chosen

    def _called(self, question: Question) -> asyncio.Future[Chosen]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Chosen] = loop.create_future()

        def settle(result: Chosen, error: Exception | None) -> None:
            if not answer.done():
                answer.set_exception(error) if error else answer.set_result(result)

        def work() -> None:
            result: Chosen = None
            failure: Exception | None = None
            try:
                result = self._decide(question)
            except Exception as error:
                failure = error
            with suppress(RuntimeError):  # the loop has ended: nobody waits for it any more
                loop.call_soon_threadsafe(settle, result, failure)

        threading.Thread(target=work, name="hermes-decide", daemon=True).start()
        return answer
