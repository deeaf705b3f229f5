"""A workspace on a real disk, a resolver over it, and a guard that writes down what it was asked."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hermes_acp.approval.paths import inside
from hermes_acp.approval.protected import secret
from hermes_acp.references.builtin import built_in
from hermes_acp.references.kinds import ReferenceKind, Verdict
from hermes_acp.references.reference import Attached, Block, Embedded, Limits, Link
from hermes_acp.references.resolve import Resolver
from hermes_acp_tools.action import Action
from hermes_acp_tools.host import Host
from hermes_acp_tools.hosts.local import LocalHost


@dataclass
class Bench:
    """A workspace and everything that resolves references in it."""

    root: Path
    host: Host
    limits: Limits = field(default_factory=Limits)
    kinds: Sequence[ReferenceKind] = ()
    asked: list[Action] = field(default_factory=list[Action])
    answer: Callable[[Action], Verdict] | None = None
    """What the guard says; None refuses secrets and what lies outside."""

    async def guard(self, action: Action) -> Verdict:
        self.asked.append(action)
        if self.answer is not None:
            return self.answer(action)
        for use in action.paths:
            if secret(use.resolved) or not inside(use.resolved, str(self.root)):
                return Verdict(False, "you did not allow it")
        return Verdict(True)

    async def resolve(self, text: str, *links: Link | Embedded, budget: int = 20_000) -> Attached:
        root = str(self.root)
        kinds = (*built_in(self.host, root), *self.kinds)
        return await Resolver(self.host, (root,), root, kinds, self.guard, self.limits).resolve(text, links, budget)

    async def block(self, text: str, *links: Link | Embedded, budget: int = 20_000) -> Block:
        """The one block of a prompt."""
        (block,) = (await self.resolve(text, *links, budget=budget)).blocks
        return block

    def write(self, name: str, content: str | bytes = "") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True, capture_output=True)

    def commit(self, message: str = "one") -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    root = tmp_path / "W"
    root.mkdir()
    return Bench(root.resolve(), LocalHost(spill_dir=str(tmp_path)))


@pytest.fixture
def repo(bench: Bench) -> Bench:
    bench.git("init", "-q", "-b", "main")
    bench.git("config", "user.email", "a@example.org")
    bench.git("config", "user.name", "A")
    return bench


@pytest.fixture
def repo_with_submodule(repo: Bench, tmp_path: Path) -> Bench:
    """A repository whose folder ``part`` is a submodule that ignores ``*.log`` and holds ``piece.py``."""
    other = Bench((tmp_path / "other").resolve(), repo.host)
    other.write("piece.py", "x = 1\n")
    other.write(".gitignore", "*.log\n")
    for arguments in (("init", "-q"), ("config", "user.email", "a@example.org"), ("config", "user.name", "A")):
        other.git(*arguments)
    other.commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.root), "part")
    return repo
