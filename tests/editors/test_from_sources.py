"""What the first pages say about installing is typed as it stands, in an empty home."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from support.documents import FENCE, uncommented

ROOT = Path(__file__).parents[2]
ASKS = "hermes acp --setup"


def lines(page: str) -> list[str]:
    """The block that begins with a new environment, without what asks a person."""
    block = next(code for _, _, code in FENCE.findall(page) if "python3 -m venv" in code)
    said = [uncommented(line.strip().removeprefix("$ ")) for line in block.splitlines()]
    return [line for line in said if line and line != ASKS]


@pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("HERMES_CLIENTS")), reason="fetches the dependencies: make test-clients"
)
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["README.md", "docs/index.md"])
def test_from_nothing_to_a_hermes_as_the_page_says(home: Path, name: str) -> None:
    (home / ".config" / "zed").mkdir(parents=True)
    script = "\n".join(lines((ROOT / name).read_text(encoding="utf-8")))
    done = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", script],
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "PATH": f"{home}/.local/bin{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"^hermes \d|^ +ok  zed: Zed starts ", done.stdout, re.MULTILINE)
