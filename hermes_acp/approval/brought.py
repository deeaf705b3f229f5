"""What a workspace brings along that Hermes would obey or start, and a fingerprint of all of it.

Rules that loosen, settings, skills, commands, hooks, plugins and MCP servers. Looked at as files; nothing is loaded.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

BRINGS: dict[str, str] = {
    ".hermes/permissions.yaml": "rules that allow things",
    ".hermes/config.yaml": "settings",
    ".hermes/skills": "skills",
    ".agents/skills": "skills",
    ".hermes/commands": "commands",
    ".hermes/hooks": "hooks",
    ".hermes/hooks.yaml": "hooks",
    ".hermes/plugins": "plugins",
    ".hermes/mcp.json": "MCP servers",
    ".mcp.json": "MCP servers",
}
"""Files and folders below a workspace, and what they hold, in words for a person."""
MAX_FILES = 2_000
"""Files that are looked at; a workspace that brings more is never the one that was trusted."""
MAX_BYTES = 1024 * 1024
"""Of a larger file its size counts, not its content."""


def brought(directory: str) -> dict[str, str]:
    """What a directory brings along: path below it to words for a person; empty when nothing. Blocks."""
    found = {path: words for path, words in BRINGS.items() if _holds_something(os.path.join(directory, path))}
    rules = ".hermes/permissions.yaml"
    if rules in found and not _allows(os.path.join(directory, rules)):
        del found[rules]  # what only tightens is in force anyway
    return found


def fingerprint(directory: str) -> str:
    """SHA-256 (hex) over everything a directory brings along; empty when it is too much to look at. Blocks."""
    hashed = hashlib.sha256()
    for index, path in enumerate(_files(directory)):
        if index >= MAX_FILES:
            return ""
        hashed.update(f"{os.path.relpath(path, directory)}\0{_content(path)}\n".encode("utf-8", "surrogateescape"))
    return hashed.hexdigest()


def _holds_something(path: str) -> bool:
    if os.path.isdir(path):
        return any(files for _, _, files in os.walk(path))
    return os.path.lexists(path)


def _allows(path: str) -> bool:
    """Whether a file of rules allows anything; True when it cannot be read."""
    from hermes_acp.approval.rulefile import read_file

    found = read_file(path, ours=False)
    return bool(found.problems) or any(rule.effect == "allow" for rule in found.user)


def _files(directory: str) -> Iterator[str]:
    for path in BRINGS:
        whole = os.path.join(directory, path)
        if os.path.isdir(whole):
            for folder, folders, files in os.walk(whole):
                folders.sort()
                yield from (os.path.join(folder, name) for name in sorted(files))
        elif os.path.lexists(whole):
            yield whole


def _content(path: str) -> str:
    try:
        facts = os.stat(path)
        if facts.st_size > MAX_BYTES or not os.path.isfile(path):
            return f"{facts.st_mode}:{facts.st_size}"
        with open(path, "rb") as file:
            return hashlib.sha256(file.read(MAX_BYTES + 1)).hexdigest()
    except OSError:
        return "unreadable"
