"""A store for real processes to meet on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from support.writers import FaultsOf, StartWriter, Writer
from support.writers import faults_of as look_for_faults


@pytest.fixture
def state(tmp_path: Path) -> str:
    """The path of a database that does not exist yet."""
    return str(tmp_path / "state" / "acp.db")


@pytest.fixture
def start_writer(state: str) -> Iterator[StartWriter]:
    """Starts writers on ``state``; what is left of them at the end is killed."""
    started: list[Writer] = []

    def start(session: str, **task: object) -> Writer:
        started.append(Writer({"path": state, "session": session, "count": 1_000_000, **task}))
        return started[-1]

    yield start
    for writer in started:
        if writer.process.returncode is None:
            writer.kill()


@pytest.fixture
def faults_of(state: str) -> FaultsOf:
    """What is wrong with the store, counted against what writers were told. Empty when nothing is."""
    return partial(look_for_faults, state)
