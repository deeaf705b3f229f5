"""What is allowed unasked is run for real, and nothing on the disk changes.

The options of every known program and git command are combined at random, some with values and operands; what the
engine allows of that is handed to bash in a repository made for it.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from approval_world import World, git

from hermes_acp.approval.shell.git import known_commands
from hermes_acp.approval.shell.options import Options
from hermes_acp.approval.shell.programs import programs

VALUES = (
    "README.md src src/app.py 1 2 x HEAD v1 , %h name always 10 0 'a b' src/* -- - 1,2 . d.json t.tar short"
).split()
LINES = 250
"""Allowed lines that are run, for each seed."""


@pytest.fixture
def workshop(world: World) -> World:
    root = world.root
    (root / "d.json").write_text('{"k": 1}\n')
    (root / "link").symlink_to("README.md")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=x", "-c", "user.email=y", "commit", "-q", "-m", "one")
    git(root, "tag", "v1")
    git(root, "branch", "other")
    subprocess.run(["tar", "cf", "t.tar", "README.md"], cwd=root, check=True, timeout=20)
    git(root, "status")
    return world


def state(root: Path) -> list[tuple[str, int, int]]:
    """Every file below with its size and time; git's index apart, in which it writes down what it saw."""
    found: list[tuple[str, int, int]] = []
    for folder, folders, files in os.walk(root):
        found.append((folder, len(folders), len(files)))
        paths = [os.path.join(folder, name) for name in files if name != "index"]
        found += [(path, facts.st_size, facts.st_mtime_ns) for path in paths if (facts := os.lstat(path))]
    return sorted(found)


def spelled(known: Options, chance: random.Random) -> list[str]:
    """The options of one program, each in a spelling it may have."""
    words = [f"-{flag}" for flag in known.flags] + list(known.longs)
    for name, kind in known.values.items():
        value = chance.choice(VALUES)
        if name.startswith("--"):
            words.append(f"{name}={value}" if kind == "?" else f"{name} {value}")
        else:
            words.append(f"-{name}{value}")
    return words


def line(chance: random.Random) -> str:
    """A command of a known program with options and operands, or two of them joined."""
    tables = {name: each.options for name, each in programs().items() if shutil.which(name) and name != "sleep"}
    tables |= {f"git {name}": each for name, each in known_commands().items()}
    name = chance.choice(sorted(tables))
    words = [name, *chance.choices(sorted(spelled(tables[name], chance)) or [""], k=chance.randint(0, 3))]
    words += chance.choices(VALUES, k=chance.randint(0, 2))
    made = " ".join(filter(None, words))
    return f"{made} {chance.choice(('|', '&&', ';'))} {line(chance)}" if chance.random() < 0.2 else made


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_allowed_changes_nothing(workshop: World, seed: int) -> None:
    chance = random.Random(seed)
    environment = {"PATH": "/usr/bin:/bin", "HOME": workshop.setting.home, "PAGER": "cat", "GIT_PAGER": "cat"}
    before = state(workshop.root)
    home = state(Path(workshop.setting.home))
    run: list[str] = []
    while len(run) < LINES:
        made = line(chance)
        if workshop.shell(made).verdict == "allow":
            run.append(made)
    script = "\n".join(f"timeout 2 bash -c {shell_quoted(made)} </dev/null >/dev/null 2>&1" for made in run)
    subprocess.run(["bash", "-c", script], cwd=workshop.root, env=environment, timeout=60, check=False)
    assert state(workshop.root) == before, run
    assert state(Path(workshop.setting.home)) == home, run


def shell_quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
