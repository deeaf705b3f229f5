"""What every test gets: asyncio through anyio, an empty home, no network, no blocked loop."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is; what takes too long is told by the limit on a test.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HERMES_HOME for each test; keys of the person running the tests never leak in."""
    import os

    for name in list(os.environ):
        if name.startswith("HERMES_") or name.endswith(("_API_KEY", "_TOKEN", "_BASE_URL")):
            monkeypatch.delenv(name)
    path = tmp_path / "home"
    path.mkdir()
    monkeypatch.setenv("HERMES_HOME", str(path / ".hermes"))
    monkeypatch.setenv("HOME", str(path))
    monkeypatch.setenv("HERMES_SANDBOX", "off")  # the same on every machine; tests of the sandbox ask for it
    return path


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and str(address).split("'")[1] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def unblocked_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose code blocks the event loop with file, socket, process or SQLite work."""
    if "anyio_backend" not in request.fixturenames:
        yield
        return
    buster = BlockBuster(scanned_modules=["hermes_acp", "hermes_acp_protocol", "hermes_acp_tools", "hermes_acp_skills"])
    buster.activate()
    try:
        yield
    finally:
        buster.deactivate()
