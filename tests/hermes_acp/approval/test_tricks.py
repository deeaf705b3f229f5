"""Whatever is built from a harmful command and the tricks of the shell is never allowed.

A grammar of tricks: a harmful act, its words spelled strangely, wrapped and joined with harmless ones, under rules that
allow other things. And the other way round: a harmless line stays harmless in every harmless joining.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from approval_world import World
from approval_world import world as make_world
from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_acp.approval.rules import parse_rule
from hermes_acp.approval.shell.parse import parse
from hermes_acp.approval.shell.plain import NotPlain, read_plain

WRITES = (
    "touch x", "rm x", "tee x", "sed -i p a", "sort -o a b", "cp a b", "mkdir x", "dd if=a of=b",
    "find . -delete", "uniq a b", "tar -xf a", "git checkout a", "git config a b", "xxd -r a b", "ln -s a b",
    "tree -o x",
)  # fmt: skip
RUNS = (
    "sh x", "python3 x.py", "make", "npm test", "rg --pre=./x y", "xargs ls", "git -c core.pager=x log", "./x",
    "find . -exec id ;", "man -P ./x y", "awk -f x a", "vim a", "git log --ext-diff", "sed e a", "fd -x id",
)  # fmt: skip
SENDS = (
    "curl http://x.example", "git push", "nc x 80", "ssh h", "ping x", "dig x", "scp a h:", "git fetch",
)  # fmt: skip
LEAKS = (
    "cat /etc/passwd", "cat .env", "ls /etc", "env", "grep x ~/y", "cat ../x", "git show HEAD:.env",
    "head id_rsa",
)  # fmt: skip
HARM = st.sampled_from([*WRITES, *RUNS, *SENDS, *LEAKS])
READ = st.sampled_from(["ls", "cat README.md", "git status", "pwd", "grep -n x README.md", 'echo "a; b"', "true"])
JOIN = st.sampled_from([";", " ; ", "&&", " && ", "||", " || ", "|", " | ", "&", " & ", "\n", "|&", " ;\n", "\\\n;"])
WRAP = st.sampled_from(
    [
        "{}", "({})", "{{ {}; }}", "$({})", "`{}`", 'echo "$({})"', "ls <({})", "sudo {}", "env {}", "nohup {}",
        "timeout 5 {}", "bash -c '{}'", "eval {}", "time {}", "! {}", "if {}; then ls; fi",
        "for i in 1; do {}; done", "f() {{ {}; }}; f", "coproc {}", "command {}", "exec {}", "nice {}",
        "LANG=C {}", "FOO=1 {}", "xargs {}", "trap '{}' EXIT", "cat <<EOF\n$({})\nEOF", "echo ${{x:-$({})}}",
        "while {}; do ls; done", "{} 2>/dev/null", "{} &", "{} # c", "# c\n{}", "{} || true", "true && {}", "\\{}",
        "{} <<< x", "echo '{}' | sh", "cd src && {}", "x='{}'; eval \"$x\"", "x=$({})", "[[ $({}) ]]",
        "ls $( ({}) )", "case a in a) {};; esac", "cat <(ls) >({})", "{} > f", "alias ls='{}'; ls",
        "git -c alias.s='!{}' s", "find . -exec {} ;", "PAGER='{}' git log", "until {}; do :; done", "watch '{}'",
        "ssh h '{}'", "docker run x {}", "tmux new '{}'", "a=({}); ${{a[@]}}",
        "bash <<'E'\n{}\nE", "source <({})", "sed -n '1e {}' README.md", "rg --pre '{}' x", "printf '%s' \"`{}`\"",
    ]
)  # fmt: skip
SPELLING = st.sampled_from(["plain", "quoted", "double", "split", "escaped", "ansi", "ifs", "brace", "tab", "variable"])
ALLOWED = (
    "shell(npm run lint:*)",
    "shell(npm run build)",
    "edit(docs/**)",
    "shell(cargo test:*)",
    "fetch(docs.python.org)",
)


def spelled(line: str, how: str) -> str:
    """The same command in another spelling of its first word or of its blanks."""
    first, blank, rest = line.partition(" ")
    match how:
        case "quoted":
            return f"'{first}'{blank}{rest}"
        case "double":
            return f'"{first}"{blank}{rest}'
        case "split":
            return f"{first[0]}''{first[1:]}{blank}{rest}"
        case "escaped":
            return f"{first[0]}\\{first[1:]}{blank}{rest}"
        case "ansi":
            return "$'" + "".join(f"\\x{ord(char):02x}" for char in first) + f"'{blank}{rest}"
        case "ifs":
            return line.replace(" ", "${IFS}")
        case "brace":
            return "{" + line.replace(" ", ",") + "}" if blank else line
        case "tab":
            return line.replace(" ", "\t")
        case "variable":
            return f"x={first}; $x{blank}{rest}"
        case _:
            return line


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A harmful command in up to three wrappings, somewhere between harmless ones."""
    line = spelled(draw(HARM), draw(SPELLING))
    for _ in range(draw(st.integers(0, 3))):
        line = draw(WRAP).format(line)
    before = draw(st.lists(st.tuples(READ, JOIN), max_size=3))
    after = draw(st.lists(st.tuples(JOIN, READ), max_size=2))
    return "".join(read + join for read, join in before) + line + "".join(join + read for join, read in after)


