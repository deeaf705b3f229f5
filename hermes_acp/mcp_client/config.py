"""What is known about a server before it is started: how to reach it, how long to wait, what of it to use.

Read from the settings in ``entries``, with the keys of Hermes Agent; from ``.mcp.json`` and other clients' files in
``importing``; from an editor in ``editor``. Without pydantic: sessions wait for this.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Literal

from msgspec import Struct, field

Origin = Literal["user", "project", "editor"]
"""Who named the server: the person's settings, files of a workspace, the editor for one session."""
Transport = Literal["stdio", "http", "acp"]
Protocol = Literal["auto", "legacy", "stateless"]

START_SECONDS = 60.0
CALL_SECONDS = 120.0
IDLE_SECONDS = 900.0
ASKING_SECONDS = 300.0


class Chosen(Struct, frozen=True):
    """Which of a server's offers are used; patterns are globs on the server's own names."""

    include: tuple[str, ...] = ()
    """When there are any, only these."""
    exclude: tuple[str, ...] = ()
    """Not these; what is included by name is not excluded."""
    resources: bool = True
    prompts: bool = True

    def takes(self, tool: str) -> bool:
        """Whether a tool of that name is used."""
        if self.include:
            return any(fnmatchcase(tool, pattern) for pattern in self.include)
        return not any(fnmatchcase(tool, pattern) for pattern in self.exclude)


class SamplingLimits(Struct, frozen=True):
    """What a server may ask of our model. Off unless the person says otherwise."""

    enabled: bool = False
    model: str | None = None
    """Model that answers; the session's when None."""
    max_tokens: int = 4096
    """Tokens of one answer."""
    per_minute: int = 10
    """Requests."""
    timeout: float = 30.0
    """Seconds for one answer."""
    allowed: tuple[str, ...] = ()
    """Models it may pick among by name; the first of them answers where neither it nor ``model`` names one."""


class SignIn(Struct, frozen=True):
    """How to sign in to a server over HTTP."""

    client_id: str | None = None
    """A client that was registered by hand."""
    client_secret: str | None = None
    scope: str | None = None
    port: int | None = None
    """Port of the loopback address the browser comes back to; the usual one when None."""
    host: str = "127.0.0.1"
    """Name of that address; some servers only take ``localhost``."""
    client_metadata_url: str | None = None
    """An https address that describes us, for servers that take that in place of a registration (CIMD)."""


class Tls(Struct, frozen=True):
    """How a server over HTTP and we prove to one another who we are."""

    verify: bool = True
    """Whether its certificate is checked at all."""
    authorities: str | None = None
    """File (PEM) with the certificates to check it by; those of the system when None."""
    certificate: tuple[str, ...] = ()
    """Our own: its file (PEM), the file of its key where that is another, and the word that opens the key."""


class ServerConfig(Struct, frozen=True):
    """One server, as somebody named it."""

    name: str
    origin: Origin
    transport: Transport
    command: str = ""
    """Program to start; for stdio."""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    """What it gets beside the safe part of our own environment."""
    cwd: str | None = None
    """Directory it runs in; the session's when None."""
    url: str = ""
    """Address; for HTTP. For ``acp``: the id under which the editor knows it."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    sign_in: SignIn | None = None
    tls: Tls = Tls()
    enabled: bool = True
    protocol: Protocol = "auto"
    """``auto`` tries the handshake first, then without; the others try one thing."""
    start_timeout: float = START_SECONDS
    """Seconds from the start to the first list of tools."""
    call_timeout: float = CALL_SECONDS
    """Seconds without a word from the server until a call is given up."""
    idle_timeout: float = IDLE_SECONDS
    """Seconds without a call until it is shut down; 0 keeps it."""
    max_lifetime: float = 0.0
    """Seconds from its start until it is shut down as soon as nobody waits for it; 0 keeps it."""
    keepalive: float = 0.0
    """Seconds between two pings, for servers that forget who is silent; 0 for none."""
    side_by_side: bool = False
    """Whether its tools may be called while another call of such a server runs."""
    vouched: bool = False
    """Whether the person vouches for what it gives back: it is theirs then, and not the words of strangers."""
    tools: Chosen = Chosen()
    sampling: SamplingLimits = SamplingLimits()
    elicitation: bool = True
    """Whether it may put questions to the person."""
    asking_timeout: float = ASKING_SECONDS
    """Seconds a person has for an answer."""

    @property
    def digest(self) -> str:
        """What it is, as a hash: command, arguments, address, directory, names of variables and headers.

        Of a project's server their values count too: they decide what runs, and no secret is drawn into them.
        """
        named = (self.env, self.headers)
        tables = [sorted(each.items()) if self.origin == "project" else sorted(each) for each in named]
        facts: list[object] = [self.transport, self.command, *self.args, self.url, self.cwd, *tables]
        if self.tls != Tls():
            facts += [self.tls.verify, self.tls.authorities, *self.tls.certificate[:2]]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    @property
    def shown(self) -> str:
        """The command line or the address, for people; values of variables only where a project set them."""
        import shlex

        if self.transport != "stdio":
            return self.url if self.tls.verify else f"{self.url} (its certificate is not checked)"
        set_there = self.env.items() if self.origin == "project" else ()
        return " ".join(
            [*(f"{name}={shlex.quote(value)}" for name, value in set_there), shlex.join((self.command, *self.args))]
        )


def server_name(written: str) -> str:
    """The name a server goes by here: letters, digits, dashes and single underscores.

    It stands in rules as ``mcp(name/tool)`` and in front of resources as ``@name:uri``, so it holds nothing that
    would end it there.
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", written).strip("-_")
    plain = re.sub(r"_{2,}", "_", plain)[:63]
    return plain if plain[:1].isalpha() else f"mcp-{plain}"
