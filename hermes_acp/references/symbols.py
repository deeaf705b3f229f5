"""``@symbol:``: where a name is defined, found by ripgrep, with the definition's own lines.

A search for the ways languages define things, not a parser: it needs no grammar and finds new files at once. It
can take a look-alike in a string for a definition, and misses names made by macros. Ignored and hidden files are
not searched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.host import Host
from hermes_acp_tools.result import ToolError

RG = ("rg", "--no-config", "--line-number", "--no-heading", "--with-filename", "--null", "--no-messages",
      "--max-columns=400", "--max-filesize=2M", "--sort=path", "--color=never")  # fmt: skip
DEFINITIONS = 5
"""At most so many definitions of one name are attached."""
LINES = 120
"""At most so many lines of one definition."""
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
        if not hits:
            raise Unavailable("no definition of it was found in this workspace")
        uses: dict[str, PathUse] = {}
        for path, _, _ in hits[:DEFINITIONS]:
            resolved = await context.host.resolve(os.path.join(context.cwd, path))
            uses[path] = PathUse(path, resolved, "read")
        await context.allow(Action("@symbol", "read", tuple(uses.values()), origin="user"))
        parts = [await _definition(uses[path].resolved, path, line, context) for path, line, _ in hits[:DEFINITIONS]]
        more = f"{len(hits) - DEFINITIONS} further places define it." if len(hits) > DEFINITIONS else ""
        count = "1 place" if len(hits) == 1 else f"{len(hits)} places"
        return Found(f"symbol:{name}", f"{name}, defined in {count}", "\n\n".join(parts), note=more)


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


async def _definition(resolved: str, path: str, line: int, context: Context) -> str:
    try:
        rows = (await context.host.read_text(resolved)).text.split("\n")
    except (ToolError, OSError) as exc:
        return f"{path}:{line}: {exc}"
    start, end = extent(rows, min(line, len(rows)) - 1)
    return "\n".join([f"{path}:{start + 1}-{end}", *rows[start:end]])


def extent(rows: Sequence[str], at: int) -> tuple[int, int]:
    """Where the definition on row ``at`` begins (its decorators) and ends, by indentation alone."""
    depth, start = _indent(rows[at]), at
    while start and rows[start - 1].strip().startswith(("@", "#[")) and _indent(rows[start - 1]) == depth:
        start -= 1
    end = at + 1
    while end < len(rows) and end - start < LINES:
        row = rows[end]
        closes = row.strip()[:1] in {"}", ")", "]", "{"} or row.strip() == "end"
        if row.strip() and _indent(row) <= depth and not (_indent(row) == depth and closes):
            break
        end += 1
        if row.strip().startswith(("}", "end")) and _indent(row) == depth:
            break
    while end > at + 1 and not rows[end - 1].strip():
        end -= 1
    return start, end


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
