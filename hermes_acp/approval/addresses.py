"""What an address is: its host, and what about it only a person should judge. Pure text; nothing is looked up."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

MAX_SENT = 200
"""Characters of an address; more could carry data out."""
_LOCAL_NAMES = ("localhost", "metadata", "metadata.google.internal")
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home", ".home.arpa", ".corp", ".intranet")


def host_of(url: str | None) -> str | None:
    """The host an address names; None when there is none to read."""
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def could_carry_data(url: str) -> bool:
    """Whether an address has room for something that was read elsewhere."""
    parts = urlsplit(url)
    return bool(parts.query or parts.fragment or len(url) > MAX_SENT)


def odd_address(url: str) -> str | None:
    """What about an address only a person should judge, as a phrase."""
    if not url.isprintable() or not url.isascii() or any(char in url for char in " \\\0"):
        return "it holds unusual characters"
    try:
        parts: SplitResult = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return "it cannot be read"
    if parts.scheme not in ("http", "https"):
        return f"its scheme is {parts.scheme!r}"
    if "@" in parts.netloc:
        return "it carries a user name"
    if "xn--" in host or "%" in host or not host:
        return "its host is not spelled plainly"
    if port not in (None, 80, 443):
        return f"it names the port {port}"
    return "its host is this machine or a private network" if _private(host) else None


def _private(host: str) -> bool:
    """Names and numbers that stay on this machine or its network; numbers in odd spelling count too."""
    host = host.rstrip(".").casefold()
    if host in _LOCAL_NAMES or host.endswith(_LOCAL_ENDINGS):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        last = host.rsplit(".", 1)[-1]
        return "." not in host or last.isdecimal() or last.startswith("0x")
