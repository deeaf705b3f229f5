"""What went wrong at a provider, as a ModelError a person can act on.

Turns statuses, error bodies (read in ``refusals``) and transport exceptions into kinds and sentences.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from hermes_acp.errors import ModelError, ModelErrorKind
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.net.trouble import BadAddress, BadAnswer, BadHeader, ConnectTimeout, ProxyRefused, Unreachable
from hermes_acp.models.refusals import clean, kind_of, retry_after, said_in, told_to_wait


def from_status(endpoint: Endpoint, model: str, status: int, headers: Mapping[str, str], body: bytes) -> ModelError:
    """The error of an answer that is not 200."""
    said, code = said_in(body)
    if 300 <= status < 400:
        text = f"{endpoint.host} answered with a redirect, and keys are never sent along. Set the base URL it moved to."
        return ModelError("bad_request", text, status=status)
    kind = kind_of(status, said, code)
    wait = retry_after(headers)
    if wait is None and status in (429, 503) and (told := told_to_wait(said)) is not None:
        kind, wait = "rate_limit" if status == 429 else kind, told
    return ModelError(
        kind, _sentence(endpoint, model, kind, status, said), status=status, retry_after=wait, detail=said
    )


def from_event(endpoint: Endpoint, model: str, error: object) -> ModelError:
    """The error a provider reported inside a stream that had begun well."""
    said, code = said_in(json.dumps({"error": error}).encode())
    status = int(code) if code.isdecimal() else None
    kind = kind_of(status or 500, said, code)
    return ModelError(kind, _sentence(endpoint, model, kind, status, said), status=status, detail=said)


def from_transport(endpoint: Endpoint, error: Exception) -> ModelError:
    """The error of a connection that could not be made or did not last."""
    cause = clean(_root(error))
    if isinstance(error, ConnectTimeout):
        return ModelError("network", f"{endpoint.host} did not accept a connection in time. Check network and proxy.")
    if isinstance(error, TimeoutError):
        text = f"{endpoint.label} ({endpoint.host}) went silent, and the request was given up. Send it again."
        return ModelError("timeout", text)
    if isinstance(error, BadAddress):
        return ModelError("bad_request", f"The base URL of {endpoint.label} cannot be used: {error}. Correct it.")
    if isinstance(error, BadAnswer):
        return malformed(endpoint, str(error))
    if isinstance(error, BadHeader):
        return _unsendable(endpoint, str(error))
    if isinstance(error, ProxyRefused):
        return ModelError("network", f"The proxy refused the way to {endpoint.host}: {cause}. Check HTTPS_PROXY.")
    if isinstance(error, Unreachable) and endpoint.local and _refused(error):
        text = f"Nothing listens at {endpoint.host}: the server is not running. Start it, then send again."
        return ModelError("network", text, detail=cause, again=False)
    if isinstance(error, Unreachable):
        hint = "Is the local server running?" if endpoint.local else "Check the network, the host name and the proxy."
        return ModelError("network", f"Cannot reach {endpoint.host}: {cause}. {hint}", detail=cause)
    text = f"The connection to {endpoint.label} ({endpoint.host}) broke: {cause}."
    return ModelError("network", text, detail=cause)


def _unsendable(endpoint: Endpoint, header: str) -> ModelError:
    what = "holds a character that a request cannot carry, such as a line break or a typographic quote"
    if header == endpoint.key_header:
        return ModelError("auth", f"The key for {endpoint.label} {what}. Copy it anew. {_key_hint(endpoint)}")
    return ModelError("bad_request", f"The header {header} for {endpoint.label} {what}. Correct it.")


def malformed(endpoint: Endpoint, what: str, detail: str = "") -> ModelError:
    """The error of an answer that came, and is not what the dialect says."""
    text = f"{endpoint.label} ({endpoint.host}) sent an answer that cannot be read: {what}."
    return ModelError("malformed", text, detail=detail or what)


def unreadable(endpoint: Endpoint, error: Exception) -> ModelError:
    """The error of a stream in which an event could not be read; ``error`` is what reading it raised."""
    broken = isinstance(error, json.JSONDecodeError)
    what = "an event of the stream is not JSON" if broken else "an event of the stream has not the form of this API"
    return malformed(endpoint, what, f"{type(error).__name__} in an event of the stream")


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
        seen = seen.__cause__ or seen.__context__
    return False


def _root(error: BaseException) -> str:
    """The words of the innermost cause, which names what the system said."""
    words = str(error)
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
        words = str(error) or words
    return words or type(error).__name__
