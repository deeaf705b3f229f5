"""What can go wrong between us and a server.

    Exception
    ├── BadAddress (ValueError)          the URL, or that of the proxy, cannot be used
    ├── BadHeader (ValueError)           a header cannot be sent
    ├── BadAnswer (ValueError)           the content of the answer cannot be used
    └── Unreachable (OSError)            no connection was made
        ├── ConnectTimeout               in the time it had
        └── ProxyRefused                 since the proxy did not let us through

Silence on a connection is ``TimeoutError``; what breaks on it is ``OSError`` or ``h11.RemoteProtocolError``.
"""

from __future__ import annotations


class BadAddress(ValueError):
    """The URL cannot be used; the message says why."""


class BadHeader(ValueError):
    """A header cannot be sent. Holds its name and never its value, which may be a key."""


class BadAnswer(ValueError):
    """The content of the answer cannot be used; the message says why."""


class Unreachable(OSError):
    """No connection was made; the cause says what the system said."""


class ConnectTimeout(Unreachable):
    """No connection was made in the time it had."""


class ProxyRefused(Unreachable):
    """The proxy did not let us through."""
