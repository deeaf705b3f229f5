"""Every ``hermes`` command in a document works: those in blocks are run as they stand, those in prose are looked up.

A block is run line by line, in a home and a workspace of its own, without a key, as somebody would type it.
``NOT_RUN`` says which lines are only looked up, and why.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from hermes_acp.cli.main import COMMANDS, main
from support.command import HERMES
from support.documents import documents, named, typed
from support.repository import Repository

OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+)")
SECONDS = 30.0

NOT_RUN = {
    r"acp --setup": "asks a person",
    r"auth add": "asks a person for a key",
    r"(run|sessions resume) .*(openai|anthropic|openrouter):": "asks a provider",
    r"mcp (test|login|tools)": "starts a server that is not here",
    r"mcp serve .*--http": "serves until it is ended",
    r"watch\b": "goes on until it is ended",
}
"""Lines that are only looked up: how they begin, after ``hermes``, and why."""
ELSEWHERE = {"scripting.md"}
"""Documents whose blocks are run whole by a test of their own."""
CODES = {
    r"auth (remove|reset)": {0, 1},  # there is no such key in an empty home
    r"models": {0, 1},  # 1 when none can be used
    r"permissions test": {0, 1, 2, 3},  # the verdict
    r"refs": {0, 1},  # 1 when something would not be attached
    r"run": {0, 1, 3},  # the built-in rules do one thing well
}
"""Exit codes of lines that may say more than done."""


def words(line: str) -> list[str]:
    """The words of the ``hermes`` command in a line, without its name and profile."""
    said = re.sub(r"^.*?\bhermes (?:-p \w+ )?", "", line, count=1)
    try:
        parser = shlex.shlex(said, posix=True, punctuation_chars="|&;<>")
        parser.whitespace_split = True
        found = list(parser)
    except ValueError:
        found = said.split()
    stop = next((at for at, word in enumerate(found) if re.fullmatch(r"[|&;<>]+", word)), len(found))
    return found[:stop]


def help_of(command: str, word: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What ``hermes COMMAND --help`` says, or of its subcommand where there is one."""
    said = helped([command], capsys)
    if (
        re.search(r"^usage: .*(\bCOMMAND\b|\.\.\.$)", said, re.MULTILINE)
        and re.fullmatch(r"[a-z-]+", word)
        and not word.startswith("-")
    ):
        return helped([command, word], capsys)
    return said


def helped(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    try:
        code = main([*command, "--help"])
    except SystemExit as end:
        code = end.code
    shown = capsys.readouterr()
    assert code == 0, f"hermes {' '.join(command)}: {shown.err}"
    return shown.out


def test_every_command_that_a_document_names_is_there_with_its_options(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong: list[str] = []
    known: dict[tuple[str, str], str] = {}
    for path in documents(repository):
        for line in {*named(path), *typed(path)}:
            said = words(line)
            if not said or said[0].startswith(("-", "…")) or said[0] in ("help", "version"):
                continue
            where = f"{path.relative_to(repository.root)}: {line}"
            if said[0] not in COMMANDS:
                wrong.append(where)
                continue
            key = said[0], said[1] if len(said) > 1 else ""
            if key not in known:
                known[key] = help_of(*key, capsys)
            ours = said[: said.index("--")] if "--" in said else said
            missing = [option for option in OPTION.findall(" ".join(ours)) if option not in known[key]]
            wrong += [f"{where} ({option})" for option in missing]
    assert len(known) > 30
    assert wrong == []


def with_blocks() -> list[Path]:
    """The documents that hold something to type."""
    root = Path(__file__).parents[2]
    pages = [*root.glob("*.md"), *root.glob("docs/*.md"), *root.glob("editors/*/README.md"), root / "bench/README.md"]
    return [path for path in sorted(pages) if typed(path) and path.name not in ELSEWHERE]


def place(tmp_path: Path, home: Path) -> Path:
    """A workspace with a file and changes, and editors' folders."""
    work = tmp_path / "project"
    (work / "src").mkdir(parents=True)
    (work / "src" / "app.py").write_text("".join(f"line_{number} = {number}\n" for number in range(50)))
    (work / "answer.json").write_text('{"type": "object"}')
    subprocess.run(["git", "init", "--quiet", work], check=True, timeout=20)
    (home / "project").symlink_to(work)
    (home / ".config" / "zed").mkdir(parents=True)
    (home / ".cursor").mkdir()
    (home / ".cursor" / "mcp.json").write_text('{"mcpServers": {"notes": {"command": "uvx"}}}')
    return work


def ran(work: Path, line: str) -> subprocess.CompletedProcess[str]:
    """A line as somebody types it there."""
    path = f"{HERMES.parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "-o", "pipefail", "-c", line]
    return subprocess.run(
        command,
        cwd=work,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    "page", with_blocks(), ids=lambda page: page.name if page.name != "README.md" else page.parent.name
)
def test_what_a_document_shows_can_be_typed(page: Path, tmp_path: Path, home: Path) -> None:
    work = place(tmp_path, home)
    failed: list[str] = []
    lines = typed(page)
    if any(re.search(r"\blatest\b|--continue", line) for line in lines):
        ran(work, 'hermes run "what is here?"')
    for line in lines:
        said = shlex.join(words(line))
        if any(re.match(pattern, said) for pattern in NOT_RUN):
            continue
        allowed = next((codes for pattern, codes in CODES.items() if re.match(pattern, said)), {0})
        done = ran(work, line)
        if done.returncode not in allowed or "Traceback" in done.stderr:
            failed.append(f"{line}\n  {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    assert not failed, "\n".join(failed)
