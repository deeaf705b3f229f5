"""shell, as the model calls it; what the shell itself promises is in contracts/test_host_shell.py."""

from __future__ import annotations

import pytest

from hermes_acp_tools.action import Action
from hermes_acp_tools.result import ToolError
from support.workbench import Bench

pytestmark = pytest.mark.anyio


async def test_a_command_answers_with_output_status_and_facts(at: Bench) -> None:
    prepared = await at.prepare("shell", command="echo hi; exit 0 | false")
    assert (prepared.title, prepared.kind) == ("echo hi; exit 0 | false", "execute")
    assert prepared.action == Action(
        "shell",
        "execute",
        command="echo hi; exit 0 | false",
        cwd=str(at.work),
        arguments={"command": "echo hi; exit 0 | false"},
    )
    result = await prepared.run()
    assert result.text == "hi\n[exit code 1]" and not result.failed
    assert result.data == {"exit_code": 1, "cwd": str(at.work), "timed_out": False, "bytes": 3}
    assert at.live == ["hi\n"]


async def test_a_changed_directory_is_told_and_decided_on_next_time(at: Bench) -> None:
    result = await at.do("shell", command="mkdir sub && cd sub")
    assert result.text == f"[exit code 0]\n[working directory is now {at.work}/sub]"
    assert (await at.prepare("shell", command="pwd")).action.cwd == f"{at.work}/sub"


async def test_a_command_never_runs_in_another_directory_than_the_one_decided_on(at: Bench) -> None:
    later = await at.prepare("shell", command="touch here")
    await at.do("shell", command="mkdir sub && cd sub")
    with pytest.raises(ToolError, match="moved"):
        await later.run()
    assert not (at.work / "sub" / "here").exists()


async def test_a_workdir_is_changed_to_first(at: Bench) -> None:
    (at.work / "it's sub").mkdir()
    prepared = await at.prepare("shell", command="pwd", workdir="it's sub")
    assert prepared.action.cwd == f"{at.work}/it's sub"
    assert (await prepared.run()).text.startswith(f"{at.work}/it's sub\n")
    with pytest.raises(ToolError, match="no directory"):
        await at.prepare("shell", command="pwd", workdir="none")


async def test_a_command_that_takes_too_long_has_failed(at: Bench) -> None:
    result = await at.do("shell", command="echo begun; sleep 60", timeout=0.2)
    assert result.failed and result.data["timed_out"] is True
    assert result.text.startswith("begun\n[killed, no exit code]\n[Timed out after 0.2 s")


async def test_a_title_is_the_first_line_and_short(at: Bench) -> None:
    assert (await at.prepare("shell", command="echo a\necho b")).title == "echo a…"
    assert len((await at.prepare("shell", command="echo " + "x" * 200)).title) == 80


@pytest.mark.parametrize("command", ["", "  \n", "a\0b"])
async def test_a_command_that_is_none_is_refused(at: Bench, command: str) -> None:
    with pytest.raises(ToolError):
        await at.prepare("shell", command=command)
