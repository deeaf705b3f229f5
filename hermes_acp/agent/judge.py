"""Puts a case to a second model, for the approver. What is asked and what counts as an answer: ``approval.judge``."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from hermes_acp.agent.compaction.compactor import whole
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.models.model import Model, Request

if TYPE_CHECKING:
    from hermes_acp.approval.judge import Case, Judge

SECONDS = 20.0
"""A judge that takes longer leaves the question to the person."""
TOKENS = 300


def model_judge(open_model: Callable[[str], Awaitable[Model]], name: str) -> Judge:
    """A judge that asks the model of this name. It raises ModelError, ConfigError or TimeoutError."""

    async def ask(case: Case) -> str:
        async with asyncio.timeout(SECONDS):
            model = await open_model(name)
            facts = UserMessage(os.urandom(16).hex(), (Text(case.facts),))
            finished = await whole(model, Request(case.rules, (facts,), max_tokens=TOKENS))
        return finished.message.text

    return ask
