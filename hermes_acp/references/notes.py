"""``@skill:name`` and ``@memory``: the person's own instructions and notes. Where they come from is handed in.

A skill is attached to be followed, since the person named it; notes are data.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import Protocol

from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.locate import counted
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp_tools.action import Action
from hermes_acp_tools.textfile import size_in_words

NOTES = 256 * 1024
"""Bytes of one file of notes that are read."""


class Instructions(Protocol):
    """Skills by name, as a snapshot."""

    def listing(self) -> Sequence[tuple[str, str]]:
        """Name and description of each."""
        ...

    def text(self, name: str) -> tuple[str, Sequence[str]]:
        """A skill's words, and its other files. KeyError, with a sentence, when there is none or it cannot be read."""
        ...


class SkillKind:
    """A skill's instructions."""

    name = "skill"
    description = "a skill, to be followed"

    def __init__(self, load: Callable[[], Instructions]) -> None:
        """``load`` reads the disk; it is called in a thread."""
        self._load = load

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Skills whose name holds these letters, those that begin with them first."""
        listing = (await asyncio.to_thread(self._load)).listing()
        found = sorted((pair for pair in listing if prefix in pair[0]), key=lambda pair: not pair[0].startswith(prefix))
        return [Candidate(f"@skill:{name}", name, description[:80]) for name, description in found[:limit]]

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The instructions; the skill's other files are named."""
        await context.allow(Action("@skill", "internal", origin="user"))
        try:
            text, files = await asyncio.to_thread(lambda: self._load().text(reference.value))
        except KeyError as exc:
            raise Unavailable(str(exc.args[0])) from exc
        note = f"It has further files: {', '.join(files)}." if files else ""
        key, size = f"skill:{reference.value}", size_in_words(len(text))
        return Found(key, f"the skill {reference.value}", text, size=size, note=note, follow=True)


class MemoryKind:
    """What is remembered from session to session: the Markdown files of one directory."""

    name = "memory"
    description = "what is remembered from earlier sessions"

    def __init__(self, directory: str) -> None:
        self._directory = directory

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """The files, by name without its ending."""
        names = await asyncio.to_thread(self._names)
        return [Candidate(f"@memory:{name}", name) for name in names if name.startswith(prefix)][:limit]

    async def expand(self, reference: Reference, context: Context) -> Found:
        """All notes, or those of the one file that is named."""
        await context.allow(Action("@memory", "internal", origin="user"))
        names = await asyncio.to_thread(self._names)
        wanted = [name for name in names if reference.value.lower() in ("", name.lower())]
        if not wanted:
            raise Unavailable("nothing is remembered there" if reference.value else "nothing is remembered yet")
        parts = await asyncio.to_thread(lambda: [self._read(name) for name in wanted])
        text = "\n\n".join(f"{name}:\n{part.strip()}" for name, part in zip(wanted, parts, strict=True) if part.strip())
        if not text:
            raise Unavailable("nothing is remembered yet")
        title = f"what is remembered, {counted(len(wanted), 'file')}"
        return Found(f"memory:{reference.value.lower()}", title, text, size=size_in_words(len(text)))

    def _names(self) -> list[str]:
        try:
            found = sorted(os.listdir(self._directory))
        except OSError:
            return []
        regular = [name for name in found if os.path.isfile(os.path.join(self._directory, name))]
        return [name.removesuffix(".md") for name in regular if name.endswith(".md")]

    def _read(self, name: str) -> str:
        with open(os.path.join(self._directory, f"{name}.md"), "rb") as file:
            return file.read(NOTES).decode(errors="replace")
