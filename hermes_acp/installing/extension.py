"""Has editors of the VS Code family install our extension and remove it, and looks which version they have."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from hermes_acp.errors import UserError
from hermes_acp.installing.vsix import Extension

SECONDS = 120
"""How long an editor may take."""


def hand_over(programs: Sequence[str], package: Path) -> None:
    """Have an editor install a .vsix. UserError with what it said when it did not."""
    command = program_of(programs)
    if command is None:
        raise UserError(f"{programs[0]} is not on PATH. In the editor: Extensions, …, Install from VSIX, {package}")
    order(command, "install", str(package), "--force")


def take_back(programs: Sequence[str], extension: Extension) -> None:
    """Have an editor remove the extension; one that does not have it is left alone. UserError when it did not."""
    command = program_of(programs)
    if command is None:
        raise UserError(f"{programs[0]} is not on PATH. In the editor: Extensions, {extension.title}, Uninstall")
    try:
        order(command, "uninstall", extension.id)
    except UserError as error:
        if "not installed" not in str(error):
            raise


def installed(extensions: str, extension: Extension) -> str | None:
    """The version of our extension in an editor's folder of extensions; None when it is not there."""
    start = f"{extension.id}-".casefold()
    try:
        found = [name for name in os.listdir(extensions) if name.casefold().startswith(start)]
    except OSError:
        return None
    versions = [name[len(start) :] for name in found]
    return extension.version if extension.version in versions else next(iter(versions), None)


def program_of(programs: Sequence[str]) -> str | None:
    """The first of these programs that is on this machine."""
    return next(filter(None, map(shutil.which, programs)), None)


def order(command: str, what: str, *more: str) -> None:
    """Tell an editor what to do with an extension. UserError with its words when it did not."""
    arguments = [command, f"--{what}-extension", *more]
    try:
        done = subprocess.run(
            arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(f"{command} could not {what} {more[0]}: {error}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise UserError(f"{command} could not {what} {more[0]}: {said[-1] if said else done.returncode}")
