"""What the doctor says about the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.app import App
from hermes_acp.cli.checks import check_sandbox
from hermes_acp.cli.findings import Finding
from support.sandbox import why_no_sandbox

ASKED = "so commands are asked for"


@pytest.fixture
def without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with bash and nothing else."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "bash").symlink_to("/bin/bash")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("sys.platform", "linux")


def found(mode: str, cwd: Path) -> Finding:
    return check_sandbox(App({"sandbox.mode": mode}), str(cwd))


def test_a_sandbox_that_works_is_told(tmp_path: Path) -> None:
    if why := why_no_sandbox():
        pytest.skip(why)
    assert found("auto", tmp_path) == Finding("sandbox", "ok", "commands run in a sandbox, without the network")


def test_one_that_is_off_or_missing_means_questions(tmp_path: Path, without: None) -> None:
    assert found("off", tmp_path) == Finding("sandbox", "ok", f"sandbox.mode is off, {ASKED}")
    missing = found("auto", tmp_path)
    assert (missing.state, missing.sentence) == ("ok", f"there is no sandbox, {ASKED}")
    assert missing.advice.startswith("Install bubblewrap")


def test_one_that_is_required_and_missing_is_a_problem(tmp_path: Path, without: None) -> None:
    problem = found("required", tmp_path)
    assert problem.state == "problem" and problem.advice.startswith("Install bubblewrap")
