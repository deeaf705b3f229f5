"""Looking around in the workspace; nothing outside of it is read."""

from __future__ import annotations

from hermes_acp.servers.mcp.catalogue.entry import Served, reads
from hermes_acp.servers.mcp.schemas import record, rows, text, whole

SERVED: tuple[Served, ...] = (
    reads(
        "workspace_search",
        "Search the workspace",
        "Search the files of the workspace for a regular expression, or list files by a glob.",
        "looking:workspace_search",
        record(
            pattern=text("Regular expression to look for in files"),
            glob=text("Only files that fit, such as src/**/*.py; alone it lists them"),
            path=text("Directory to look in, relative to the workspace"),
        ),
        record(text=text("What was found, path:line: text"), data={"type": "object"}),
    ),
    reads(
        "workspace_read",
        "Read a file of the workspace",
        "Read a text file of the workspace, with line numbers.",
        "looking:workspace_read",
        record(
            ["path"],
            path=text("Relative to the workspace, or absolute within it"),
            line=whole("First line", 1, 10**9),
            limit=whole("How many lines", 1, 10_000),
        ),
        record(path=text("The file"), text=text("Its lines")),
    ),
    reads(
        "expand_references",
        "Expand @ references",
        "Give the contents of what @ references in a text point at: @path, @file:a.py:1-20, @folder:src, @diff, "
        "@staged, @git:REV, @symbol:name. Only what lies in the workspace.",
        "looking:expand_references",
        record(["text"], text=text("A text with @ references")),
        record(
            text=text("All of it, as a model reads it"),
            references=rows(
                "One by one",
                record(source=text("As written"), state=text("whole, cut, name or missing"), note=text("Why")),
            ),
        ),
    ),
)
