"""Asking providers for their models: together, seldom, and again when the client sends us elsewhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hermes_acp.models.fakes import FakeProvider
from hermes_acp.models.http import Http
from hermes_acp.models.listcache import path_of
from hermes_acp.models.market import ENOUGH, Market
from hermes_acp.models.own import own_providers
from hermes_acp.models.wanted import Wanted


def market(home: Path, address: str, http: Http, now: list[float]) -> Market:
    """A person with one server of their own, and a clock to turn."""
    own = own_providers({"box": {"base_url": address, "api_key": "k"}}, [])
    wanted = Wanted(None, None, None, None, {}, "", own=own, home=str(home))
    return Market(lambda: wanted, lambda: http, lambda name: None, clock=lambda: now[0])


async def test_sessions_that_open_together_ask_once(http: Http, tmp_path: Path) -> None:
    async with FakeProvider([], [{"id": "one"}, {"id": "two"}]) as fake:
        asked = market(tmp_path, fake.url, http, [0.0])
        before = await asked.usable()
        together = await asyncio.gather(*(asked.refreshed() for _ in range(5)))

    (box,) = [group for group in together[0] if group.provider == "box"]
    assert "box" not in [group.provider for group in before]
    assert [model.id for model in box.models] == ["one", "two"]
    assert together == [together[0]] * 5
    assert len(fake.lists) == 1


async def test_whatever_was_answered_nobody_is_asked_again_for_a_while(http: Http, tmp_path: Path) -> None:
    now = [0.0]
    async with FakeProvider([], [{"id": "one"}]) as fake:
        asked = market(tmp_path, fake.url, http, now)
        counts: list[int] = []
        for later in (0.0, ENOUGH - 1, ENOUGH):
            now[0] = later
            await asked.refreshed()
            counts.append(len(fake.lists))
            await asyncio.to_thread(Path(path_of(str(tmp_path), "box")).unlink, missing_ok=True)

    assert counts == [1, 1, 2]
