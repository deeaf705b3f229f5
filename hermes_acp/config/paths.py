"""Where things lie: the home of Hermes, its profiles, and the names of the files in it.

Pure naming: nothing is read, made or checked here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from hermes_acp.errors import ConfigError

CONFIG_FILE: Final = "config.yaml"
ENV_FILE: Final = ".env"
STORE_FILE: Final = "acp.db"
PROJECT_FOLDER: Final = ".hermes"

PROFILE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def hermes_home(profile: str | None = None, environ: Mapping[str, str] | None = None) -> str:
    """The absolute home: ``HERMES_HOME``, else ``~/.hermes``; of a profile, a folder in its ``profiles``.

    Without HOME the password database says where the user lives. ConfigError when that is unknown too, or when
    the name of the profile cannot be one.
    """
    given = (os.environ if environ is None else environ).get("HERMES_HOME", "").strip()
    home = os.path.expanduser(given or "~/.hermes")
    if home.startswith("~"):
        raise ConfigError("There is no home directory to keep state in. Set HERMES_HOME to a directory of yours.")
    home = os.path.normpath(home if os.path.isabs(home) else os.path.join(os.getcwd(), home))
    if profile in (None, "default"):
        return home
    if not PROFILE_NAME.fullmatch(profile):
        raise ConfigError(f"{profile!r} cannot be a profile: use small letters, digits, '-' and '_'.")
    return os.path.join(home, "profiles", profile)


def config_file(home: str) -> str:
    """The settings of a person."""
    return os.path.join(home, CONFIG_FILE)


def env_file(home: str) -> str:
    """The secrets of a person."""
    return os.path.join(home, ENV_FILE)


def store_file(home: str) -> str:
    """The database of sessions. Only ``hermes_acp.store`` may open it."""
    return os.path.join(home, STORE_FILE)


def project_config_file(workspace: str) -> str:
    """The settings that come with a workspace; to be read only when that is trusted."""
    return os.path.join(workspace, PROJECT_FOLDER, CONFIG_FILE)
