"""Spare keys on disk: ``auth.json`` in the home, one list a provider, changed under a lock.

The file may belong to Hermes Agent as well, whose entries these are; what is not known here stays as it is. A key
that lives in a variable is only named there, with a fingerprint to tell whether it is still the same. Blocks: for
threads.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple, cast

from hermes_acp.models.kept import FileLock, read_json, write_json

Entry = dict[str, object]
"""One credential as written."""
POOLS = "credential_pool"


class Credential(NamedTuple):
    """One key of a provider, or a sign-in that yields keys."""

    id: str
    label: str
    """What a person calls it."""
    source: str
    """``manual``, ``manual:…`` for a sign-in, ``env:NAME`` for a variable, ``config:…`` for a setting."""
    key: str
    base_url: str = ""
    """Where it belongs; empty for the provider's own address."""
    refresh_token: str = ""
    """Yields a new key when this one has run out (RFC 6749, section 6); empty when nothing does."""
    expires: float | None = None
    """When the key runs out, in seconds since the epoch; None when it does not, or nobody says."""
    uses: int = 0
    used: float = 0.0
    """When it was used last, in seconds since the epoch."""
    rests_until: float = 0.0
    """It is left alone until then, in seconds since the epoch."""
    status: int | None = None
    """HTTP status that made it rest."""
    signed_in: bool = False
    """Whether it comes from a sign-in; no key then, but a token that runs out."""

    def __repr__(self) -> str:
        return f"Credential({self.id!r}, {self.label!r}, {self.source!r})"

    @property
    def healthy(self) -> bool:
        """Whether it may be used now."""
        return self.rests_until <= time.time()


def auth_file(home: str) -> str:
    """The file of spare keys."""
    return os.path.join(home, "auth.json")


def auth_lock(home: str) -> FileLock:
    """The lock to hold while it is changed."""
    return FileLock(os.path.join(home, "auth.lock"))


def read_pool(home: str, provider: str, variables: Mapping[str, str]) -> list[Credential]:
    """One provider's, in their order. OSError."""
    return _credentials(_pools(read_json(auth_file(home))).get(provider, []), variables)


def change_pool(home: str, provider: str, change: Callable[[list[Entry]], None], *, locked: bool = False) -> None:
    """Change a provider's entries in place; ``locked`` when the caller holds the lock. OSError, TimeoutError."""
    if not locked:
        with auth_lock(home):
            return change_pool(home, provider, change, locked=True)
    whole = read_json(auth_file(home)) or {"version": 1}
    pools = _pools(whole)
    entries = pools.setdefault(provider, [])
    change(entries)
    if not entries:
        del pools[provider]
    write_json(auth_file(home), {**whole, POOLS: pools}, durable=True)
    return None


def entry_of(entries: list[Entry], credential: Credential) -> Entry:
    """What is written of a credential; a new entry that only names it when nothing is."""
    mark = fingerprint(credential.key)
    for entry in entries:
        if entry.get("id") == credential.id or (
            entry.get("source") == credential.source and entry.get("secret_fingerprint") == mark
        ):
            return entry
    entry: Entry = {
        "id": os.urandom(3).hex(),
        "label": credential.label,
        "auth_type": "api_key",
        "source": credential.source,
        "secret_fingerprint": mark,
    }
    entries.append(entry)
    return entry


def fingerprint(key: str) -> str:
    """Tells keys apart without telling them."""
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _pools(whole: Mapping[str, object]) -> dict[str, list[Entry]]:
    found = whole.get(POOLS)
    tables = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    lists = {name: cast("list[object]", value) for name, value in tables.items() if isinstance(value, list)}
    return {
        name: [cast("Entry", entry) for entry in entries if isinstance(entry, dict)] for name, entries in lists.items()
    }


def _credentials(entries: list[Entry], variables: Mapping[str, str]) -> list[Credential]:
    found = [_credential(entry, variables) for entry in entries]
    ranked = sorted(enumerate(found), key=lambda item: (_number(entries[item[0]].get("priority")), item[0]))
    return [credential for _, credential in ranked if credential is not None]


def _credential(entry: Entry, variables: Mapping[str, str]) -> Credential | None:
    """What an entry says; None when it has no key, or names a variable whose value is another by now."""
    source = str(entry.get("source") or "manual")
    key = str(entry.get("access_token") or "")
    if source.startswith("env:"):
        key = variables.get(source.removeprefix("env:"), "")
        if entry.get("secret_fingerprint") not in (None, fingerprint(key)):
            return None
    refresh_token = str(entry.get("refresh_token") or "")
    if not key and not refresh_token:
        return None
    code = entry.get("last_error_code")
    return Credential(
        str(entry.get("id") or fingerprint(key)),
        str(entry.get("label") or source),
        source,
        key,
        str(entry.get("base_url") or "").rstrip("/"),
        refresh_token,
        _expiry(entry),
        int(_number(entry.get("request_count"))),
        _number(entry.get("last_used_at")),
        _number(entry.get("last_error_reset_at")) if entry.get("last_status") == "exhausted" else 0.0,
        code if isinstance(code, int) else None,
        entry.get("auth_type") == "oauth",
    )


def _expiry(entry: Entry) -> float | None:
    if milliseconds := _number(entry.get("expires_at_ms")):
        return milliseconds / 1000
    written = entry.get("expires_at")
    if isinstance(written, str) and written:
        from datetime import datetime

        try:
            return datetime.fromisoformat(written).timestamp()
        except ValueError:
            return None
    return None


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0
