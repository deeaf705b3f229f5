"""Model servers on this machine, found by asking their usual ports."""

from __future__ import annotations

import asyncio
import json
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from hermes_acp.models.providers import PROVIDERS, Provider

SECONDS = 0.3
"""How long a server on this very machine may take."""


class LocalServer(NamedTuple):
    """One that answered."""

    provider: str
    label: str
    models: tuple[str, ...]
    """At least one."""


async def detect_local() -> list[LocalServer]:
    """Every model server that answers on its usual port within a blink, with its models."""
    found = await asyncio.gather(*(ask(provider) for provider in PROVIDERS if provider.local))
    return [server for server in found if server]


async def ask(provider: Provider) -> LocalServer | None:
    """The provider's server with its models; None when nobody answers, or nobody who speaks of models."""
    url = urlsplit(provider.base_url)
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(url.hostname, url.port)
            try:
                writer.write(f"GET {url.path}/models HTTP/1.0\r\nHost: {url.netloc}\r\n\r\n".encode())
                _, _, body = (await reader.read(1_000_000)).partition(b"\r\n\r\n")
            finally:
                writer.close()
        listed = cast("dict[str, list[dict[str, str]]]", json.loads(body))["data"]
        models = tuple(model["id"] for model in listed)
    except (OSError, TimeoutError, ValueError, KeyError, TypeError):
        return None
    return LocalServer(provider.name, provider.label, models) if models else None
