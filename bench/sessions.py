"""What many sessions and long ones cost: sixty-four prompting at once, one more session, a long one opened again.

``hermes acp`` runs as an editor starts it, in both wire versions, with a scripted model that takes its time. Run by
``make bench``. Exits 1 when even the best of the rounds is above its bound.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

AT_ONCE, FURTHER, TURNS, ROUNDS = 64, 100, 200, 10
PAUSE = 0.5
"""Seconds that the model takes for a reply."""
ADDED, SESSION, OPENED = 200.0, 0.15, 150.0
"""Bounds: ms that the turns at once take longer than one reply, MiB a further session, ms from spawn to replayed."""
PROGRAM = Path(sys.executable).with_name("hermes")


class Editor:
    """``hermes acp`` and who started it."""

    def __init__(self, home: Path, version: int = 1, script: list[Any] | None = None) -> None:
        environment = {**os.environ, "HERMES_HOME": str(home / ".hermes"), "HERMES_MODEL": "demo:rules"}
        if script is not None:
            (home / "script.json").write_text(json.dumps(script))
            environment["HERMES_MODEL"] = f"scripted:{home / 'script.json'}"
        self._version, self._asked, self._cwd = version, 0, str(home)
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [PROGRAM, "acp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        hello = {"info": {"name": "bench", "version": "1"}} if version == 2 else {}
        self.ask("initialize", {"protocolVersion": version, **hello})

    def say(self, method: str, params: Mapping[str, object]) -> int:
        """Ask, and do not wait."""
        self._asked += 1
        message = {"jsonrpc": "2.0", "id": self._asked, "method": method, "params": params}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        return self._asked

    def hear(self) -> dict[str, Any]:
        """The next message."""
        assert self.process.stdout is not None
        return cast("dict[str, Any]", json.loads(self.process.stdout.readline()))

    def ask(self, method: str, params: Mapping[str, object]) -> dict[str, Any]:
        """Ask, and wait for the answer."""
        number = self.say(method, params)
        while (message := self.hear()).get("id") != number or "method" in message:
            pass
        return message["result"]

    def new(self) -> str:
        """A new session."""
        return self.ask("session/new", {"cwd": self._cwd, "mcpServers": []})["sessionId"]

    def prompts(self, sessions: list[str]) -> float:
        """Prompt them all at once; seconds until the last turn has ended."""
        began = time.perf_counter()
        text = [{"type": "text", "text": "hello"}]
        missing = {self.say("session/prompt", {"sessionId": session, "prompt": text}) for session in sessions}
        ends = 0
        while missing or (self._version == 2 and ends < len(sessions)):
            message = self.hear()
            if "method" not in message:
                missing.discard(message["id"])
            else:
                ends += "stopReason" in message["params"].get("update", {})
        return time.perf_counter() - began

    def open(self, session: str) -> float:
        """Open a session of the past; milliseconds from the start of the process until it is replayed."""
        where: dict[str, object] = {"sessionId": session, "cwd": self._cwd, "mcpServers": []}
        if self._version == 1:
            self.ask("session/load", where)
        else:
            self.ask("session/resume", {**where, "replayFrom": {"type": "start"}})
        return (time.perf_counter() - self.began) * 1000

    def memory(self) -> float:
        """MiB that are its own or its share (PSS)."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


def at_once(version: int) -> float:
    """Milliseconds that sixty-four turns at once take longer than one reply of the model."""
    reply = [*({"text": f"word {number} "} for number in range(20)), {"pause": PAUSE}, {"text": "end"}]
    editor = Editor(Path(tempfile.mkdtemp()), version, [reply] * (2 * AT_ONCE))
    sessions = [editor.new() for _ in range(AT_ONCE)]
    editor.prompts(sessions)
    took = editor.prompts(sessions)
    editor.close()
    return (took - PAUSE) * 1000


def further() -> float:
    """MiB that a further session costs."""
    editor = Editor(Path(tempfile.mkdtemp()))
    for _ in range(20):
        editor.new()
    time.sleep(1.0)  # what is put off until after the answers is not what is measured
    before = editor.memory()
    for _ in range(FURTHER):
        editor.new()
    time.sleep(1.0)
    grown = editor.memory() - before
    editor.close()
    return grown / FURTHER


def opened() -> dict[int, list[float]]:
    """Milliseconds from spawn to replayed, of a session of two hundred turns, by wire version."""
    home = Path(tempfile.mkdtemp())
    (home / "a.txt").write_text("line\n" * 50)
    calls: list[object] = []
    for number in range(TURNS):
        call = {"name": "read_file", "id": f"c{number}", "arguments": {"path": "a.txt"}}
        calls += [[{"text": "Let me look. " * 5}, {"call": call}], [{"text": "It says something. " * 10}]]
    builder = Editor(home, script=calls)
    session = builder.new()
    for _ in range(TURNS):
        builder.prompts([session])
    builder.close()
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(ROUNDS):
        for version, seen in times.items():
            editor = Editor(home, version)
            seen.append(editor.open(session))
            editor.close()
    return times


def main() -> int:
    """Measure and judge."""
    added = {version: min(at_once(version) for _ in range(3)) for version in (1, 2)}
    session = min(further() for _ in range(3))
    times = {version: min(seen) for version, seen in opened().items()}
    for version in (1, 2):
        print(f"version {version}: {AT_ONCE} turns at once add {added[version]:6.1f} ms; "
              f"{TURNS} turns are replayed {times[version]:6.1f} ms after the start")  # fmt: skip
    print(f"a further session costs {session:.3f} MiB")
    print(f"bounds: {ADDED:.0f} ms, {OPENED:.0f} ms, {SESSION} MiB; load {os.getloadavg()[0]:.1f}")
    return int(max(added.values()) > ADDED or session > SESSION or max(times.values()) > OPENED)


if __name__ == "__main__":
    sys.exit(main())
