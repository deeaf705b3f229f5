"""docs/configuration.md, made from the schema: ``python -m hermes_acp.config.document docs/configuration.md``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import cast

from hermes_acp.config.defaults import ENVIRONMENT, WORKSPACE_MAY_SET
from hermes_acp.config.schema import Config

INTRODUCTION = """# Configuration

<!-- Made by hermes_acp/config/document.py from hermes_acp/config/schema.py. Change it there. -->

Settings come from five places. Later ones win, key by key:

1. the defaults below;
2. `config.yaml` in the home of Hermes (`$HERMES_HOME`, else `~/.hermes`);
3. `.hermes/config.yaml` in the workspace, once you trust the workspace;
4. environment variables;
5. flags on the command line.

`hermes config show` prints every value with the place it came from. A value that cannot be used is left out, its
default holds, and Hermes says which file, line and key. Keys it does not know are left alone: the home may be
shared with Hermes Agent, whose keys mean the same here.

**Secrets** belong to `.env` beside `config.yaml`, one `NAME=value` a line. `${NAME}` in any value stands for a
variable of the environment or, failing that, of `.env`. `hermes config set OPENAI_API_KEY` asks for the value and
writes it there, readable for you alone.

**Profiles** are further homes: `hermes -p work …` uses `profiles/work` in the home, with settings, secrets and
sessions of its own.
"""


def document() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *_workspace(), *_variables(), "## Keys\n", *_sections()])


def _workspace() -> Iterator[str]:
    yield "## What a workspace may set\n"
    yield "Only this, and only when it is trusted; secrets are never filled into its values:"
    yield from ("", *(f"- `{'.'.join(path)}`" for path in WORKSPACE_MAY_SET), "")
    yield "An MCP server of a workspace never replaces one of yours.\n"


def _variables() -> Iterator[str]:
    yield "## Environment variables\n"
    yield "| variable | meaning |"
    yield "| --- | --- |"
    yield "| `HERMES_HOME` | the home |"
    yield "| `HERMES_TRACE` | a file, or a directory of files, for [what passes over the wire](trace.md) |"
    yield "| `HERMES_TRACEBACK` | lets an unforeseen failure of a command say where it came from |"
    yield from (f"| `{name}` | sets `{'.'.join(path)}` |" for name, path in ENVIRONMENT.items())
    yield ""


def _sections() -> Iterator[str]:
    schema = cast("dict[str, dict[str, object]]", Config.model_json_schema())
    shapes = cast("dict[str, dict[str, object]]", schema["$defs"])
    for key, field in cast("dict[str, dict[str, object]]", schema["properties"]).items():
        yield f"### `{key}`\n"
        if "type" in field and not {"additionalProperties", "items"} & field.keys():
            yield from ("| key | value | default | meaning |", "| --- | --- | --- | --- |", _row(key, field), "")
            continue
        if (found := _shape_of(field, key)) is None:
            yield f"{field['description']}\n"
            inner = cast("dict[str, object]", field["additionalProperties"])
            yield from ("| key | value |", "| --- | --- |", f"| `{key}.NAME` | {_kind(inner)} |", "")
            continue
        shape, place = found
        yield str(shapes[shape]["description"]) + "\n"
        yield "| key | value | default | meaning |"
        yield "| --- | --- | --- | --- |"
        yield from (*_rows(shapes, shape, place), "")


def _rows(shapes: dict[str, dict[str, object]], shape: str, place: str) -> Iterator[str]:
    """A row for each key of a section; the keys of a section within it follow in its place."""
    for name, field in cast("dict[str, dict[str, object]]", shapes[shape]["properties"]).items():
        choices = cast("list[dict[str, object]]", field.get("anyOf", [field]))
        if "$ref" not in field:
            yield _row(f"{place}.{name}", field)
        for choice in choices:
            if "$ref" in choice:
                yield from _rows(shapes, str(choice["$ref"]).rpartition("/")[2], f"{place}.{name}")


def _row(key: str, field: dict[str, object]) -> str:
    default = f"`{json.dumps(field['default'])}`" if field.get("default") is not None else ""
    meaning = " ".join(str(field.get("description", "")).split())
    return f"| `{key}` | {_kind(field)} | {default} | {meaning} |"


def _shape_of(field: dict[str, object], key: str) -> tuple[str, str] | None:
    """The name of the section a key holds, and how its keys are addressed; None for a table of single values."""
    for container, place in (("additionalProperties", f"{key}.NAME"), ("items", f"{key}[]")):
        if isinstance(field.get(container), dict):
            inner = cast("dict[str, object]", field[container])
            choices = cast("list[dict[str, object]]", inner.get("anyOf", [inner]))
            sections = (choice["$ref"] for choice in choices if "$ref" in choice)
            section = next(sections, None)
            return (str(section).rpartition("/")[2], place) if section else None
    return str(field["$ref"]).rpartition("/")[2], key


def _kind(field: dict[str, object]) -> str:
    """What may be written, in a few words."""
    if choices := cast("list[dict[str, object]]", field.get("anyOf", [])):
        return " or ".join(_kind(choice) for choice in choices if choice.get("type") != "null")
    if words := cast("list[str]", field.get("enum", [field["const"]] if "const" in field else [])):
        return ", ".join(f"`{word}`" for word in words)
    if "$ref" in field:
        return "the keys below"
    names = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "`true` or `false`",
        "array": "list of texts",
        "object": "texts by name",
    }
    return names[str(field["type"])] + _bounds(field)


def _bounds(field: dict[str, object]) -> str:
    words = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to"}
    return "".join(f" {word} {field[name]:,}" for name, word in words.items() if name in field)


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as page:
        page.write(document())
