"""The state that goes to a modern client with a question and comes back with the answer.

A client may change it, keep it or send it to another request, so it is signed with a key of this process, bound to
what it was made for, and short-lived. Source:
https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/input-required
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from typing import cast

from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError

LIFE = 900.0
"""Seconds."""
_KEY = os.urandom(32)


def seal(bound: str, value: Mapping[str, object]) -> str:
    """The value as an opaque text, good for one purpose."""
    body = json.dumps({**value, "until": time.time() + LIFE}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sign(bound, body) + body).decode()


def unseal(bound: str, text: str) -> dict[str, object]:
    """What was sealed for that purpose. RpcError for anything else."""
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError as error:
        raise _wrong() from error
    signature, body = raw[:32], raw[32:]
    if not hmac.compare_digest(signature, _sign(bound, body)):
        raise _wrong()
    value = cast("dict[str, object]", json.loads(body))
    until = value.pop("until")
    if not isinstance(until, float) or until < time.time():
        raise _wrong()
    return value


def _sign(bound: str, body: bytes) -> bytes:
    return hmac.digest(_KEY, bound.encode() + b"\0" + body, hashlib.sha256)


def _wrong() -> RpcError:
    return RpcError(INVALID_PARAMS, "requestState is not what was sent, or is too old.", {"path": "requestState"})
