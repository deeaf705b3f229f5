"""``hermes mcp``: servers are added, tried, chosen from, taken over and removed, as a person does it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from hermes_acp.approval.trust import TrustStore
from support.command import Shell
from support.mcp.servers import PROGRAM


def added(shell: Shell, *habits: str, name: str = "small") -> None:
    outcome = shell.hermes("mcp", "add", name, "--", sys.executable, PROGRAM, *habits)
    assert (outcome.code, outcome.err) == (0, "")


def test_a_server_is_added_listed_tried_and_removed(shell: Shell) -> None:
    added(shell)
    twice = shell.hermes("mcp", "add", "small", "--", "other")
    listed = shell.hermes("mcp", "list")
    tried = shell.hermes("mcp", "test", "small")
    removed = shell.hermes("mcp", "rm", "small")
    after = shell.hermes("mcp", "ls")

    assert (twice.code, "already" in twice.err) == (1, True)
    assert listed.out == f"small  user     {sys.executable} {PROGRAM}\n"
    first, second, third = tried.out.splitlines()
    assert (tried.code, first.startswith("small works: MCP 2025-11-25, ready after ")) == (0, True)
    assert second.startswith("14 tools: echo, look, ") and third == "1 prompt: review"
    assert removed.out == "small is removed.\n"
    assert after.out.startswith("There are no servers.")


def test_a_variable_of_ours_is_passed_on_without_being_written_down(shell: Shell) -> None:
    shell.hermes("mcp", "add", "small", "--env", "API_KEY", "--", sys.executable, PROGRAM)
    assert "API_KEY: ${API_KEY}" in (shell.home / "config.yaml").read_text()
    assert not (shell.home / ".env").exists()


def test_nothing_of_a_server_is_left_to_another_of_its_name(shell: Shell) -> None:
    shell.hermes("mcp", "add", "my small", "--env", "API_KEY=s3cret", "--", sys.executable, PROGRAM)
    shell.hermes("permissions", "add", "mcp(my-small/*)")
    shell.hermes("permissions", "add", "mcp(my-small/look)", "--scope", "project")
    shell.hermes("permissions", "add", "mcp(my-smaller/*)")
    removed = shell.hermes("mcp", "remove", "my small")
    assert removed.out == (
        "my-small is removed.\nNo longer in force: mcp(my-small/*)\nNo longer in force: mcp(my-small/look)\n"
    )
    assert "s3cret" not in (shell.home / ".env").read_text()
    assert shell.hermes("permissions", "list").out == "user     allow  mcp(my-smaller/*)\n"


@pytest.mark.parametrize(
    "words",
    [
        ("it", "--env", "A=1", "--", "run", "--fast", "x"),
        ("it", "--env", "A=1", "run", "--fast", "x"),
        ("--env", "A=1", "it", "run", "--fast", "x"),
        ("--env=A=1", "it", "--replace", "--", "run", "--fast", "x"),
    ],
)
def test_a_command_is_all_behind_the_name_and_our_flags(shell: Shell, words: tuple[str, ...]) -> None:
    added = shell.hermes("mcp", "add", *words)
    [listed] = json.loads(shell.hermes("mcp", "list", "--json").out)["servers"]
    assert (added.code, listed["name"], listed["what"]) == (0, "it", "run --fast x")


def test_secrets_of_a_server_are_kept_apart_from_its_settings(shell: Shell) -> None:
    shell.hermes("mcp", "add", "small", "--env", "API_KEY=s3cret", "--env", "LEVEL=2", "--", sys.executable, PROGRAM)
    settings = (shell.home / "config.yaml").read_text()
    assert "s3cret" not in settings and "${MCP_SMALL_API_KEY}" in settings and "LEVEL" in settings
    assert (shell.home / ".env").read_text() == "MCP_SMALL_API_KEY=s3cret\n"


def test_a_server_that_does_not_work_says_why(shell: Shell) -> None:
    added(shell, "failing")
    tried = shell.hermes("mcp", "test", "small", "--json")
    facts = json.loads(tried.out)
    assert (tried.code, facts["ready"]) == (1, False)
    assert "status 3" in facts["fault"] and "abcdefghijklmnop" not in tried.out


def test_tools_are_listed_and_chosen(shell: Shell) -> None:
    added(shell, "badly-typed")
    chosen = shell.hermes("mcp", "tools", "small", "--only", "ec*,look")
    listed = shell.hermes("mcp", "tools", "small")
    everything = shell.hermes("mcp", "tools", "small", "--all")
    assert chosen.out == "Of small, only ec*, look tools are used.\n"
    rows = listed.out.splitlines()
    assert rows[0] == "[x] echo  Says it again." and "[ ] big" in [row.strip() for row in rows]
    assert "[!] listed  cannot be used: its arguments are not an object" in rows
    assert everything.out == "Of small, all tools are used.\n"
    facts = json.loads(shell.hermes("mcp", "tools", "small", "--json").out)
    assert facts["tools"][0] == {"name": "echo", "used": True, "description": "Says it again."}
    assert facts["left_out"]["schemaless"] == "inputSchema must be an object"


def test_servers_of_other_programs_are_taken_over(shell: Shell, home: Path) -> None:
    (home / ".cursor").mkdir()
    small = {"command": sys.executable, "args": [PROGRAM], "env": {"TOKEN": "s3cret"}}
    servers: dict[str, object] = {"small": small, "odd": {"args": []}}
    (home / ".cursor" / "mcp.json").write_text(json.dumps({"mcpServers": servers}))
    seen = shell.hermes("mcp", "import")
    facts = json.loads(shell.hermes("mcp", "import", "--json").out)
    taken = shell.hermes("mcp", "import", "cursor")
    tried = shell.hermes("mcp", "test", "small")
    assert seen.out.startswith("cursor          small, odd  (")
    assert [(row["from"], row["servers"]) for row in facts["found"]] == [("cursor", ["small", "odd"])]
    assert (taken.code, taken.out) == (1, "small is taken over.\n")
    assert "mcp_servers.odd needs either command or url" in taken.err
    assert tried.code == 0
    assert "s3cret" not in (shell.home / "config.yaml").read_text()


def test_a_server_of_a_trusted_project_is_approved(shell: Shell) -> None:
    (shell.work / ".mcp.json").write_text(json.dumps({"mcpServers": {"small": {"command": "run", "args": ["it"]}}}))
    before = shell.hermes("mcp", "list")
    TrustStore(str(shell.home)).add(str(shell.work))
    listed = shell.hermes("mcp", "list")
    approved = shell.hermes("mcp", "approve", "small")
    assert before.out.startswith("There are no servers.")
    assert before.err == "hermes mcp: this project names small, which count once you trust it: hermes trust\n"
    assert listed.out == "small  project  run it (asked about before it starts)\n"
    assert approved.out == "small may be started here: run it\n"
    assert shell.hermes("mcp", "list").out == "small  project  run it\n"


def test_what_is_not_there_is_named(shell: Shell) -> None:
    unknown = shell.hermes("mcp", "test", "nope")
    command = shell.hermes("mcp", "dance")
    nothing = shell.hermes("mcp", "add", "x")
    local = shell.hermes("mcp", "logout", "nope")
    assert (unknown.code, unknown.err) == (1, "hermes: There is no MCP server 'nope' here. There are: none.\n")
    assert (command.code, nothing.code, local.code) == (2, 2, 1)
