"""Finds out what a plan must name: what is protected or secret in the workspace and in the person's home.

The look is bounded: so many entries, so many levels, and not into directories of fetched code. What comes to be
after it is not in the plan. Blocks: it reads directories.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field

from hermes_acp_tools.sandbox.plan import Plan

Judge = Callable[[str], bool]
"""Says something about a path, absolute or relative; nothing need be there."""

LEVELS = 6
"""How deep the workspace is looked through."""
ENTRIES = 20_000
"""How many of its entries are."""
FETCHED = frozenset({"node_modules", "site-packages", "target", "dist", "build", "vendor", "__pycache__", ".tox"})
"""Directories of code that was fetched or made; nothing of ours or of an editor's lies there."""
READ_BY_TOOLS = frozenset({".npmrc"})
"""Files that may hold secrets, and without which the tools of a workspace do not even start; shown, not writable."""
ABSENT = (
    *(".git", ".vscode", ".idea", ".zed", ".cursor", ".claude", ".codex", ".agents", ".hermes"),
    *(".husky", ".githooks", ".devcontainer"),
)
"""Directories that an editor, git or an agent obeys as soon as they are there."""
UNMADE = (
    *(".mcp.json", "mcp.json", ".claude.json", "AGENTS.md", "CLAUDE.md", "GEMINI.md", ".hermes.md", "HERMES.md"),
    *(".cursorrules", ".windsurfrules", ".clinerules", ".roo", ".roomodes", ".gemini", ".aider.conf.yml"),
    *(".gitmodules", ".gitattributes", ".pre-commit-config.yaml", ".envrc", ".npmrc", ".yarnrc.yml", ".pypirc"),
    *(".github/workflows", ".github/actions", ".github/copilot-instructions.md", ".gitlab-ci.yml", ".circleci"),
    *(".devcontainer.json", ".ripgreprc", ".tool-versions", "mise.toml", ".mise.toml", ".cargo/config.toml"),
    *("sitecustomize.py", "usercustomize.py"),
)
"""The same for files, and for directories that are not worth an empty one in their place."""


class Rules(Struct, frozen=True):
    """What the person and the agent want, before anybody has looked at the disk."""

    home: str
    """The person's home directory."""
    protected: Judge
    """Whether other programs obey what is written there."""
    secret: Judge
    """Whether a credential could be read there."""
    hidden: tuple[str, ...] = ()
    """Further directories to hide: the agent's own state."""
    shown: tuple[str, ...] = ()
    """Directories below those that can be read."""
    writable: tuple[str, ...] = ()
    """Further paths to write; ``~`` is the home. They are neither hidden nor protected."""
    network: bool = False


class Found(Struct):
    """What a look came upon."""

    hidden_directories: list[str] = field(default_factory=list[str])
    hidden_files: list[str] = field(default_factory=list[str])
    readonly: list[str] = field(default_factory=list[str])


def survey(roots: Sequence[str], rules: Rules) -> Plan:
    """The plan for commands in these directories."""
    places = [os.path.realpath(root) for root in roots]
    wanted = [os.path.realpath(os.path.join(rules.home, os.path.expanduser(path))) for path in rules.writable]
    workspace, home = Found(), Found()
    for place in places:
        _look(place, "", LEVELS, rules, workspace)
    _look_at_home(rules, home)
    hidden = [os.path.realpath(path) for path in rules.hidden if os.path.isdir(path)]
    kept = set(places) | set(wanted)
    return Plan(
        writable=tuple(dict.fromkeys([*places, *(path for path in wanted if os.path.exists(path))])),
        readonly=_without(kept, workspace.readonly),
        absent=tuple(name for place in places for name in _absent(place)),
        unmade=tuple(path for place in places for name in UNMADE if not os.path.lexists(path := f"{place}/{name}")),
        hidden_directories=_without(kept, [*workspace.hidden_directories, *home.hidden_directories, *hidden]),
        hidden_files=_without(kept, [*workspace.hidden_files, *home.hidden_files, *_passwords()]),
        shown=tuple(os.path.realpath(path) for path in rules.shown if os.path.isdir(path)),
        network=rules.network,
    )


def _look(base: str, below: str, levels: int, rules: Rules, found: Found) -> None:
    """Sort what lies in ``base``/``below``; a directory that is in the plan is not looked into."""
    waiting, left = [(below, levels)], ENTRIES
    while waiting and left > 0:
        folder, depth = waiting.pop(0)
        for entry in _entries(os.path.join(base, folder)):
            left -= 1
            name = os.path.join(folder, entry.name)
            directory = entry.is_dir(follow_symlinks=False)
            if _sort(name, entry, rules, found) or not directory or depth <= 1 or entry.name in FETCHED:
                continue
            waiting.append((name, depth - 1))


def _sort(name: str, entry: os.DirEntry[str], rules: Rules, found: Found) -> bool:
    """Put the entry where it belongs; False when it is nothing special. Judged by its name below the root."""
    real = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
    directory = os.path.isdir(real)
    if (rules.secret(name) or (directory and rules.secret(f"{name}/any"))) and entry.name not in READ_BY_TOOLS:
        (found.hidden_directories if directory else found.hidden_files).append(real)
    elif rules.protected(name):
        found.readonly.append(real)
    else:
        return False
    return True


def _look_at_home(rules: Rules, found: Found) -> None:
    """Secrets lie at the top of a home and in the settings of programs."""
    home = os.path.realpath(rules.home)
    _look(home, "", 1, rules, found)
    for below, levels in ((".config", 2), (os.path.join(".local", "share"), 1)):
        _look(home, below, levels, rules, found)


def _entries(path: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            yield from entries
    except OSError:
        return  # what we cannot look into, a command of the same person cannot either


def _absent(root: str) -> list[str]:
    if not os.access(root, os.W_OK):
        return []
    return [path for name in ABSENT if not _holds_anything(path := os.path.join(root, name))]


def _holds_anything(path: str) -> bool:
    """Whether something is there. A directory that is empty may be left from a sandbox that was killed."""
    try:
        return bool(os.listdir(path))
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _passwords() -> list[str]:
    return [path for path in ("/etc/shadow", "/etc/gshadow") if os.path.exists(path)]


def _without(kept: set[str], paths: list[str]) -> tuple[str, ...]:
    """Each path once, that exists and was not given by the person."""
    return tuple(path for path in dict.fromkeys(paths) if path not in kept and os.path.exists(path))
