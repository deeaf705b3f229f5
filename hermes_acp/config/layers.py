"""Settings from several places, merged, each value knowing where it came from.

defaults < user < project < environment < flags. No pydantic: cheap enough for every new session. A value of the
wrong type is passed over here by the typed getters; ``load.load_config`` says what is wrong with it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

from hermes_acp.config.defaults import DEFAULTS, ENVIRONMENT
from hermes_acp.config.files import read_project, read_user
from hermes_acp.config.normal import normal
from hermes_acp.config.paths import config_file, env_file, project_config_file
from hermes_acp.config.secrets import REFERENCE, is_secret_name
from hermes_acp.config.trees import MISSING, Path, join, leaves, put, split, walk

LayerName = Literal["default", "user", "project", "environment", "flag"]


class Layer(NamedTuple):
    """One place settings come from."""

    name: LayerName
    origin: str
    """The file, or empty where each key has an origin of its own."""
    values: Mapping[str, object]
    """As written: ``${VAR}`` not yet replaced."""
    origins: Mapping[Path, str] = MappingProxyType({})
    """The variable or flag that set a key."""


class Source(NamedTuple):
    """Where a value came from."""

    layer: LayerName
    origin: str
    """A file, a variable or a flag; empty for a default."""

    def __str__(self) -> str:
        return self.origin or self.layer


class Layered(NamedTuple):
    """All layers, the lowest first."""

    layers: tuple[Layer, ...]
    environ: Mapping[str, str]
    """What ``${VAR}`` stands for: the environment, and beneath it the ``.env`` file."""
    notices: list[str]
    """Sentences the person should read: files and keys that could not be used."""

    def get(self, path: str | Path, default: object = None) -> object:
        """The value of ``a.b`` (or ``("a", "b")`` when a name holds a dot), tables merged, ``${VAR}`` replaced."""
        values = [value for value in reversed([*self._falling(path)]) if value is not MISSING]
        found = join(values) if values else None
        return default if found is None else found

    def raw(self, path: str | Path) -> object:
        """The value as written, or MISSING. Safe to show where ``secrets.shown`` has looked at it."""
        values = [value for layer in self.layers if (value := walk(layer.values, split(path))) is not MISSING]
        return join(values) if values else MISSING

    def source(self, path: str | Path) -> Source | None:
        """Where the value came from (for a table: the highest layer that has part in it); None when unset."""
        parts = split(path)
        for layer in reversed(self.layers):
            if walk(layer.values, parts) is not MISSING:
                return Source(layer.name, layer.origins.get(parts, layer.origin))
        return None

    def text(self, path: str, among: Collection[str] | None = None) -> str | None:
        """The highest value that is a text, and one of ``among`` when that is given."""
        texts = (value for value in self._falling(path) if isinstance(value, str) and value)
        return next((text for text in texts if among is None or text in among), None)

    def integer(self, path: str) -> int | None:
        """The highest value that is a whole number."""
        return next((v for v in self._falling(path) if isinstance(v, int) and not isinstance(v, bool)), None)

    def fraction(self, path: str) -> float | None:
        """The highest value that is a number above 0 and below 1."""
        numbers = (value for value in self._falling(path) if isinstance(value, float | int) and 0 < value < 1)
        return next((float(number) for number in numbers), None)

    def number(self, path: str) -> float | None:
        """The highest value that is a number above 0."""
        values = (v for v in self._falling(path) if isinstance(v, float | int) and not isinstance(v, bool) and v > 0)
        return next((float(value) for value in values), None)

    def flag(self, path: str) -> bool | None:
        """The highest value that is true or false."""
        return next((value for value in self._falling(path) if isinstance(value, bool)), None)

    def with_user(self, values: Mapping[str, object]) -> Layered:
        """The same with other settings in the person's file, to see what a change would do."""
        changed = (layer._replace(values=values) if layer.name == "user" else layer for layer in self.layers)
        return Layered(tuple(changed), self.environ, [])

    @property
    def merged(self) -> dict[str, object]:
        """Everything as one dictionary, ``${VAR}`` replaced."""
        return {key: self.get((key,)) for key in self._keys()}

    def leaves(self) -> Iterator[tuple[Path, object]]:
        """Every value as written, with its path; tables are walked, lists are values."""
        for key in self._keys():
            yield from leaves((key,), self.raw((key,)))

    def _keys(self) -> list[str]:
        return list(dict.fromkeys(key for layer in self.layers for key in layer.values))

    def _falling(self, path: str | Path) -> Iterator[object]:
        """What each layer says, the highest first. A workspace's own text never draws a secret in."""
        parts = split(path)
        for layer in reversed(self.layers):
            yield self._filled(walk(layer.values, parts), layer.name != "project")

    def _filled(self, value: object, secrets: bool) -> object:
        if isinstance(value, str):
            return REFERENCE.sub(lambda match: self._variable(match[0], match[1], secrets), value)
        if isinstance(value, dict):
            table = cast("dict[str, object]", value)
            return {key: self._filled(item, secrets) for key, item in table.items()}
        if isinstance(value, list):
            return [self._filled(item, secrets) for item in cast("list[object]", value)]
        return value

    def _variable(self, written: str, name: str, secrets: bool) -> str:
        if is_secret_name(name) and not secrets:
            return written
        return self.environ.get(name, written)


def read_layers(
    home: str,
    *,
    project: str | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Layered:
    """Read every layer. Blocks: it reads files.

    ``project`` is the folder of a workspace that the person trusts; leave it out for any other. ``flags`` maps
    dotted keys to values. A file that cannot be read is a notice, not an error.
    """
    notices: list[str] = []
    surroundings = {**_secrets(env_file(home), notices), **(os.environ if environ is None else environ)}
    path = config_file(home)
    layers = [Layer("default", "", DEFAULTS), Layer("user", path, read_user(path, notices))]
    if project is not None:
        path = project_config_file(project)
        layers.append(Layer("project", path, read_project(path, layers[1].values, notices)))
    layers += [_from_environment(surroundings), _from_flags(flags or {})]
    return Layered(tuple(layers), surroundings, notices)


def _secrets(path: str, notices: list[str]) -> dict[str, str]:
    from hermes_acp.config.dotenv import read

    try:
        return read(path)
    except OSError as error:
        notices.append(f"{path} could not be read: {error.strerror}.")
        return {}


def _from_environment(environ: Mapping[str, str]) -> Layer:
    values: dict[str, object] = {}
    origins: dict[Path, str] = {}
    for name, path in ENVIRONMENT.items():
        if written := environ.get(name, "").strip():
            put(values, path, int(written) if written.isdecimal() else written)
            origins[path] = name
    return Layer("environment", "", normal(values), origins)


def _from_flags(flags: Mapping[str, object]) -> Layer:
    values: dict[str, object] = {}
    origins: dict[Path, str] = {}
    for name, value in flags.items():
        if value is not None:
            path = ("model", "default") if name == "model" else split(name)
            put(values, path, value)
            origins[path] = f"flag for {name}"
    return Layer("flag", "", normal(values), origins)
