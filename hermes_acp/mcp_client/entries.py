"""Reading the ``mcp_servers`` table, with the keys of Hermes Agent. One bad entry costs no other."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import cast

from hermes_acp.errors import ConfigError
from hermes_acp.mcp_client.config import (
    ASKING_SECONDS,
    CALL_SECONDS,
    IDLE_SECONDS,
    START_SECONDS,
    Chosen,
    Origin,
    Protocol,
    SamplingLimits,
    ServerConfig,
    SignIn,
    Tls,
    server_name,
)
from hermes_acp.mcp_client.entry import Entry


def read_servers(table: object, origin: Origin, environ: Mapping[str, str]) -> tuple[list[ServerConfig], list[str]]:
    """The servers of a table, and a sentence for each that cannot be used."""
    servers: list[ServerConfig] = []
    faults: list[str] = []
    if not isinstance(table, Mapping):
        return servers, faults
    for name, value in cast("Mapping[str, object]", table).items():
        try:
            server = read_server(str(name), value, origin, environ)
        except ConfigError as error:
            faults.append(str(error))
            continue
        if any(other.name == server.name for other in servers):
            faults.append(f"mcp_servers.{name} is left out: another goes by the name {server.name} here.")
        else:
            servers.append(server)
    return servers, faults


def read_server(name: str, value: object, origin: Origin, environ: Mapping[str, str]) -> ServerConfig:
    """One entry. ConfigError naming the key that is wrong; ``${VAR}`` and ``${VAR:-default}`` are replaced."""
    path = f"mcp_servers.{name}"
    if not isinstance(value, Mapping):
        raise ConfigError(f"{path} must be keys and values.")
    entry = Entry(path, cast("Mapping[str, object]", value), environ)
    command, url = entry.text("command"), entry.text("url") or entry.text("serverUrl") or entry.text("httpUrl")
    if bool(command) == bool(url):
        raise ConfigError(f"{path} needs either command or url.")
    if url and not url.startswith(("http://", "https://", "${")):
        raise entry.wrong("url", "an address that begins with https:// or http://")
    if (entry.text("transport") or entry.text("type")) == "sse":
        raise ConfigError(f"{path}: the transport sse is not spoken any more; try http.")
    return ServerConfig(
        name=server_name(name),
        origin=origin,
        transport="stdio" if command else "http",
        command=os.path.expanduser(command),
        args=entry.words("args"),
        env=entry.table("env"),
        cwd=os.path.expanduser(entry.text("cwd")) or None,
        url=url,
        headers=entry.table("headers"),
        sign_in=_sign_in(entry),
        tls=_tls(entry),
        enabled=entry.flag("enabled", True) and not entry.flag("disabled", False),
        protocol=_protocol(entry),
        start_timeout=entry.seconds("connect_timeout", START_SECONDS),
        call_timeout=entry.seconds("timeout", CALL_SECONDS),
        idle_timeout=_lifetime(entry, "idle_timeout_seconds", IDLE_SECONDS),
        max_lifetime=_lifetime(entry, "max_lifetime_seconds", 0.0),
        keepalive=entry.seconds("keepalive_interval", 0.0),
        side_by_side=entry.flag("supports_parallel_tool_calls", False),
        vouched=origin == "user" and entry.text("trust") == "full",
        tools=_chosen(entry.inner("tools")),
        sampling=_sampling(entry.inner("sampling")),
        elicitation=entry.flag("elicitation", True),
        asking_timeout=entry.inner("elicitation").seconds("timeout", ASKING_SECONDS),
    )


def _lifetime(entry: Entry, key: str, default: float) -> float:
    """A time that may also stand under ``lifecycle``."""
    return entry.seconds(key, entry.inner("lifecycle").seconds(key, default))


def _protocol(entry: Entry) -> Protocol:
    found = entry.text("protocol") or "auto"
    if found not in ("auto", "legacy", "stateless"):
        raise entry.wrong("protocol", "auto, legacy or stateless")
    return found


def _chosen(tools: Entry) -> Chosen:
    resources, prompts = tools.flag("resources", True), tools.flag("prompts", True)
    return Chosen(tools.texts("include"), tools.texts("exclude"), resources, prompts)


def _sampling(sampling: Entry) -> SamplingLimits:
    return SamplingLimits(
        enabled=sampling.flag("enabled", False),
        model=sampling.text("model") or None,
        max_tokens=int(sampling.seconds("max_tokens_cap", 4096)),
        per_minute=int(sampling.seconds("max_rpm", 10)),
        timeout=sampling.seconds("timeout", 30.0),
        allowed=sampling.texts("allowed_models"),
    )


def _sign_in(entry: Entry) -> SignIn | None:
    """``auth: oauth``, with details under ``oauth``; None when neither is there."""
    if entry.text("auth") != "oauth" and "oauth" not in entry:
        return None
    oauth = entry.inner("oauth")
    return SignIn(
        client_id=oauth.text("client_id") or None,
        client_secret=oauth.text("client_secret") or None,
        scope=oauth.text("scope") or None,
        port=int(oauth.seconds("redirect_port", 0)) or None,
        host=oauth.text("redirect_host") or "127.0.0.1",
        client_metadata_url=oauth.text("client_metadata_url") or None,
    )


def _tls(entry: Entry) -> Tls:
    """``ssl_verify``: a flag, or a file of authorities; ``client_cert``: a file, or a file, its key and a password."""
    try:
        verify, authorities = entry.flag("ssl_verify", True), None
    except ConfigError:
        verify, authorities = True, os.path.expanduser(entry.text("ssl_verify"))
    files = (*entry.texts("client_cert"), *entry.texts("client_key"))
    if len(files) > 3:
        raise entry.wrong("client_cert", "a file, or a list of the file, its key and a password")
    return Tls(verify, authorities, (*map(os.path.expanduser, files[:2]), *files[2:]))
