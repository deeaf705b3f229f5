"""The demo model in a real turn: real tools on a real copy of the sample."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

from hermes_acp.agent.events import AgentText, CallFinished
from hermes_acp.models.demo import DemoModel
from support.agent import Listener, Workplace, chooses, says

SAMPLE = Path(__file__).parents[3] / "examples" / "sample"


async def talk(home: Path, cwd: Path, text: str, answer: str = "yes") -> tuple[Listener, str]:
    editor = Listener(chooses(answer))
    session = await Workplace(DemoModel(), home, cwd).open(editor)
    async with asyncio.timeout(30):
        await session.prompt(says(text))
        await session.close()
    return editor, "".join(event.text for event in editor.of(AgentText))


def sample(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "sample", ignore=shutil.ignore_patterns("__pycache__")))


def suite_passes(project: Path) -> bool:
    return subprocess.run([sys.executable, "-m", "unittest", "-q"], cwd=project, capture_output=True).returncode == 0


async def test_it_finds_and_repairs_the_failing_test_of_the_sample(home: Path, tmp_path: Path) -> None:
    project = await asyncio.to_thread(sample, tmp_path)
    assert not await asyncio.to_thread(suite_passes, project)

    editor, said = await talk(home, project, "One test fails. Find out why and fix it.")

    assert await asyncio.to_thread(suite_passes, project)
    assert said.startswith("I am `demo`, a set of plain rules and no AI.")
    assert "All tests pass now." in said
    assert "edit_file" in [event.message.name for event in editor.of(CallFinished)]


async def test_a_refused_edit_stops_it_and_changes_nothing(home: Path, tmp_path: Path) -> None:
    project = await asyncio.to_thread(sample, tmp_path)

    _, said = await talk(home, project, "fix the failing test", answer="no")

    assert "refused, so I stop here" in said
    assert not await asyncio.to_thread(suite_passes, project)


async def test_it_takes_back_a_change_that_did_not_help(home: Path, tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "app").mkdir()
    code = "def both(a, b):\n    if a > 100:\n        return a\n    return a - 1 + b\n"
    (tmp_path / "app" / "sums.py").write_text(code)
    (tmp_path / "tests" / "test_sums.py").write_text(
        "import unittest\nfrom app.sums import both\n\n\nclass SumsTest(unittest.TestCase):\n"
        "    def test_both(self):\n        self.assertEqual(both(2, 3), 5)\n"
    )

    await talk(home, tmp_path, "fix the failing test")

    assert (tmp_path / "app" / "sums.py").read_text() == code.replace("a - 1 + b", "a + b")


async def test_it_says_what_it_can_do_when_it_does_not_understand(home: Path, tmp_path: Path) -> None:
    _, said = await talk(home, tmp_path, "compose a sonnet")

    assert "I can only do a few things" in said
    assert "hermes acp --setup" in said


async def test_it_looks_around_finds_and_explains(home: Path, tmp_path: Path) -> None:
    (tmp_path / "cart.py").write_text("class Cart:\n    def total(self):\n        return 0\n")

    _, around = await talk(home, tmp_path, "what is here?")
    _, found = await talk(home, tmp_path, "find total")
    _, explained = await talk(home, tmp_path, "explain cart.py")

    assert "cart.py" in around
    assert "def total" in found
    assert "`class Cart`" in explained
