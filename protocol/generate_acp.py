"""Write ``hermes_acp_protocol/acp/types_v*.py`` and ``tables_v*.py`` from ``schemas/acp``.

    python protocol/generate_acp.py          writes the files
    python protocol/generate_acp.py --check  fails when a file is not what it would write

The schemas say shapes; which capability guards a method they say only in prose, so that table is here. Runs with the
standard library and ruff, at build time only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from schema_shapes import Schema, Shape, shapes
from typed_dicts import typed_dicts

HERE = Path(__file__).parent
TARGET = HERE / "hermes_acp_protocol" / "acp"

GUARDS = {
    1: {
        "logout": "auth.logout",
        "auth/status": "auth.status",
        "session/load": "loadSession",
        "session/list": "sessionCapabilities.list",
        "session/resume": "sessionCapabilities.resume",
        "session/delete": "sessionCapabilities.delete",
        "session/close": "sessionCapabilities.close",
        "session/fork": "sessionCapabilities.fork",
        "session/archive": "sessionCapabilities.archive",
        "session/unarchive": "sessionCapabilities.archive",
        "session/status": "sessionCapabilities.status",
        "session/set_title": "sessionCapabilities.title",
        "providers/list": "providers",
        "providers/set": "providers",
        "providers/disable": "providers",
        "mcp/message": "mcpCapabilities.acp",
        "fs/read_text_file": "fs.readTextFile",
        "fs/write_text_file": "fs.writeTextFile",
        "terminal/create": "terminal",
        "terminal/output": "terminal",
        "terminal/wait_for_exit": "terminal",
        "terminal/kill": "terminal",
        "terminal/release": "terminal",
        "elicitation/create": "elicitation",
        "elicitation/complete": "elicitation.url",
        "notice": "session.notices",
        "compaction_update": "session.compaction",
        "compaction_summary_chunk": "session.compaction",
        "plan_update": "plan",
        "plan_removed": "plan",
        "subagent_update": "subagents",
    },
    2: {
        "auth/logout": "auth.logout",
        "auth/status": "auth.status",
        "session/delete": "session.delete",
        "session/fork": "session.fork",
        "session/archive": "session.archive",
        "session/unarchive": "session.archive",
        "session/status": "session.status",
        "session/set_title": "session.title",
        "providers/list": "providers",
        "providers/set": "providers",
        "providers/disable": "providers",
        "mcp/message": "session.mcp.acp",
        "elicitation/create": "elicitation",
        "elicitation/complete": "elicitation.url",
    },
}
"""Method or update kind to the capability the serving side must have announced, as a path in its capabilities."""


def load(version: int, name: str) -> Schema:
    """Return one of the schema files."""
    return json.loads((HERE / "schemas" / "acp" / f"v{version}" / name).read_text(encoding="utf-8"))


def methods(version: int, side: str, ending: str) -> dict[str, dict[str, Any]]:
    """Return the methods one side serves: ``ending`` is Request or Notification."""
    full, stable = load(version, "schema.unstable.json")["$defs"], load(version, "schema.json")["$defs"]
    served = load(version, "meta.unstable.json")
    names = {*served[f"{side}Methods"].values(), *served["protocolMethods"].values()}
    found: dict[str, dict[str, Any]] = {}
    for name, node in sorted(full.items()):
        method = node.get("x-method")
        if method in names and name.endswith(ending) and node["x-side"] in (side, "protocol", *_shared(served, method)):
            result = name.removesuffix("Request") + "Response"
            found[method] = {
                "params": name,
                "result": result if ending == "Request" else None,
                "stable": any(other.get("x-method") == method for other in stable.values()),
                "guard": GUARDS[version].get(method),
            }
    return dict(sorted(found.items()))


def _shared(served: Schema, method: str) -> tuple[str, ...]:
    """Return both sides for a method that both serve; the schema notes only one."""
    both = method in served["agentMethods"].values() and method in served["clientMethods"].values()
    return ("agent", "client") if both else ()


def updates(version: int, made: dict[str, Shape]) -> dict[str, dict[str, Any]]:
    """Return the kinds of ``session/update``."""
    stable = shapes(load(version, "schema.json"))["SessionUpdate"]
    kinds = made["SessionUpdate"]
    assert isinstance(kinds, dict) and isinstance(stable, dict)
    return {
        kind: {
            "shape": variant["also"][0],
            "stable": kind in stable["by"],
            "guard": GUARDS[version].get(kind),
        }
        for kind, variant in sorted(kinds["by"].items())
    }


def tables(version: int) -> Iterator[str]:
    """Print the tables of one version, piece by piece."""
    made = shapes(load(version, "schema.unstable.json"))
    yield f'"""Methods, updates and shapes of ACP wire version {version}, as plain data.\n\n'
    yield "Written by ``protocol/generate_acp.py`` from the JSON Schemas in ``protocol/schemas``; its vocabulary is\n"
    yield 'in ``protocol/schema_shapes.py``. Do not edit.\n"""\n\nfrom __future__ import annotations\n\n'
    yield "TYPE_CHECKING = False\nif TYPE_CHECKING:\n"
    yield "    from hermes_acp_protocol.acp.shapes import Method, Shape, Update\n\n"
    yield f"VERSION = {version}\n\n"
    for side in ("agent", "client"):
        for ending in ("Request", "Notification"):
            table = methods(version, side, ending)
            yield f"{side.upper()}_{ending.upper()}S: dict[str, Method] = {table!r}\n"
            yield f'"""What the {side} is {"asked" if ending == "Request" else "told"}."""\n\n'
    yield f"UPDATES: dict[str, Update] = {updates(version, made)!r}\n"
    yield '"""Kinds of ``session/update``."""\n\n'
    enums = {name: one["enum"] for name, one in made.items() if isinstance(one, dict) and "enum" in one}
    yield f"ENUMS: dict[str, tuple[str, ...]] = {enums!r}\n"
    yield '"""Words the protocol defines, by type."""\n\n'
    yield f"SHAPES: dict[str, Shape] = {made!r}\n"
    yield '"""Every type, for lenient reading."""\n'


def generated() -> dict[Path, str]:
    """Return every file and its text."""
    texts = {
        TARGET / f"{kind}_v{version}.py": "".join(lines)
        for version in (1, 2)
        for kind, lines in (
            ("tables", tables(version)),
            ("types", typed_dicts(version, shapes(load(version, "schema.unstable.json")))),
        )
    }
    return {path: _formatted(path, text) for path, text in texts.items()}


def _formatted(path: Path, text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(path), "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


def main() -> int:
    """Write the files, or compare them."""
    stale = [
        path
        for path, text in generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
        if "--check" in sys.argv or not path.write_text(text, encoding="utf-8")
    ]
    for path in stale:
        print(f"{path.name} is not current: run python protocol/generate_acp.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
