"""The environment a server gets: what programs need to run at all, and what its entry names. Never our secrets."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Mapping
from typing import Final

SAFE: Final = frozenset(
    {"HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP"}
    | {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}
    | {"SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"}
    | {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "NVM_DIR", "VOLTA_HOME", "PNPM_HOME"}
)
"""Variables that carry no secret and that programs cannot do without."""
_SAFE_BEGINNINGS: Final = ("LC_", "XDG_")


def for_server(environ: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """The safe part of an environment, and what the server's entry names on top."""
    kept = {
        name: value
        for name, value in environ.items()
        if (name in SAFE or name.startswith(_SAFE_BEGINNINGS)) and not value.startswith("()")
    }
    return {**kept, **named}


USUAL: Final = (
    "~/.local/bin",
    "/opt/homebrew/bin",
    "/usr/local/bin",
    "~/.volta/bin",
    "~/.nvm/versions/node/*/bin",
    "~/.local/share/mise/shims",
    "~/.asdf/shims",
    "~/.bun/bin",
    "~/.deno/bin",
    "~/.cargo/bin",
    "~/.nix-profile/bin",
)
"""Where people have ``npx``, ``uvx`` and their like. Desktops start programs without the PATH of a shell."""


def further_places() -> list[str]:
    """The usual places that there are, the latest version of each first. Blocks."""
    found = [sorted(glob.glob(os.path.expanduser(place)), key=_version, reverse=True) for place in USUAL]
    return [place for places in found for place in places]


def _version(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path)]
