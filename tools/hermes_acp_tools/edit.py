"""edit_file: replace a passage of a file, found exactly or by a reported approximation."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from hermes_acp_tools import matching
from hermes_acp_tools.action import Action, PathUse
from hermes_acp_tools.arguments import ToolArguments, check
from hermes_acp_tools.changes import apply, current, refuse_if_changed
from hermes_acp_tools.diff import changed_lines, counts, unified
from hermes_acp_tools.fitting import replacement
from hermes_acp_tools.host import TextFile
from hermes_acp_tools.paths import from_model, shown
from hermes_acp_tools.private import in_the_shells_tmp
from hermes_acp_tools.result import Diff, Location, ToolError, ToolResult
from hermes_acp_tools.tool import Call, Prepared

NAMED_PLACES = 10
"""How many line numbers an error about several matches names."""

TELLING_CHARACTERS = 8
"""What a new text must hold, blanks aside, before its presence means that the edit was made already."""


class Arguments(ToolArguments):
    """What the model gives."""

    path: str
    old_text: str = Field(description="Passage to replace, unique unless replace_all")
    new_text: str
    replace_all: bool = False


async def prepare(arguments: Mapping[str, object], call: Call) -> Prepared:
    """See ``Tool.prepare``."""
    asked = check(Arguments, arguments)
    bench = call.bench
    if not asked.old_text:
        raise ToolError("old_text is empty. To create or replace a whole file use write_file.")
    if asked.old_text == asked.new_text:
        raise ToolError("old_text and new_text are the same; there is nothing to change.")
    path = await bench.host.resolve(from_model(asked.path, bench.cwd))
    name = shown(path, bench.cwd)
    before = await current(bench, path)
    if before is None:
        hint = await in_the_shells_tmp(bench, path) or " write_file creates one."
        raise ToolError(f"There is no file {name}.{hint}")
    refuse_if_changed(bench, before)
    edited, strategy, places = plan(before, asked, name, known=path in bench.read_digests)

    async def run() -> ToolResult:
        if not places:
            bench.read_digests[path] = before.digest
            return ToolResult(f"{name} already has this change; nothing was written.", data={"path": path})
        note = await apply(bench, path, edited, before)
        lines = counts(before.text, edited)
        how = "" if strategy == "exact" else f" old_text was not there exactly; matched {strategy}, check the diff."
        many = f" in {places} places" if places > 1 else ""
        return ToolResult(
            f"Edited {name}{many}.{how}{note}\n{unified(before.text, edited, limit=120)}",
            content=(Diff(path, before.text, edited),),
            locations=(Location(path, first),),
            data={"path": path, "places": places, "match": strategy, "added": lines.added, "removed": lines.removed},
        )

    first = changed_lines(before.text, edited)[0]
    return Prepared(
        title=f"Edit {name}",
        kind="edit",
        action=Action("edit_file", "write", (PathUse(asked.path, path, "write", before.digest),), arguments=arguments),
        run=run,
        content=(Diff(path, before.text, edited),) if places else (),
        locations=(Location(path, first),),
    )


def plan(before: TextFile, asked: Arguments, name: str, *, known: bool) -> tuple[str, str, int]:
    """The text after the edit, the strategy that found the passage, and in how many places.

    No place means that the edit is there already. A file the model has not read is only edited where ``old_text``
    stands exactly: a guess about an unseen file is no basis for a change.
    """
    old, new = _line_ends(before, asked.old_text), _line_ends(before, asked.new_text)
    match = matching.find(before.text, old)
    if (match is None or not match.exact) and _is_there(before.text, new):
        return before.text, "present", 0
    if match is None:
        raise ToolError(f"old_text was not found in {name}. Read the file and copy the passage exactly.")
    if not match.exact and not known:
        raise ToolError(f"old_text is not exactly in {name}, which you have not read. Read it first.")
    if len(match.spans) > 1 and (not asked.replace_all or match.strategy in matching.GUESSES):
        numbers = [str(matching.line_of(before.text, start)) for start, _ in match.spans[:NAMED_PLACES]]
        more = ", ..." if len(match.spans) > NAMED_PLACES else ""
        raise ToolError(
            f"old_text is in {name} {len(match.spans)} times (lines {', '.join(numbers)}{more}). "
            "Give more lines around it, or set replace_all."
        )
    pieces: list[str] = []
    done = 0
    for start, end in match.spans:
        pieces += [
            before.text[done:start],
            replacement(before.text, (start, end), old, new, match.strategy),
        ]
        done = end
    edited = "".join([*pieces, before.text[done:]])
    if edited == before.text:
        return edited, "present", 0
    return edited, match.strategy, len(match.spans)


def _line_ends(before: TextFile, text: str) -> str:
    r"""``text`` with the line ends that ``before.text`` uses inside: ``\n``, or the commoner one of a mixed file."""
    plain = text.replace("\r\n", "\n") if before.newline != "\n" else text
    if before.newline != "mixed" or text in before.text:
        return text if before.newline == "mixed" else plain
    crlf = before.text.count("\r\n") * 2 > before.text.count("\n")
    return plain.replace("\n", "\r\n") if crlf else plain


def _is_there(text: str, new: str) -> bool:
    """Whether ``new`` stands in ``text`` as whole lines; a line such as ``}`` says nothing about an edit."""
    wanted = new.strip("\n")
    return len("".join(wanted.split())) >= TELLING_CHARACTERS and f"\n{wanted}\n" in f"\n{text}\n"
