"""Asks with another key when one is refused: a Model around the models of several keys.

429: once more with the same key, then the next one, and the key rests an hour. 402: the next one at once, an hour.
401: a fresh token where the sign-in yields one, else the next one, five minutes. A reply that has begun is never
taken over. When every key rests, the caller is told, and a fallback may go on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from hermes_acp.errors import ModelError, ModelErrorKind, UserError
from hermes_acp.models.model import Delta, Model, Request, Waiting
from hermes_acp.models.pool import HOUR, RESTS, Pool
from hermes_acp.models.retry import LONGEST_PAUSE, pause_before

if TYPE_CHECKING:
    from hermes_acp.models.credentials import Credential
    from hermes_acp.models.endpoint import Endpoint

    Fresh = Callable[[Credential, bool], Awaitable[Endpoint]]
    """Where to ask with a key, made fresh when it has run out, or in any case. ModelError, AuthRequired."""

STATUS = {"rate_limit": 429, "billing": 402, "auth": 401}
"""Kinds of refusal another key may not share, and the status they stand for."""


class Pooled:
    """Implements ``Model``."""

    def __init__(
        self,
        pool: Pool,
        fresh: Fresh,
        speak: Callable[[Endpoint], Model],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``speak`` makes the model of an address with its key."""
        first = speak(pool.endpoint)
        self.name = first.name
        self.window = first.window
        self._pool = pool
        self._fresh = fresh
        self._speak = speak
        self._sleep = sleep

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """Ask with one key after the other; see ``Model.stream``."""
        passed: set[str] = set()
        failure: ModelError | UserError | None = None
        while (key := await asyncio.to_thread(self._pool.pick, passed)) is not None:
            if failure is not None:
                yield Waiting(f"{failure} Going on with another key of {self._pool.label}: {key.label}.")
            for attempt in (1, 2):
                begun = False
                try:
                    # After a refusal the second attempt is made with a fresh token, where there is one to be had.
                    endpoint = await self._fresh(key, attempt == 2 and _kind(failure) == "auth")
                    async with aclosing(self._ask(endpoint, request)) as deltas:
                        async for delta in deltas:
                            begun = begun or not isinstance(delta, Waiting)
                            yield delta
                    return
                except UserError as error:
                    failure = error
                    break
                except ModelError as error:
                    if begun or error.kind not in STATUS:
                        raise
                    failure = error
                    again = attempt == 1 and await self._worth_another(key, error)
                    if not again:
                        break
                    if error.kind == "rate_limit":
                        pause = pause_before(2, error)
                        yield Waiting(f"{error} Asking again in {pause:.0f} s with the same key.")
                        await self._sleep(pause)
            passed.add(key.id)
            await self._rest(key, failure)
        raise failure or await asyncio.to_thread(self._all_rest)

    def _ask(self, endpoint: Endpoint, request: Request) -> AsyncGenerator[Delta, None]:
        return cast("AsyncGenerator[Delta, None]", self._speak(endpoint).stream(request))

    async def _worth_another(self, key: Credential, error: ModelError) -> bool:
        """Whether the same key is tried once more: after a passing 429, or when a fresh token can be had."""
        if error.kind == "auth":
            return bool(key.refresh_token) or self._pool.exchanges
        alone = len(await asyncio.to_thread(self._pool.all)) == 1
        # A pool of one leaves waiting to whoever waits for every model; a long pause is no passing one.
        return error.kind == "rate_limit" and not alone and (error.retry_after or 0.0) <= LONGEST_PAUSE

    async def _rest(self, key: Credential, failure: ModelError | UserError | None) -> None:
        """Leave the key alone for a while, unless it is the only one: then nothing would be left."""
        if len(await asyncio.to_thread(self._pool.all)) == 1:
            return
        status, asked = 401, 0.0
        if isinstance(failure, ModelError):
            status, asked = failure.status or STATUS[failure.kind], failure.retry_after or 0.0
        await asyncio.to_thread(self._pool.rest, key, status, max(RESTS.get(status, HOUR), asked))

    def _all_rest(self) -> ModelError:
        """Blocks."""
        from hermes_acp.models.retry import spoken

        keys = self._pool.all()
        if not keys:
            return ModelError("auth", f"There is no key for {self._pool.label} any more.", again=False)
        first = min(keys, key=lambda key: key.rests_until)
        left = max(0.0, first.rests_until - time.time())
        kinds: dict[int, ModelErrorKind] = {402: "billing", 401: "auth", 403: "auth"}
        kind = kinds.get(first.status or 429, "rate_limit")
        text = (
            f"Every key of {self._pool.label} rests after refusals; the first is back in {spoken(left)}. "
            f"To use them all the same: hermes auth reset {self._pool.endpoint.provider}"
        )
        return ModelError(kind, text, retry_after=left, again=False)


def _kind(failure: ModelError | UserError | None) -> str:
    return failure.kind if isinstance(failure, ModelError) else ""
