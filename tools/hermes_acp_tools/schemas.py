"""What models are told of the built-in tools. Written by ``tools/generate_schemas.py``; do not edit."""

from __future__ import annotations

from hermes_acp_tools.lazy import ToolSpecData

TOOLS: tuple[ToolSpecData, ...] = (
    ToolSpecData(
        name="read_file",
        module="hermes_acp_tools.read",
        kind="read",
        description=(
            "Read a text file as numbered lines (`12|text`; the number and bar are not part of the file) or "
            "look at an image. Long files come in pages: continue with offset."
        ),
        schema={
            "additionalProperties": False,
            "properties": {
                "path": {"type": "string"},
                "offset": {"default": 1, "description": "First line, from 1", "minimum": 1, "type": "integer"},
                "limit": {
                    "default": 2000,
                    "description": "Number of lines",
                    "maximum": 2000,
                    "minimum": 1,
                    "type": "integer",
                },
            },
            "required": ["path"],
            "type": "object",
        },
    ),
    ToolSpecData(
        name="list_files",
        module="hermes_acp_tools.listing",
        kind="search",
        description="List a directory. Files that are hidden or ignored by git are left out.",
        schema={
            "additionalProperties": False,
            "properties": {
                "path": {"default": ".", "type": "string"},
                "depth": {
                    "default": 2,
                    "description": "Levels shown; deeper files are counted",
                    "maximum": 20,
                    "minimum": 1,
                    "type": "integer",
                },
                "pattern": {"type": "string", "description": "Glob such as *.py or src/**/*.ts; any depth"},
            },
            "type": "object",
        },
    ),
    ToolSpecData(
        name="search_files",
        module="hermes_acp_tools.search",
        kind="search",
        description=(
            "Search file contents with ripgrep. Use it instead of grep or find in the shell. Hidden and "
            "git-ignored files are skipped unless path names one. mode: `content` shows matching lines, "
            "`files` only names, `count` matches per file."
        ),
        schema={
            "additionalProperties": False,
            "properties": {
                "pattern": {"description": "Regular expression (Rust syntax)", "type": "string"},
                "path": {"default": ".", "description": "Directory or file", "type": "string"},
                "glob": {"type": "string", "description": "Only these files, such as *.py"},
                "mode": {"default": "content", "enum": ["content", "files", "count"], "type": "string"},
                "context": {
                    "default": 0,
                    "description": "Lines around each match",
                    "maximum": 20,
                    "minimum": 0,
                    "type": "integer",
                },
                "limit": {"default": 50, "maximum": 500, "minimum": 1, "type": "integer"},
                "offset": {"default": 0, "description": "Matches to skip", "minimum": 0, "type": "integer"},
            },
            "required": ["pattern"],
            "type": "object",
        },
    ),
    ToolSpecData(
        name="edit_file",
        module="hermes_acp_tools.edit",
        kind="edit",
        description=(
            "Replace a passage of a file. Read the file first and copy old_text from it exactly, with its "
            "indentation and enough lines around it to be unique. Everything else in the file stays as it is."
        ),
        schema={
            "additionalProperties": False,
            "properties": {
                "path": {"type": "string"},
                "old_text": {"description": "Passage to replace, unique unless replace_all", "type": "string"},
                "new_text": {"type": "string"},
                "replace_all": {"default": False, "type": "boolean"},
            },
            "required": ["path", "old_text", "new_text"],
            "type": "object",
        },
    ),
    ToolSpecData(
        name="write_file",
        module="hermes_acp_tools.write",
        kind="edit",
        description=(
            "Create a file, or replace all of it; missing directories are created. To change part of a file "
            "use edit_file."
        ),
        schema={
            "additionalProperties": False,
            "properties": {"path": {"type": "string"}, "content": {"type": "string"}},
            "required": ["path", "content"],
            "type": "object",
        },
    ),
    ToolSpecData(
        name="shell",
        module="hermes_acp_tools.shell",
        kind="execute",
        description=(
            "Run a command in bash. Working directory and variables carry over to the next call. There is no "
            "input, terminal, pager or editor: pass answers as arguments (`-y`, `-m`). Start servers with "
            "`&`. Long output is cut in the middle and kept whole in a file. Prefer read_file, search_files "
            "and edit_file for files."
        ),
        schema={
            "additionalProperties": False,
            "properties": {
                "command": {"type": "string"},
                "timeout": {
                    "default": 180,
                    "description": "Seconds",
                    "exclusiveMinimum": 0,
                    "maximum": 3600,
                    "type": "number",
                },
                "workdir": {"type": "string", "description": "Directory to change to first"},
                "outside_sandbox": {
                    "default": False,
                    "description": "For what a sandbox stops (git that writes, network, other places); asks the person",
                    "type": "boolean",
                },
            },
            "required": ["command"],
            "type": "object",
        },
    ),
)
