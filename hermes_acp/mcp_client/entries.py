"""Reading the ``mcp_servers`` table: lenient for unknown keys, strict for known ones; what is wrong is named."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import cast

from hermes_acp.errors import ConfigError
from hermes_acp.mcp_client.config import (
    CALL_SECONDS,
    IDLE_SECONDS,
    START_SECONDS,
    Chosen,
    Origin,
    Protocol,
    SamplingLimits,
    ServerConfig,
    SignIn,
    server_name,
)

_VARIABLE = re.compile(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


def read_servers(table: object, origin: Origin, environ: Mapping[str, str]) -> tuple[list[ServerConfig], list[str]]:
    """The servers of a table, and a sentence for each that cannot be used."""
    servers: list[ServerConfig] = []
    faults: list[str] = []
    if not isinstance(table, Mapping):
        return servers, faults
    for name, value in cast("Mapping[str, object]", table).items():
        try:
            servers.append(read_server(str(name), value, origin, environ))
        except ConfigError as error:
            faults.append(str(error))
    return servers, faults


def read_server(name: str, value: object, origin: Origin, environ: Mapping[str, str]) -> ServerConfig:
    """One entry. ConfigError naming the key that is wrong; ``${VAR}`` and ``${VAR:-default}`` are replaced."""
    if not isinstance(value, Mapping):
        raise ConfigError(f"mcp_servers.{name} must be keys and values.")
    entry = _Entry(name, cast("Mapping[str, object]", value), environ)
    name = server_name(name)
    command, url = entry.text("command"), entry.text("url") or entry.text("serverUrl") or entry.text("httpUrl")
    wanted = entry.text("transport") or entry.text("type")
    if bool(command) == bool(url):
        raise ConfigError(f"mcp_servers.{name} needs either command or url.")
    if wanted == "sse":
        raise ConfigError(f"mcp_servers.{name}: the transport sse is not spoken any more; try http.")
    return ServerConfig(
        name=name,
        origin=origin,
        transport="stdio" if command else "http",
        command=os.path.expanduser(command),
        args=entry.texts("args"),
        env=entry.table("env"),
        cwd=os.path.expanduser(entry.text("cwd")) or None,
        url=url,
        headers=entry.table("headers"),
        sign_in=entry.sign_in(),
        enabled=entry.flag("enabled", True) and not entry.flag("disabled", False),
        protocol=entry.protocol(),
        start_timeout=entry.seconds("connect_timeout", START_SECONDS),
        call_timeout=entry.seconds("timeout", CALL_SECONDS),
        idle_timeout=entry.seconds("idle_timeout_seconds", IDLE_SECONDS),
        tools=entry.chosen(),
        sampling=entry.sampling(),
        elicitation=entry.flag("elicitation", True),
    )


def expand(text: str, environ: Mapping[str, str]) -> str:
    """The text with ``${VAR}`` and ``${VAR:-default}`` replaced; a variable nobody set stays as written."""
    return _VARIABLE.sub(lambda match: environ.get(match[1], match[2] if match[2] is not None else match[0]), text)


class _Entry:
    """One table of settings, read leniently for unknown keys and strictly for known ones."""

    def __init__(self, name: str, value: Mapping[str, object], environ: Mapping[str, str]) -> None:
        self._path = f"mcp_servers.{name}"
        self._value = value
        self._environ = environ

    def text(self, key: str) -> str:
        """A text; empty when there is none."""
        found = self._value.get(key)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise self._wrong(key, "a text")
        return expand(found, self._environ)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; numbers are spelled out."""
        found = self._value.get(key)
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self._wrong(key, "a list")
        return tuple(expand(str(item), self._environ) for item in cast("list[object]", found))

    def table(self, key: str) -> dict[str, str]:
        """Names and texts."""
        found = self._value.get(key)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise self._wrong(key, "names and values")
        pairs = cast("Mapping[object, object]", found)
        return {str(name): expand(str(item), self._environ) for name, item in pairs.items()}

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        found = self._value.get(key)
        if isinstance(found, Mapping):  # a table of details, such as ``elicitation: {enabled: true}``
            found = cast("Mapping[str, object]", found).get("enabled", default)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise self._wrong(key, "true or false")
        return found

    def seconds(self, key: str, default: float) -> float:
        """A time that is not negative."""
        found = self._value.get(key)
        if found is None:
            return default
        if isinstance(found, bool) or not isinstance(found, int | float) or found < 0:
            raise self._wrong(key, "a number of seconds")
        return float(found)

    def protocol(self) -> Protocol:
        """How to find out the era."""
        found = self.text("protocol") or "auto"
        if found not in ("auto", "legacy", "stateless"):
            raise self._wrong("protocol", "auto, legacy or stateless")
        return found

    def chosen(self) -> Chosen:
        """The ``tools`` table."""
        inner = self._inner("tools")
        return Chosen(
            inner.texts("include"), inner.texts("exclude"), inner.flag("resources", True), inner.flag("prompts", True)
        )

    def sampling(self) -> SamplingLimits:
        """The ``sampling`` table."""
        inner = self._inner("sampling")
        return SamplingLimits(
            enabled=inner.flag("enabled", False),
            model=inner.text("model") or None,
            max_tokens=int(inner.seconds("max_tokens_cap", 4096)),
            per_minute=int(inner.seconds("max_rpm", 10)),
            timeout=inner.seconds("timeout", 30.0),
        )

    def sign_in(self) -> SignIn | None:
        """``auth: oauth``, with details under ``oauth``; None when neither is there."""
        if self.text("auth") != "oauth" and "oauth" not in self._value:
            return None
        inner = self._inner("oauth")
        port = int(inner.seconds("redirect_port", 0)) or None
        host = inner.text("redirect_host") or "127.0.0.1"
        client_id, secret = inner.text("client_id") or None, inner.text("client_secret") or None
        document = inner.text("client_metadata_url") or None
        return SignIn(client_id, secret, inner.text("scope") or None, port, host, document)

    def _inner(self, key: str) -> _Entry:
        found = self._value.get(key)
        if found is None or isinstance(found, bool):
            return _Entry("", {"enabled": found} if isinstance(found, bool) else {}, self._environ)
        if not isinstance(found, Mapping):
            raise self._wrong(key, "keys and values")
        inner = _Entry("", cast("Mapping[str, object]", found), self._environ)
        inner._path = f"{self._path}.{key}"
        return inner

    def _wrong(self, key: str, wanted: str) -> ConfigError:
        return ConfigError(f"{self._path}.{key} must be {wanted}.")
