"""Sign-ins at servers, each in a file of its own in the home, for this user alone, or in the keyring of the system.

A sign-in belongs to one server at one address; the client in it belongs to one issuer, which the SDK sees to. Blocks:
for threads.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from typing import cast

from msgspec import Struct, field

from hermes_acp.approval.atomic import owned_by_us, write_private
from hermes_acp.mcp_client import vault
from hermes_acp.mcp_client.config import ServerConfig

FOLDER = "mcp-tokens"


class SignedIn(Struct):
    """What is kept of a sign-in, as the SDK writes it."""

    tokens: dict[str, object] = field(default_factory=dict[str, object])
    expires_at: float | None = None
    """Unix time; None when the tokens do not say."""
    client: dict[str, object] = field(default_factory=dict[str, object])
    """How we are registered, and with which issuer."""
    issuer: dict[str, object] = field(default_factory=dict[str, object])
    """The issuer's own description: where tokens are renewed."""


class TokenFile:
    """The sign-in at one server."""

    def __init__(
        self, home: str, server: ServerConfig, find_vault: Callable[[], vault.Vault | None] = vault.find
    ) -> None:
        """``find_vault`` is asked when the first secret is read or kept."""
        mark = hashlib.sha256(server.url.encode()).hexdigest()[:12]
        self.path = os.path.join(home, FOLDER, f"{server.name}-{mark}.json")
        self._find_vault = find_vault

    def read(self) -> SignedIn:
        """What is kept; empty when there is nothing, or nothing that can be trusted."""
        try:
            data: object = json.loads(self._text() or "null")
        except (OSError, ValueError):
            return SignedIn()
        known = cast("dict[str, object]", data) if isinstance(data, dict) else {}
        expires = known.get("expires_at")
        return SignedIn(
            _table(known.get("tokens")),
            float(expires) if isinstance(expires, int | float) else None,
            _table(known.get("client")),
            _table(known.get("issuer")),
        )

    def write(self, signed_in: SignedIn) -> None:
        """Keep it. OSError when that cannot be."""
        facts = {
            "tokens": signed_in.tokens,
            "expires_at": signed_in.expires_at,
            "client": signed_in.client,
            "issuer": signed_in.issuer,
        }
        keyring, text = self._find_vault(), json.dumps(facts, indent=1) + "\n"
        if keyring is not None and keyring.keep(self._name(), text):
            self._unlink()
        else:
            write_private(self.path, text)

    def forget(self) -> bool:
        """Delete it; False when there was none."""
        keyring = self._find_vault()
        forgotten = keyring is not None and keyring.forget(self._name())
        return self._unlink() or forgotten

    def _text(self) -> str | None:
        """What was written last: the file, where there is one, was written when the keyring could not be."""
        if os.path.exists(self.path):
            if not owned_by_us(self.path):
                return None
            with open(self.path, encoding="utf-8") as file:
                return file.read()
        keyring = self._find_vault()
        return None if keyring is None else keyring.read(self._name())

    def _name(self) -> str:
        """What it is called in the keyring, which all homes share."""
        home, name = os.path.split(os.path.abspath(self.path))
        return f"{name.removesuffix('.json')}-{hashlib.sha256(home.encode()).hexdigest()[:8]}"

    def _unlink(self) -> bool:
        try:
            os.unlink(self.path)
        except FileNotFoundError:
            return False
        return True


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
