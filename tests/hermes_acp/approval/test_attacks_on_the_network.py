"""Data on its way out, T34 to T44 of the threat catalogue as far as a decision can stop it."""

from __future__ import annotations

import pytest
from approval_world import World
from approver_session import Session

from hermes_acp.approval.approver import Reply
from hermes_acp.approval.rules import parse_rule
from hermes_acp_tools.action import Action, PathUse


@pytest.mark.parametrize(
    "line",
    ["ping -c1 x.example", "dig x.example", "getent hosts x.example", "host x.example", "nslookup x.example",
     "cat < /dev/tcp/x.example/80", "curl x", "nc x 80", "git ls-remote x", "whois x", "echo x > /dev/udp/x/53"],
)  # fmt: skip
def test_every_program_that_reaches_the_network_is_asked_about(world: World, line: str) -> None:
    """T34: names looked up carry data too."""
    assert world.shell(line).verdict == "ask"


@pytest.mark.parametrize(
    "url",
    ["https://docs.python.org.evil.example/", "https://evil.example/docs.python.org", "https://docs.python.org@evil.example/",
     "https://docs.python.org%2eevil.example/", "https://docs.python.org\0.evil.example/", "https://DOCS.PYTHON.ORG.evil/",
     "https://xn--docs-python-org.example/", "https://docspython.org/", "https://a.docs.python.org/"],
)  # fmt: skip
def test_an_allowed_host_is_no_other_host(world: World, url: str) -> None:
    """T36: exact, after parsing; an empty list allows nothing."""
    assert world.decide(world.fetch("https://docs.python.org/")).verdict == "ask"
    world.rules.add(parse_rule("fetch(docs.python.org)"), "user")
    assert world.decide(world.fetch("https://docs.python.org/")).verdict == "allow"
    assert world.decide(world.fetch(url)).verdict == "ask"


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/", "http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://0/", "http://0177.0.0.1/",
     "http://localhost./", "http://metadata.google.internal/", "http://router.lan/", "http://[fd00::1]/", "http://a/"],
)  # fmt: skip
def test_this_machine_and_its_network_are_asked_about_whatever_the_rules(world: World, url: str) -> None:
    """T37: no rule for a host covers them, in no mode."""
    for host in ("localhost", "127.0.0.1", "169.254.169.254", "router.lan", "a"):
        world.rules.add(parse_rule(f"fetch({host})"), "user")
    decision = world.mode("bypass").decide(world.fetch(url))
    assert (decision.verdict, decision.once_only) == ("ask", True)


@pytest.mark.parametrize("read", ["fetch", "mcp", "curl", "outside"])
async def test_after_strangers_content_nothing_leaves_unasked(world: World, read: str) -> None:
    """T41: whatever brought it in; the question says why it is asked."""
    for rule in ("fetch(docs.python.org)", "mcp(docs/search)", "shell(curl x.example)", "shell(git push)", "read(/**)"):
        world.rules.add(parse_rule(rule), "user")
    strangers = {
        "fetch": world.fetch("https://docs.python.org/"),
        "mcp": Action("docs__search", "mcp", server="docs"),
        "curl": world.command("curl x.example"),
        "outside": world.file("read", "../notes.txt"),
    }
    session = Session(world)
    assert (await session.shell("git push")).allowed
    assert (await session.review(strangers[read])).allowed
    assert not (await session.shell("git push", "reject")).allowed
    assert "content of strangers" in session.questions[0].why
    session.answers.append(Reply("reject"))
    assert not (await session.review(world.fetch("https://docs.python.org/?q=secret"))).allowed


async def test_what_strangers_wrote_is_not_remembered_unasked(world: World) -> None:
    """T44: notes made after reading them are shown to the person first."""
    world.rules.add(parse_rule("fetch(docs.python.org)"), "user")
    note = Action(
        "memory", "internal", paths=(PathUse("MEMORY.md", f"{world.setting.state_dir}/memories/MEMORY.md", "write"),)
    )
    session = Session(world)
    assert (await session.review(note)).allowed
    assert (await session.review(world.fetch("https://docs.python.org/"))).allowed
    session.answers.append(Reply("reject"))
    assert not (await session.review(note)).allowed


def test_the_policy_cannot_be_changed_by_what_it_judges(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """T52: not its files, not its commands, not through the environment."""
    state = world.setting.state_dir
    for line in (
        f"echo x > {state}/permissions.yaml", f"rm {state}/trust.json", "hermes permissions add 'shell(rm:*)'",
        "hermes trust .", "hermes config set approvals.mode bypass", "python3 -m hermes_acp trust", f"cat {state}/.env",
    ):  # fmt: skip
        assert world.mode("bypass").shell(line).verdict == "deny", line
    monkeypatch.setenv("HERMES_YOLO_MODE", "1")
    monkeypatch.setenv("HERMES_APPROVALS_MODE", "bypass")
    assert world.shell("touch x").verdict == "ask"
