"""What the head of a request says. A key that a header cannot carry is stopped here, and not shown."""

from __future__ import annotations

from collections.abc import Mapping

from hermes_acp.models.net.address import Url
from hermes_acp.models.net.proxies import Proxy
from hermes_acp.models.net.trouble import BadHeader

OURS = {"user-agent": "hermes-acp", "accept": "*/*", "accept-encoding": "identity"}


def head_of(
    method: str, url: Url, proxy: Proxy | None, headers: Mapping[str, str], body: bytes
) -> tuple[str, list[tuple[str, str]]]:
    """The target and the headers. A proxy for plain HTTP is told the whole URL (RFC 9112 section 3.2.2). BadHeader."""
    everything = {"host": url.address.name, **OURS, **{name.lower(): value.strip() for name, value in headers.items()}}
    if url.credentials:
        everything.setdefault("authorization", url.credentials)
    if body or method == "POST":
        everything["content-length"] = str(len(body))
    target = url.target
    if proxy is not None and url.address.scheme == "http":
        target = f"http://{url.address.name}{target}"
        if proxy.credentials:
            everything["proxy-authorization"] = proxy.credentials
    for name, value in everything.items():
        if not (value.isascii() and value.isprintable()):
            raise BadHeader(name)
    return target, list(everything.items())