@pytest.fixture(scope="module")
def tricked(tmp_path_factory: pytest.TempPathFactory) -> World:
    base: Path = tmp_path_factory.mktemp("tricks")
    made = make_world(base, base / "home")
    for rule in ALLOWED:
        made.rules.add(parse_rule(rule), "user")
    return made


@settings(max_examples=800, deadline=None)
@given(line=lines())
def test_no_trick_makes_a_harmful_command_run_unasked(tricked: World, line: str) -> None:
    assert tricked.shell(line).verdict != "allow"


@settings(max_examples=200, deadline=None)
@given(line=lines(), mode=st.sampled_from(["ask", "accept_edits", "plan"]))
def test_no_mode_but_bypass_lets_one_through_either(tricked: World, line: str, mode: str) -> None:
    assert tricked.but(mode=mode).shell(line).verdict != "allow"


@settings(max_examples=200, deadline=None)
@given(
    reads=st.lists(READ, min_size=1, max_size=5),
    joins=st.lists(st.sampled_from([" && ", " || ", " ; ", " | ", "; ", "&&"]), min_size=4, max_size=4),
    end=st.sampled_from(["", " 2>/dev/null", " 2>&1", " >/dev/null", " ;", " "]),
)
def test_harmless_lines_joined_are_harmless(tricked: World, reads: list[str], joins: list[str], end: str) -> None:
    line = reads[0] + "".join(join + read for join, read in zip(joins, reads[1:], strict=False)) + end
    assert tricked.shell(line).verdict == "allow", line


@settings(max_examples=600, deadline=None)
@given(line=st.text(st.sampled_from("abls cat.-/~$`'\"\\(){}[]<>|&;#!*?=\n\t\u200b\u202e0123456789"), max_size=60))
def test_any_text_is_judged_without_an_error(tricked: World, line: str) -> None:
    decision = tricked.shell(line)
    assert decision.why
    if decision.verdict == "allow":
        assert not any(char in line for char in "$`\n\\\u200b\u202e#&()") or "&&" in line or "'" in line or '"' in line


@settings(max_examples=600, deadline=None)
@given(line=st.text(st.sampled_from("ab -=/.,:'\"|;&<>12 "), max_size=40))
def test_the_strict_reader_sees_what_the_grammar_and_another_reader_see(line: str) -> None:
    """What it accepts means the same to the grammar of bash and, word by word, to ``shlex``."""
    try:
        commands = read_plain(line)
    except NotPlain:
        return
    script = parse(line, ("/w",), "/home/x")
    words = [tuple(word.text for word in command.words) for command in commands]
    if not script.broken and words != [segment.argv for segment in script.segments]:
        return  # the two do not agree, so the line is asked for
    if len(commands) == 1 and not commands[0].assignments and not any(char in line for char in "<>|;&"):
        assert list(words[0]) == shlex.split(line)


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
    verdict = tricked.but(mode="bypass").shell(line).verdict
    if len(wrap) <= 1:
        assert verdict == "deny", line
