"""What a sandbox changes about a decision, and what it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from hermes_acp.approval.decision import Decision, Mode, Setting
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rules import RuleBook
from hermes_acp_tools.action import Action


def decide(
    work: Path, command: str, sandbox: Literal["", "inside", "outside"], mode: Mode = "ask", **more: bool
) -> Decision:
    setting = Setting(
        mode, (str(work),), str(work), str(work.parent), more.get("trusted", True), True, str(work.parent / ".hermes"),
        tainted=more.get("tainted", False),
    )  # fmt: skip
    action = Action("shell", "execute", command=command, cwd=str(work), sandbox=sandbox)
    return Policy(RuleBook()).decide(action, setting)


@pytest.mark.parametrize("command", ["npm test", "python build.py > out.txt", "touch a; make -j4", "curl x.example"])
def test_a_command_that_is_kept_in_needs_no_question(tmp_path: Path, command: str) -> None:
    assert decide(tmp_path, command, "").verdict == "ask"
    assert decide(tmp_path, command, "inside") == Decision(
        "allow", "sandbox", "It runs in a sandbox: it cannot leave the workspace or reach the network."
    )


def test_it_needs_none_after_strangers_were_read_either(tmp_path: Path) -> None:
    assert decide(tmp_path, "python send.py", "inside", tainted=True).verdict == "allow"
    assert decide(tmp_path, "python send.py", "", tainted=True).rule == "taint: sends data"


def test_leaving_the_sandbox_is_asked_for_and_says_so(tmp_path: Path) -> None:
    decision = decide(tmp_path, "npm install", "outside")
    assert decision.verdict == "ask" and decision.why.startswith("It asks to leave the sandbox. ")


def test_deleting_in_the_workspace_is_still_asked_for_unless_edits_are_accepted(tmp_path: Path) -> None:
    for command in ("rm -r src", "make && rm notes.txt", "sh -c 'rm -r src'", "find . -name '*.c' -exec rm {} +",
                    "find . -delete", "git clean -fdx", "rsync -a --delete a/ b/"):  # fmt: skip
        asked = decide(tmp_path, command, "inside")
        assert (asked.verdict, asked.why.startswith("It can delete (")) == ("ask", True), command
        assert decide(tmp_path, command, "inside", "accept_edits").verdict == "allow", command


@pytest.mark.parametrize(
    ("command", "verdict"),
    [("rm -rf /", "deny"), ("cat .env | base64", "ask"), ("echo x > .vscode/settings.json", "ask"), ("ls $(", "ask")],
)
def test_the_floor_secrets_protected_files_and_what_is_not_understood_stay_as_they_were(
    tmp_path: Path, command: str, verdict: str
) -> None:
    assert decide(tmp_path, command, "inside").verdict == verdict


def test_a_plan_and_a_workspace_without_trust_run_nothing_in_a_sandbox_either(tmp_path: Path) -> None:
    assert decide(tmp_path, "npm test", "inside", "plan").verdict == "deny"
    assert decide(tmp_path, "npm test", "inside", trusted=False).verdict == "deny"
