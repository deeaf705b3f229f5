"""Web addresses: taken apart once, in their plain form, and whether a number lies in the public internet.

What a person is asked about is rebuilt from these parts, so it is exactly what is connected to.
"""

from __future__ import annotations

import importlib
import ipaddress
import re
from urllib.parse import quote, urlsplit

from msgspec import Struct

from hermes_acp.references.kinds import Unavailable

_HOST = re.compile(r"(?=.{1,253}\Z)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?)+\Z")
_PORTS = {"http": 80, "https": 443}


class Address(Struct, frozen=True):
    """An ``http`` or ``https`` address taken apart, every part in its plain form."""

    scheme: str
    host: str
    """Lower case ASCII (IDNA), or a number; IPv6 without brackets."""
    port: int
    target: str
    """Path and query, percent-encoded."""

    def url(self, host: str | None = None) -> str:
        """The address in one string, for another host if one is given."""
        return f"{self.scheme}://{self.authority(host)}{self.target}"

    def authority(self, host: str | None = None) -> str:
        """``host`` or ``host:port``, as the Host header has it."""
        name = host or self.host
        name = f"[{name}]" if ":" in name else name
        usual = _PORTS[self.scheme]
        return name if self.port == usual else f"{name}:{self.port}"


def parse_address(url: str) -> Address:
    """The parts of an address. Unavailable for what is no plain web address, saying what is wrong with it."""
    if any(ord(c) <= 0x20 or c in "\\\x7f" for c in url):
        raise Unavailable("its address holds characters that do not belong there")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise Unavailable("it is not a web address") from exc
    if parts.scheme not in ("http", "https"):
        raise Unavailable("only http and https addresses are fetched")
    if "@" in parts.netloc:
        raise Unavailable("its address holds a user name or password")
    host = _plain_host(parts.hostname or "")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
    return Address(parts.scheme, host, port or _PORTS[parts.scheme], target + query)


def _plain_host(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        plain = host if host.isascii() else importlib.import_module("idna").encode(host, uts46=True).decode()
    except ValueError as exc:
        raise Unavailable("its host is not a name") from exc
    if not _HOST.match(plain):
        raise Unavailable("its host is not a name")
    return plain.lower().rstrip(".")


def is_public(address: str) -> bool:
    """Whether an IP address lies in the public internet, whatever clothes it wears (RFC 6890, 6052, 3056)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo is not None or ip in ipaddress.ip_network("64:ff9b:1::/48"):
            return False
    return ip.is_global and not ip.is_multicast
