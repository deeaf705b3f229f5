"""Asking a model something small, through the code that real turns go through: does it answer.

For setup and doctor. Failures come as ModelError, whose sentence says what to do.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

from hermes_acp.errors import ModelError
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.models.model import Finished, Model, Request
from hermes_acp.models.retry import Retrying

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from hermes_acp.models.model import Delta

PROMPT = "Answer with the one word: ready"
TOKENS = 256
"""Enough for a word and a little reasoning before it."""
ANSWER_SECONDS = 120.0
"""A server on the person's machine may have to load the model first."""


async def answer(model: Model, seconds: float = ANSWER_SECONDS) -> str:
    """What the model says to a tiny request, on one line; may be empty. ModelError at the first failure."""
    if isinstance(model, Retrying):
        model = model.model  # the person waits for a verdict, and is the one to say "again"
    request = Request("", (UserMessage("trial", (Text(PROMPT),)),), max_tokens=TOKENS)
    said = ""
    try:
        # Every Model here streams by an async generator, which wants closing when it is left early.
        async with asyncio.timeout(seconds), aclosing(cast("AsyncGenerator[Delta]", model.stream(request))) as deltas:
            async for delta in deltas:
                if isinstance(delta, Finished):
                    said = delta.message.text
    except TimeoutError as error:
        raise ModelError("timeout", f"{model.name} did not finish a one-word answer in {seconds:g} s.") from error
    return " ".join(said.split())[:80]
