"""What a provider said when it did not answer: its words, freed of keys, what kind of refusal it is, how long to wait.

Providers agree on little here, so kinds are found by status, by code and by the words they use.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import cast

from hermes_acp.errors import ModelErrorKind

# Patterns are texts that are compiled when something fails: the first prompt waits for this import.
_KEY = r"\b(?:Bearer\s+\S+|(?:sk|pk|gsk|xai|hf|gh[pousr]|AIza|key)[-_]?[A-Za-z0-9*][A-Za-z0-9_\-*.]{8,})"
_QUERY = r"(https?://[^\s?\"']+)\?[^\s\"']*"
_OVERFLOW = (
    r"context.?(?:length|window|size)|maximum.{0,20}tokens|prompt.{0,12}too long|too many (?:input )?tokens"
    r"|input.{0,20}too long|exceed.{0,40}(?:tokens|context)|reduce the length|maximum prompt length|model token limit"
    r"|exceeds? max(?:imum)? length|token count.{0,30}exceeds|input length should be"
)
_FILTERED = r"content.?(?:filter|policy|management)|responsible.?ai|moderation|safety system"
_BILLING = r"insufficient.?(?:quota|balance|credit|funds)|credit balance|billing|payment"
_BAD_KEY = r"api.?key.{0,12}(?:not valid|invalid|expired)|invalid.{0,12}api.?key"
_WAIT = r"(?:retry|try again|reset(?:s)?) (?:in|after) ((?:\d+(?:\.\d+)?(?:ms|[hms]) ?)+)"
_NO_MODEL = (
    r"not a valid model"
    r"|model.{0,80}(?:not.?found|not.?exist|does.?n.t exist|not.{0,12}valid|unknown|not supported|no longer|deprecated)"
    r"|(?:unknown|invalid|no such|unsupported).{0,12}model"
)
_BY_WORD: Mapping[str, ModelErrorKind] = {
    "authentication_error": "auth",
    "permission_error": "auth",
    "invalid_api_key": "auth",
    "billing_error": "billing",
    "insufficient_quota": "billing",
    "rate_limit_error": "rate_limit",
    "rate_limit_exceeded": "rate_limit",
    "overloaded_error": "overloaded",
    "server_is_overloaded": "overloaded",
    "not_found_error": "not_found",
    "model_not_found": "not_found",
    "context_length_exceeded": "context_overflow",
    "request_too_large": "context_overflow",
    "invalid_request_error": "bad_request",
    "content_filter": "filtered",
    "timeout_error": "timeout",
    "api_error": "server",
    "server_error": "server",
}
_BY_STATUS: Mapping[int, ModelErrorKind] = {
    401: "auth",
    402: "billing",
    403: "auth",
    404: "not_found",
    407: "network",
    408: "timeout",
    413: "context_overflow",
    429: "rate_limit",
    503: "overloaded",
    529: "overloaded",
}


def said_in(body: bytes) -> tuple[str, str]:
    """Message and code of an error body, in the shapes providers use."""
    try:
        value: object = json.loads(body)
    except ValueError:
        return clean(re.sub(rb"<[^>]*>", b" ", body).decode("utf-8", "replace")), ""
    if isinstance(value, list) and value:
        value = cast("list[object]", value)[0]
    if not isinstance(value, dict):
        return clean(str(cast("object", value))), ""
    outer = cast("dict[str, object]", value)
    error = outer.get("error", outer)
    if not isinstance(error, dict):
        return clean(str(error)), ""
    inner = cast("dict[str, object]", error)
    message = inner.get("message") or inner.get("detail") or outer.get("message") or ""
    return clean(str(message)), str(inner.get("code") or inner.get("type") or "")


def kind_of(status: int, said: str, code: str) -> ModelErrorKind:
    """The kind of a refusal, from its status and its words."""
    if status in (400, 403, 413, 422, 429) and _found(_BILLING, said + " " + code):
        return "billing"
    if status in (400, 403, 413, 422, 500):
        if code == "context_length_exceeded" or _found(_OVERFLOW, said):
            return "context_overflow"
        if _found(_FILTERED, said + " " + code):
            return "filtered"
    if status == 400 and _found(_BAD_KEY, said):
        return "auth"
    if status in (400, 403, 404, 422) and (code == "model_not_found" or _found(_NO_MODEL, said)):
        return "not_found"
    if kind := _BY_STATUS.get(status):
        return kind
    if kind := _BY_WORD.get(code):
        return kind
    return "server" if status >= 500 or status in (409, 425) else "bad_request"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the provider asked us to wait (RFC 9110, section 10.2.3); None when it did not say anything usable."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d+(?:\.\d+)?", value):
            return float(value) / unit
        if value.endswith("GMT"):
            return _until(value)
    return None


def told_to_wait(said: str) -> float | None:
    """The same where a provider says it in words: ``try again in 6m0.5s``."""
    if (found := _found(_WAIT, said)) is None:
        return None
    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    return sum(float(number) * units[unit.lower()] for number, unit in re.findall(r"([\d.]+)(ms|[hms])", found[1]))


def clean(text: str, limit: int = 300) -> str:
    """Text of a provider without keys and URL queries, on one line, shortened."""
    text = re.sub(_QUERY, r"\1", re.sub(_KEY, "[key]", " ".join(text.split())))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _until(date: str) -> float | None:
    import time
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return None


def _found(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL)
