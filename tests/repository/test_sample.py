"""The sample project has one bug, and one character repairs it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from support.repository import Repository


def unittest_in(folder: Path) -> tuple[int, str]:
    """Run the project's own tests; the exit code and the last line."""
    done = subprocess.run(
        [sys.executable, "-B", "-m", "unittest"], cwd=folder, capture_output=True, text=True, timeout=50
    )
    return done.returncode, done.stderr.strip().splitlines()[-1]


def test_exactly_one_test_of_the_sample_fails_and_one_character_repairs_it(
    repository: Repository, tmp_path: Path
) -> None:
    shop = shutil.copytree(repository.root / "examples/sample", tmp_path / "shop")
    assert unittest_in(shop) == (1, "FAILED (failures=1)")

    cart = shop / "shop/cart.py"
    buggy = cart.read_text()
    assert buggy.count("pieces > BULK") == 1
    cart.write_text(buggy.replace("pieces > BULK", "pieces >= BULK"))
    assert unittest_in(shop) == (0, "OK")
