"""Whatever is built from a harmful command and the tricks of the shell is never allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from approval_world import World
from approval_world import world as make_world
from hypothesis import given, settings
from hypothesis import strategies as st

HARM = st.sampled_from(
    [
        "touch x", "rm x", "curl http://x.example", "sh x", "python3 x.py", "git push", "tee x", "sed -i p a", "make",
        "npm test", "find . -delete", "rg --pre=./x y", "sort -o a b", "echo x > f", "cat /etc/passwd", "cat .env",
        "ls /etc", "git -c core.pager=x log", "dd if=a of=b", "xargs ls", "cp a b", "mkdir x", "kill 1234", "env",
    ]
)  # fmt: skip
READ = st.sampled_from(["ls", "cat README.md", "git status", "pwd", "grep -n x README.md", 'echo "a; b"', "true"])
JOIN = st.sampled_from([";", " ; ", "&&", " && ", "||", " || ", "|", " | ", "&", " & ", "\n", "|&", " ;\n", "\\\n;"])
WRAP = st.sampled_from(
    [
        "{}", "({})", "{{ {}; }}", "$({})", "`{}`", 'echo "$({})"', "ls <({})", "sudo {}", "env {}", "nohup {}",
        "timeout 5 {}", "bash -c '{}'", "eval {}", "time {}", "! {}", "if {}; then ls; fi", "for i in 1; do {}; done",
        "f() {{ {}; }}; f", "coproc {}", "command {}", "exec {}", "nice {}", "LANG=C {}", "FOO=1 {}", "xargs {}",
        "trap '{}' EXIT", "cat <<EOF\n$({})\nEOF", "echo ${{x:-$({})}}", "while {}; do ls; done", "{} 2>/dev/null",
        "{} &", "{} # c", "# c\n{}", "{} || true", "true && {}", "\\{}", "{} <<< x", "echo '{}' | sh", "cd src && {}",
    ]
)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A harmful command in up to three wrappings, somewhere between harmless ones."""
    line = draw(HARM)
    for _ in range(draw(st.integers(0, 3))):
        line = draw(WRAP).format(line)
    before = draw(st.lists(st.tuples(READ, JOIN), max_size=3))
    after = draw(st.lists(st.tuples(JOIN, READ), max_size=2))
    return "".join(read + join for read, join in before) + line + "".join(join + read for join, read in after)


@pytest.fixture(scope="module")
def tricked(tmp_path_factory: pytest.TempPathFactory) -> World:
    base: Path = tmp_path_factory.mktemp("tricks")
    return make_world(base, base / "home")


@settings(max_examples=1_500, deadline=None)
@given(line=lines())
def test_no_wrapping_makes_a_harmful_command_run_unasked(tricked: World, line: str) -> None:
    assert tricked.shell(line).verdict != "allow"


@settings(max_examples=1_500, deadline=None)
@given(line=st.text(st.sampled_from("abls cat.-/~$`'\"\\(){}[]<>|&;#!*?=\n\t\u200b\u202e0123456789"), max_size=60))
def test_any_text_is_judged_without_an_error(tricked: World, line: str) -> None:
    decision = tricked.shell(line)
    assert decision.why
    if decision.verdict == "allow":
        assert not any(char in line for char in "$`\n\\\u200b\u202e#&()") or "&&" in line or "'" in line or '"' in line


@settings(max_examples=400, deadline=None)
@given(
    wrap=st.lists(WRAP, max_size=2),
    target=st.sampled_from(["/", "~", "/*", "$HOME", "/etc", "//", "/."]),
    flags=st.sampled_from(["-rf", "-fr", "-r -f", "-Rf", "--recursive --force", "-rfv"]),
)
def test_no_wrapping_hides_a_delete_of_everything(tricked: World, wrap: list[str], target: str, flags: str) -> None:
    line = f"rm {flags} {target}"
    for each in wrap:
        line = each.format(line)
    verdict = tricked.shell(line).verdict
    assert verdict != "allow"
    if len(wrap) <= 1:
        assert verdict == "deny", line
