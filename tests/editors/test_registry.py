"""The entry for the ACP registry keeps its rules, and what it starts is an agent."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from hermes_acp import __version__
from support.registry import entry_faults, faults, icon_faults

ROOT = Path(__file__).parents[2]
ENTRY = json.loads((ROOT / "editors/registry/agent.json").read_text(encoding="utf-8"))
ICON = (ROOT / "editors/registry/icon.svg").read_text(encoding="utf-8")
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": 1}}
NOT_FETCHED = "fetches the dependencies: make test-clients"


def test_the_entry_keeps_the_rules_of_the_registry(tmp_path: Path) -> None:
    folder = tmp_path / str(ENTRY["id"])
    folder.mkdir()
    for name in ("agent.json", "icon.svg"):
        shutil.copy(ROOT / "editors" / "registry" / name, folder)
    assert faults(folder) == []
    assert ENTRY["version"] == __version__


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": "Hermes"}, "id is not lowercase letters, digits and hyphens after a letter"),
        ({"id": "hermes"}, "id is not the name of its folder, hermes-acp"),
        ({"version": "1"}, "version has not three numbers"),
        ({"description": ""}, "description is missing"),
        ({"keywords": []}, "keywords is not known"),
        ({"website": None}, "website is no text"),
        ({"distribution": {}}, "distribution is missing"),
        ({"distribution": {"pipx": {}}}, "distribution has other ways than binary, npx and uvx, or none"),
        ({"distribution": {"uvx": {"package": "a@latest"}}}, f"uvx does not pin {__version__}"),
        ({"distribution": {"uvx": {"package": f"a=={__version__}", "cmd": "b"}}}, "uvx.cmd is not known"),
        (
            {"distribution": {"binary": {"linux": {"archive": "a.zip", "cmd": "a"}}}},
            "linux is no platform, or has no archive or no cmd",
        ),
        (
            {"distribution": {"binary": {"linux-x86_64": {"archive": "a.deb", "cmd": "a"}}}},
            "linux-x86_64 has an installer, or the latest of something",
        ),
    ],
)
def test_what_breaks_a_rule_is_found(wrong: Mapping[str, object], says: str) -> None:
    assert says in list(entry_faults({**ENTRY, **wrong}, "hermes-acp"))


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('width="16"', 'width="24"', "the icon is not 16 by 16"),
        ("currentColor", "#123456", "the icon has a colour of its own"),
        ("<path d=", '<path style="fill: red" d=', "the icon has a colour of its own"),
        ("</svg>", "<!-- drawn by hand --></svg>", "the icon has comments"),
    ],
)
def test_an_icon_that_breaks_a_rule_is_found(was: str, becomes: str, says: str) -> None:
    assert says in list(icon_faults(ICON.replace(was, becomes)))


def start(command: list[str], home: Path, **more: str) -> Mapping[str, object]:
    """What it answers to ``initialize`` from an empty home; the registry wants a way to sign in, of these kinds."""
    started = subprocess.run(
        command,
        input=json.dumps(INITIALIZE) + "\n",
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env={"HOME": str(home), "PATH": os.defpath, **more},
    )
    assert started.returncode == 0, started.stderr
    answer = cast("Mapping[str, object]", json.loads(started.stdout.splitlines()[0])["result"])
    methods = cast("list[Mapping[str, object]]", answer["authMethods"])
    assert methods
    assert {method.get("type", "agent") for method in methods} <= {"agent", "terminal"}
    return answer


def test_the_command_that_uvx_picks_starts_in_an_empty_home(home: Path) -> None:
    uvx = ENTRY["distribution"]["uvx"]
    name = re.split(r"[=@]", uvx["package"])[0]  # uvx starts the command that is called as the package is
    assert name == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    answer = start([str(Path(sys.executable).with_name(name)), *uvx["args"]], home)
    assert answer["protocolVersion"] == 1


@pytest.mark.skipif("HERMES_CLIENTS" not in os.environ, reason=NOT_FETCHED)
@pytest.mark.timeout(120)
def test_uvx_itself_starts_it_from_the_wheel(home: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(wheels)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=50)
    uvx = ENTRY["distribution"]["uvx"]
    command = [str(Path(sys.executable).with_name("uvx")), "--find-links", str(wheels), uvx["package"], *uvx["args"]]
    passed = {name: value for name, value in os.environ.items() if re.match(r"(UV|SSL|HTTPS?|NO)_|https?_", name)}
    answer = start(command, home, UV_CACHE_DIR=str(tmp_path / "cache"), **passed)
    assert cast("Mapping[str, object]", answer["agentInfo"])["version"] == __version__
