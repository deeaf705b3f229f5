"""What went wrong at a provider, as a ModelError a person can act on.

Turns statuses, error bodies and transport exceptions into kinds (``errors.ModelErrorKind``) and sentences. What a
provider said is shortened and freed of keys and URL queries before anybody sees it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import cast

from hermes_acp.errors import ModelError, ModelErrorKind
from hermes_acp.models.endpoint import Endpoint

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


def from_status(endpoint: Endpoint, model: str, status: int, headers: Mapping[str, str], body: bytes) -> ModelError:
    """The error of an answer that is not 200."""
    said, code = _said(body)
    if 300 <= status < 400:
        text = f"{endpoint.host} answered with a redirect, and keys are never sent along. Set the base URL it moved to."
        return ModelError("bad_request", text, status=status)
    kind = _kind(status, said, code)
    wait = retry_after(headers)
    if wait is None and status in (429, 503) and (told := _told_to_wait(said)) is not None:
        kind, wait = "rate_limit" if status == 429 else kind, told
    return ModelError(
        kind, _sentence(endpoint, model, kind, status, said), status=status, retry_after=wait, detail=said
    )


def from_event(endpoint: Endpoint, model: str, error: object) -> ModelError:
    """The error a provider reported inside a stream that had begun well."""
    said, code = _said(json.dumps({"error": error}).encode())
    status = int(code) if code.isdecimal() else None
    kind = _kind(status or 500, said, code)
    return ModelError(kind, _sentence(endpoint, model, kind, status, said), status=status, detail=said)


def from_transport(endpoint: Endpoint, error: Exception) -> ModelError:
    """The error of a connection that could not be made or did not last."""
    import httpx2

    if isinstance(error, httpx2.ConnectTimeout):
        return ModelError("network", f"{endpoint.host} did not accept a connection in time. Check network and proxy.")
    if isinstance(error, httpx2.TimeoutException | TimeoutError):
        text = f"{endpoint.label} ({endpoint.host}) went silent, and the request was given up. Send it again."
        return ModelError("timeout", text)
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        return ModelError("bad_request", f"The base URL of {endpoint.label} is not an http(s) URL. Correct it.")
    cause = clean(_root(error))
    if isinstance(error, httpx2.ConnectError) and endpoint.local and _refused(error):
        text = f"Nothing listens at {endpoint.host}: the server is not running. Start it, then send again."
        return ModelError("network", text, detail=cause, again=False)
    if isinstance(error, httpx2.ConnectError):
        hint = "Is the local server running?" if endpoint.local else "Check the network, the host name and the proxy."
        return ModelError("network", f"Cannot reach {endpoint.host}: {cause}. {hint}", detail=cause)
    if isinstance(error, httpx2.ProxyError):
        return ModelError("network", f"The proxy refused the way to {endpoint.host}: {cause}. Check HTTPS_PROXY.")
    text = f"The connection to {endpoint.label} ({endpoint.host}) broke: {cause}."
    return ModelError("network", text, detail=cause)


def malformed(endpoint: Endpoint, what: str) -> ModelError:
    """The error of an answer that came, and is not what the dialect says."""
    text = f"{endpoint.label} ({endpoint.host}) sent an answer that cannot be read: {what}."
    return ModelError("malformed", text, detail=what)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the provider asked us to wait (RFC 9110, section 10.2.3); None when it did not say anything usable."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d+(?:\.\d+)?", value):
            return float(value) / unit
        if value.endswith("GMT"):
            return _until(value)
    return None


def _found(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL)


def _told_to_wait(said: str) -> float | None:
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


def _said(body: bytes) -> tuple[str, str]:
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


def _kind(status: int, said: str, code: str) -> ModelErrorKind:
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


def _sentence(endpoint: Endpoint, model: str, kind: ModelErrorKind, status: int | None, said: str) -> str:
    who = f"{endpoint.label} ({endpoint.host})"
    quoted = f' It said: "{said}"' if said else ""
    match kind:
        case "auth":
            what = f"{who} did not accept the request"
            if status == 403:
                return (
                    f"{what} for model {model!r}: the account or the key may lack access.{quoted} {_key_hint(endpoint)}"
                )
            return f"{what}. {_key_hint(endpoint)}{quoted}"
        case "billing":
            return f"{who} wants payment or the quota is used up. Check the account, or choose another model.{quoted}"
        case "rate_limit":
            return f"{who} limits the rate of requests.{quoted}"
        case "overloaded":
            return f"{who} is overloaded (status {status}).{quoted}"
        case "not_found":
            named = f"has no model {model!r} for this key, or the base URL is wrong" if model else "has no such address"
            return f"{who} {named}. Look it up, and set one with /model {endpoint.provider}:NAME.{quoted}"
        case "context_overflow":
            return f"The conversation is too long for {model!r}. Compact it or start a new session.{quoted}"
        case "filtered":
            return f"{who} blocked this request by its content policy. Rephrase it.{quoted}"
        case "network":
            return f"The way to {who} is closed (status {status}): check proxy settings.{quoted}"
        case "timeout":
            return f"{who} took too long (status {status}). Send it again.{quoted}"
        case "server":
            return f"{who} failed (status {status}).{quoted}"
        case "bad_request" | "malformed":
            return f"{who} did not understand the request for {model!r} (status {status}).{quoted}"


def _key_hint(endpoint: Endpoint) -> str:
    name = endpoint.key_names[0] if endpoint.key_names else "the key"
    used = f"The key came from {endpoint.key_source}. " if endpoint.key_source else ""
    where = f" or in {endpoint.env_file}" if endpoint.env_file else ""
    return f"{used}Set a working {name} in the environment{where}."


def _refused(error: BaseException) -> bool:
    """Whether the system said that nobody listens on the port."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ConnectionRefusedError):
            return True
        if isinstance(seen, BaseExceptionGroup):
            return any(_refused(inner) for inner in cast("BaseExceptionGroup[BaseException]", seen).exceptions)
        seen = seen.__cause__ or seen.__context__
    return False


def _root(error: BaseException) -> str:
    """The words of the innermost cause, which names what the system said."""
    words = str(error)
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
        words = str(error) or words
    return words or type(error).__name__
