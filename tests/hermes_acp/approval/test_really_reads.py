"""What is allowed unasked is run for real, and nothing on the disk changes.

Every option of every known program and git command, with operands in turn; what the engine allows of that is handed to
bash in a repository made for it. An option in the tables that writes would show here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from approval_world import World, git

from hermes_acp.approval.shell.git import known_commands
from hermes_acp.approval.shell.options import Options
from hermes_acp.approval.shell.programs import programs

VALUES = ("new", "1", "README.md", "src", "name", "HEAD", "%h", ",", "always", "d.json")
OPERANDS = (
    "README.md",
    "src/*",
    "README.md src/app.py",
    "",
    "new",
    "HEAD",
    "src",
    "-- README.md",
    "-",
    "README.md new",
)
NEVER_END = ("sleep", "cal")


@pytest.fixture
def workshop(world: World) -> World:
    root = world.root
    (root / "d.json").write_text('{"k": 1}\n')
    (root / "src" / "other.py").write_text("print(2)\n")
    (root / "link").symlink_to("README.md")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=x", "-c", "user.email=y", "commit", "-q", "-m", "one")
    git(root, "tag", "v1")
    git(root, "branch", "other")
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


def lines(tables: dict[str, Options]) -> Iterator[str]:
    """Each program with each of its options, with a value where it takes one, and with operands in turn."""
    values, operands = cycle(VALUES), cycle(OPERANDS)
    for name, known in tables.items():
        spelled = ["", *(f"-{flag}" for flag in sorted(known.flags)), *sorted(known.longs)]
        for option, kind in known.values.items():
            value = next(values)
            long = f"{option}={value}" if kind == "?" else f"{option} {value}"
            spelled.append(long if option.startswith("--") else f"-{option}{value}")
            yield f"{name} {option}=new README.md" if option.startswith("--") else f"{name} -{option}new README.md"
        for option in spelled:
            yield " ".join(filter(None, (name, option, next(operands))))
        yield from (f"{name} {each}" for each in OPERANDS if each)


def changed_by(world: World, tables: dict[str, Options]) -> tuple[int, list[object]]:
    """How many lines were allowed and run, and what is another on the disk afterwards."""
    places = (world.root, Path(world.setting.home))
    allowed = [made for made in lines(tables) if world.shell(made).verdict == "allow"]
    before = [each for place in places for each in state(place)]
    script = places[1].parent / "script"
    script.write_text("\n".join(f"{{ {made}\n}} </dev/null >/dev/null 2>&1" for made in allowed))
    environment = {"PATH": "/usr/bin:/bin", "HOME": world.setting.home, "PAGER": "cat", "GIT_PAGER": "cat"}
    subprocess.run(["bash", str(script)], cwd=world.root, env=environment, timeout=100, check=False)
    after = [each for place in places for each in state(place)]
    return len(allowed), [each for each in after if each not in before]


def test_what_is_allowed_changes_nothing(workshop: World) -> None:
    tables = {name: each.options for name, each in programs().items() if shutil.which(name) and name not in NEVER_END}
    tables |= {f"git {name}": each for name, each in known_commands().items()}
    allowed, changed = changed_by(workshop, tables)
    assert changed == []
    assert allowed > 1_500


def test_an_option_that_writes_would_be_seen(workshop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above is able to fail: with one such option taken for harmless it does."""
    sort = programs()["sort"].options
    monkeypatch.setitem(sort.values, "o", "!")
    allowed, changed = changed_by(workshop, {"sort": sort})
    assert allowed > 20
    assert any("new" in str(each) for each in changed)
