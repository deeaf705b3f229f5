"""The process that carries runs: what it loads, what it says when it cannot, and that it is never left for ever."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hermes_acp.errors import UserError
from hermes_acp.servers.mcp.runner import journal, orders
from hermes_acp.servers.mcp.runner.orders import Refused
from hermes_acp.servers.mcp.runner.records import RUNNERS
from hermes_acp.servers.mcp.runner.starting import start
from hermes_acp.servers.mcp.terms import Terms
from hermes_acp.store.sqlite import SqliteStore
from support.mcp.lines import call, end, greeted
from support.mcp.runners import runner_pids
from support.mcp.serving import Desk


def test_it_loads_nothing_of_the_project_that_its_server_was_started_in(desk: Desk) -> None:
    (desk.work / "json.py").write_text("open('loaded', 'w').close()\nraise SystemExit('not yours')\n")
    server = greeted(desk, "--allow-run")
    run = call(server, 2, "agent_run", prompt="go")
    end(server)
    assert (run["status"], run["text"]) == ("completed", "Hello.")
    assert not (desk.work / "loaded").exists()


def test_an_order_that_it_does_not_know_is_refused_and_costs_no_run(desk: Desk) -> None:
    desk.script([{"pause": 60}])
    server = greeted(desk, "--allow-run", "--end-runs")
    run = call(server, 2, "agent_run", prompt="go", wait_seconds=0)

    async def give() -> None:
        store = SqliteStore(str(desk.home / ".hermes" / "acp.db"))
        try:
            (runner,) = await store.recall(RUNNERS)
            await orders.give(store, runner, "dance", {}, 5)
        finally:
            await store.close()

    with pytest.raises(Refused, match="version"):
        asyncio.run(give())
    still = call(server, 3, "agent_wait", run_id=run["run_id"], wait_seconds=0)
    end(server)
    assert still["status"] == "running"


async def test_where_it_breaks_as_it_starts_the_error_names_a_file_that_says_why(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "no number")  # no Python starts with that
    state = str(home / ".hermes")
    with pytest.raises(UserError) as caught:
        await start(state, Terms(), {})
    assert str(caught.value).endswith(f"See {journal.place(state)}")
    log = Path(journal.place(state))
    text, facts = await asyncio.to_thread(lambda: (log.read_text(), log.stat()))
    assert "PYTHONHASHSEED" in text
    assert facts.st_mode & 0o777 == 0o600


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="only there an environment can be read")
async def test_it_does_not_have_the_token_of_its_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HERMES_MCP_TOKEN", "secret-of-the-server")
    started = await start(str(home / ".hermes"), Terms(), {})
    (pid,) = await asyncio.to_thread(runner_pids, home)
    held = await asyncio.to_thread(Path(f"/proc/{pid}/environ").read_bytes)
    await started.leave(10)
    assert b"HERMES_HOME=" in held and b"secret-of-the-server" not in held
    assert not started.alive


async def test_where_its_store_cannot_be_it_says_so_itself(home: Path) -> None:
    (home / ".hermes" / "acp.db").mkdir(parents=True)
    with pytest.raises(UserError, match=r"could not be started: The session store"):
        await start(str(home / ".hermes"), Terms(), {})


async def test_a_python_that_is_gone_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(home / "python"))
    with pytest.raises(UserError, match=r"could not be started: .*No such file"):
        await start(str(home / ".hermes"), Terms(), {})


def test_its_log_is_put_aside_when_it_has_grown_and_is_no_way_to_other_files(tmp_path: Path) -> None:
    log = Path(journal.place(str(tmp_path)))
    log.parent.mkdir()
    log.write_bytes(b"old\n" * journal.LARGEST)
    with journal.opened(str(tmp_path)) as descriptor:
        os.write(descriptor, b"new\n")
    assert log.read_bytes() == b"new\n"
    assert log.with_name("mcp-runs.log.1").stat().st_size == 4 * journal.LARGEST
    other = tmp_path / "other"
    log.unlink()
    log.symlink_to(other)
    with journal.opened(str(tmp_path)) as descriptor:
        os.write(descriptor, b"nowhere\n")
    assert not other.exists()


def test_a_thread_that_hangs_keeps_it_for_a_moment_only() -> None:
    code = (
        "import threading; from hermes_acp.servers.mcp.runner.process import be_gone_in; be_gone_in(0.1); "
        "threading.Thread(target=threading.Event().wait).start()"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=20, check=False).returncode == 1
