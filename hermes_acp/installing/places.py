"""Where things are on this machine: a client's settings, its program, and the command that starts Hermes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

from hermes_acp.errors import UserError
from hermes_acp.installing.client import Client, Place

FLEETING = (f"{os.sep}archive-v0{os.sep}", f"{os.sep}builds-v0{os.sep}")
"""Folders in uv's cache: what ``uvx`` starts is there, and goes when the cache is cleaned."""


def place_of(client: Client, place: Place | None = None) -> tuple[str, tuple[str, ...]]:
    """The absolute path of a client's settings here, and where in them the entry stands."""
    place = place or client.place(sys.platform)
    file = located(place.file, os.environ)
    if place.instead and not any(os.path.exists(located(sign, os.environ)) for sign in place.unless):
        other = located(place.instead, os.environ)
        file = other if os.path.isdir(os.path.dirname(other)) else file
    return file, place.path


def located(file: str, variables: Mapping[str, str]) -> str:
    """The absolute path of a place on this machine, from a path with ``~`` and folders of the system in it."""
    home = os.path.expanduser("~")
    folders = {
        "$LOCALAPPDATA": variables.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local"),
        "$APPDATA": variables.get("APPDATA") or os.path.join(home, "AppData", "Roaming"),
        "$NVIM_APPNAME": variables.get("NVIM_APPNAME") or "nvim",
    }
    for name, folder in folders.items():
        file = file.replace(name, folder)
    for base, variable in (("~/.config/", "XDG_CONFIG_HOME"), ("~/.local/share/", "XDG_DATA_HOME")):
        if file.startswith(base) and os.path.isabs(chosen := variables.get(variable, "")):
            file = os.path.join(chosen, file.removeprefix(base))
    return os.path.abspath(os.path.join(home, file[2:]) if file.startswith("~/") else file)


def present(client: Client) -> bool:
    """Whether the client seems to be on this machine."""
    return any(
        filled(located(sign, os.environ)) if "/" in sign else shutil.which(sign) is not None for sign in client.signs
    )


def filled(path: str) -> bool:
    """Whether there is a file, or a folder with something in it: an empty one may be left over."""
    try:
        return bool(os.listdir(path))
    except NotADirectoryError:
        return True
    except OSError:
        return False


def own_command() -> str:
    """The absolute path of this ``hermes``. UserError when it was not started as a command."""
    started = os.path.abspath(sys.argv[0])
    folders = [os.path.dirname(started)] if os.path.basename(started).startswith("hermes") else []
    for folder in (*folders, os.path.dirname(sys.executable)):
        if os.access(beside := os.path.join(folder, "hermes"), os.X_OK):
            return beside
    if not (found := shutil.which("hermes")):
        raise UserError("The command `hermes` was not found. Put it on PATH, or start this by its full path.")
    return os.path.abspath(found)


def fleeting(command: str) -> bool:
    """Whether a command may be gone tomorrow."""
    return any(folder in os.path.realpath(command) for folder in FLEETING)
