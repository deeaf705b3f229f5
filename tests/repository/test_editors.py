"""The editor configurations start the command that exists."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import cast

import pytest

from hermes_acp.installing.clients import EDITORS
from hermes_acp.installing.jsonc import find, parse
from support.repository import Repository


@pytest.mark.parametrize(
    ("name", "key"), [("editors/zed/settings.json", "agent_servers"), ("editors/jetbrains/acp.json", "agent_servers")]
)
def test_a_json_configuration_starts_hermes_acp(repository: Repository, name: str, key: str) -> None:
    agents = cast("dict[str, dict[str, dict[str, object]]]", json.loads(repository.text(name)))[key]
    assert list(agents) == ["Hermes"]
    assert (str(agents["Hermes"]["command"]).rsplit("/", 1)[-1], agents["Hermes"]["args"]) == ("hermes", ["acp"])


@pytest.mark.parametrize("name", ["neovim/codecompanion.lua", "neovim/avante.lua", "emacs/hermes-acp.el"])
def test_a_configuration_in_code_starts_hermes_acp(repository: Repository, name: str) -> None:
    words = re.findall(r'"(hermes|acp)"', repository.text(f"editors/{name}"))
    assert ("hermes", "acp") in pairwise(words)


def test_every_editor_folder_has_a_readme_that_the_first_page_links(repository: Repository) -> None:
    editors = repository.root / "editors"
    found = {path.relative_to(editors).parts[0] for path in repository.files if path.is_relative_to(editors)}
    linked = set(re.findall(r"\(editors/(\w+)/README\.md\)", repository.text("README.md")))
    assert found == linked


@pytest.mark.parametrize(
    ("name", "sample", "command"),
    [
        ("zed", "editors/zed/settings.json", "hermes"),
        ("jetbrains", "editors/jetbrains/acp.json", "/absolute/path/to/hermes"),
    ],
)
def test_a_sample_is_what_hermes_install_enters(repository: Repository, name: str, sample: str, command: str) -> None:
    client = next(client for client in EDITORS if client.name == name)
    entry = find(parse(repository.text(sample)), client.place("linux").path)
    assert entry is not None
    assert entry.value == client.entry(command)
