"""What ``@`` references cost: parsing, attaching, the live index over a large repository, one change in it.

Run by ``make bench``. Builds a repository of 100,000 small files in a temporary directory. Exits 1 when a figure is
over its limit; look at the load of the machine before you believe one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hermes_acp.approval.decision import Setting
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rules import RuleBook
from hermes_acp.references.builtin import built_in
from hermes_acp.references.index import WorkspaceIndex
from hermes_acp.references.kinds import Verdict
from hermes_acp.references.parse import parse
from hermes_acp.references.resolve import Resolver
from hermes_acp.references.watch import Changes
from hermes_acp_tools.action import Action
from hermes_acp_tools.hosts.local import LocalHost

WORDS = ("user", "order", "model", "view", "test", "index", "cache", "token", "parse", "render", "store", "event")
QUERIES = ("app", "user", "u", "ordermodel", "test_token", "src/cache", "vwtst", "config.py", "zzz", "session/ev")
WISH = "and then tell me, in a few plain words, what you would do about all of that, and why you think so. "
PROMPT = 'Please look at @src/app.py:10-20, at `@not.this` and mail me@example.org about @"my notes.txt".\n'


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement beside its limit."""

    name: str
    value: float
    limit: float
    unit: str
    work: float | None = None
    """The same by the time this process had the processor: what a quiet machine would show at most."""

    @property
    def over(self) -> bool:
        """True when it took too long, and not only because others had the processor."""
        return min(self.value, self.value if self.work is None else self.work) > self.limit

    def __str__(self) -> str:
        work = f"{self.work:>9.2f}" if self.work is not None else " " * 9
        return f"  {self.name:<32}{self.value:>9.2f}{work} {self.unit:<4} limit {self.limit:g}{'   OVER' * self.over}"


class Clock:
    """Times of one kind of work: by the wall, and of the processor."""

    def __init__(self) -> None:
        self._wall: list[float] = []
        self._work: list[float] = []

    @contextmanager
    def once(self) -> Generator[None]:
        """Time what is done inside."""
        wall, work = time.perf_counter(), time.process_time()
        yield
        self._wall.append(time.perf_counter() - wall)
        self._work.append(time.process_time() - work)

    def figure(self, name: str, limit: float, share: float = 0.5) -> Figure:
        """The time that this share of them does not exceed, in milliseconds."""
        wall, work = (sorted(times)[int(len(times) * share)] * 1000 for times in (self._wall, self._work))
        return Figure(name, wall, limit, "ms", work)


def memory() -> float:
    """MiB that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def repository(root: Path, files: int) -> None:
    """A git repository with so many files, ten a folder."""
    chance = random.Random(7)
    for number in range(files // 10):
        folder = root / "src" / chance.choice(WORDS) / f"{chance.choice(WORDS)}{number % 97}" / f"{number}"
        folder.mkdir(parents=True)
        for name in range(10):
            (folder / f"{chance.choice(WORDS)}_{chance.choice(WORDS)}{name}.py").touch()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)


async def index(root: Path) -> list[Figure]:
    """First fill, questions, one change."""
    host = LocalHost(spill_dir=str(root))
    before = memory()
    paths = WorkspaceIndex(host, str(root))
    begun = time.perf_counter()
    await paths.find("app", 30)
    filled = time.perf_counter() - begun
    await paths.settle()
    held = memory() - before
    asking, changing = Clock(), Clock()
    for number in range(20):
        for query in QUERIES:
            for length in range(1, len(query) + 1):
                with asking.once():
                    await paths.find(query[:length] + ("" if number % 2 else "_"), 30)
    for number in range(30):
        path = root / "src" / f"fresh{number}.py"
        path.touch()
        with changing.once():
            await paths.apply(Changes(frozenset({str(path)})))
        await paths.apply(Changes(gone=frozenset({str(path)})))
    await paths.close()
    return [
        Figure("first fill", filled, 1.0, "s"),
        Figure("memory of the index", held, 60, "MiB"),
        asking.figure("completion, 95 of 100", 20, 0.95),
        changing.figure("one change", 5),
    ]


async def attaching(root: Path) -> Figure:
    """Twenty references to small files, judged by the real policy."""
    for number in range(20):
        (root / f"small{number}.py").write_text("def f(x):\n    return x\n" * 20)
    host = LocalHost(spill_dir=str(root), roots=(str(root),))
    policy = Policy(RuleBook())
    setting = Setting("ask", (str(root),), str(root), str(root.parent), trusted=True, interactive=False, state_dir="/x")

    async def guard(action: Action) -> Verdict:
        return Verdict((await asyncio.to_thread(policy.decide, action, setting)).verdict == "allow")

    resolver = Resolver(host, (str(root),), str(root), built_in(host, str(root)), guard)
    text = " ".join(f"@small{number}.py" for number in range(20))
    clock = Clock()
    for _ in range(30):
        with clock.once():
            attached = await resolver.resolve(text, (), 50_000)
        if [block.state for block in attached.blocks] != ["whole"] * 20:
            raise RuntimeError(f"not attached: {attached.notices}")
    return clock.figure("20 references to small files", 30)


def parsing() -> Figure:
    """A prompt of 10 KB with four dozen references."""
    prompt, clock = (PROMPT + WISH * 3) * 26, Clock()
    for _ in range(200):
        with clock.once():
            parse(prompt)
    return clock.figure(f"parse of {len(prompt) / 1000:.0f} KB", 1)


def main() -> int:
    """Measure, print, and judge."""
    options = argparse.ArgumentParser(description="Measure what @ references cost.")
    options.add_argument("--files", type=int, default=100_000, help="files in the repository")
    files = options.parse_args().files
    with tempfile.TemporaryDirectory(prefix="hermes-bench-") as folder:
        root = Path(folder).resolve() / "W"
        root.mkdir()
        repository(root, files)
        figures = [*asyncio.run(index(root)), asyncio.run(attaching(root)), parsing()]
    print(f"references, {files} files, load {os.getloadavg()[0]:.1f}; by the wall, and of the processor")
    print("\n".join(map(str, figures)))
    return 1 if any(figure.over for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
