"""The built-in set as a model sees it, and what it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from hermes_acp_tools.builtin import builtin_tools
from hermes_acp_tools.schemas import TOOLS

GENERATOR = Path(__file__).parents[2] / "tools" / "generate_schemas.py"


def test_the_schemas_written_down_are_those_of_the_code() -> None:
    names: dict[str, object] = {"__name__": "generator", "__file__": str(GENERATOR)}
    exec(compile(GENERATOR.read_text(), str(GENERATOR), "exec"), names)
    written: dict[str, object] = {}
    source = names["source"]
    assert callable(source)
    exec(str(source()), written)
    assert written["TOOLS"] == TOOLS


def test_all_schemas_and_words_fit_in_five_kilobytes() -> None:
    told = [{"name": tool.name, "description": tool.description, "parameters": tool.schema} for tool in builtin_tools()]
    assert len(json.dumps(told, separators=(",", ":"))) < 5_000


def test_listing_the_tools_imports_neither_pydantic_nor_asyncio_nor_a_tool() -> None:
    code = (
        "import sys; from hermes_acp_tools.builtin import builtin_tools; list(builtin_tools());"
        "print({'pydantic', 'asyncio', 'hermes_acp_tools.read', 'subprocess'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "set()\n"


def test_a_first_call_and_warming_up_load_the_tools() -> None:
    code = (
        "import sys; from hermes_acp_tools.builtin import warm; warm();"
        "print({'hermes_acp_tools.read', 'hermes_acp_tools.shell'} <= set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "True\n"
