"""What a command would run in its turn: behind ``sudo``, ``xargs``, ``find -exec``, ``bash -c``, ``ssh`` and so on.

Best effort, and only used to find what must not happen and what a deny or ask rule names. A wrapper that is not known
here hides nothing from the rest of the engine: it is not a known read, so it is asked for. How each kind of wrapper
is opened is in ``wrappers``, ``finders``, ``shelltexts``, ``containers`` and ``hooks``.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from hermes_acp.approval.shell.containers import CONTAINERS, contained
from hermes_acp.approval.shell.finders import FINDERS, found_by
from hermes_acp.approval.shell.hooks import HOOKED, hooked, is_hook
from hermes_acp.approval.shell.parse import parse
from hermes_acp.approval.shell.script import Script, Segment, program
from hermes_acp.approval.shell.shelltexts import TEXT_PROGRAMS, Text, shell_texts
from hermes_acp.approval.shell.wrappers import WRAPPERS, wrapped

_OPENED = FINDERS | CONTAINERS | WRAPPERS | TEXT_PROGRAMS | HOOKED
"""Every program that is known to run another one."""
MAX_NESTING = 6
MAX_FOUND = 600
MAX_WORDS = 6_000
"""Words of all commands together; what lies beyond is asked for, never allowed, since it is not plain."""
MAX_SIZE = 12_000
"""Characters of all commands that are opened together, for the same reason; a quarter where not all is understood."""
MAX_TEXT = 8_000
"""Characters of a text handed to a shell that are looked at."""


class Found(Struct, frozen=True):
    """One command that would run, with how deep it was hidden."""

    segment: Segment
    depth: int
    """0 for a command of the line itself."""
    broken: bool = False
    """Part of the text it came from was not understood."""


def everything(script: Script, home: str) -> Iterator[Found]:
    """Every command a script would run, directly or through others, as far as it can be known."""
    count = words = size = 0
    most = MAX_SIZE // 4 if script.broken else MAX_SIZE
    opened: dict[Segment, list[Segment]] = {}
    queue = [Found(segment, 0, script.broken) for segment in reversed(dict.fromkeys(script.segments))]
    while queue and count < MAX_FOUND and words < MAX_WORDS:
        found = queue.pop()
        count += 1
        words += len(found.segment.argv)
        yield found
        if found.depth < MAX_NESTING and size < most and _opens(found.segment):
            inside = opened.get(found.segment)
            if inside is None:
                size += sum(map(len, found.segment.argv))
                inside = opened[found.segment] = _inner(found.segment, home)
            queue.extend(Found(inner, found.depth + 1, found.broken) for inner in reversed(inside))


def _opens(segment: Segment) -> bool:
    """Whether a command is known to run another one."""
    return program(segment) in _OPENED or bool(segment.assigned) or any(map(is_hook, segment.argv))


def _inner(segment: Segment, home: str) -> list[Segment]:
    found = [*found_by(segment), *contained(segment), *wrapped(segment, home)]
    texts = [*shell_texts(segment), *hooked(segment)]
    found += [inner for text in texts for inner in _commands(text, segment, home)]
    return found


def _commands(text: Text, segment: Segment, home: str) -> list[Segment]:
    """The commands of a text that a command hands to a shell."""
    if not text.line.strip() or len(text.line) > MAX_TEXT:
        return []
    found = parse(text.line, segment.dirs, home, dict(text.variables)).segments
    return [replace(each, stdin=each.stdin or text.stdin) for each in found] if text.stdin else found
