"""A client for each test, all with the certificates read once."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import pytest

from hermes_acp.models.http import Http


@pytest.fixture(scope="session")
def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@pytest.fixture
async def http(tls: ssl.SSLContext) -> AsyncIterator[Http]:
    http = Http(tls=tls)
    yield http
    await http.aclose()
