"""A decision is never felt, and no line can make it long. Bounds are generous for slow machines; see the README."""

from __future__ import annotations

import time

import pytest
from approval_world import World

ORDINARY = {
    "many files": "cat " + " ".join(f"src/mod{i}/file_{i}.py" for i in range(85)),
    "many pipes": " | ".join(["grep -n 'foo bar' src/a.py"] * 40),
    "unknown program": "npm run " + " ".join(f"--arg{i}=val/x{i}" for i in range(110)),
    "long text": "echo '" + "x y " * 500 + "'",
}
HOSTILE = {
    "parentheses": "(" * 5000 + "ls" + ")" * 4990,
    "substitutions": "echo " + "$(" * 3300 + "ls" + ")" * 3300,
    "nested quotes": "echo " + '"$(echo ' * 900 + "x" + ')"' * 900,
    "flags": "ls " + "-a " * 3300,
    "braces": "echo " + "{a,b}" * 1990,
    "brace nest": "echo " + "{a," * 2500 + "}" * 2400,
    "words": "rm -rf " + "a " * 4990,
    "eval": "eval " * 1990 + "ls",
    "sudo": "sudo " * 1990 + "ls",
    "heredocs": "cat <<A " * 1200 + "\nA",
    "redirections": ">" * 9999,
    "pipes": "|" * 9999,
    "loops": "for i in 1 2 3 4 5 6 7 8; do " * 160 + "rm -rf /x" + "; done" * 160,
    "growing variables": "A='a b c d'; " + 'A="$A $A"; ' * 60 + "rm -rf $A",
    "sed": "sed '" + "s/a/b/;" * 1400 + "w x' f",
    "python": "python3 -c '" + '"\\\\' * 3000 + "system'",
    "very long": "echo " + "a;" * 50_000,
}


def slowest(world: World, line: str, times: int) -> float:
    """The second slowest of several decisions, in milliseconds of this thread: a busy machine does not count."""
    taken: list[float] = []
    for _ in range(times):
        started = time.thread_time()
        world.shell(line)
        taken.append((time.thread_time() - started) * 1000)
    return sorted(taken)[-2]


@pytest.mark.parametrize("line", ORDINARY.values(), ids=list(ORDINARY))
def test_a_line_of_2_kb_is_judged_in_milliseconds(world: World, line: str) -> None:
    world.shell("ls")
    assert slowest(world, line, 20) < 12


@pytest.mark.parametrize("line", HOSTILE.values(), ids=list(HOSTILE))
def test_no_line_takes_longer_than_a_blink(world: World, line: str) -> None:
    world.shell("ls")
    assert slowest(world, line, 3) < 300
    assert world.shell(line).verdict != "deny"
