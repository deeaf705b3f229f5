"""Files that speak to the model without being asked for: the project's instructions, the person's identity and memory.

Read once a session, from a worker thread. Whatever a person cannot see in them is taken out and reported; a link
carries no file from elsewhere into the prompt.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from hermes_acp_skills.hidden import strip_hidden

INSTRUCTION_FILES = (".hermes.md", "HERMES.md", "AGENTS.override.md", "AGENTS.md", "CLAUDE.md", ".cursorrules")
"""Project instructions; in each directory the first that exists counts."""
INSTRUCTIONS_LIMIT = 20_000
"""Characters of project instructions, in all."""
IDENTITY_FILE = "SOUL.md"
MEMORY_FILES = ("memories/MEMORY.md", "memories/USER.md")
HOME_LIMIT = 8_000
"""Characters of each file in the home."""


class Words(NamedTuple):
    """What a file says."""

    path: str
    text: str
    problems: tuple[str, ...] = ()
    """What was taken out of it, a sentence each."""


def read_instructions(cwd: str) -> tuple[Words, ...]:
    """Project files from the repository's root down to ``cwd``, within the limit, whole or cut and saying so."""
    found: list[Words] = []
    left = INSTRUCTIONS_LIMIT
    chain = chain_to_root(cwd)
    root = os.path.join(os.path.realpath(chain[-1]), "")
    for directory in reversed(chain):
        for name in INSTRUCTION_FILES:
            path = os.path.join(directory, name)
            # A link may not carry a file from elsewhere into the prompt: nobody was asked about that one.
            inside = os.path.realpath(path).startswith(root) and os.path.basename(os.path.realpath(path)) == name
            words = read_words(path, left) if inside else None
            if words is not None:
                found.append(words)
                left -= len(words.text)
                break
    return tuple(found)


def read_identity(home: str) -> Words | None:
    """Who the person wants the agent to be; None when they did not say."""
    return read_words(os.path.join(home, IDENTITY_FILE), HOME_LIMIT)


def read_memory(home: str) -> tuple[Words, ...]:
    """What was kept to be remembered, as it is now."""
    read = (read_words(os.path.join(home, name), HOME_LIMIT) for name in MEMORY_FILES)
    return tuple(words for words in read if words is not None)


def chain_to_root(cwd: str) -> list[str]:
    """``cwd`` and its parents up to the one that holds ``.git``; ``cwd`` alone outside a repository."""
    chain: list[str] = []
    directory = cwd
    while True:
        chain.append(directory)
        if os.path.exists(os.path.join(directory, ".git")):
            return chain
        parent = os.path.dirname(directory)
        if parent == directory:
            return [cwd]
        directory = parent


def read_words(path: str, limit: int) -> Words | None:
    """At most ``limit`` characters of a regular file; None when there is none, nothing in it, or it cannot be read."""
    if limit <= 0 or not os.path.isfile(path):
        return None
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(limit + 1)
    except OSError:
        return None
    text = text if len(text) <= limit else text[:limit] + "\n[the rest of this file was left out]"
    text, hidden = strip_hidden(text)
    return Words(path, text, tuple(f"{path}:{found.line}: {found}." for found in hidden)) if text.strip() else None
