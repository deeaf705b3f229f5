"""Sign-ins in the keyring of the system: one in memory, with the errors of the real package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked, PasswordDeleteError

from hermes_acp.mcp_client import vault
from hermes_acp.mcp_client.config import ServerConfig
from hermes_acp.mcp_client.tokens import SignedIn, TokenFile

FAR = ServerConfig("far", "user", "http", url="https://e.org")
FIRST, SECOND = SignedIn({"access_token": "one"}), SignedIn({"access_token": "two"})


class Memory:
    """A keyring that can be locked. Not the package's base class: that would make it the keyring of all tests."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self.check()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.check()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.check()
        if self.held.pop((service, username), None) is None:
            raise PasswordDeleteError

    def check(self) -> None:
        if self.locked:
            raise KeyringLocked("it is locked")


@pytest.fixture
def ring() -> Memory:
    return Memory()


def kept(ring: Memory, home: Path) -> TokenFile:
    return TokenFile(str(home), FAR, lambda: vault.Keyring(ring))


def test_a_sign_in_is_in_the_keyring_and_in_no_file(ring: Memory, tmp_path: Path) -> None:
    kept(ring, tmp_path).write(FIRST)
    [((service, _), text)] = ring.held.items()
    assert (service, json.loads(text)["tokens"]) == ("hermes-mcp", FIRST.tokens)
    assert kept(ring, tmp_path).read() == FIRST
    assert not Path(kept(ring, tmp_path).path).exists()


def test_another_home_is_another_person(ring: Memory, tmp_path: Path) -> None:
    kept(ring, tmp_path / "one").write(FIRST)
    assert kept(ring, tmp_path / "other").read() == SignedIn()


def test_a_keyring_that_is_locked_leaves_the_file_which_counts_until_it_is_open_again(
    ring: Memory, tmp_path: Path
) -> None:
    kept(ring, tmp_path).write(FIRST)
    ring.locked = True
    kept(ring, tmp_path).write(SECOND)
    assert kept(ring, tmp_path).read() == SECOND
    ring.locked = False
    assert kept(ring, tmp_path).read() == SECOND
    kept(ring, tmp_path).write(FIRST)
    assert kept(ring, tmp_path).read() == FIRST
    assert not Path(kept(ring, tmp_path).path).exists()


def test_what_was_in_a_file_before_is_still_known(ring: Memory, tmp_path: Path) -> None:
    TokenFile(str(tmp_path), FAR, lambda: None).write(FIRST)
    assert kept(ring, tmp_path).read() == FIRST


def test_all_of_it_is_forgotten(ring: Memory, tmp_path: Path) -> None:
    kept(ring, tmp_path).write(FIRST)
    assert (kept(ring, tmp_path).forget(), kept(ring, tmp_path).forget()) == (True, False)
    assert ring.held == {}


@pytest.mark.parametrize("chosen", ["nobody.knows.Keyring", "keyring.backends.SecretService.Keyring"])
def test_a_keyring_that_cannot_be_had_is_none(chosen: str) -> None:
    """The second one is real, and finds no desktop to speak with."""
    code = "from hermes_acp.mcp_client import vault; print(vault.find())"
    without = {name: value for name, value in os.environ.items() if not name.startswith("DBUS")}
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**without, "PYTHON_KEYRING_BACKEND": chosen},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert found.stdout == "None\n", found.stderr
    assert "there is no keyring" in found.stderr
