"""Where a model answers: address, key, and the names that messages for a person may use.

Plain data made by the registry and read by dialects, the HTTP client and error messages. The key never appears
in a representation.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})
"""Hosts that are this machine; models there may think long before the first token."""


class Endpoint(NamedTuple):
    """One provider as it is reached with one key."""

    provider: str
    """Name in the provider table: ``openai``, ``anthropic``, ``custom``."""
    label: str
    """Name a person knows."""
    base_url: str
    """Without a trailing slash; paths such as ``/chat/completions`` are appended."""
    key: str = ""
    """Empty for servers that want none."""
    key_names: tuple[str, ...] = ()
    """Variables a person may set the key in, the best first."""
    key_source: str = ""
    """Where this key came from: a variable name, or ``NAME in FILE``."""
    env_file: str = ""
    """The ``.env`` file a key may be written to."""
    key_header: str = "authorization"
    """Header that carries the key; ``authorization`` means a bearer token."""
    headers: Mapping[str, str] = MappingProxyType({})
    """Further headers of every request."""
    query: str = ""
    """Query string of every request, such as ``api-version=…``; never shown."""

    def __repr__(self) -> str:
        return f"Endpoint({self.provider!r}, {self.base_url!r}, key from {self.key_source or 'nowhere'!r})"

    @property
    def host(self) -> str:
        """Host and port, as shown to a person."""
        return self.base_url.partition("://")[2].partition("/")[0].rpartition("@")[2]

    @property
    def local(self) -> bool:
        """Whether the server is on this machine."""
        host = self.host
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        return name in LOCAL_HOSTS

    def url(self, path: str) -> str:
        """The full address of a path."""
        return f"{self.base_url}{path}" + (f"?{self.query}" if self.query else "")

    def auth_headers(self) -> dict[str, str]:
        """Headers of a request, key included."""
        headers = dict(self.headers)
        if self.key:
            bearer = self.key_header == "authorization"
            headers[self.key_header] = f"Bearer {self.key}" if bearer else self.key
        return headers
