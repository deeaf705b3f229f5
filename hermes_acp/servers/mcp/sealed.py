"""The state that goes to a modern client with a question and comes back with the answer.

A client may change it, keep it or send it to another request, so it is signed, bound to what it was made for, and
short-lived. The key is in the store: another server process may get the answer than the one that asked. Source:
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
from typing import TYPE_CHECKING, cast

from hermes_acp_protocol.jsonrpc import INVALID_PARAMS, RpcError

if TYPE_CHECKING:
    from hermes_acp.store.store import Store

LIFE = 900.0
"""Seconds."""
SCOPE = "mcp_keys"
"""Under which the store keeps the key."""


class Seal:
    """What signs and checks."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    async def of(cls, store: Store) -> Seal:
        """The seal of this machine's servers; its key is made with the first use."""
        kept = await store.recall(SCOPE)
        if not kept:
            await store.remember(SCOPE, os.urandom(4).hex(), {"key": os.urandom(32).hex()})
            kept = await store.recall(SCOPE)  # the oldest counts, should two have made one at once
        return cls(bytes.fromhex(str(next(iter(kept.values()))["key"])))

    def shut(self, bound: str, value: Mapping[str, object]) -> str:
        """The value as an opaque text, good for one purpose."""
        body = json.dumps({"for": bound, "until": time.time() + LIFE, "is": value}, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sign(body) + body).decode()

    def is_for(self, text: str) -> str:
        """What a text of ours is good for. RpcError for any other text."""
        return str(self._opened(text)["for"])

    def open(self, bound: str, text: str) -> dict[str, object]:
        """What was sealed for that purpose. RpcError for anything else."""
        value = self._opened(text)
        if value["for"] != bound:
            raise _wrong()
        return cast("dict[str, object]", value["is"])

    def _opened(self, text: str) -> dict[str, object]:
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
        except ValueError as error:
            raise _wrong() from error
        signature, body = raw[:32], raw[32:]
        if not hmac.compare_digest(signature, self._sign(body)):
            raise _wrong()
        value = cast("dict[str, object]", json.loads(body))
        if cast("float", value["until"]) < time.time():
            raise _wrong()
        return value

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)


def _wrong() -> RpcError:
    return RpcError(INVALID_PARAMS, "requestState is not what was sent, or is too old.", {"path": "requestState"})
