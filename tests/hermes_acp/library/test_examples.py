"""The examples run as they stand, as programs of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples" / "library"

SAID = {
    "permissions.py": (
        "Three words. The letter could not be sent.\n"
        "count_words: 3\n"
        "send_letter: send_letter needs the permission fetch, which this agent was not given. Go on without it.\n"
    ),
    "stream.py": "I write it down. \n[Create note.txt: completed]\nIt says milk.\n[end_turn]\n",
}


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.py")))
def test_an_example_runs_and_says_what_it_says(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(EXAMPLES / name)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=50)

    assert done.returncode == 0, done.stderr
    if name in SAID:
        assert set(done.stdout.splitlines()) == set(SAID[name].splitlines())
    else:
        assert done.stdout.startswith("I am `demo`")
