"""The editor configurations start the command that exists."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from hermes_acp import __version__
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


def test_the_registry_entry_keeps_the_rules_of_the_registry(repository: Repository) -> None:
    entry = cast("dict[str, object]", json.loads(repository.text("editors/registry/agent.json")))
    project = cast("dict[str, object]", repository.pyproject()["project"])
    assert re.fullmatch(r"[a-z][a-z0-9-]*", str(entry["id"]))
    assert entry["name"]
    assert entry["description"]
    assert entry["version"] == __version__
    assert entry["distribution"] == {"uvx": {"package": f"{project['name']}=={__version__}", "args": ["acp"]}}
    assert {*entry} <= {"id", "name", "version", "description", "repository", "website", "authors", "license"} | {
        "distribution"
    }


def test_the_registry_icon_is_small_square_and_takes_the_colour_of_the_text(repository: Repository) -> None:
    icon = repository.text("editors/registry/icon.svg")
    assert re.search(r'width="16" height="16" viewBox="0 0 16 16"', icon)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', icon)) == {"none", "currentColor"}


def test_what_the_registry_starts_offers_a_way_to_sign_in_from_an_empty_home(tmp_path: Path) -> None:
    ask = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": 1}}
    started = subprocess.run(
        [Path(sys.executable).with_name("hermes"), "acp"],
        input=json.dumps(ask) + "\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={"HOME": str(tmp_path), "PATH": os.defpath},
    )
    methods = json.loads(started.stdout.splitlines()[0])["result"]["authMethods"]
    assert methods
    assert {method.get("type", "agent") for method in methods} <= {"agent", "terminal"}
