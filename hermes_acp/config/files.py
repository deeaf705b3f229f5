"""Reading files of settings: yaml only where a file exists, and from a workspace only what one may set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from hermes_acp.config.defaults import WORKSPACE_MAY_SET
from hermes_acp.config.normal import normal
from hermes_acp.errors import ConfigError

if TYPE_CHECKING:
    from yaml.nodes import Node


def read_file(path: str) -> dict[str, object]:
    """The settings in a file, as written; empty when there is none. ConfigError naming file and line."""
    text = _text_of(path)
    return {} if text is None else parse(text, path)


def _text_of(path: str) -> str | None:
    """What stands in a file; None when there is none. ConfigError when it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} could not be read: {error}") from error


def parse(text: str, path: str) -> dict[str, object]:
    """The settings in a text; ``path`` is for messages."""
    import yaml

    try:
        values: object = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{path}{line}: this is not YAML: {error.problem}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: this is not YAML: {error}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: expected keys and values, such as 'model: openrouter:some/model'.")
    return normal(cast("dict[str, object]", values))


@lru_cache(maxsize=4)
def _parsed(text: str, path: str) -> Mapping[str, object]:
    """As `parse`, for whoever changes nothing in it."""
    return parse(text, path)


def read_user(path: str, notices: list[str]) -> dict[str, object]:
    """The person's own settings, parsed once while they stay the same; when unreadable, a notice and nothing."""
    try:
        text = _text_of(path)
        return {} if text is None else {**_parsed(text, path)}
    except ConfigError as error:
        notices.append(f"{error} The defaults are used.")
        return {}


def read_project(path: str, user: Mapping[str, object], notices: list[str]) -> dict[str, object]:
    """What a trusted workspace sets and may set. All else is left out with a notice."""
    try:
        found = read_file(path)
    except ConfigError as error:
        notices.append(f"{error} The settings of this workspace are not used.")
        return {}
    kept = _permitted(found, (), path, notices)
    _leave_servers_of(user, kept, path, notices)
    return kept


def _permitted(values: dict[str, object], at: tuple[str, ...], path: str, notices: list[str]) -> dict[str, object]:
    kept: dict[str, object] = {}
    for key, value in values.items():
        place = (*at, key)
        if any(place[: len(free)] == free for free in WORKSPACE_MAY_SET):
            kept[key] = value
        elif isinstance(value, dict) and any(free[: len(place)] == place for free in WORKSPACE_MAY_SET):
            kept[key] = _permitted(cast("dict[str, object]", value), place, path, notices)
        else:
            notices.append(f"{path}: {'.'.join(place)} cannot be set by a workspace; it was left out.")
    return kept


def _leave_servers_of(user: Mapping[str, object], kept: dict[str, object], path: str, notices: list[str]) -> None:
    """A workspace adds MCP servers; it never changes one of the person's."""
    mine, theirs = user.get("mcp_servers"), kept.get("mcp_servers")
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in set(cast("dict[str, object]", mine)) & set(cast("dict[str, object]", theirs)):
            del theirs[name]
            notices.append(f"{path}: the MCP server {name!r} is one of yours already; this one was left out.")


def line_of(path: str, key: tuple[str, ...]) -> int | None:
    """The line, from 1, on which a key is set, or its nearest parent that is written; None when nobody can tell."""
    import yaml

    compose = cast("Callable[..., Node | None]", yaml.compose)  # pyright: ignore[reportUnknownMemberType] - untyped
    try:
        with open(path, encoding="utf-8-sig") as file:
            node = compose(file, Loader=yaml.SafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    line: int | None = None
    for part in key:
        pairs = cast("list[tuple[Node, Node]]", node.value) if isinstance(node, yaml.MappingNode) else []
        found = next(((name, value) for name, value in pairs if name.value == part), None)
        if found is None:
            break
        name, node = found
        line = cast("int", name.start_mark.line) + 1
    return line
