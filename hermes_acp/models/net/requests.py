"""What the head of a request says."""

from __future__ import annotations

from collections.abc import Mapping

from hermes_acp.models.net.address import Url
from hermes_acp.models.net.proxies import Proxy

OURS = {"user-agent": "hermes-acp", "accept": "*/*", "accept-encoding": "identity"}


def head_of(
    url: Url, proxy: Proxy | None, headers: Mapping[str, str], body: bytes
) -> tuple[str, list[tuple[str, str]]]:
    """The target and the headers. A proxy for plain HTTP is told the whole URL (RFC 9112 section 3.2.2)."""
    everything = {"host": url.address.name, **OURS, **{name.lower(): value for name, value in headers.items()}}
    if url.credentials:
        everything.setdefault("authorization", url.credentials)
    if body:
        everything["content-length"] = str(len(body))
    if proxy is None or url.address.scheme == "https":
        return url.target, list(everything.items())
    if proxy.credentials:
        everything["proxy-authorization"] = proxy.credentials
    return f"http://{url.address.name}{url.target}", list(everything.items())
