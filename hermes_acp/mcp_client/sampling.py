"""Our model, lent to a server: only where the settings say so, only so often, only so much.

Source: https://modelcontextprotocol.io/specification/2026-07-28/client/sampling
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import cast

from hermes_acp.errors import HermesError
from hermes_acp.mcp_client.config import SamplingLimits
from hermes_acp.models.message import AssistantMessage, Image, Message, Text, UserMessage
from hermes_acp.models.model import Delta, Finished, Model, Request
from hermes_acp_protocol.framing import JsonObject
from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, INVALID_REQUEST, RpcError
from hermes_acp_protocol.mcp.content import ImageBlock, TextBlock
from hermes_acp_protocol.mcp.questions import SampleMessage, SampleWish, sampled

OpenModel = Callable[[str | None], Awaitable[Model]]
"""The model of that name, or the session's."""


class Sampler:
    """Answers one server's wishes within its limits."""

    def __init__(self, limits: SamplingLimits, open_model: OpenModel) -> None:
        self._limits, self._open = limits, open_model
        self._made: deque[float] = deque()

    async def __call__(self, wish: SampleWish) -> JsonObject:
        """What the model says. RpcError when it may not be asked, or did not answer."""
        if wish.with_tools:
            raise RpcError(INVALID_PARAMS, "Tools are not offered for sampling here.")
        self._count()
        try:
            async with asyncio.timeout(self._limits.timeout):
                return await self._ask(wish)
        except TimeoutError:
            raise RpcError(INVALID_REQUEST, "The model did not answer in time.") from None
        except HermesError as error:
            raise RpcError(INVALID_REQUEST, f"The model could not be asked: {error}") from None

    def _count(self) -> None:
        now = time.monotonic()
        while self._made and self._made[0] < now - 60:
            self._made.popleft()
        if len(self._made) >= self._limits.per_minute:
            raise RpcError(INVALID_REQUEST, f"No more than {self._limits.per_minute} samples a minute are given here.")
        self._made.append(now)

    def _chosen(self, hints: Sequence[str]) -> str | None:
        """The model that answers: one that the server names and may have, else the one that is set."""
        allowed = self._limits.allowed
        hinted = (name for hint in hints for name in allowed if hint in name)
        return next(hinted, self._limits.model or next(iter(allowed), None))

    async def _ask(self, wish: SampleWish) -> JsonObject:
        model = await self._open(self._chosen(wish.hints))
        history = [_message(index, message) for index, message in enumerate(wish.messages)]
        limit = max(1, min(wish.max_tokens, self._limits.max_tokens))
        request = Request(wish.system or "", history, max_tokens=limit)
        finished: Finished | None = None
        deltas = cast("AsyncGenerator[Delta, None]", model.stream(request))
        async with aclosing(deltas):
            async for delta in deltas:
                if isinstance(delta, Finished):
                    finished = delta
        if finished is None:
            raise RpcError(INVALID_REQUEST, "The model broke off.")
        words = "".join(part.text for part in finished.message.parts if isinstance(part, Text))
        stop = "maxTokens" if finished.message.stop == "max_tokens" else "endTurn"
        return sampled(model.name, words, stop)


def _message(index: int, message: SampleMessage) -> Message:
    """One message in our own form. RpcError for what a model cannot be given."""
    parts: list[Text | Image] = []
    for block in message.content:
        match block:
            case TextBlock(text):
                parts.append(Text(text))
            case ImageBlock(data, mime_type) if message.role == "user":
                parts.append(Image(data, mime_type))
            case _:
                raise RpcError(INVALID_PARAMS, "Only text, and images of the user, can be sampled from here.")
    if message.role == "user":
        return UserMessage(f"sample-{index}", tuple(parts))
    return AssistantMessage(f"sample-{index}", tuple(part for part in parts if isinstance(part, Text)), "")
