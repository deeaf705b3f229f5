"""How fast ``hermes acp`` starts, against a floor of our own, and what it has loaded by when.

Run by ``make bench-start`` with the interpreter of ``.venv-bench``. Exits 1 when a module is loaded before its time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

HERE = Path(__file__).resolve().parent
POINTS = ("initialize answered", "session ready", "first prompt answered")
SDKS = frozenset({"acp", "anthropic", "jsonrpcserver", "mcp", "openai", "starlette"})
PARSERS = frozenset({"jsonschema", "pydantic", "pydantic_core", "ruamel", "tomllib", "tree_sitter", "yaml"})
OTHERS = frozenset(
    {"anyio", "attrs", "cattrs", "httpcore2", "httpx2", "multiprocessing", "rich", "unittest", "watchdog"}
)
HEAVY = SDKS | PARSERS | OTHERS | {"importlib.metadata"}
FIRST = HEAVY | {"apsw", "asyncio", "dataclasses", "h11", "logging", "msgspec", "sqlite3", "ssl", "subprocess"}
FORBIDDEN = (FIRST, FIRST - {"apsw"}, SDKS)
"""What must not be loaded by each point of time. Editors pay for it at every start."""

BOUND = 60.0
"""Seconds after which an agent that has not answered everything is ended."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from spawn to each answer."""

    initialize: float
    session: float
    prompt: float


def requests(workspace: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What the editor sends. The last needs the session's id, which the caller puts in."""
    yield "initialize", {"protocolVersion": 1, "clientCapabilities": {}}
    yield "session/new", {"cwd": str(workspace), "mcpServers": []}
    yield "session/prompt", {"prompt": [{"type": "text", "text": "Say hello."}]}


@contextmanager
def agent(command: Sequence[str], env: Mapping[str, str], log: Path) -> Generator[subprocess.Popen[bytes]]:
    """A running agent that complains into ``log``; it is gone afterwards."""
    with log.open("wb") as complaints:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, env=dict(env)
        )
    deadline = threading.Timer(BOUND, process.kill)
    deadline.start()
    try:
        yield process
    finally:
        deadline.cancel()
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def ask(
    process: subprocess.Popen[bytes], request_id: int, method: str, params: Mapping[str, object]
) -> Mapping[str, object]:
    """Send one request and wait for its answer, passing over notifications."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the agent has no pipes")
    line = json.dumps({"jsonrpc": "2.0", "id": request_id, "method": method, "params": params})
    process.stdin.write(line.encode() + b"\n")
    process.stdin.flush()
    for answer in process.stdout:
        message = json.loads(answer)
        if message.get("id") == request_id and "method" not in message:
            if "error" in message:
                raise RuntimeError(f"{method} was answered with {message['error']}")
            return cast("Mapping[str, object]", message["result"])
    raise RuntimeError(f"the agent ended before it answered {method}")


def talk(command: Sequence[str], scratch: Path) -> Times:
    """Start an agent, greet it, open a session, send a prompt; the time of each answer."""
    workspace, home = scratch / "workspace", scratch / "home"
    workspace.mkdir(exist_ok=True)
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("HERMES_", "PYTHON"))}
    env = {**keep, "HOME": str(scratch), "HERMES_HOME": str(home), "HERMES_MODEL": "demo:rules"}
    times: list[float] = []
    began = time.perf_counter()
    with agent(command, env, scratch / "log") as process:
        session: Mapping[str, object] = {}
        for number, (method, params) in enumerate(requests(workspace), 1):
            result = ask(process, number, method, {**params, **session})
            times.append(time.perf_counter() - began)
            if method == "session/new":
                session = {"sessionId": result["sessionId"]}
    return Times(*times)


def loaded(scratch: Path) -> list[frozenset[str]]:
    """The modules loaded at each point of time."""
    notes = scratch / "notes"
    talk([sys.executable, str(HERE / "observed.py"), str(notes)], scratch)
    lines = notes.read_text().splitlines()
    return [frozenset(line.split()[1:]) for line in lines]


def say_closure(closure: Sequence[frozenset[str]]) -> list[str]:
    """Print what came in by when; return what came too early."""
    early: list[str] = []
    before: frozenset[str] = frozenset()
    print("modules loaded")
    for number, (point, modules) in enumerate(zip(POINTS, closure, strict=True)):
        ours = sorted(name for name in modules - before if name.startswith("hermes_acp"))
        roots = {name.split(".")[0] for name in modules - before} - set(sys.stdlib_module_names) - {"__main__"}
        foreign = sorted(name for name in roots if not name.startswith(("hermes_acp", "_")))
        print(f"  {point}: {len(modules)} (+{len(modules - before)}), of them new and ours {len(ours)}")
        print(f"    new from other projects: {', '.join(foreign) or 'none'}")
        if number == 0:
            print(f"    all of ours: {', '.join(ours)}")
        early += [f"{name} is loaded by '{point}'" for name in sorted(FORBIDDEN[number] & modules)]
        before = modules
    return early


def say_times(scratch: Path, rounds: int) -> None:
    """Print the times of both programs, started in turn, as medians and as a ratio."""
    programs = {
        "floor": [sys.executable, str(HERE / "floor.py")],
        "hermes": [str(Path(sys.executable).parent / "hermes"), "acp"],
    }
    seen: dict[str, list[Times]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, command in programs.items():
            times = talk(command, scratch)
            if number:  # the first round fills caches
                seen[name].append(times)
    print(f"\nspawn to answer, {rounds} rounds, load {os.getloadavg()[0]:.1f}")
    print(f"  {'':<24}{'floor ms':>10}{'hermes ms':>11}{'ratio':>8}{'ratio of minima':>18}")
    for point, field in zip(POINTS, ("initialize", "session", "prompt"), strict=True):
        floor, ours = ([getattr(times, field) * 1000 for times in seen[name]] for name in programs)
        middle, least = statistics.median, min
        row = f"{middle(floor):>10.1f}{middle(ours):>11.1f}{middle(ours) / middle(floor):>8.2f}"
        print(f"  {point:<24}{row}{least(ours) / least(floor):>18.2f}")


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser(description="Measure how hermes acp starts.")
    parser.add_argument("--rounds", type=int, default=10, help="starts of each program")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hermes-bench-") as folder:
        scratch = Path(folder)
        try:
            early = say_closure(loaded(scratch))
            say_times(scratch, options.rounds)
        except RuntimeError as error:
            print(f"{error}; it said:\n{(scratch / 'log').read_text()[-2000:]}")
            return 1
    for sentence in early:
        print(f"TOO EARLY: {sentence}")
    return 1 if early else 0


if __name__ == "__main__":
    sys.exit(main())
