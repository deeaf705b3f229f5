"""Shapes of answers: a session in a list, the tokens of a turn."""

from __future__ import annotations

from datetime import UTC, datetime

from hermes_acp.models.message import Usage
from hermes_acp.store.entries import SessionRecord
from hermes_acp_protocol.jsonrpc import JsonObject


def info(record: SessionRecord) -> JsonObject:
    """A session as ``session/list`` shows it."""
    return {
        "sessionId": record.id,
        "cwd": record.cwd,
        "additionalDirectories": list(record.roots),
        "title": record.title,
        "archived": record.archived,
        "updatedAt": datetime.fromtimestamp(record.updated, UTC).isoformat(timespec="milliseconds"),
    }


def usage_object(usage: Usage) -> JsonObject | None:
    """The tokens of a turn; None when the provider did not say."""
    if usage.input is None or usage.output is None:
        return None
    answer: JsonObject = {
        "inputTokens": usage.input,
        "outputTokens": usage.output,
        "totalTokens": usage.input + usage.output,
    }
    further = {
        "cachedReadTokens": usage.cached,
        "cachedWriteTokens": usage.cache_written,
        "thoughtTokens": usage.reasoning,
    }
    return {**answer, **{name: tokens for name, tokens in further.items() if tokens is not None}}
