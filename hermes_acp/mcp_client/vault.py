"""The keyring of the operating system, for people who installed the extra ``keyring``; there is none otherwise.

A session runs in the background, and a keyring may want to be unlocked first. So it is never used unasked for: the
extra is the person's word. Whatever goes wrong with it, the caller has its file. Blocks: for threads.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Final, Protocol, cast

log = logging.getLogger(__name__)

SERVICE: Final = "hermes-mcp"
"""What our entries are listed under."""


class Vault(Protocol):
    """A place for secrets, by name."""

    def read(self, name: str) -> str | None:
        """The secret; None when there is none, or it cannot be had."""
        ...

    def keep(self, name: str, secret: str) -> bool:
        """Keep a secret in place of the one of that name; False when that cannot be."""
        ...

    def forget(self, name: str) -> bool:
        """Delete a secret; False when there was none, or it cannot be."""
        ...


class Backend(Protocol):
    """What is used of a ``keyring.backend.KeyringBackend``. Systems have errors of their own, of any class."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret; None when there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret; some systems refuse long ones."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Delete a secret. ``PasswordDeleteError`` when there is none."""
        ...


class Keyring:
    """Implements `Vault`."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def read(self, name: str) -> str | None:
        """See `Vault.read`."""
        try:
            return self._backend.get_password(SERVICE, name)
        except Exception as error:
            log.warning("the keyring cannot be read: %s", error)
            return None

    def keep(self, name: str, secret: str) -> bool:
        """See `Vault.keep`."""
        try:
            self._backend.set_password(SERVICE, name, secret)
        except Exception as error:
            log.warning("the keyring keeps nothing: %s", error)
            return False
        return True

    def forget(self, name: str) -> bool:
        """See `Vault.forget`."""
        from keyring.errors import PasswordDeleteError

        try:
            self._backend.delete_password(SERVICE, name)
        except PasswordDeleteError:  # there is none
            return False
        except Exception as error:
            log.warning("the keyring forgets nothing: %s", error)
            return False
        return True


@lru_cache(maxsize=1)
def find() -> Vault | None:
    """The keyring; None without the extra, and where the system has none that is worth its name."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        backend = keyring.get_keyring()  # of which set_password has no type once it is wrapped
        usable = backend.priority >= 1  # lower ones keep nothing, or plain text
    except Exception as error:  # the one that a person chose may not be there, or not without a desktop
        log.warning("there is no keyring: %s", error)
        return None
    return Keyring(cast("Backend", backend)) if usable else None
