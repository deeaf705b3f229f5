"""What other agents call our tools and their arguments: models were taught those names and fall back on them.

An argument under another name is taken where nothing else can be meant. A tool under another name is only pointed out,
since what the two do need not be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

OURS = {
    "read_file": "read view cat open_file view_file get_file_contents",
    "list_files": "ls list_dir list_directory glob find_files",
    "search_files": "grep ripgrep rg search grep_search codebase_search search_file_content",
    "edit_file": "edit str_replace str_replace_editor replace replace_in_file multi_edit apply_patch apply_diff",
    "write_file": "write create_file save_file write_to_file new_file",
    "shell": "bash sh terminal run_command execute_command run_terminal_cmd run_shell_command exec_command execute",
    "update_plan": "todo_write todowrite write_todos todo",
    "skill_view": "skill use_skill load_skill read_skill",
}
"""Our tools, and names of tools elsewhere that do about the same."""
ELSEWHERE = {theirs: ours for ours, names in OURS.items() for theirs in names.split()}
"""The same, the other way round."""

ARGUMENTS = {
    "path": ("file_path", "filepath", "filename", "file", "target_file", "directory", "dir"),
    "old_text": ("old_string", "old_str"),
    "new_text": ("new_string", "new_str"),
    "content": ("contents", "file_text", "text"),
    "command": ("cmd",),
    "pattern": ("query", "regex"),
    "glob": ("include",),
    "workdir": ("cwd", "working_directory"),
}
"""Arguments of ours, and what the same is called elsewhere."""


def as_meant(arguments: Mapping[str, object], schema: Mapping[str, object]) -> Mapping[str, object]:
    """The arguments by the names of the schema, where it takes no others and one of its own is missing."""
    taken = schema.get("properties")
    if schema.get("additionalProperties") is not False or not isinstance(taken, Mapping):
        return arguments
    known = set(cast("Iterable[str]", taken))
    meant = {
        theirs: ours
        for ours, names in ARGUMENTS.items()
        if ours in known and ours not in arguments
        for theirs in [name for name in names if name in arguments and name not in known][:1]
    }
    return {meant.get(name, name): value for name, value in arguments.items()} if meant else arguments
