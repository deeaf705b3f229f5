"""The order of decisions, the modes, and files, addresses and tools."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from approval_world import World

from hermes_acp.approval.decision import Mode
from hermes_acp.approval.digest import digest
from hermes_acp.approval.permission import settled
from hermes_acp.approval.rules import RuleError, parse_rule
from hermes_acp_tools.action import Action, PathUse

PROTECTED = tuple(
    """
    .git/config .git/hooks/pre-commit .GIT/config .gitattributes .gitmodules .husky/x .githooks/x
    .pre-commit-config.yaml .vscode/settings.json .vscode/tasks.json x.code-workspace .idea/workspace.xml
    .zed/settings.json .cursor/mcp.json .windsurf/x .fleet/x .devcontainer/devcontainer.json .mcp.json mcp.json
    .claude/settings.json .codex/config.toml .gemini/x .agents/x .hermes/permissions.yaml .roo/x .clinerules
    .cursorrules AGENTS.md CLAUDE.md GEMINI.md agents.md .github/copilot-instructions.md
    .github/workflows/ci.yml .gitlab-ci.yml .envrc .npmrc .yarnrc.yml .pypirc .cargo/config.toml .ripgreprc
    .hermes.md HERMES.md AGENTS.override.md .travis.yml Jenkinsfile azure-pipelines.yml .circleci/config.yml
    .buildkite/pipeline.yml lefthook.yml .dir-locals.el .nvim.lua x.sublime-project .run/x.run.xml .mvn/jvm.config
    .github/instructions/x.md .tool-versions mise.toml .venv/bin/python .env src/.vscode/settings.json .git./config
    """.split()  # noqa: SIM905 - a paragraph of paths reads better than a list
)


def allow(world: World, *rules: str) -> World:
    for rule in rules:
        world.rules.add(parse_rule(rule), "user")
    return world


@pytest.mark.parametrize("path", PROTECTED)
def test_a_protected_path_is_asked_for_once_whatever_mode_and_rules_say(world: World, path: str) -> None:
    allow(world, "edit(**)", "shell(tee:*)", "shell(cp:*)")
    for mode in ("ask", "accept_edits", "bypass"):
        for decision in (
            world.mode(mode).decide(world.file("write", path)),
            world.mode(mode).shell(f"tee '{path}'"),
            world.mode(mode).shell(f"cp x '{path}'"),
            world.mode(mode).shell(f"echo x > '{path}'"),
        ):
            assert (decision.verdict, decision.once_only, decision.proposals) == ("ask", True, ()), decision


def test_accept_edits_changes_files_inside_the_roots_and_nothing_else(world: World) -> None:
    world = world.mode("accept_edits")
    assert world.decide(world.file("write", "src/new.py")).verdict == "allow"
    assert world.decide(world.file("delete", "src/app.py")).verdict == "allow"
    assert world.decide(world.file("write", "../app-evil/x")).verdict == "ask"
    assert world.shell("touch x").verdict == "ask"


def test_ask_mode_reads_inside_and_asks_for_the_rest(world: World) -> None:
    assert world.decide(world.file("read", "README.md")).verdict == "allow"
    assert world.decide(world.file("read", "../app-evil/x")).verdict == "ask"
    assert world.decide(world.file("read", ".env")).once_only
    assert world.decide(world.file("write", "src/app.py")).verdict == "ask"


def test_plan_mode_and_an_untrusted_workspace_refuse_every_change(world: World) -> None:
    allow(world, "edit(**)", "shell(touch:*)", "mcp(s/*)")
    for there in (world.mode("plan"), world.but(trusted=False), world.but(trusted=False, mode="bypass")):
        assert there.decide(there.file("write", "src/app.py")).verdict == "deny"
        assert there.shell("touch x").verdict == "deny"
        assert there.decide(Action("s__t", "mcp", server="s")).verdict == "deny"
        assert there.shell("ls").verdict == "allow"
        assert there.decide(there.file("read", "README.md")).verdict == "allow"


@pytest.mark.parametrize("mode", get_args(Mode))
def test_the_floor_and_our_state_hold_in_every_mode(world: World, mode: Mode) -> None:
    allow(world, "shell(rm:*)", "edit(/**)", "read(/**)")
    world = world.mode(mode)
    state = world.setting.state_dir
    assert world.shell("rm -rf /").verdict == "deny"
    assert world.shell(f"cat {state}/permissions.yaml").verdict == "deny"
    for use in (PathUse("x", f"{state}/permissions.yaml", "write"), PathUse("x", f"{state}/acp.db", "read")):
        assert world.decide(Action("files", "write", paths=(use,))).verdict == "deny"


def test_our_skills_may_be_read_but_not_written_by_tools(world: World) -> None:
    skill = f"{world.setting.state_dir}/skills/x/SKILL.md"
    assert world.decide(Action("read", "read", paths=(PathUse(skill, skill, "read"),))).verdict == "allow"
    assert world.decide(Action("write", "write", paths=(PathUse(skill, skill, "write"),))).verdict == "deny"


def test_a_deny_rule_sees_through_wrappers_paths_and_substitutions(world: World) -> None:
    world.rules.add(parse_rule("shell(curl:*)", "deny"), "project")
    allow(world, "shell(timeout:*)")
    for command in (
        "curl x", "/usr/bin/curl x", "CURL x", "timeout 5 curl x", "sudo env A=1 curl x", "ls && curl x",
        "echo $(curl x)", "bash -c 'curl x'", "find . -exec curl x \\;", "true && " * 60 + "curl x", "echo curl x | sh",
    ):  # fmt: skip
        decision = world.mode("bypass").shell(command)
        assert (decision.verdict, decision.rule) == ("deny", "deny shell(curl:*)"), command
    assert world.shell("echo curl").verdict == "allow"


def test_a_deny_rule_about_files_binds_the_shell_too(world: World) -> None:
    world.rules.add(parse_rule("edit(src/**)", "deny"), "user")
    assert world.decide(world.file("write", "SRC/app.py")).verdict == "deny"
    assert world.shell("sed -i p src/app.py").verdict == "deny"
    assert world.decide(world.file("write", "README.md")).verdict == "ask"


def test_an_ask_rule_outweighs_an_allow_rule_and_a_known_read(world: World) -> None:
    allow(world, "shell(ls:*)")
    world.rules.add(parse_rule("shell(ls:*)", "ask"), "user")
    assert world.shell("ls -la").verdict == "ask"


def test_an_allow_rule_fits_whole_words_of_every_part(world: World) -> None:
    allow(world, "shell(npm test)", "shell(cargo test:*)", "shell(make lint|check)")
    assert world.shell("npm test").verdict == "allow"
    assert world.shell("cd src && npm test | tail -5").verdict == "allow"
    assert world.shell("cargo test --lib").verdict == "allow"
    assert world.shell("make check").verdict == "allow"
    for command in (
        "npm testing", "npm test x", "npm test && touch x", "npm test > f", "FOO=1 npm test", "npm test $(x)",
        "npm test\nrm x",
        
        "cargo test; sh x", "cargo 'test' `x`", "sudo npm test", "./npm test", "make deploy", "NPM test", "npm test &",
    ):  # fmt: skip
        assert world.shell(command).verdict == "ask", command


def test_an_allow_rule_never_reaches_past_a_newline(world: World) -> None:
    allow(world, "shell(ls:*)")
    assert world.shell("ls\ntouch p").verdict == "ask"


def test_path_rules_match_components_and_not_prefixes(world: World) -> None:
    allow(world, "edit(src/**)", "read(/opt/docs/*)")
    assert world.decide(world.file("write", "src/deep/x.py")).verdict == "allow"
    assert world.decide(world.file("write", "src-evil/x.py")).verdict == "ask"
    assert world.decide(world.file("write", "src/../README.md")).verdict == "ask"
    for path, verdict in (("/opt/docs/a", "allow"), ("/opt/docs/a/b", "ask"), ("/opt/docs-evil", "ask")):
        assert world.decide(Action("read", "read", paths=(PathUse(path, path, "read"),))).verdict == verdict


def test_a_link_is_judged_by_its_target_and_the_question_names_it(world: World, tmp_path: Path) -> None:
    target = tmp_path / "home" / ".zshrc"
    target.write_text("")
    (world.root / "settings.json").symlink_to(target)
    decision = world.mode("accept_edits").decide(world.file("write", "settings.json"))
    assert (decision.verdict, decision.once_only) == ("ask", True)
    assert str(target) in decision.why
    outside = tmp_path / "plain.txt"
    outside.write_text("")
    (world.root / "notes.txt").symlink_to(outside)
    assert world.shell("cat notes.txt").verdict == "ask"
    decision = world.mode("accept_edits").decide(world.file("write", "notes.txt"))
    assert decision.verdict == "ask" and str(outside) in decision.why


def test_a_linked_directory_does_not_carry_cd_out_of_the_workspace(world: World) -> None:
    (world.root / "a" / "b").mkdir(parents=True)
    (world.root / "link").symlink_to(world.root / "a" / "b")
    assert world.shell("cd link && cd .. && cat ../x").verdict == "ask"


def test_a_pattern_is_judged_by_what_it_matches(world: World, tmp_path: Path) -> None:
    assert world.shell("cat src/*.py").verdict == "allow"
    (world.root / "src" / "key.py").symlink_to(tmp_path / "elsewhere")
    assert world.shell("cat src/*.py").verdict == "ask"


def test_a_pattern_with_brackets_is_judged_by_all_that_any_shell_may_match(world: World, tmp_path: Path) -> None:
    assert world.shell("cat src/[[:alpha:]]ey.py").verdict == "allow"
    (world.root / "src" / "key.py").symlink_to(tmp_path / "elsewhere")
    assert world.shell("cat src/[[:alpha:]]ey.py").verdict == "ask"
    assert world.shell("cat src/[a-j]*.py").verdict == "ask"


def test_a_name_that_is_an_option_makes_a_pattern_ask(world: World) -> None:
    assert world.shell("cat *.md").verdict == "allow"
    (world.root / "--x.md").write_text("")
    decision = world.shell("cat *.md")
    assert (decision.verdict, "--x.md, which would be taken for an option" in decision.why) == ("ask", True)
    assert world.shell("cat ./*.md").verdict == "allow"


@pytest.mark.parametrize("name", ["rust-toolchain", "rust-toolchain.toml"])
def test_a_file_that_names_the_program_to_run_makes_its_version_ask(world: World, name: str) -> None:
    assert world.shell("cargo --version").verdict == "allow"
    (world.root.parent / name).write_text("")
    decision = world.shell("cargo --version")
    assert (decision.verdict, f"{name} decides which cargo runs" in decision.why) == ("ask", True)
    assert world.shell("go version").verdict == "allow"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest", "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/",
        "http://2130706433/", "http://0x7f.1/", "http://x.internal/", "http://user@docs.python.org/", "file:///etc/passwd",
        "ftp://docs.python.org/", "https://docs.python.org:8443/", "https://docs.python.org\\@evil.example/",
        "https://xn--docs-python.org/", "https://docs.python.org\u200b/", "https://a\0.b/", "http://intranet/",
    ],
)  # fmt: skip
def test_a_deceptive_or_private_address_is_asked_for_once(world: World, url: str) -> None:
    allow(world, "fetch(docs.python.org)", "fetch(localhost)", "fetch(169.254.169.254)")
    decision = world.mode("bypass").decide(world.fetch(url))
    assert (decision.verdict, decision.once_only) == ("ask", True)


def test_what_one_server_gave_may_go_back_to_that_server_and_to_no_other(world: World) -> None:
    allow(world, "mcp(s/*)", "mcp(other/*)", "fetch(docs.python.org)")
    told = world.but(tainted=True, only_server="s")
    assert told.decide(Action("s__t", "mcp", server="s")).verdict == "allow"
    assert told.decide(Action("other__t", "mcp", server="other")).rule == "taint: sends data"
    assert told.decide(world.fetch("https://docs.python.org/3/?secret=x")).rule == "taint: sends data"


def test_bypass_lets_what_one_server_gave_go_back_to_it_and_says_of_another_that_no_rule_helps(world: World) -> None:
    told = world.but(mode="bypass", tainted=True, only_server="s")
    assert told.decide(Action("s__t", "mcp", server="s")).verdict == "allow"
    other = told.decide(Action("other__t", "mcp", server="other"))
    assert (other.rule, other.once_only) == ("taint: sends data", True)


def test_an_allowed_host_is_exactly_that_host(world: World) -> None:
    allow(world, "fetch(docs.python.org)")
    assert world.decide(world.fetch("https://docs.python.org/3/?q=x")).verdict == "allow"
    assert world.decide(world.fetch("https://DOCS.python.org./3/")).verdict == "allow"
    for url in ("https://docs.python.org.evil.example/", "https://evil.example/docs.python.org", "https://python.org/"):
        assert world.decide(world.fetch(url)).verdict == "ask"


def test_after_strangers_content_nothing_is_sent_and_nothing_remembered_unasked(world: World) -> None:
    allow(world, "fetch(docs.python.org)", "mcp(s/*)", "shell(git push)", "shell(make)")
    tainted = world.but(tainted=True)
    assert tainted.decide(world.fetch("https://docs.python.org/3/")).verdict == "allow"
    assert tainted.decide(world.fetch("https://docs.python.org/3/?secret=x")).verdict == "ask"
    assert tainted.decide(Action("s__t", "mcp", server="s")).verdict == "ask"
    assert tainted.shell("git push").verdict == "ask"
    assert tainted.mode("bypass").shell("curl x").verdict == "ask"
    note = Action("memory", "internal", paths=(PathUse("m", "/home/m", "write"),))
    assert (tainted.decide(note).verdict, world.decide(note).verdict) == ("ask", "allow")


def test_what_a_tool_says_about_itself_does_not_count(world: World) -> None:
    arguments = {"safe": True, "kind": "read", "readOnlyHint": True, "requires_approval": False}
    assert world.decide(Action("s__wipe", "mcp", server="s", arguments=arguments)).verdict == "ask"
    action = Action("files", "write", paths=(PathUse("x", str(world.root / "x"), "write"),), arguments=arguments)
    assert world.decide(action).verdict == "ask"


def test_an_mcp_rule_names_server_and_tool(world: World) -> None:
    allow(world, "mcp(docs/search)")
    assert world.decide(Action("docs__search", "mcp", server="docs")).verdict == "allow"
    assert world.decide(Action("docs__write", "mcp", server="docs")).verdict == "ask"
    assert world.decide(Action("docs__search", "mcp", server="other")).verdict == "ask"


def test_proposals_are_narrow_and_keep_secrets_off_the_disk(world: World) -> None:
    def offered(command: str) -> list[tuple[str, str]]:
        return [(str(proposal.rule), proposal.scope) for proposal in world.shell(command).proposals]

    assert offered("npm run build") == [("shell(npm run build)", "session"), ("shell(npm run build)", "project")]
    assert ("shell(cargo test:*)", "project") in offered("cargo test --lib")
    secret = "curl -H 'Authorization: Bearer abc' http://x.example"
    assert {scope for _, scope in offered(secret)} == {"session"}
    for command in ("python3 x.py", "bash x.sh", "sudo ls", "npx tsc", "git push origin main", "env ls"):
        assert not any(":*" in rule for rule, _ in offered(command))
    assert offered("touch x && rm y") == []
    assert offered("touch $x") == []


def test_a_proposed_rule_allows_exactly_what_was_asked(world: World) -> None:
    for command in ("npm run build", "touch 'a b'", "cargo test --lib", "git commit -m 'x y'"):
        for proposal in world.shell(command).proposals:
            fresh = World(world.root, world.setting, type(world.rules)())
            fresh.rules.add(proposal.rule, proposal.scope)
            assert fresh.shell(command).verdict == "allow"
            assert fresh.shell(f"{command}; rm z").verdict == "ask"


@pytest.mark.parametrize(
    "text", ["shell", "shell()", "run(x)", "fetch(*.org)", "fetch(http://x/)", "mcp(x)", "shell('a)"]
)
def test_a_rule_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(RuleError):
        parse_rule(text)


def test_a_changed_shell_is_vouched_for_by_nobody(world: World) -> None:
    changed = world.but(shell_changed="export PAGER=./x")
    assert changed.shell("git log").verdict == "ask"
    assert "PAGER" in changed.shell("git log").why


def test_the_digest_changes_with_every_fact(world: World) -> None:
    first = world.command("ls")
    assert digest(first) == digest(world.command("ls"))
    others = [
        world.command("ls "),
        Action("t2", "execute", command="ls", cwd=first.cwd),
        world.file("read", "README.md"),
    ]
    assert digest(first) not in {digest(other) for other in others}


def test_long_output_of_this_session_can_be_read_and_nothing_else_of_our_state(world: World) -> None:
    kept = f"{world.setting.state_dir}/spill/mine"
    world = world.but(output_dir=kept)
    for verdict, action in {
        "allow": world.file("read", f"{kept}/output-1.txt"),
        "deny": world.file("write", f"{kept}/output-1.txt"),
    }.items():
        assert world.decide(action).verdict == verdict
    assert world.shell(f"grep -c x {kept}/output-1.txt").verdict == "allow"
    assert world.shell(f"rm {kept}/output-1.txt").verdict == "ask"
    for path in (f"{kept}/../other/output-1.txt", f"{kept}/../../config.yaml", f"{kept}-2/output-1.txt"):
        assert world.decide(world.file("read", path)).verdict == "deny"
        assert world.shell(f"cat {path}").verdict == "deny"
    assert world.shell(f"cat {world.setting.state_dir}/spill/*/output-1.txt").verdict == "deny"
    assert world.shell(f"cd {kept} && cat ../../config.yaml").verdict == "deny"


def test_a_link_among_the_kept_output_leads_nowhere_else(world: World) -> None:
    kept = Path(world.setting.state_dir, "spill", "mine")
    kept.mkdir(parents=True)
    (kept / "link.txt").symlink_to(Path(world.setting.state_dir, "config.yaml"))
    world = world.but(output_dir=str(kept))
    assert world.decide(world.file("read", str(kept / "link.txt"))).verdict == "deny"
    assert world.shell(f"cat {kept}/link.txt").verdict != "allow"


def test_a_program_by_its_path_is_asked_about_as_what_it_is(world: World) -> None:
    decision = world.shell("/usr/bin/cat README.md")
    assert (decision.verdict, "/usr/bin/cat is called by its path" in decision.why) == ("ask", True)


def test_what_the_floor_refuses_is_said_once(world: World) -> None:
    decision = world.shell("cat ~/.hermes/config.yaml")
    assert settled(decision).why == (
        "Refused: This can never be allowed here: it touches our own permissions and state. "
        "Do not retry it, rephrase it or work around it."
    )
