"""Ways to smuggle a command past whoever reads it, T01 to T13 of the threat catalogue. None is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from approval_world import World, git

from hermes_acp.approval.rules import parse_rule
from hermes_acp_tools.action import Action, PathUse


def allow(world: World, *rules: str) -> World:
    for rule in rules:
        world.rules.add(parse_rule(rule), "user")
    return world


@pytest.fixture
def repository(world: World) -> Path:
    git(world.root, "init", "-q")
    return world.root


@pytest.mark.parametrize("join", ["\n", " & ", " |& ", " # x\n", "\r\n", ";", " &&\n", "\n#\n", " || ", " | "])
def test_a_separator_the_reader_may_not_know_ends_the_rule_that_fits_the_first_part(world: World, join: str) -> None:
    """T01: every part is judged, whatever stands between."""
    assert allow(world, "shell(ls:*)").shell(f"ls{join}touch p").verdict == "ask"


@pytest.mark.parametrize(
    "inner",
    ["$({})", "`{}`", '"$({})"', "<({})", "$((x[$({})]))", "${{x:-$({})}}", "${{x@P}}", "$'{}'", "<<E\n$({})\nE"],
)
def test_no_substitution_hides_what_runs(world: World, inner: str) -> None:
    """T02: what the shell would expand asks, and what runs in it is held against the floor all the same."""
    assert world.shell("echo " + inner.format("id")).verdict == "ask"
    for arithmetic in ("test -v 'a[$(id)]'", "printf -v 'a[$(id)]' x", "[[ 'a[$(id)]' -eq 0 ]]"):
        assert world.shell(arithmetic).verdict == "ask"
    assert world.shell('echo "$(rm -rf /)"').verdict == "deny"


@pytest.mark.parametrize(
    "line", ["rm${IFS}-fr${IFS}/", "{rm,-rf,/}", r"\r\m -rf /", "r''m -rf /", r"$'\x72m' -rf /", '"rm" "-rf" "/"']
)
def test_a_strange_spelling_is_the_word_it_becomes(world: World, line: str) -> None:
    """T03: parsed words are compared, never text."""
    assert world.shell(line).verdict == "deny"
    assert world.shell(line.replace("/", "x").replace("r", "t", 1)).verdict == "ask"


def test_an_allow_rule_does_not_fit_a_spelling_that_only_looks_like_it(world: World) -> None:
    """T03: a rule for ``npm test`` is for those two plain words."""
    allow(world, "shell(npm test)")
    for line in ("npm 'te'st", "npm te\\st", "npm${IFS}test", "npm $'test'", 'n"pm" test', "npm te{s,}t"):
        assert world.shell(line).verdict == "ask", line


@pytest.mark.parametrize(
    "line",
    [
        "find . -exec id ;", "rg --pre ./x y", "sort --compress-program=./x a", "sed -n 'e id' a", "uniq a b",
        "tar -tf a --checkpoint-action=exec=id", "fd -x rm", "file -C -m x", "man -P ./x ls", "git diff --ext-diff",
        "rg -nz y", "sort -uo x a", "sed -nEi p a", "git grep -Ovim x", "tree -o x", "xxd -r a b", "find . -fls x",
    ],
)  # fmt: skip
def test_an_option_that_runs_or_writes_makes_a_read_a_question(world: World, line: str) -> None:
    """T04: only options that are known to be harmless are."""
    assert world.shell(line).verdict == "ask"


@pytest.mark.parametrize(
    "line",
    [
        "grep -f /etc/shadow x", "grep -f/etc/shadow x", "wc --files0-from=/etc/passwd", "diff --to-file=/etc/passwd a",
        "date -f /etc/passwd", "rg --ignore-file=/etc/passwd x", "git diff -O/etc/passwd", "git log -L1,5:.env",
        "git show --pretty HEAD:.env", "jq --slurpfile a /etc/passwd . b", "cut --output-delimiter=x /etc/passwd",
    ],
)  # fmt: skip
def test_a_path_in_an_option_is_a_path(world: World, line: str) -> None:
    """T05: options that take a path are looked at as one."""
    assert world.shell(line).verdict == "ask"


@pytest.mark.parametrize(
    "line",
    ["PAGER=./x git log", "LD_PRELOAD=./x ls", "PATH=. ls", "export PAGER=./x", "alias ls=./x", "ls() { ./x; }",
     "trap ./x EXIT",
     "hash -p ./x ls", "enable -f ./x ls", "BASH_ENV=./x bash -c ls", "GIT_EXTERNAL_DIFF=./x git diff"],
)  # fmt: skip
def test_an_environment_that_changes_what_runs_is_asked_about(world: World, line: str) -> None:
    """T06: only names and values that change nothing but words and times are free."""
    assert world.shell(line).verdict == "ask"
    assert world.shell("LC_ALL=C sort a").verdict == "allow"


@pytest.mark.parametrize(
    "wrap",
    ["timeout 5 {}", "sudo -Eu root {}", "env -S '{}'", "nohup {} &", "xargs {} <<< x", "eval {}", "bash -c '{}'",
     "busybox {}", "nice -n5 {}", "ssh h '{}'", "docker exec c {}", "find . -exec {} ;", "uv run {}", "tmux new '{}'",
     "watch '{}'", "flock f -c '{}'", "git rebase -x '{}' HEAD~2", "f() {{ \"$@\"; }}; f {}", "a=({}); \"${{a[@]}}\""],
)  # fmt: skip
def test_a_wrapper_hides_no_command_from_a_deny_rule(world: World, wrap: str) -> None:
    """T07: the command behind it is what the rule is about."""
    world.rules.add(parse_rule("shell(curl:*)", "deny"), "user")
    assert world.mode("bypass").shell(wrap.format("curl x.example")).verdict == "deny"


def test_no_rule_for_a_wrapper_is_ever_proposed_as_a_prefix(world: World) -> None:
    """T07: ``timeout 5 …`` would allow anything."""
    for line in ("timeout 5 make", "sudo make", "env make", "nice make", "bash x.sh", "uv run x", "docker exec c ls"):
        assert not any(":*" in str(proposal.rule) for proposal in world.shell(line).proposals), line


def test_a_long_line_is_asked_for_and_its_end_is_still_read(world: World) -> None:
    """T08: giving up means asking, after the deny rules."""
    world.rules.add(parse_rule("shell(curl:*)", "deny"), "user")
    assert world.shell("true && " * 60 + "curl x").verdict == "deny"
    assert world.shell("true && " * 60 + "rm -rf /").verdict == "deny"
    assert world.shell("echo " + "a " * 6_000).verdict == "ask"
    assert world.shell("true; " * 51 + "true").verdict == "ask"


def test_a_change_of_directory_is_followed(world: World) -> None:
    """T09: later words start where the line has gone, or may have gone."""
    (world.root / "src" / "deep").mkdir()
    (world.root / "src" / "out").symlink_to("/etc")
    for line, verdict in (
        ("cd /; rm -fr ./*", "deny"),
        ("cd ../.. && ls -1", "ask"),
        ("cd src && cd .. && ls", "allow"),
        ("cd src && cat ../../x", "ask"),
        ("cd src && cd nope; cat out/passwd", "ask"),
        ("cd nope || cat ../x", "ask"),
        ("env -C / rm -rf .", "deny"),
        ("git -C .. log", "ask"),
    ):
        assert world.shell(line).verdict == verdict, line


@pytest.mark.parametrize(
    "setting",
    ["core.fsmonitor=./x", "core.pager=./x", "pager.log=./x", "core.sshCommand=./x", "diff.external=./x",
     "diff.d.textconv=./x", "filter.e.clean=./x", "filter.e.process=./x", "alias.st=!./x", "include.path=../x",
     "gpg.program=./x", "core.hooksPath=.", "credential.helper=./x", "remote.origin.promisor=true",
     "remote.origin.uploadpack=./x", "merge.d.driver=./x", "core.editor=./x", "log.showSignature=true"],
)  # fmt: skip
def test_git_is_asked_for_while_the_repository_names_a_program(world: World, repository: Path, setting: str) -> None:
    """T10: its own configuration can make every reading command run something."""
    assert world.shell("git status").verdict == "allow"
    git(repository, "config", *setting.split("=", 1))
    for command in ("git status", "git log", "git diff"):
        assert world.shell(command).verdict == "ask"


def test_the_hook_that_git_status_runs_is_seen(world: World, repository: Path, tmp_path: Path) -> None:
    """T10: ``post-index-change`` runs whenever git writes down what it saw; proved with git itself."""
    canary = tmp_path / "canary"
    hook = repository / ".git" / "hooks" / "post-index-change"
    git(repository, "add", ".")
    hook.write_text(f"#!/bin/sh\ntouch '{canary}'\n")
    hook.chmod(0o755)
    assert world.shell("git status").verdict == "ask"
    assert not canary.exists()
    git(repository, "update-index", "--refresh", "--force-write-index")
    git(repository, "add", ".")
    assert canary.exists(), "the hook is real"


def test_a_repository_inside_the_repository_is_looked_at_too(world: World, repository: Path) -> None:
    """T10: ``git status`` goes into it, and its configuration counts there."""
    inner = repository / "vendor" / "lib"
    inner.mkdir(parents=True)
    git(inner, "init", "-q")
    git(inner, "-c", "user.name=x", "-c", "user.email=y", "commit", "-q", "--allow-empty", "-m", "x")
    git(repository, "-c", "advice.addEmbeddedRepo=false", "add", "vendor/lib")
    assert world.shell("git status").verdict == "allow"
    git(inner, "config", "core.fsmonitor", "./x")
    decision = world.shell("git status")
    assert (decision.verdict, "vendor/lib" in decision.why) == ("ask", True)


@pytest.mark.parametrize("line", ["yarn --help", "yarn --version", "npm -v", "npm ls", "pnpm --version"])
def test_asking_a_package_manager_anything_is_asked_for(world: World, line: str) -> None:
    """T11: even its version flag runs what the repository configures."""
    assert world.shell(line).verdict == "ask"


def test_a_program_planted_in_the_workspace_is_not_the_known_one(world: World) -> None:
    """T12: where the shell would find it first counts, also through a relative entry of PATH."""
    planted = world.root / "bin"
    planted.mkdir()
    (planted / "ls").write_text("#!/bin/sh\n")
    for path in (f"{planted}:/usr/bin", "bin:/usr/bin"):
        assert world.but(path=path).shell("ls").verdict == "ask"
    assert world.but(path="/usr/bin:/bin").shell("ls").verdict == "allow"
    assert world.shell("./bin/ls").verdict == "ask"


def test_options_from_a_file_of_the_workspace_are_not_known(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """T04: ``rg`` reads more of them from where a variable points."""
    monkeypatch.setenv("RIPGREP_CONFIG_PATH", "/etc/ripgreprc")
    assert world.shell("rg x").verdict == "allow"
    monkeypatch.setenv("RIPGREP_CONFIG_PATH", str(world.root / ".rc"))
    assert world.shell("rg x").verdict == "ask"


def test_nothing_a_call_says_about_itself_counts(world: World) -> None:
    """T13: the operands decide, not a flag the model or a server set."""
    arguments = {"safe": True, "kind": "read", "requires_approval": False, "destructiveHint": False}
    target = str(world.root / "x")
    for action in (
        Action("write_file", "write", (PathUse("x", target, "write"),), arguments=arguments),
        Action("s__t", "mcp", server="s", arguments=arguments),
        Action("shell", "execute", command="touch x", cwd=world.setting.cwd, arguments=arguments),
    ):
        assert world.decide(action).verdict == "ask"
