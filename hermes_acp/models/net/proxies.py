"""Which proxy leads to a server: as the environment says, or the settings of macOS and Windows."""

from __future__ import annotations

import os
import sys
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

from hermes_acp.models.net.address import Address, Url, parse
from hermes_acp.models.net.trouble import BadAddress

_SYSTEMS = ("darwin", "win32")
"""Where a person sets proxies for all programs, elsewhere than in variables."""


class Proxy(NamedTuple):
    """A server that leads to others."""

    address: Address
    credentials: str = ""
    """The value of ``Proxy-Authorization``; empty when it asks for none."""


def may_be_set() -> bool:
    """False when there is surely none for anything."""
    return sys.platform in _SYSTEMS or any(name.lower().endswith("_proxy") for name in os.environ)


def proxy_for(address: Address) -> Proxy | None:
    """The proxy that is set for a server, if one is. BadAddress for one of a kind that is not spoken. May block.

    None leads to this machine: what is asked there is meant for it.
    """
    from urllib.request import getproxies, proxy_bypass

    found = getproxies()
    written = found.get(address.scheme) or found.get("all")
    if not written or _spared(address, found.get("no", "")) or proxy_bypass(address.host):
        return None
    return _read(written if "://" in written else f"http://{written}")


def _spared(address: Address, listed: str) -> bool:
    """Whether a server is on this machine, or in NO_PROXY.

    There stand names with all that is under them, numbers and networks, each perhaps with a port; ``*`` is everything.
    """
    host, number = address.bare, _number(address.bare)
    if host == "localhost" or host.endswith(".localhost") or (number and (number.is_loopback or number.is_unspecified)):
        return True
    for written in listed.lower().replace(",", " ").split():
        has_port = written.startswith("[") or written.count(":") == 1
        entry = (written.removesuffix(f":{address.port}") if has_port else written).strip("[]")
        name = entry.removeprefix("*").removeprefix(".")
        if entry == "*" or host == name or (name and host.endswith(f".{name}")) or (number and _in(number, entry)):
            return True
    return False


def _number(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _in(number: IPv4Address | IPv6Address, entry: str) -> bool:
    try:
        return number in ip_network(entry, strict=False)
    except ValueError:
        return False


def _read(written: str) -> Proxy:
    try:
        url: Url = parse(written)
    except BadAddress as error:
        scheme = written.partition("://")[0]
        raise BadAddress(f"the proxy set for it is of the kind {scheme}; only http and https are spoken") from error
    return Proxy(url.address, url.credentials)
