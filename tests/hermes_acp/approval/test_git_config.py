from __future__ import annotations

import os
from pathlib import Path

import pytest
from approval_world import World, git

KEYS = [
    ("core.fsmonitor", "./x"), ("core.pager", "./x"), ("pager.log", "./x"), ("core.sshCommand", "./x"),
    ("core.hooksPath", "x"), ("core.editor", "x"), ("diff.external", "./x"), ("diff.e.command", "./x"),
    ("diff.e.textconv", "./x"), ("filter.e.clean", "./x"), ("filter.e.process", "./x"), ("merge.e.driver", "x"),
    ("gpg.program", "x"), ("gpg.ssh.program", "x"), ("alias.x", "!x"), ("include.path", "x"),
    ("includeIf.gitdir:/.path", "x"), ("credential.helper", "x"), ("remote.o.uploadpack", "x"),
    ("remote.o.promisor", "true"), ("core.worktree", "/"), ("interactive.diffFilter", "x"),
]  # fmt: skip


@pytest.fixture
def repository(world: World) -> World:
    git(world.root, "init", "-q")
    return world


def test_reads_in_a_clean_repository_need_no_question(repository: World) -> None:
    assert repository.shell("git status && git log -3").verdict == "allow"


@pytest.mark.parametrize(("key", "value"), KEYS)
def test_a_repository_that_names_a_program_makes_git_ask(repository: World, key: str, value: str) -> None:
    git(repository.root, "config", key, value)
    assert repository.shell("git status").verdict == "ask"


def test_a_harmless_setting_does_not(repository: World) -> None:
    git(repository.root, "config", "user.name", "me")
    git(repository.root, "config", "core.fsmonitor", "false")
    git(repository.root, "config", "branch.main.remote", "origin")
    assert repository.shell("git diff").verdict == "allow"


@pytest.mark.parametrize(
    "text",
    [
        '# a comment \\\n[core]\nfsmonitor = ./x\n',
        '[core] fsmonitor = ./x\n',
        '[CORE]\n\tFsMonitor=./x\n',
        '[filter "e"]\n\tclean = ./x\n',
        '[core]\n\tpager = \\\n ./x\n',
        '[core\n',
        'fsmonitor = ./x\n',
        '[core]\r\n\tfsmonitor = ./x\r\n',
        '\ufeff[core]\n\tfsmonitor = ./x\n',
        '[core "a"] [core] fsmonitor = ./x\n',
    ],
)  # fmt: skip
def test_no_spelling_of_the_configuration_hides_a_program(repository: World, text: str) -> None:
    (repository.root / ".git" / "config").write_text(text)
    assert repository.shell("git status").verdict == "ask"


def test_a_worktree_is_judged_by_the_configuration_it_shares(repository: World, tmp_path: Path) -> None:
    git(repository.root, "-c", "user.name=x", "-c", "user.email=y", "commit", "-q", "--allow-empty", "-m", "x")
    git(repository.root, "worktree", "add", "-q", str(tmp_path / "tree"))
    tree = str((tmp_path / "tree").resolve())
    there = repository.but(cwd=tree, roots=(tree,))
    assert there.shell("git status").verdict == "allow"
    git(repository.root, "config", "core.fsmonitor", "./x")
    assert there.shell("git status").verdict == "ask"


def test_a_worktree_configuration_of_its_own_counts(repository: World) -> None:
    (repository.root / ".git" / "config.worktree").write_text("[core]\n\tfsmonitor = ./x\n")
    assert repository.shell("git status").verdict == "ask"


def test_a_submodule_that_names_a_program_makes_git_ask(repository: World) -> None:
    module = repository.root / ".git" / "modules" / "sub"
    module.mkdir(parents=True)
    (module / "HEAD").write_text("ref: refs/heads/main\n")
    (module / "config").write_text("[core]\n\tfsmonitor = ./x\n")
    assert repository.shell("git status").verdict == "ask"


def test_a_directory_posing_as_a_bare_repository_makes_git_ask(world: World) -> None:
    trap = world.root / "trap"
    (trap / "objects").mkdir(parents=True)
    (trap / "HEAD").write_text("ref: refs/heads/main\n")
    assert world.shell("cd trap && git status").verdict == "ask"
    assert world.shell("git -C trap status").verdict == "ask"


def test_a_changed_configuration_is_read_again(repository: World) -> None:
    assert repository.shell("git status").verdict == "allow"
    config = repository.root / ".git" / "config"
    config.write_text(config.read_text() + "[core]\n\tpager = ./x\n")
    assert repository.shell("git status").verdict == "ask"


def test_a_program_planted_in_the_workspace_is_not_the_known_one(world: World) -> None:
    planted = world.root / "bin"
    planted.mkdir()
    (planted / "ls").write_text("#!/bin/sh\n")
    assert world.but(path=f"{planted}{os.pathsep}/usr/bin").shell("ls").verdict == "ask"
    assert world.but(path=f"/usr/bin{os.pathsep}bin").shell("ls").verdict == "ask"
    assert world.but(path=f"{planted}{os.pathsep}/usr/bin").shell("cat README.md").verdict == "allow"
