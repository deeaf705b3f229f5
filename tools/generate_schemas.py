"""Writes ``hermes_acp_tools/schemas.py`` from the tools' argument models and their words.

Run it after changing either: ``python tools/generate_schemas.py``. A test compares what it would write.
"""

from __future__ import annotations

import pprint
from importlib import import_module
from pathlib import Path
from typing import cast

PACKAGE = Path(__file__).parent / "hermes_acp_tools"

TOOLS = (
    ("read_file", "read", "read"),
    ("list_files", "listing", "search"),
    ("search_files", "search", "search"),
    ("edit_file", "edit", "edit"),
    ("write_file", "write", "edit"),
    ("shell", "shell", "execute"),
)
"""Name, module and kind, in the order the model sees them."""

HEADER = '''"""What models are told of the built-in tools. Written by ``tools/generate_schemas.py``; do not edit."""

from __future__ import annotations

from hermes_acp_tools.lazy import ToolSpecData

TOOLS: tuple[ToolSpecData, ...] = (
'''


def slim(schema: object) -> object:
    """A schema without what tells a model nothing: titles, null branches of optional arguments, null defaults."""
    if isinstance(schema, list):
        return [slim(item) for item in cast(list[object], schema)]
    if not isinstance(schema, dict):
        return schema
    node = dict(cast(dict[str, object], schema))
    if isinstance(node.get("title"), str):
        del node["title"]
    if node.get("default", 0) is None:
        del node["default"]
    branches = node.get("anyOf")
    if isinstance(branches, list):
        kept = [branch for branch in cast(list[dict[str, object]], branches) if branch.get("type") != "null"]
        if len(kept) == 1:
            del node["anyOf"]
            node = {**kept[0], **node}
    return {key: slim(value) for key, value in node.items() if key != "title" or not isinstance(value, str)}


def source() -> str:
    """The text of ``schemas.py``."""
    entries: list[str] = []
    for name, module, kind in TOOLS:
        full = f"hermes_acp_tools.{module}"
        schema = cast(dict[str, object], slim(import_module(full).Arguments.model_json_schema()))
        schema.pop("description", None)
        words = (PACKAGE / "words" / f"{name}.md").read_text(encoding="utf-8").strip()
        shape = pprint.pformat(schema, width=100, sort_dicts=False).replace("\n", "\n" + " " * 8)
        entries.append(
            f"    ToolSpecData(\n        name={name!r},\n        module={full!r},\n        kind={kind!r},\n"
            f"        description={pprint.pformat(words, width=100)},\n        schema={shape},\n    ),\n"
        )
    return HEADER + "".join(entries) + ")\n"


if __name__ == "__main__":
    (PACKAGE / "schemas.py").write_text(source(), encoding="utf-8")
