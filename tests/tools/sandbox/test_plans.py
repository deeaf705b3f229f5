"""What a plan names, and how it is written down for the two systems. Nothing is run here."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.approval.protected import protected, secret
from hermes_acp_tools.sandbox import bubblewrap, seatbelt
from hermes_acp_tools.sandbox.failures import blocked
from hermes_acp_tools.sandbox.plan import Plan
from hermes_acp_tools.sandbox.survey import ABSENT, UNMADE, Rules, survey

PLAN = Plan(
    writable=("/home/me/work", "/home/me/.cache"),
    readonly=("/home/me/work/.git",),
    absent=("/home/me/work/.vscode",),
    unmade=("/home/me/work/.mcp.json",),
    hidden_directories=("/home/me/.ssh", "/home/me/.hermes"),
    hidden_files=("/home/me/work/.env",),
    shown=("/home/me/.hermes/spill/1",),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / "me"
    path.mkdir()
    return path


def made(path: Path, text: str = "x") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


def test_a_survey_finds_what_is_obeyed_and_what_is_secret(home: Path) -> None:
    work = home / "work"
    key, keys = made(work / "deploy" / "id_rsa"), made(home / ".ssh" / "id_rsa")
    env, made_up = made(work / ".env"), made(work / "src" / "app.py")
    config, agents = made(work / ".git" / "config"), made(work / "AGENTS.md")
    tokens, state = made(home / ".config" / "gh" / "hosts.yml"), made(home / ".hermes" / ".env")
    npm, fetched = made(work / ".npmrc"), made(work / "node_modules" / "a" / ".env")
    spill = home / ".hermes" / "spill"
    spill.mkdir()
    rules = Rules(str(home), protected, secret, hidden=(str(home / ".hermes"),), shown=(str(spill),))
    plan = survey([str(work)], rules)
    assert plan.writable == (str(work),) and plan.shown == (str(spill),) and not plan.network
    assert set(plan.readonly) == {str(work / ".git"), agents, npm}
    assert set(plan.hidden_files) - {"/etc/shadow", "/etc/gshadow"} == {key, env}
    assert set(plan.hidden_directories) == {str(Path(path).parent) for path in (keys, tokens, state)}
    assert {str(work / name) for name in UNMADE} - set(plan.unmade) == {agents, npm}
    assert set(plan.absent) == {str(work / name) for name in ABSENT if name != ".git"}
    assert not {made_up, config, fetched} & {*plan.hidden_files, *plan.readonly}


def test_what_the_person_lists_as_writable_is_neither_hidden_nor_protected(home: Path) -> None:
    work = home / "work"
    env, git, cache = made(work / ".env"), made(work / ".git" / "config"), made(home / ".cache" / "x")
    rules = Rules(str(home), protected, secret, writable=(env, str(work / ".git"), str(home / ".cache"), "/not/there"))
    plan = survey([str(work)], rules)
    assert plan.writable == (str(work), env, str(Path(git).parent), str(Path(cache).parent))
    assert env not in plan.hidden_files and plan.readonly == ()


def test_a_link_to_a_secret_hides_what_it_leads_to(home: Path) -> None:
    work = home / "work"
    work.mkdir()
    (work / ".env").symlink_to(made(home / "elsewhere"))
    plan = survey([str(work)], Rules(str(home), protected, secret))
    assert str(home / "elsewhere") in plan.hidden_files


def test_an_empty_directory_left_by_a_killed_sandbox_is_taken_over(home: Path) -> None:
    (home / "work" / ".vscode").mkdir(parents=True)
    plan = survey([str(home / "work")], Rules(str(home), protected, secret))
    assert str(home / "work" / ".vscode") in plan.absent


def test_bubblewrap_mounts_outer_paths_before_inner_ones() -> None:
    words = bubblewrap.prefix("/usr/bin/bwrap", PLAN)
    assert words[0] == "/usr/bin/bwrap" and words[-1] == "--"
    assert {"--unshare-net", "--unshare-pid", "--unshare-user", "--unshare-ipc", "--die-with-parent"} < set(words)
    text = " ".join(words)
    order = [
        "--ro-bind / / --dev /dev --proc /proc",
        "--tmpfs /tmp",
        "--tmpfs /home/me/.ssh",
        "--bind /home/me/work /home/me/work",
        "--ro-bind /dev/null /home/me/work/.env",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert text.index("--tmpfs /home/me/.hermes") < text.index("--ro-bind /home/me/.hermes/spill/1")
    assert "--tmpfs /home/me/work/.vscode --remount-ro /home/me/work/.vscode" in text
    assert "--ro-bind /home/me/work/.git /home/me/work/.git" in text
    assert text.index("--ro-bind /home/me/.hermes/spill/1") < text.index("--remount-ro /home/me/.hermes")


def test_bubblewrap_leaves_the_network_where_it_is_allowed() -> None:
    assert "--unshare-net" not in bubblewrap.prefix("bwrap", Plan(("/w",), network=True))


def test_a_profile_of_seatbelt_says_the_same() -> None:
    assert seatbelt.prefix(PLAN)[:2] == ("/usr/bin/sandbox-exec", "-p")
    lines = seatbelt.profile(PLAN).splitlines()
    assert lines[:2] == ["(version 1)", "(allow default)"]
    order = [
        "(deny file-write*)",
        '(allow file-write* (subpath "/home/me/work"))',
        '(deny file-write* (subpath "/home/me/work/.git"))',
        '(deny file-read* (subpath "/home/me/.ssh"))',
        '(allow file-read* (subpath "/home/me/.hermes/spill/1"))',
        "(deny network*)",
    ]
    assert [lines.index(part) for part in order] == sorted(lines.index(part) for part in order)
    assert '(deny file-write* (subpath "/home/me/work/.vscode"))' in lines
    assert '(deny file-write* (subpath "/home/me/work/.mcp.json"))' in lines
    last = max(n for n, line in enumerate(lines) if '"/home/me/work/.env"' in line and "file-read" in line)
    assert last > lines.index('(allow file-read* (subpath "/home/me/work"))') and lines[last].startswith("(deny")


def test_a_profile_cannot_be_broken_out_of_by_a_file_name() -> None:
    text = seatbelt.profile(Plan((r'/w/a")) (allow default) \x',)))
    assert r'(subpath "/w/a\")) (allow default) \\x")' in text
    assert text.count("\n(allow default)") == 1


def test_a_profile_leaves_the_network_where_it_is_allowed() -> None:
    assert "network" not in seatbelt.profile(Plan(("/w",), network=True))


@pytest.mark.parametrize(
    ("output", "phrase"),
    [
        ("touch: cannot touch '/etc/x': Read-only file system", "only /home/me/work, /home/me/.cache and /tmp can be"),
        ("Error: EROFS: read-only file system, open '/x'", "only /home/me/work, /home/me/.cache and /tmp can be"),
        ("fatal: cannot lock '.git/HEAD': Read-only file system", "/home/me/work/.git can only be read"),
        ("mkdir: cannot create '.vscode/x': Read-only file system", "/home/me/work/.vscode can only be read"),
        ("curl: (6) Could not resolve host: example.com", "there is no network"),
        ("npm error code EAI_AGAIN", "there is no network"),
        ("connect ECONNREFUSED 127.0.0.1:5432", "there is no network"),
        ("cat: .env: Permission denied", "/home/me/work/.env is hidden"),
        ("Load key \"/home/me/.ssh/id_rsa\": No such file or directory", "/home/me/.ssh is hidden"),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock", "the services of this machine"),
    ],
)  # fmt: skip
def test_a_failure_that_the_sandbox_caused_is_recognised(output: str, phrase: str) -> None:
    said = blocked(f"working\n{output}\ndone", 1, PLAN)
    assert said is not None and said.startswith(phrase)


@pytest.mark.parametrize(
    ("output", "status"),
    [
        ("AssertionError: 1 != 2", 1),
        ("bash: foo: command not found", 127),
        ("cat: notes.txt: No such file or directory", 1),
        ("grep found: Read-only file system", 0),
        ("Read-only file system", None),
    ],
)
def test_an_ordinary_failure_is_none_of_the_sandboxs(output: str, status: int | None) -> None:
    assert blocked(output, status, PLAN) is None


@pytest.mark.parametrize(
    "line",
    [
        "fatal: Unable to create '/home/me/work/.git/index.lock': Read-only file system",
        "curl: (6) Could not resolve host: example.com",
        "bash: line 3: /usr/x: Read-only file system",
    ],
)
def test_a_program_that_complains_is_heard_though_the_line_ended_well(line: str) -> None:
    assert blocked(f"{line}\ndone", 0, PLAN) is not None


def test_with_a_network_a_failed_connection_is_an_ordinary_failure() -> None:
    assert blocked("Could not resolve host: x", 6, Plan(("/w",), network=True)) is None
