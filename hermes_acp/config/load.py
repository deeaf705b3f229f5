"""From layers to a checked Config, and what to tell a person about the values that could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from hermes_acp.config.files import line_of
from hermes_acp.config.layers import Layered
from hermes_acp.config.schema import Config
from hermes_acp.config.secrets import HIDDEN, is_secret_path
from hermes_acp.config.trees import MISSING
from hermes_acp.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Location = tuple[str | int, ...]


def load_config(layers: Layered) -> Config:
    """The settings, always usable: a bad value gives way to its default, and ``layers.notices`` says so."""
    config, errors = checked(layers)
    layers.notices.extend(f"{error} It was left out." for error in errors)
    return config


def checked(layers: Layered) -> tuple[Config, list[ConfigError]]:
    """The settings without the values that cannot be used, and an error for each of those."""
    values = layers.merged
    errors: list[ConfigError] = []
    while True:
        try:
            return Config.model_validate(values), errors
        except ValidationError as failure:
            found = failure.errors(include_url=False)
            errors += [_explained(layers, detail) for detail in found]
            # Items of a list are taken out from the end, so that the places before them still hold.
            places = {_place(values, detail["loc"]) for detail in found}
            for place in sorted(places, key=lambda place: tuple((str(type(p)), p) for p in place), reverse=True):
                _take_out(values, place)


def _place(values: dict[str, object], location: Location) -> Location:
    """The part of a location that is written: pydantic adds names of union members and missing keys."""
    node: object = values
    written: list[str | int] = []
    for part in location:
        if isinstance(node, dict) and part in node:
            node = cast("dict[str | int, object]", node)[part]
        elif isinstance(node, list) and isinstance(part, int):
            node = cast("list[object]", node)[part]
        else:
            break
        written.append(part)
    return tuple(written)


def _take_out(values: dict[str, object], place: Location) -> None:
    node: object = values
    for part in place[:-1]:
        node = cast("dict[str | int, object]", node)[part]
    del cast("dict[str | int, object]", node)[place[-1]]


def _explained(layers: Layered, detail: ErrorDetails) -> ConfigError:
    place = _place(layers.merged, detail["loc"])
    path = tuple(str(part) for part in place if not isinstance(part, int)) or (str(detail["loc"][0]),)
    source = layers.source(_known(layers, path))
    origin = str(source) if source else "the settings"
    line = line_of(origin, path) if source and source.layer in ("user", "project") else None
    value = HIDDEN if is_secret_path(path) else repr(detail["input"])
    missing = detail["type"] == "missing"
    name = ".".join(str(part) for part in (detail["loc"] if missing else place))
    problem = "is missing" if missing else f"cannot be {value if len(value) < 80 else value[:77] + '…'}"
    return ConfigError(f"{origin}{f':{line}' if line else ''}: {name} {problem}: {_advice(detail)}.")


def _known(layers: Layered, path: tuple[str, ...]) -> tuple[str, ...]:
    while len(path) > 1 and layers.raw(path) is MISSING:
        path = path[:-1]
    return path


def _advice(detail: ErrorDetails) -> str:
    """What would be right, as the end of a sentence."""
    if detail["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return "it must be keys and values"
    message = detail["msg"].removeprefix("Input ").removeprefix("should be ")
    return f"it must be {message}" if message != detail["msg"] else message[:1].lower() + message[1:]
