"""A URL taken apart, as a connection needs it."""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from hermes_acp.models.net.trouble import BadAddress

PORTS = {"http": 80, "https": 443}
_PATH = "/%:@!$&'()*+,;=~-._"
"""What may stand in a path as it is (RFC 3986 section 3.3), escapes included."""


class Address(NamedTuple):
    """Where a server is; equal for what can share a connection."""

    scheme: str
    """``http`` or ``https``."""
    host: str
    """A name or number, which may have a zone (``fe80::1%eth0``); no brackets, in ASCII."""
    port: int

    @property
    def authority(self) -> str:
        """Host and port, as a proxy is asked for them."""
        return f"[{self.bare}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def bare(self) -> str:
        """The host without its zone, which means nothing on another machine (RFC 6874 section 4)."""
        return self.host.partition("%")[0]

    @property
    def name(self) -> str:
        """The ``Host`` header (RFC 9110 section 7.2): without the port that goes without saying."""
        return self.authority.removesuffix(f":{PORTS[self.scheme]}")


class Url(NamedTuple):
    """A whole URL."""

    address: Address
    target: str
    """Path and query, escaped."""
    credentials: str = ""
    """``Basic …`` where the URL holds a name and a password."""


def parse(url: str) -> Url:
    """A URL's parts. BadAddress for one that is not of http or https."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        name = host if host is None or host.isascii() else host.encode("idna").decode()
    except ValueError as error:  # a UnicodeError is one
        raise BadAddress(str(error)) from error
    if parts.scheme not in PORTS or not name:
        raise BadAddress("it has to begin with http:// or https:// and name a host")
    query = f"?{quote(parts.query, safe=_PATH + '?')}" if parts.query else ""
    target = (quote(parts.path, safe=_PATH) or "/") + query
    if ":" in name:
        name = name.replace("%25", "%", 1)  # the zone of a number, as RFC 6874 writes it
    return Url(Address(parts.scheme, name, port or PORTS[parts.scheme]), target, basic(parts.username, parts.password))


def basic(name: str | None, password: str | None) -> str:
    """The header of a name and a password (RFC 7617); empty without a name."""
    if not name:
        return ""
    return "Basic " + b64encode(f"{unquote(name)}:{unquote(password or '')}".encode()).decode()
