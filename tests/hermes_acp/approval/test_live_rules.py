"""Saved rules and trust as they change under a running session."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from approval_world import World
from approver_session import Session, prepared

from hermes_acp.approval.approver import Approver, Reply
from hermes_acp.approval.liverules import LiveRules
from hermes_acp.approval.policy import Policy
from hermes_acp.approval.rulefile import forget, remember
from hermes_acp.approval.rules import Rule, RuleBook, denied_texts
from hermes_acp.approval.trust import TrustStore


async def test_a_rule_saved_elsewhere_counts_from_the_next_decision_and_a_removed_one_no_longer(world: World) -> None:
    state, cwd = world.setting.state_dir, str(world.root)
    session = Session(world)
    live = LiveRules(state, cwd)
    approver = Approver(
        Policy(RuleBook()),
        lambda: world.setting,
        session.ask,
        session.remember,
        session.audit,
        refresh=live.refresh,
    )

    async def allowed(line: str) -> bool:
        approver.new_turn()
        session.answers[:] = [Reply("reject")]
        return (await approver.review("c", prepared(world.command(line)))).allowed

    assert not await allowed("npm test")
    await asyncio.to_thread(remember, state, cwd, Rule("shell", "npm test"), "user")
    assert await allowed("npm test")
    await asyncio.to_thread(remember, state, cwd, Rule("shell", "npm:*", "deny"), "project")
    assert not await allowed("npm test")
    assert await asyncio.to_thread(forget, state, cwd, Rule("shell", "npm:*", "deny"), "project")
    assert await allowed("npm test")


def test_trust_given_meanwhile_brings_the_rules_that_loosen(world: World) -> None:
    file = world.root / ".hermes" / "permissions.yaml"
    file.parent.mkdir()
    file.write_text("allow: [shell(make)]\ndeny: [shell(curl:*)]\n")
    book, live = RuleBook(), LiveRules(world.setting.state_dir, str(world.root))
    live.refresh(book)
    assert book.in_scope("project") == (Rule("shell", "curl:*", "deny"),)
    TrustStore(world.setting.state_dir).add(str(world.root))
    live.refresh(book)
    assert Rule("shell", "make") in book.in_scope("project")
    file.write_text("allow: [shell(make), shell(rm:*)]\n")
    live.refresh(book)
    assert book.in_scope("project") == (), "what was trusted is not what is there"


def test_rules_of_the_session_and_of_the_settings_stay(world: World) -> None:
    book = RuleBook(session=[Rule("shell", "ls")])
    live = LiveRules(world.setting.state_dir, str(world.root), denied_texts(["git push --force*", "", 3]))
    live.refresh(book)
    remember(world.setting.state_dir, str(world.root), Rule("shell", "make"), "user")
    live.refresh(book)
    assert book.in_scope("session") == (Rule("shell", "ls"),)
    assert book.in_scope("user") == (Rule("command", "git push --force*", "deny"), Rule("shell", "make"))


@pytest.mark.parametrize(
    "line",
    [
        "git push --force",
        "GIT push --force origin x",
        "/usr/bin/git push --force",
        "sudo git push --force",
        "ls; git push --force",
    ],
)
def test_a_glob_over_commands_denies_every_way_of_writing_it(world: World, line: str) -> None:
    world.rules.add(Rule("command", "git push --force*", "deny"), "user")
    assert world.mode("bypass").shell(line).verdict == "deny"
    assert world.mode("bypass").shell("git push").verdict == "allow"


def test_files_that_did_not_change_are_not_read_again(world: World) -> None:
    state = Path(world.setting.state_dir)
    remember(str(state), str(world.root), Rule("shell", "make"), "user")
    book, live = RuleBook(), LiveRules(str(state), str(world.root))
    live.refresh(book)
    book.replace("user", ())
    live.refresh(book)
    assert book.in_scope("user") == ()
    os.utime(state / "permissions.yaml")
    live.refresh(book)
    assert book.in_scope("user") == (Rule("shell", "make"),)
