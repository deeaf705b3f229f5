"""Changing config.yaml for a person: comments and order stay, a bad value is refused, secrets go to ``.env``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, MutableMapping
from io import StringIO
from typing import cast

from hermes_acp.config import dotenv
from hermes_acp.config.atomic import write_private
from hermes_acp.config.files import parse, read_file
from hermes_acp.config.layers import read_layers
from hermes_acp.config.load import checked
from hermes_acp.config.paths import config_file, env_file
from hermes_acp.config.secrets import is_secret_name
from hermes_acp.config.trees import MISSING, Path, walk
from hermes_acp.errors import ConfigError

Table = MutableMapping[str, object]

VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


def is_variable(key: str) -> bool:
    """Whether a name is one of an environment variable, which lives in ``.env``, and not of a setting."""
    return VARIABLE.fullmatch(key) is not None


def put(home: str, key: str, written: str) -> str:
    """Set a key to a value written as YAML; returns the file that was changed. ConfigError leaves all as it was."""
    if is_variable(key):
        return _put_secret(home, key, written)
    path = _path(key)
    if is_secret_name(path[-1]) and not written.startswith("${"):
        name = re.sub(r"\W", "_", key).upper()
        _put_secret(home, name, written)
        written = f"${{{name}}}"
    _change(home, {path: _value(written)})
    return config_file(home)


def put_all(home: str, values: Mapping[str, object]) -> str:
    """Set several keys of config.yaml in one write, None takes one out; returns the file. ConfigError as in ``put``.

    Values are values here, not YAML; a key that holds a secret may only be taken out.
    """
    paths = {_path(key): value for key, value in values.items()}
    if secret := next((path for path, value in paths.items() if value is not None and is_secret_name(path[-1])), None):
        raise ValueError(f"{'.'.join(secret)} belongs into .env")
    _change(home, paths)
    return config_file(home)


def take_out(home: str, key: str) -> str | None:
    """Unset a key; returns the file that was changed, None when the key was not set there."""
    if is_variable(key):
        if key not in dotenv.read(env_file(home)):
            return None
        dotenv.put(env_file(home), key, None)
        return env_file(home)
    if walk(read_file(config_file(home)), _path(key)) is MISSING:
        return None
    _change(home, {_path(key): None})
    return config_file(home)


def _put_secret(home: str, name: str, value: str) -> str:
    try:
        dotenv.put(env_file(home), name, value)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    return env_file(home)


def _path(key: str) -> Path:
    path = tuple(key.split("."))
    if not all(path):
        raise ConfigError(f"{key!r} is not a key. Keys look like agent.max_turns.")
    return path


def _value(written: str) -> object:
    """What the text means in YAML; a text that means nothing there is itself."""
    try:
        found = parse(f"x: {written}", "")
    except ConfigError:
        return written
    return found.get("x", written)


def _change(home: str, values: Mapping[Path, object]) -> None:
    from ruamel.yaml import YAML, YAMLError

    file = config_file(home)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    before = _text(file)
    try:
        tree = cast("Table", yaml.load(before) or yaml.map())  # pyright: ignore[reportUnknownMemberType] - untyped
    except YAMLError as error:
        raise ConfigError(f"{file} is not YAML; put that right first. {error}") from error
    for path, value in values.items():
        _set(tree, path, value)
    after = StringIO()
    yaml.dump(tree, after)  # pyright: ignore[reportUnknownMemberType] - untyped
    _refuse_new_faults(home, before, after.getvalue())
    write_private(file, after.getvalue())


def _set(tree: Table, path: Path, value: object) -> None:
    """Set a key, or take it out with None. ConfigError when a parent is a single value."""
    path = _place_in_model(tree, path, value)
    table = tree
    for part in path[:-1]:
        inner = table.setdefault(part, {})
        if not isinstance(inner, MutableMapping):
            raise ConfigError(f"{part} is set to a single value; unset it first.")
        table = cast("Table", inner)
    name = path[len(path) - 1]
    if value is None:
        table.pop(name, None)
    else:
        table[name] = value


def _place_in_model(tree: Table, path: Path, value: object) -> Path:
    """``model`` may be a name or a table that holds one; both ways of writing go on working."""
    key, written = ".".join(path), tree.get("model")
    if key.startswith("model.") and isinstance(written, str):
        tree["model"] = {"default": written}
    if key == "model" and isinstance(written, MutableMapping) and isinstance(value, str):
        return ("model", "default")
    return path


def _refuse_new_faults(home: str, before: str, after: str) -> None:
    """ConfigError when the change would bring a value that cannot be used."""
    old = {str(error) for error in _faults(home, before)}
    for error in _faults(home, after):
        if str(error) not in old:
            raise ConfigError(re.sub(r"^.*?config\.yaml(:\d+)?: ", "", str(error)))


def _faults(home: str, text: str) -> list[ConfigError]:
    layers = read_layers(home, environ={})
    return checked(layers.with_user(parse(text, config_file(home))))[1]


def _text(path: str) -> str:
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return file.read()
