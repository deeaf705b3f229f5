"""The pages name what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.agent.options import COMPACTS, EFFORT, WHEN_BUSY
from hermes_acp.commands.builtin import builtin_commands
from hermes_acp.servers.acp.handshake import EXTENSIONS

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", [command.name for command in builtin_commands()])
def test_every_command_is_in_the_table_of_commands(name: str) -> None:
    assert f"\n| `/{name}" in (DOCS / "commands.md").read_text()


@pytest.mark.parametrize("word", [*EXTENSIONS, *(option.id for option in (COMPACTS, EFFORT, WHEN_BUSY))])
def test_every_extension_and_option_is_on_the_page_about_the_protocol(word: str) -> None:
    assert f"\n| `{word}`" in (DOCS / "acp.md").read_text()
