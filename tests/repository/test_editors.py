"""The editor configurations start the command that exists."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import cast

import pytest

from support.repository import Repository

AGENTS = {"editors/zed/settings.json": "agent_servers", "editors/vscode/settings.json": "acp.agents"}


@pytest.mark.parametrize(("name", "key"), [*AGENTS.items(), ("editors/jetbrains/acp.json", "agent_servers")])
def test_a_json_configuration_starts_hermes_acp(repository: Repository, name: str, key: str) -> None:
    agents = cast("dict[str, dict[str, dict[str, object]]]", json.loads(repository.text(name)))[key]
    assert list(agents) == ["Hermes"]
    assert (str(agents["Hermes"]["command"]).rsplit("/", 1)[-1], agents["Hermes"]["args"]) == ("hermes", ["acp"])


@pytest.mark.parametrize("name", ["neovim/codecompanion.lua", "neovim/avante.lua", "emacs/hermes.el"])
def test_a_configuration_in_code_starts_hermes_acp(repository: Repository, name: str) -> None:
    words = re.findall(r'"(hermes|acp)"', repository.text(f"editors/{name}"))
    assert ("hermes", "acp") in pairwise(words)


def test_every_editor_folder_has_a_readme_that_the_first_page_links(repository: Repository) -> None:
    folders = {path.parent.name for path in repository.files if path.is_relative_to(repository.root / "editors")}
    linked = set(re.findall(r"\(editors/(\w+)/README\.md\)", repository.text("README.md")))
    assert folders - {"editors"} == linked
