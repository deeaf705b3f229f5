"""``@symbol:``: where a name is defined, with the definition's own lines.

ripgrep finds the rows that look like definitions, new files included; tree-sitter says which of them are, and where
each begins and ends. Where no grammar is installed, ``extents`` goes by the indentation. Names that macros make are
missed; ignored and hidden files are not searched.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence

from msgspec import Struct

from hermes_acp.references.extents import LINES, extent
from hermes_acp.references.grammars import definitions
from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.host import Host
from hermes_acp_tools.result import ToolError

RG = ("rg", "--no-config", "--line-number", "--no-heading", "--with-filename", "--null", "--no-messages",
      "--max-columns=400", "--max-filesize=2M", "--sort=path", "--color=never")  # fmt: skip
DEFINITIONS = 5
"""At most so many definitions of one name are attached."""
LOOKED_AT = 60
"""Rows that look like definitions and are looked at closely."""
_BYTES = 512 * 1024
_SECONDS = 5.0
_NAME = re.compile(r"[\w$][\w$?!.:]{0,199}")
_WORDS = (
    "def|class|fn|func|function\\*?|interface|type|struct|enum|union|trait|impl|module|mod|namespace|object|protocol|"
    "record|macro_rules!|defmodule|defp?|const|static|let|var|val|package|typedef|sub|proc|procedure"
)
_USES = {
    "return", "await", "else", "throw", "new", "yield", "in", "not", "and", "or", "if", "elif", "while", "for", "case",
    "raise", "assert", "delete", "typeof", "go", "defer", "[Omitted",
}  # fmt: skip
"""A line that begins with one of these defines nothing, whatever the rest looks like."""


def pattern(name: str, tail: str = "") -> str:
    """The regular expression (Rust's) of the lines that define a name: a defining word, a signature, an assignment."""
    wanted = re.escape(name) + (tail or (r"\b" if name[-1].isalnum() or name[-1] == "_" else r"(?:\W|$)"))
    word = rf"(?:\b(?:{_WORDS})|#define)\s+(?:\([^)]{{0,80}}\)\s*)?(?:[\w:.<>]+(?:::|\.))?{wanted}"
    assignment = rf"^{wanted}\s*(?::[^=]{{1,80}})?=[^=]"
    signature = rf"^\s*(?:[\w<>:,\[\]]+[\s*&]+){{1,6}}{wanted}\s*\([^;]*$"
    method = rf"^\s*{wanted}\s*\([^)]*\)\s*\{{"
    return "|".join((rf"^\s*(?:[\w@()]+\s+){{0,4}}{word}", assignment, signature, method))


class SymbolKind:
    """Definitions of a name."""

    name = "symbol"
    description = "where a name is defined"

    def __init__(self, host: Host, cwd: str) -> None:
        self._host, self._cwd = host, cwd

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Defined names that begin so; nothing for less than two characters."""
        if len(prefix) < 2 or not _NAME.fullmatch(prefix):
            return ()
        hits = await _search(self._host, self._cwd, pattern(prefix, r"\w*"), _SECONDS)
        word = re.compile(r"\b" + re.escape(prefix) + r"\w*")
        names: dict[str, str] = {}
        for path, line, row in hits:
            if found := word.search(row):
                names.setdefault(found[0], f"{path}:{line}")
        best = sorted(names, key=lambda name: (len(name), name))[:limit]
        return [Candidate(f"@symbol:{name}", name, names[name]) for name in best]

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The definitions, each under its place."""
        if not _NAME.fullmatch(reference.value):
            raise Unavailable("it is not a name")
        name = re.split(r"\.|::|#", reference.value)[-1]
        hits = await _search(context.host, context.cwd, pattern(name), context.limits.git_seconds)
        places, unseen = await _places(name, hits, context)
        if not places:
            raise Unavailable("no definition of it was found in this workspace")
        kept = places[:DEFINITIONS]
        await context.allow(Action("@symbol", "read", tuple({place.use: None for place in kept}), origin="user"))
        more = f"{len(places) - DEFINITIONS} further places define it." if len(places) > DEFINITIONS else ""
        more += f" {unseen} further rows may define it." if unseen else ""
        count = "1 place" if len(places) == 1 else f"{len(places)} places"
        parts = "\n\n".join(place.text for place in kept)
        return Found(f"symbol:{name}", f"{name}, defined in {count}", parts, note=more.strip())


class _Place(Struct, frozen=True):
    """One definition."""

    use: PathUse
    text: str
    """Its path, its lines' numbers, and its lines."""


async def _places(name: str, hits: Sequence[tuple[str, int, str]], context: Context) -> tuple[list[_Place], int]:
    """The definitions in the rows that look like one, and how many rows were not looked at."""
    by_path: dict[str, list[int]] = {}
    for path, line, _ in hits[:LOOKED_AT]:
        by_path.setdefault(path, []).append(line - 1)
    found: list[_Place] = []
    for path, rows in by_path.items():
        resolved = await context.host.resolve(os.path.join(context.cwd, path))
        use = PathUse(path, resolved, "read")
        try:
            file = await context.host.read_text(resolved)
        except (ToolError, OSError) as exc:
            found.append(_Place(use, f"{path}:{rows[0] + 1}: {exc}"))
            continue
        if file.unsaved:  # ripgrep has seen what is on the disk
            rows = await asyncio.to_thread(_rows, file.text, name)
        found += [_Place(use, words) for words in await asyncio.to_thread(_definitions, path, file.text, rows, name)]
    return found, max(0, len(hits) - LOOKED_AT)


def _rows(text: str, name: str) -> list[int]:
    """The rows of a text that look like definitions."""
    wanted = re.compile(pattern(name))
    return [row for row, line in enumerate(text.split("\n")) if wanted.search(line)]


def _definitions(path: str, text: str, rows: Sequence[int], name: str) -> list[str]:
    """Place and lines of each definition in one file."""
    lines = text.split("\n")
    rows = [row for row in rows if row < len(lines)]  # the file may have become shorter meanwhile
    known = definitions(text, path.rpartition(".")[2], rows, name) or {}
    spans: dict[tuple[int, int], None] = {}
    for row in rows:
        span = known[row] if row in known else extent(lines, row)
        if span is not None:
            spans[span[0], min(span[1], span[0] + LINES)] = None
    return ["\n".join([f"{path}:{start + 1}-{end}", *lines[start:end]]) for start, end in spans]


async def _search(host: Host, cwd: str, expression: str, seconds: float) -> list[tuple[str, int, str]]:
    """Path, line number and text of each match. Unavailable when nothing can search here."""
    try:
        done = await host.run((*RG, "--regexp", expression, "."), cwd=cwd, timeout=seconds, limit=_BYTES)
    except TimeoutError as exc:
        raise Unavailable(f"the search took longer than {seconds:g} s") from exc
    except (ToolError, OSError) as exc:
        raise Unavailable(f"ripgrep could not be run: {exc}") from exc
    hits: list[tuple[str, int, str]] = []
    for row in done.stdout.decode(errors="replace").split("\n"):
        path, nul, rest = row.partition("\0")
        number, colon, text = rest.partition(":")
        if nul and colon and number.isdigit() and text.split(None, 1)[0] not in _USES:
            hits.append((path.removeprefix("./").replace("\\", "/"), int(number), text))
    if not hits and done.exit_code not in (0, 1):
        raise Unavailable(f"ripgrep failed: {done.stderr.decode(errors='replace').strip()[:200] or done.exit_code}")
    return hits
