"""What every Host promises about its persistent shell."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hermes_acp_tools.host import CommandResult, Host, Shell
from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.result import ToolError
from support.sandbox import sandbox_for, why_no_sandbox

pytestmark = pytest.mark.anyio  # marked before collection, so that the plugin keeps the parameters

SECONDS = 20.0


def local(tmp: Path) -> Host:
    return LocalHost(spill_dir=str(tmp / "spill"))


def sandboxed(tmp: Path) -> Host:
    work = str(tmp.resolve() / "work")
    return LocalHost(spill_dir=str(tmp / "spill"), roots=(work,), sandbox=sandbox_for(tmp))


HOSTS: dict[str, Callable[[Path], Host]] = {"local": local, "sandboxed": sandboxed}


@pytest.fixture(params=HOSTS)
def name_of_host(request: pytest.FixtureRequest) -> str:
    if request.param == "sandboxed" and (why := why_no_sandbox()):
        pytest.skip(why)
    return request.param


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / "work"
    path.mkdir()
    return path


@pytest.fixture
async def shell(name_of_host: str, tmp_path: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shell]:
    for name in ("OPENAI_API_KEY", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD"):
        monkeypatch.setenv(name, "must-not-be-seen")
    monkeypatch.setenv("BASH_ENV", str(tmp_path / "evil.sh"))
    (tmp_path / "evil.sh").write_text("echo evil")
    opened = await HOSTS[name_of_host](tmp_path).open_shell(str(work))
    yield opened
    await opened.close()


async def say(shell: Shell, command: str) -> str:
    done = await shell.run(command, timeout=SECONDS)
    return done.output


def is_running(pid: int) -> bool:
    """A zombie, which only its parent can clear away, does not count."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def poll(is_so: Callable[[], bool]) -> None:
    """Return when it is so, or fail after five seconds; for what only the kernel knows."""
    deadline = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


async def here(pid: int) -> int:
    """The number that a process has on this machine, whatever it is called in its sandbox."""
    return await asyncio.to_thread(find_here, pid)


def find_here(pid: int) -> int:
    ours = {os.getpid()}
    grown = True
    table = {int(name): facts for name in os.listdir("/proc") if name.isdigit() and (facts := facts_of(name))}
    while grown:
        more = {each for each, (parent, _) in table.items() if parent in ours} - ours
        ours, grown = ours | more, bool(more)
    (found,) = [each for each in ours if each in table and table[each][1] == pid]
    return found


