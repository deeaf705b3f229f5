"""A workspace on disk, a setting for it, and short words for actions in it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from hermes_acp.approval.decision import Decision, Mode, Setting
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rules import RuleBook
from hermes_acp_tools.action import Access, Action, Capability, PathUse


@dataclass
class World:
    root: Path
    setting: Setting
    rules: RuleBook

    def decide(self, action: Action) -> Decision:
        return Policy(self.rules).decide(action, self.setting)

    def shell(self, command: str) -> Decision:
        return self.decide(self.command(command))

    def command(self, command: str) -> Action:
        return Action("terminal", "execute", command=command, cwd=self.setting.cwd)

    def file(self, access: Access, given: str) -> Action:
        capability: Capability = "read" if access in ("read", "list") else "write"
        resolved = str((self.root / given).resolve())
        return Action("files", capability, paths=(PathUse(given, resolved, access),), cwd=self.setting.cwd)

    def fetch(self, url: str) -> Action:
        return Action("fetch", "fetch", url=url)

    def mode(self, mode: Mode) -> World:
        return World(self.root, replace(self.setting, mode=mode), self.rules)

    def but(self, **changes: object) -> World:
        return World(self.root, replace(self.setting, **changes), self.rules)  # type: ignore[arg-type]


def world(tmp_path: Path, home: Path) -> World:
    root = tmp_path / "work" / "app"
    (root / "src").mkdir(parents=True)
    (root / "README.md").write_text("hello\n")
    (root / "src" / "app.py").write_text("print(1)\n")
    here = str(root.resolve())
    setting = Setting(
        "ask",
        (here,),
        here,
        str(home),
        trusted=True,
        interactive=True,
        state_dir=str(home / ".hermes"),
        path="/usr/bin",
    )
    return World(root, setting, RuleBook())


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, timeout=20)
