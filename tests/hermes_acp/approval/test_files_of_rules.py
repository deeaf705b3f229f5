"""Where rules and trust are kept, and what happens when those files are not as they should be."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from approval_world import World, git

from hermes_acp.approval.rulefile import forget, load_rules, remember
from hermes_acp.approval.rules import Rule, RuleError
from hermes_acp.approval.trust import TrustStore


@pytest.fixture
def state(world: World) -> Path:
    path = Path(world.setting.state_dir)
    path.mkdir(mode=0o700)
    return path


def test_rules_come_back_as_they_were_saved_and_only_we_can_read_them(world: World, state: Path) -> None:
    cwd = str(world.root)
    remember(str(state), cwd, Rule("shell", "npm test"), "user")
    remember(str(state), cwd, Rule("edit", "src/**"), "project")
    remember(str(state), cwd, Rule("read", "x/**", "deny"), "user")
    remember(str(state), cwd, Rule("shell", "ls"), "session")
    rules, problems = load_rules(str(state), cwd, trusted=True)
    assert problems == ()
    assert rules.in_scope("user") == (Rule("shell", "npm test"), Rule("read", "x/**", "deny"))
    assert rules.in_scope("project") == (Rule("edit", "src/**"),)
    assert rules.in_scope("session") == ()
    assert stat.S_IMODE(os.stat(state / "permissions.yaml").st_mode) == 0o600
    assert {path.name for path in state.iterdir()} == {"permissions.yaml", "permissions.yaml.lock"}


def test_a_rule_of_one_project_is_unknown_in_another(world: World, state: Path, tmp_path: Path) -> None:
    remember(str(state), str(world.root), Rule("shell", "make"), "project")
    other = tmp_path / "other"
    other.mkdir()
    assert load_rules(str(state), str(other), trusted=True)[0].in_scope("project") == ()
    assert forget(str(state), str(world.root), Rule("shell", "make"), "project")
    assert not forget(str(state), str(world.root), Rule("shell", "make"), "project")


def test_a_project_may_tighten_always_and_loosen_only_when_trusted(world: World, state: Path) -> None:
    file = world.root / ".hermes" / "permissions.yaml"
    file.parent.mkdir()
    file.write_text(
        "allow: [shell(rm:*)]\ndeny: [shell(curl:*)]\nask: [edit(src/**)]\nprojects: {x: {allow: [shell(ls)]}}\n"
    )
    tightens = (Rule("edit", "src/**", "ask"), Rule("shell", "curl:*", "deny"))
    rules, problems = load_rules(str(state), str(world.root), trusted=False)
    assert set(rules.in_scope("project")) == set(tightens)
    assert len(problems) == 1 and "ignored" in problems[0]
    rules, _ = load_rules(str(state), str(world.root), trusted=True)
    assert set(rules.in_scope("project")) == {Rule("shell", "rm:*"), *tightens}


@pytest.mark.parametrize(
    "text",
    [
        "allow: [shell(ls), nonsense]\ndeny: [shell(curl:*)]\n",
        "allow: shell(ls)\n",
        "alow: [shell(ls)]\n",
        "- x\n",
        "a: [\n",
    ],
)
def test_a_file_with_a_mistake_allows_nothing_and_says_so(world: World, state: Path, text: str) -> None:
    (state / "permissions.yaml").write_text(text)
    (state / "permissions.yaml").chmod(0o600)
    rules, problems = load_rules(str(state), str(world.root), trusted=True)
    assert rules.of("allow") == ()
    assert problems
    assert len(rules.of("deny")) == text.count("deny")
    with pytest.raises(RuleError):
        remember(str(state), str(world.root), Rule("shell", "make"), "user")
    assert (state / "permissions.yaml").read_text() == text


def test_a_file_others_can_write_allows_nothing(world: World, state: Path) -> None:
    (state / "permissions.yaml").write_text("allow: [shell(make)]\n")
    (state / "permissions.yaml").chmod(0o666)
    rules, problems = load_rules(str(state), str(world.root), trusted=True)
    assert rules.of("allow") == () and problems


def test_trust_belongs_to_one_directory_and_not_to_its_name(world: World, state: Path) -> None:
    git(world.root, "init", "-q")
    store = TrustStore(str(state))
    assert not store.trusted(str(world.root))
    store.add(str(world.root / "src"))
    assert store.trusted(str(world.root)) and store.trusted(str(world.root / "src"))
    assert stat.S_IMODE(os.stat(state / "trust.json").st_mode) == 0o600
    world.root.rename(world.root.with_name("old"))
    world.root.mkdir()
    assert not store.trusted(str(world.root))


def test_a_nested_repository_a_worktree_and_a_parent_are_not_trusted_along(
    world: World, state: Path, tmp_path: Path
) -> None:
    git(world.root, "init", "-q")
    git(world.root, "-c", "user.name=x", "-c", "user.email=y", "commit", "-q", "--allow-empty", "-m", "x")
    git(world.root, "worktree", "add", "-q", str(tmp_path / "tree"))
    nested = world.root / "vendor" / "lib"
    nested.mkdir(parents=True)
    git(nested, "init", "-q")
    store = TrustStore(str(state))
    store.add(str(world.root))
    assert not store.trusted(str(nested))
    assert not store.trusted(str(tmp_path / "tree"))
    assert not store.trusted(str(world.root.parent))


def test_a_link_to_a_trusted_directory_is_that_directory_and_nothing_more(
    world: World, state: Path, tmp_path: Path
) -> None:
    store = TrustStore(str(state))
    store.add(str(world.root))
    link = tmp_path / "link"
    link.symlink_to(world.root)
    assert store.trusted(str(link))
    link.unlink()
    link.symlink_to(tmp_path)
    assert not store.trusted(str(link))


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"path": "/"}]', "not json"])
def test_a_damaged_trust_file_trusts_nothing(world: World, state: Path, text: str) -> None:
    (state / "trust.json").write_text(text)
    assert TrustStore(str(state)).all() == ()
    assert not TrustStore(str(state)).trusted(str(world.root))


def test_removing_trust_works_for_a_directory_that_is_gone(world: World, state: Path) -> None:
    store = TrustStore(str(state))
    store.add(str(world.root / "src"))
    (world.root / "src" / "app.py").unlink()
    (world.root / "src").rmdir()
    assert store.remove(str(world.root / "src"))
    assert not store.remove(str(world.root / "src"))


def test_rules_saved_at_the_same_time_are_all_kept(world: World, state: Path) -> None:
    rules = [Rule("shell", f"make t{number}") for number in range(24)]

    def save(rule: Rule) -> bool:
        return remember(str(state), str(world.root), rule, "user")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(save, rules))
    assert set(load_rules(str(state), str(world.root), trusted=False)[0].in_scope("user")) == set(rules)
