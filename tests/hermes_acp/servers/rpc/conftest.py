"""The face for scripts, served in this process to a caller that checks every message."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hermes_acp.app import App
from hermes_acp.approval.rules import Rule
from hermes_acp.servers.rpc.serving import serve_link
from hermes_acp_protocol.direct import joined
from support.rpc import Caller, Serve


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """``async with serve(replies...) as caller``: a caller, and a model that plays the replies."""
    (tmp_path / "work").mkdir()

    @asynccontextmanager
    async def serving(*replies: object, asks: bool = True, rules: tuple[Rule, ...] = ()) -> AsyncGenerator[Caller]:
        script = tmp_path / "script.json"
        await asyncio.to_thread(script.write_text, json.dumps(replies))
        here, there = joined()
        app = await asyncio.to_thread(App, {"model": f"scripted:{script}"})
        caller = Caller(here)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve_link(there, app, rules, asks=asks))
            tasks.create_task(caller.listen())
            try:
                yield caller
            finally:
                await here.close()

    return serving


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"
