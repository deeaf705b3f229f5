"""What the whole program brings together for its sessions."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.client import Nobody
from hermes_acp.app import App
from hermes_acp.approval.trust import TrustStore
from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider
from hermes_acp.store.memory import MemoryStore
from hermes_acp.watching.settings import Setting


def skill(root: Path, name: str, words: str) -> None:
    (root / name).mkdir(parents=True)
    (root / name / "SKILL.md").write_text(f"---\nname: {name}\ndescription: {words}\n---\nDo it.\n")


def test_a_projects_skills_count_once_it_is_trusted_and_the_persons_win_over_ours(home: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    skill(home / ".hermes" / "skills", "write-tests", "Mine.")
    skill(work / ".hermes" / "skills", "write-tests", "The project's.")
    skill(work / ".agents" / "skills", "deploy", "The project's own.")
    app = App({}, MemoryStore())
    before = {found.name: (found.source, found.description) for found in app.knowledge.skills(str(work))}
    TrustStore(str(home / ".hermes")).add(str(work))
    after = {found.name: (found.source, found.description) for found in app.knowledge.skills(str(work))}

    assert before["write-tests"] == ("user", "Mine.") and "deploy" not in before
    assert before["review-a-change"][0] == "bundled"
    assert after["write-tests"] == ("project", "The project's.")
    assert after["deploy"] == ("project", "The project's own.")


async def test_trust_that_is_given_while_a_session_lasts_counts_at_once(home: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    skill(work / ".hermes" / "skills", "deploy", "The project's own.")
    app = App({"model.default": "demo:rules"}, MemoryStore())
    session = await app.sessions.live((await app.sessions.new(Wish(str(work)), lambda settings: Nobody())).id)
    before = await session.shelf.fresh()
    await asyncio.to_thread(TrustStore(str(home / ".hermes")).add, str(work))
    after = await session.shelf.fresh()
    await app.close()

    assert (before.get("deploy"), after.get("deploy") is None) == (None, False)


async def test_a_model_stays_open_until_a_setting_is_another_one(home: Path, tmp_path: Path) -> None:
    """Whatever else happens in the home, a new folder or the same words saved again."""
    state = home / ".hermes"
    state.mkdir()
    settings = state / "config.yaml"
    settings.write_text("agent: {max_turns: 7}\n")
    app = App({"model.default": "demo:rules"}, MemoryStore())
    told = asyncio.Queue[frozenset[Setting]]()
    session = await app.sessions.live((await app.sessions.new(Wish(str(tmp_path)), lambda settings: Nobody())).id)
    await app.following.reloading().follow(session)
    app.following.reloading().further.append(told.put)
    async with asyncio.timeout(20):
        first = await app.models.open("demo:rules")
        (state / "spill").mkdir()
        await of_config(told)
        settings.write_text(settings.read_text())
        await of_config(told)
        second = await app.models.open("demo:rules")
        settings.write_text("agent: {max_turns: 8}\n")
        while session.settings.max_requests != 8:
            await of_config(told)
        third = await app.models.open("demo:rules")
        await app.close()

    assert first is second is not third


async def of_config(told: asyncio.Queue[frozenset[Setting]]) -> None:
    while "config" not in await told.get():
        pass


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", (True, 0.5, 3, 20, 120.0)),
        (
            "compression: {enabled: false, threshold: 0.8, protect_first_n: 0, protect_last_n: 5}\n"
            "auxiliary: {compression: {timeout: 30}}",
            (False, 0.8, 0, 5, 30.0),
        ),
    ],
)
def test_compaction_is_as_set(home: Path, written: str, expected: tuple[bool, float, int, int, float]) -> None:
    (home / ".hermes").mkdir()
    (home / ".hermes" / "config.yaml").write_text(written)

    assert App({}, MemoryStore()).models.defaults().compression == expected


WARM = """
import asyncio, json, sys, tempfile
from hermes_acp.agent.client import Nobody
from hermes_acp.agent.beginning import Wish
from hermes_acp.app import App

async def main():
    app = App({"model.default": "demo:rules"})
    fresh = await app.sessions.new(Wish(tempfile.mkdtemp()), lambda settings: Nobody())
    await app.warm()
    session = await app.sessions.live(fresh.id)
    from hermes_acp.agent.turns import Prompt
    from hermes_acp.models.message import Text
    before = set(sys.modules)
    await session.prompt(Prompt((Text("hello"),), "hello"))
    print(json.dumps(sorted(set(sys.modules) - before)))
    await app.close()

asyncio.run(main())
"""


def test_a_first_prompt_imports_nothing_that_could_have_been_loaded_before(home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, timeout=50)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


FIRST_REQUEST = """
import asyncio, sys, tempfile
from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.client import Nobody
from hermes_acp.app import App

async def main():
    app = App({})
    fresh = await app.sessions.new(Wish(tempfile.mkdtemp()), lambda settings: Nobody())
    session = await app.sessions.live(fresh.id)
    from hermes_acp.agent.turns import Prompt
    from hermes_acp.models.message import Text
    await session.prompt(Prompt((Text("hello"),), "hello"))
    print(*sys.modules)
    await app.close()

asyncio.run(main())
"""


async def test_a_first_request_needs_no_heavy_module(home: Path) -> None:
    async with FakeProvider([Answer(chat({"content": "hi"}))]) as provider:
        env = {"OPENAI_API_KEY": "key", "OPENAI_BASE_URL": provider.url, "OPENAI_MODEL": "m"}
        run = partial(subprocess.run, env={**os.environ, **env}, capture_output=True, text=True, timeout=50)
        done = await asyncio.to_thread(run, [sys.executable, "-c", FIRST_REQUEST])

    assert done.returncode == 0, done.stderr
    heavy = {"anyio", "email", "httpx2", "pydantic", "tree_sitter", "urllib.request", "watchdog", "yaml"}
    assert heavy & set(done.stdout.split()) == set()
    assert len(provider.requests) == 1