def facts_of(name: str) -> tuple[int, int] | None:
    """Parent, and the number in the innermost namespace of processes."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{name}/status").read_text().splitlines())
    except OSError:
        return None
    return int(lines["PPid"]), int(lines["NSpid"].split()[-1])


async def gone(pid: int) -> None:
    await asyncio.to_thread(poll, lambda: not is_running(pid))


async def test_a_command_answers_with_its_output_and_status(shell: Shell, work: Path) -> None:
    done = await shell.run("echo out; echo err >&2; (exit 7)", timeout=SECONDS)
    assert done == CommandResult(7, "out\nerr\n", str(work), total_bytes=8)


async def test_directory_and_variables_carry_over(shell: Shell, work: Path) -> None:
    await say(shell, "mkdir sub; cd sub; A=1; export B=2; f() { echo f-$A; }")
    assert shell.cwd == str(work / "sub")
    assert await say(shell, "echo $A $B; f; pwd") == f"1 2\nf-1\n{work}/sub\n"


async def test_heredocs_quotes_and_syntax_errors_are_ordinary(shell: Shell) -> None:
    assert await say(shell, "cat <<'X'\n$a \"b\" 'c'\nX") == "$a \"b\" 'c'\n"
    done = await shell.run("if", timeout=SECONDS)
    assert done.exit_code == 2 and "syntax error" in done.output
    assert await say(shell, "echo still here") == "still here\n"


async def test_a_long_command_arrives_whole(shell: Shell) -> None:
    assert await say(shell, f"x='{'y' * 200_000}'; echo ${{#x}}") == "200000\n"


async def test_a_command_that_reads_gets_the_end_of_input(shell: Shell) -> None:
    assert await say(shell, 'cat; read -r x; echo "<$x>"') == "<>\n"


async def test_no_secret_and_no_startup_file_reaches_a_command(shell: Shell) -> None:
    seen = await say(shell, "env; set")
    assert "must-not-be-seen" not in seen
    assert "evil" not in seen.replace("evil.sh", "")
    assert "TERM=dumb" in seen and "GIT_TERMINAL_PROMPT=0" in seen


async def test_an_editor_fails_and_says_what_to_do(shell: Shell) -> None:
    done = await shell.run('sh -c "$EDITOR file"', timeout=SECONDS)
    assert done.exit_code == 1 and "No editor" in done.output


async def test_output_is_live_and_in_order(shell: Shell, work: Path) -> None:
    got: list[str] = []
    first = asyncio.Event()

    def sink(text: str) -> None:
        got.append(text)
        first.set()

    async with asyncio.timeout(SECONDS):
        running = asyncio.create_task(
            shell.run("echo one; until [ -e go ]; do sleep 0.01; done; echo two", timeout=20, output=sink)
        )
        await first.wait()
        assert got == ["one\n"] and not running.done()
        await asyncio.to_thread((work / "go").touch)
        await running
    assert "".join(got) == "one\ntwo\n"


async def test_a_background_child_that_keeps_the_pipe_is_not_waited_for(shell: Shell) -> None:
    started = time.monotonic()
    output = await say(shell, "sleep 60 & echo $!")
    assert time.monotonic() - started < 2
    pid = await here(int(output))
    await shell.close()
    await gone(pid)


async def test_what_a_background_job_prints_later_is_told_with_the_next_command(shell: Shell, work: Path) -> None:
    await say(shell, "(until [ -e go ]; do sleep 0.01; done; echo late; touch done) & touch go; disown")
    await asyncio.to_thread(poll, (work / "done").exists)
    assert "late\n" in await say(shell, "echo now")


@pytest.mark.parametrize("child", ["{} &", "({} &)", "setsid {} &", "(setsid {} >/dev/null 2>&1 &)"])
async def test_a_timeout_ends_everything_and_the_rest_of_the_line_never_runs(shell: Shell, child: str) -> None:
    mine = f"sleep 60.{os.getpid()}"
    await say(shell, "export KEPT=yes")
    done = await shell.run(f"{child.format(mine)}\n {mine}; touch never", timeout=0.3)
    assert done.timed_out and done.exit_code is None and done.note is not None
    command_lines = "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null; echo; done"
    assert mine + " \n" not in await say(shell, command_lines)
    assert await say(shell, "ls; echo $KEPT") == "yes\n"


async def test_a_loop_that_starts_no_process_can_be_ended(shell: Shell) -> None:
    async with asyncio.timeout(5):
        done = await shell.run("trap '' TERM INT HUP; while :; do :; done", timeout=0.2)
    assert done.timed_out
    assert await say(shell, "echo on") == "on\n"


async def test_a_timeout_spares_the_jobs_of_earlier_commands_but_in_a_sandbox(shell: Shell, name_of_host: str) -> None:
    pid = await here(int(await say(shell, "sleep 60 & echo $!; sleep 0.05")))
    done = await shell.run("sleep 61", timeout=0.2)
    assert done.timed_out
    assert is_running(pid) == (name_of_host == "local")
    assert ("Jobs in the background were ended" in (done.note or "")) == (name_of_host == "sandboxed")
    await shell.close()
    await gone(pid)


async def test_partial_output_is_there_after_a_timeout(shell: Shell) -> None:
    done = await shell.run("echo begun; sleep 60", timeout=0.3)
    assert done.output == "begun\n"


async def test_cancelling_ends_the_command_and_keeps_the_shell(shell: Shell) -> None:
    got: list[str] = []
    begun = asyncio.Event()
    await say(shell, "cd /; export KEPT=yes")
    task = asyncio.create_task(
        shell.run("sleep 60 & echo $!; wait", timeout=SECONDS, output=lambda text: (got.append(text), begun.set())[0])
    )
    async with asyncio.timeout(SECONDS):
        await begun.wait()
        pid = await here(int(got[0]))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await gone(pid)
        done = await shell.run("pwd; echo $KEPT", timeout=SECONDS)
    assert done.output == "/\nyes\n"
    assert done.note is not None and "cancelled" in done.note


@pytest.mark.parametrize("restarted", [False, True])
async def test_cancelling_while_the_shell_starts_leaves_no_answer_behind(shell: Shell, restarted: bool) -> None:
    if restarted:
        await say(shell, "export KEPT=yes; exit")
    for turns in range(0, 40, 3):
        starting = asyncio.create_task(shell.run("echo cancelled", timeout=SECONDS))
        for _ in range(turns):
            await asyncio.sleep(0)
        starting.cancel()
        await asyncio.wait({starting})
        done = await shell.run("echo on; (exit 5)", timeout=SECONDS)
        assert (done.output.endswith("on\n"), done.exit_code) == (True, 5)
        await say(shell, "exit")


@pytest.mark.parametrize(
    ("command", "status"), [("exit 3", 3), ("exec sh -c 'exit 4'", 4), ("kill -KILL $$", None), ("set -e; false", 1)]
)
async def test_a_shell_that_ends_is_told_and_replaced(shell: Shell, command: str, status: int | None) -> None:
    await say(shell, "export KEPT=yes; cd /")
    async with asyncio.timeout(1):
        done = await shell.run(f"echo last; {command}", timeout=SECONDS)
    assert (done.exit_code, done.output) == (status, "last\n")
    assert done.note is not None and "new shell" in done.note
    assert await say(shell, "echo $KEPT; pwd") == "yes\n/\n"


async def test_a_shell_killed_between_commands_is_replaced_with_a_note(shell: Shell) -> None:
    pid = await here(int(await say(shell, "echo $$")))
    os.kill(pid, 9)
    await gone(pid)
    async with asyncio.timeout(SECONDS):
        done = await shell.run("echo on", timeout=SECONDS)
        while done.note is None:  # the kill may be noticed while this very command is given
            done = await shell.run("echo on", timeout=SECONDS)
    assert "ended" in done.note


@pytest.mark.parametrize("stray", ["continue", "return", "exec 3>&1", "printf() { echo mine; }; set -x"])
async def test_stray_words_do_not_upset_the_shell(shell: Shell, stray: str) -> None:
    await shell.run(stray, timeout=SECONDS)
    assert (await say(shell, "set +x; echo on")).endswith("on\n")


async def test_printed_text_is_never_taken_for_an_answer(shell: Shell, work: Path) -> None:
    done = await shell.run(r"printf 'declare -x A=1\n\0000\0/\n\0' | tee /dev/stderr; false", timeout=SECONDS)
    assert (done.exit_code, done.cwd) == (1, str(work))
    done = await shell.run(r"printf 'x\0000\0/\n\0' >&198", timeout=SECONDS)
    assert done.exit_code == 1 and "Bad file descriptor" in done.output


async def test_long_output_keeps_head_and_tail_and_the_rest_in_a_file(shell: Shell) -> None:
    done = await shell.run("seq 1 200000", timeout=SECONDS)
    assert done.output.startswith("1\n2\n") and done.output.endswith("\n199999\n200000\n")
    assert len(done.output) < 51_000 and done.output.count("\n") < 2_010
    assert done.spilled is not None and done.spilled in done.output
    whole = await asyncio.to_thread(Path(done.spilled).read_text)
    assert whole == "".join(f"{number}\n" for number in range(1, 200_001))
    assert done.total_bytes == len(whole)
    facts = await asyncio.to_thread(os.stat, done.spilled)
    assert facts.st_mode & 0o777 == 0o600


async def test_output_is_cut_on_character_borders(shell: Shell) -> None:
    done = await shell.run("for i in $(seq 1 30000); do printf '😀ä'; done", timeout=SECONDS)
    assert done.spilled is not None
    assert "\ufffd" not in done.output and len(done.output.encode()) < 51_000


async def test_escape_sequences_and_control_characters_are_taken_out(shell: Shell) -> None:
    done = await shell.run(r"printf '\e[31mred\e[0m \e]52;c;Zm9v\a\0|10%%\r20%%\r\n\e[2J\b.\n'", timeout=SECONDS)
    assert done.output == "20%\n.\n"


async def test_commands_asked_for_at_once_run_one_after_the_other(shell: Shell) -> None:
    async with asyncio.timeout(SECONDS), asyncio.TaskGroup() as group:
        tasks = [group.create_task(say(shell, f"echo {n}; sleep 0.02; echo {n}")) for n in range(5)]
    assert [task.result() for task in tasks] == [f"{n}\n{n}\n" for n in range(5)]


async def test_a_command_no_shell_can_take_is_refused(shell: Shell) -> None:
    for bad in ("a\0b", "\ud800"):
        with pytest.raises(ToolError):
            await shell.run(bad, timeout=SECONDS)
    assert await say(shell, "echo on") == "on\n"


async def test_a_closed_shell_says_so(shell: Shell) -> None:
    await shell.close()
    with pytest.raises(ToolError, match="closed"):
        await shell.run("echo", timeout=SECONDS)
