"""Real commands in the real sandbox of this machine; skipped, with the reason, where the kernel refuses one."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hermes_acp_tools.host import CommandResult, Confinement
from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.result import ToolError
from hermes_acp_tools.sandbox.probe import trouble
from hermes_acp_tools.sandbox.sandbox import Mode
from hermes_acp_tools.tool import Workbench
from support.sandbox import elsewhere, sandbox_for, why_no_sandbox
from support.workbench import Bench

pytestmark = pytest.mark.anyio
SECONDS = 20.0
needs_sandbox = pytest.mark.skipif(bool(why_no_sandbox()), reason=why_no_sandbox())


class Place:
    """A workspace with things that must stay out of reach."""

    def __init__(self, tmp: Path) -> None:
        self.tmp = tmp.resolve()
        self.work = self.tmp / "work"
        for path, text in {
            "work/.git/config": "[core]\n", "work/AGENTS.md": "be kind\n", "work/.env": "TOKEN=hush\n",
            "work/src/a.py": "a\n", "home/.ssh/id_rsa": "hush\n", "home/.hermes/.env": "KEY=hush\n",
        }.items():  # fmt: skip
            (self.tmp / path).parent.mkdir(parents=True, exist_ok=True)
            (self.tmp / path).write_text(text)

    def bench(self, mode: Mode = "auto", *, network: bool = False, writable: tuple[str, ...] = ()) -> Bench:
        """A workbench whose commands are confined."""
        work, spill = str(self.work), str(self.tmp / "spill")
        box = sandbox_for(self.tmp, mode, network=network, writable=writable)
        return Bench(self.work, Workbench(LocalHost(spill_dir=spill, roots=(work,), sandbox=box), work, (work,), spill))

    async def run(self, command: str, *, outside: bool = False) -> CommandResult:
        """One command in a shell of its own."""
        shell = await self.bench().bench.host.open_shell(str(self.work))
        try:
            return await shell.run(command, timeout=SECONDS, outside=outside)
        finally:
            await shell.close()


@pytest.fixture
def place() -> Iterator[Place]:
    with elsewhere() as folder:
        yield Place(folder)


@pytest.fixture
async def at(place: Place) -> AsyncIterator[Bench]:
    bench = place.bench()
    yield bench
    if bench.bench.shell is not None:
        await bench.bench.shell.close()


@needs_sandbox
@pytest.mark.parametrize(
    "command",
    [
        "echo x > ../outside",
        "touch /usr/mark || touch /etc/mark || touch /var/mark",
        "echo x >> .git/config",
        "mkdir -p .git/hooks",
        "mv .git .git2",
        "rm AGENTS.md",
        "echo x > AGENTS.md",
        "mkdir -p .vscode && echo {} > .vscode/settings.json",
        "rmdir .vscode && mkdir .vscode",
        "mkdir -p .idea/x",
        "git init --quiet -b main sub && rm -rf .git",
        "ln -s .. up && echo x > up/outside",
        "ln .git/config hard",
        "cat .env",
        "cp .env copy",
        "cat ../home/.ssh/id_rsa",
        "cat ../home/.hermes/.env",
        "mount -t tmpfs none /mnt",
        "umount .git",
        "mount -o remount,rw /",
        "exec 3<>/dev/tcp/127.0.0.1/$PORT",
        "getent hosts example.com",
    ],
)
async def test_what_a_sandboxed_command_must_not_do_fails_and_leaves_no_trace(place: Place, command: str) -> None:
    before = await asyncio.to_thread(listing, place.tmp)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = await place.run(f"PORT={listener.getsockname()[1]}; {command}")
    assert done.exit_code not in (0, None), done
    assert "hush" not in done.output
    after = await asyncio.to_thread(listing, place.tmp)
    new = {path: text for path, text in after.items() if before.get(path) != text and not path.startswith("spill")}
    assert not {path for path in new if path not in ("work/up", "work/copy") and not path.startswith("work/sub/")}
    assert not before.keys() - after.keys()
    assert "hush" not in new.get("work/copy", "")


def listing(base: Path) -> dict[str, str]:
    """Everything below a directory, with the text of each file."""
    found = (path for path in base.rglob("*") if not path.is_dir() or path.is_symlink())
    return {str(path.relative_to(base)): path.read_text() if path.is_file() else "" for path in found}


@needs_sandbox
async def test_ordinary_work_goes_on_in_a_sandbox(place: Place) -> None:
    server = "s = socket.create_server((str(), 0)); socket.create_connection(s.getsockname())"
    done = await place.run(
        "echo b > src/b.py && cat src/a.py AGENTS.md .git/config && rm src/b.py && mkdir new && echo ok > new/file"
        f" && echo x > /tmp/{place.tmp.name} && touch /dev/null && ls / > /dev/null"
        f" && head -c 3 /dev/urandom > /dev/null && python3 -c 'import socket; {server}; print(\"own network\")'"
    )
    assert (done.exit_code, done.output) == (0, "a\nbe kind\n[core]\nown network\n")
    assert (place.work / "new" / "file").read_text() == "ok\n"
    assert not Path(f"/tmp/{place.tmp.name}").exists()  # noqa: ASYNC240  one look


@needs_sandbox
async def test_nothing_is_left_of_the_names_that_were_kept_empty(place: Place) -> None:
    shell = await place.bench().bench.host.open_shell(str(place.work))
    await shell.run("true", timeout=SECONDS)
    assert (place.work / ".vscode").is_dir()
    (place.work / ".idea" / "mine.xml").write_text("the person made this meanwhile")
    await shell.close()
    assert sorted(path.name for path in place.work.iterdir()) == [".env", ".git", ".idea", "AGENTS.md", "src"]


@needs_sandbox
async def test_a_file_that_others_would_obey_is_set_aside_as_soon_as_it_is_made(at: Bench) -> None:
    made = (
        "mkdir -p .github/workflows; echo x > .github/workflows/a.yml; echo x > .mcp.json; echo x > .mcp.json.set-aside"
    )
    result = await at.do("shell", command=f"sh -c '{made}'")
    assert "[This ran in a sandbox: other programs would obey what it made, so it renamed " in result.text
    found = {str(path.relative_to(at.work)) for path in at.work.rglob("*") if path.is_file()}
    assert found >= {".mcp.json.set-aside", ".mcp.json.set-aside1", ".github/workflows.set-aside/a.yml"}
    assert not {".mcp.json", ".github/workflows/a.yml"} & found
    again = await at.do("shell", command="echo x > .mcp.json", outside_sandbox=True)
    assert again.text == "[exit code 0]"
    await at.do("shell", command="echo x > AGENTS.md.draft")
    assert (at.work / ".mcp.json").exists(), "what was made outside, or by anybody else, stays"


@needs_sandbox
async def test_long_output_can_be_read_again_inside(at: Bench) -> None:
    result = await at.do("shell", command="seq 1 60000")
    again = await at.do("shell", command=f"tail -n 1 {result.data['spilled']}; cat {at.work.parent}/home/.hermes/.env")
    assert again.text.startswith("60000\n") and "hush" not in again.text


@needs_sandbox
async def test_a_home_that_is_the_workspace_shows_neither_keys_nor_our_own_state(place: Place) -> None:
    home, spill = str(place.tmp / "home"), str(place.tmp / "spill")
    host = LocalHost(spill_dir=spill, roots=(home,), sandbox=sandbox_for(place.tmp))
    shell = await host.open_shell(home)
    done = await shell.run("cat .ssh/id_rsa .hermes/.env; echo x > .hermes/mark; echo x > made", timeout=SECONDS)
    await shell.close()
    assert "hush" not in done.output and (place.tmp / "home" / "made").exists()
    assert not (place.tmp / "home" / ".hermes" / "mark").exists()


@needs_sandbox
async def test_what_is_written_where_it_is_hidden_fails_and_is_not_lost_without_a_word(place: Place) -> None:
    done = await place.run(f"echo x > {place.tmp}/home/.ssh/known_hosts; mkdir {place.tmp}/home/.hermes/sessions")
    assert done.exit_code != 0 and done.output.count("Read-only file system") == 2


@needs_sandbox
async def test_the_first_command_is_told_what_a_sandbox_is_and_no_other(place: Place) -> None:
    said = "[Commands run in a sandbox: the workspace and "
    for bench, network in ((place.bench(), False), (place.bench(network=True), True)):
        first = await bench.do("shell", command="true")
        second = await bench.do("shell", command="true")
        assert bench.bench.shell is not None
        await bench.bench.shell.close()
        assert first.text.startswith(f"[exit code 0]\n{said}") and second.text == "[exit code 0]"
        assert ("there is no network" in first.text) is not network
    kept = place.bench("required")
    assert (await kept.do("shell", command="true")).text.endswith("The person's settings let no command leave it.]")
    assert kept.bench.shell is not None
    await kept.bench.shell.close()


@needs_sandbox
async def test_what_failed_in_the_middle_of_a_line_is_told_as_well(at: Bench) -> None:
    result = await at.do("shell", command="touch .git/index.lock; echo done")
    assert f"done\n[exit code 0]\n[This ran in a sandbox: {at.work}/.git can only be read." in result.text


@needs_sandbox
async def test_what_a_file_tool_made_in_a_kept_name_is_there_for_the_next_command(at: Bench) -> None:
    await at.do("shell", command="cd src; export MINE=1")
    await at.do("write_file", path=str(at.work / ".vscode" / "settings.json"), content="{}\n")
    after = await at.do("shell", command="pwd; echo $MINE; cat ../.vscode/settings.json; echo x > ../.vscode/more")
    again = await at.do("shell", command="cat ../.vscode/settings.json")

    assert after.text.startswith(f"{at.work}/src\n1\n{{}}\n") and "Read-only file system" in after.text
    assert "[This is a new shell: files came to be" in after.text and "new shell" not in again.text
    assert after.data["restarted"] and "restarted" not in again.data


@needs_sandbox
@pytest.mark.skipif(sys.platform != "linux", reason="commands share /tmp")
async def test_a_file_in_the_others_tmp_is_explained_both_ways(at: Bench) -> None:
    name = f"/tmp/{at.work.parent.name}.txt"
    await at.do("shell", command=f"echo inside > {name}")
    for tool in ("read_file", "list_files", "edit_file", "search_files"):
        needed = {"old_text": "a", "new_text": "b"} if tool == "edit_file" else {}
        needed |= {"pattern": "x"} if tool == "search_files" else {}
        with pytest.raises(ToolError, match="The shell's /tmp is its own: look at it through shell"):
            await at.do(tool, path=name, **needed)
    other = Path(f"{name}.outside")
    await asyncio.to_thread(other.write_text, "outside")
    try:
        missed = await at.do("shell", command=f"cat {other}")
    finally:
        await asyncio.to_thread(other.unlink)
    assert f"[This ran in a sandbox: its /tmp is its own, and {other} is not in it." in missed.text


@needs_sandbox
async def test_a_network_that_is_allowed_is_there(place: Place) -> None:
    shell = await place.bench(network=True).bench.host.open_shell(str(place.work))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = await shell.run(f"exec 3<>/dev/tcp/127.0.0.1/{listener.getsockname()[1]}", timeout=SECONDS)
    await shell.close()
    assert done.exit_code == 0


@needs_sandbox
async def test_a_listed_path_can_be_written(place: Place) -> None:
    cache = place.tmp / "home" / ".cache"
    cache.mkdir()
    shell = await place.bench(writable=("~/.cache", str(cache))).bench.host.open_shell(str(place.work))
    done = await shell.run(f"echo x > {cache}/x && cat {place.tmp}/home/.ssh/id_rsa", timeout=SECONDS)
    await shell.close()
    assert (cache / "x").exists() and "hush" not in done.output


@needs_sandbox
async def test_a_failure_of_the_sandbox_is_offered_outside_it(at: Bench) -> None:
    result = await at.do("shell", command="echo x > ../outside")
    assert "[This ran in a sandbox: only " in result.text
    prepared = await at.prepare("shell", command="curl -sS http://example.invalid")
    assert (prepared.action.sandbox, prepared.title) == ("inside", "curl -sS http://example.invalid")
    assert (
        "[This ran in a sandbox: there is no network. If that is why it failed, call again"
        in (await prepared.run()).text
    )


@needs_sandbox
async def test_a_command_outside_says_so_before_and_does_it_after(at: Bench) -> None:
    outside = await at.prepare("shell", command="echo x > ../outside", outside_sandbox=True)
    assert (outside.action.sandbox, outside.title) == ("outside", "echo x > ../outside (outside the sandbox)")
    assert (await outside.run()).text == "[exit code 0]"
    assert (at.work.parent / "outside").exists()


@needs_sandbox
async def test_directories_go_both_ways_and_variables_only_inwards(at: Bench) -> None:
    await at.do("shell", command="cd src; export INNER=1 PATH=/work/evil:$PATH")
    out = await at.do("shell", command="pwd; echo [$INNER] $PATH; export OUTER=2; cd ..", outside_sandbox=True)
    assert out.text.startswith(f"{at.work}/src\n[] ") and "evil" not in out.text
    back = await at.do("shell", command="pwd; echo $OUTER$INNER")
    assert back.text == f"{at.work}\n21\n[exit code 0]"


@needs_sandbox
async def test_a_forged_answer_does_not_carry_a_program_out_of_the_sandbox(at: Bench) -> None:
    evil = r"printf 'touch %s/escaped; export X=1\0000\0%s\0' \"$PWD/..\" \"$PWD\" > /proc/$$/fd/198"
    await at.do("shell", command=f'sh -c "{evil}"; sleep 0.1', timeout=5)
    await at.do("shell", command="true", outside_sandbox=True)
    await at.do("shell", command="true")
    assert not (at.work.parent / "escaped").exists()


@needs_sandbox
async def test_a_directory_that_is_hidden_inside_brings_the_shell_back(at: Bench) -> None:
    secret = at.work.parent / "home" / ".ssh"
    await at.do("shell", command=f"cd {secret.parent}/.hermes && mkdir new && cd new", outside_sandbox=True)
    with pytest.raises(ToolError, match="cannot be entered in the sandbox"):
        await at.do("shell", command="pwd")
    assert (await at.do("shell", command="pwd")).text.startswith(f"{at.work}\n")


@needs_sandbox
async def test_required_lets_no_command_leave(place: Place) -> None:
    bench = place.bench("required")
    assert await bench.bench.host.confinement() == Confinement(on=True, own_tmp=sys.platform == "linux")
    with pytest.raises(ToolError, match="keep every command in the sandbox"):
        await bench.prepare("shell", command="true", outside_sandbox=True)
    result = await bench.do("shell", command="cat .env")
    assert result.text.endswith("no command leave it.]") and bench.bench.shell is not None
    await bench.bench.shell.close()


async def test_required_without_a_sandbox_runs_nothing_and_says_what_to_install(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    bin = place.tmp / "bin"
    bin.mkdir()
    (bin / "bash").symlink_to("/bin/bash")
    monkeypatch.setenv("PATH", str(bin))
    monkeypatch.setattr("sys.platform", "linux")
    bench = place.bench("required")
    with pytest.raises(ToolError, match=r"sandbox\.mode is required.*Install bubblewrap"):
        await bench.prepare("shell", command="touch mark")
    with pytest.raises(ToolError, match="Install bubblewrap"):
        await bench.bench.host.open_shell(str(place.work))
    assert not (place.work / "mark").exists()


async def test_auto_without_a_sandbox_runs_commands_as_ever(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    bin = place.tmp / "bin"
    bin.mkdir()
    (bin / "bash").symlink_to("/bin/bash")
    monkeypatch.setenv("PATH", str(bin))
    bench = place.bench()
    prepared = await bench.prepare("shell", command="echo hi", outside_sandbox=True)
    assert (prepared.action.sandbox, prepared.title) == ("", "echo hi")
    assert (await prepared.run()).text == "hi\n[exit code 0]" and bench.bench.shell is not None
    await bench.bench.shell.close()


async def test_a_workspace_that_is_the_whole_disk_has_no_sandbox(place: Place) -> None:
    host = LocalHost(spill_dir=str(place.tmp / "spill"), roots=("/",), sandbox=sandbox_for(place.tmp))
    confinement = await host.confinement()
    assert not confinement.on and "whole file system" in confinement.trouble


@pytest.mark.parametrize("leaky", [(), ("env",)])
def test_a_sandbox_that_lets_something_through_is_not_used(place: Place, leaky: tuple[str, ...]) -> None:
    found = trouble(lambda plan: leaky, "/bin/bash", str(place.tmp / "trial"))
    assert found is not None and found.startswith("in a trial a command wrote a protected file")


def test_a_sandbox_that_does_not_start_is_not_used(place: Place) -> None:
    assert trouble(lambda plan: ("false",), "/bin/bash", str(place.tmp / "trial")) == "a command in it did not run"
    found = trouble(lambda plan: ("/no/such/program",), "/bin/bash", str(place.tmp / "trial"))
    assert found is not None and "FileNotFoundError" in found
