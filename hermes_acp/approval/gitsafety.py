"""Whether git, only reading in a directory, would run a program that the repository names.

Looked at are the configurations in charge (of the repository, a further worktree, submodules, repositories inside), and
the one hook that reading runs. No git process looks at the repository. The person's own configuration is theirs and is
not judged.
"""

from __future__ import annotations

import os

from hermes_acp.approval.gitconfig import judge, read
from hermes_acp.approval.gitindex import gitlinks

MAX_SUBMODULES = 50
READ_HOOK = "post-index-change"
"""The one hook that git runs for commands that only read: they write down what they found out about files."""


def trouble(directory: str) -> str | None:
    """Why git may not be run unasked in a resolved directory, as a phrase; None when it is clean or no repository."""
    git_dir = _discover(directory)
    if git_dir is None:
        return None
    if git_dir == "":
        return "a directory of the workspace poses as a repository itself"
    common = _common(git_dir)
    if common is None:
        return "the repository's directory cannot be followed"
    configs = [f"{common}/config", f"{git_dir}/config.worktree"]
    modules = _submodules(common)
    if modules is None:
        return "it has too many submodules to look at"
    for path in dict.fromkeys([*configs, *modules]):
        if found := judge(path):
            return found
    if any(os.path.lexists(f"{place}/hooks/{READ_HOOK}") for place in (common, git_dir)):
        return f"the repository has a hook {READ_HOOK}, which even git status runs"
    return _embedded(git_dir)


def _embedded(git_dir: str) -> str | None:
    """Why a repository that lies inside this one, and that git visits too, is no place to run git in."""
    names = gitlinks(f"{git_dir}/index")
    if names is None:
        return "its index is not understood"
    root = _worktree(git_dir)
    for name in names:
        dot_git = f"{root}/{name}/.git"
        if not os.path.lexists(dot_git):
            continue
        inner = dot_git if os.path.isdir(dot_git) else _gitfile(dot_git, os.path.dirname(dot_git))
        if not inner:
            return f"the repository inside it at {name} cannot be followed"
        if found := judge(f"{inner}/config"):
            return f"in {name}, {found}"
        if os.path.lexists(f"{inner}/hooks/{READ_HOOK}"):
            return f"the repository inside it at {name} has a hook {READ_HOOK}"
    return None


def _worktree(git_dir: str) -> str:
    """The directory whose files an index is about."""
    text = read(f"{git_dir}/gitdir")  # a further worktree says where it is
    return os.path.dirname(text.strip()) if text else os.path.dirname(git_dir)


def _discover(directory: str) -> str | None:
    """The git directory in charge; None outside of repositories, ``""`` for a bare one in disguise."""
    while True:
        dot_git = f"{directory.rstrip('/')}/.git"
        if os.path.isdir(dot_git):
            return dot_git
        if os.path.isfile(dot_git):
            return _gitfile(dot_git, directory)
        if os.path.isfile(f"{directory}/HEAD") and os.path.isdir(f"{directory}/objects"):
            return ""
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def _gitfile(path: str, directory: str) -> str:
    """Where a ``.git`` file points; ``""`` when it cannot be read as one."""
    text = read(path)
    if text is None or not text.startswith("gitdir:"):
        return ""
    return os.path.realpath(os.path.join(directory, text.removeprefix("gitdir:").strip()))


def _common(git_dir: str) -> str | None:
    """The directory a worktree shares its configuration with; None when it cannot be read."""
    if not os.path.lexists(f"{git_dir}/commondir"):
        return git_dir
    text = read(f"{git_dir}/commondir")
    return None if text is None else os.path.realpath(os.path.join(git_dir, text.strip()))


def _submodules(common: str) -> list[str] | None:
    """The configurations of submodules, which git visits too; None when there are too many to look at."""
    modules = f"{common}/modules"
    if not os.path.isdir(modules):
        return []
    found: list[str] = []
    for index, (folder, folders, files) in enumerate(os.walk(modules)):
        if index > MAX_SUBMODULES * 4:
            return None
        if "config" in files and "HEAD" in files:
            found.append(f"{folder}/config")
            folders[:] = [name for name in folders if name == "modules"]
    return found
