"""Which proxy leads to a server: as the environment says, or the settings of macOS and Windows."""

from __future__ import annotations

import os
import sys
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
    """The proxy that is set for a server, if one is. BadAddress for one of a kind that is not spoken. May block."""
    from urllib.request import getproxies, proxy_bypass

    found = getproxies()
    written = found.get(address.scheme) or found.get("all")
    if not written or proxy_bypass(address.host):
        return None
    return _read(written if "://" in written else f"http://{written}")


def _read(written: str) -> Proxy:
    try:
        url: Url = parse(written)
    except BadAddress as error:
        scheme = written.partition("://")[0]
        raise BadAddress(f"the proxy set for it is of the kind {scheme}; only http and https are spoken") from error
    return Proxy(url.address, url.credentials)
