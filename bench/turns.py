"""What a turn costs on top of the model: before a request, for each chunk, over a thousand turns.

``hermes acp`` runs as an editor starts it, against a provider on loopback that plays prepared streams and notes when it
was asked. Run by ``make bench`` with the interpreter of ``.venv-bench``; any interpreter that has the product will do.
Exits 1 when even the best of the rounds is above its bound.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

from hermes_acp.agent.beginning import Wish
from hermes_acp.agent.client import Nobody
from hermes_acp.agent.turns import Prompt
from hermes_acp.app import App
from hermes_acp.models import fake_streams
from hermes_acp.models.fakes import JSON
from hermes_acp.models.message import Text
from hermes_acp.store.sqlite import SqliteStore

BOUND = 120.0
"""Seconds after which an agent that has not answered everything is ended."""
LATER, CHUNK, RATE, WAITED = 5.0, 0.6, 15_000, 15.0
"""Bounds: milliseconds from a later prompt to its request, milliseconds a chunk, chunks a second, and milliseconds from
the first prompt to its request after a second of typing."""
GROWTH = 300
"""Bytes a turn may leave behind when its history is forgotten: the allocator's noise over a thousand turns."""
PACE = 0.001
"""Seconds between paced chunks."""


def chat(pieces: Sequence[str]) -> list[bytes]:
    """A reply in OpenAI's older dialect."""
    return fake_streams.chat(*({"content": piece} for piece in pieces))


def anthropic(pieces: Sequence[str]) -> list[bytes]:
    """A reply in Anthropic's dialect."""
    return fake_streams.messages(({"type": "text", "text": ""}, [{"type": "text_delta", "text": p} for p in pieces]))


def responses(pieces: Sequence[str]) -> list[bytes]:
    """A reply in OpenAI's newer dialect."""
    part: JSON = {"type": "output_text", "text": "".join(pieces), "annotations": []}
    item: JSON = {"id": "m", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
    delta: JSON = {"type": "response.output_text.delta", "content_index": 0, "logprobs": []}
    return fake_streams.response((item, [{**delta, "delta": piece} for piece in pieces]))


DIALECTS: Mapping[str, Callable[[Sequence[str]], list[bytes]]] = {
    "chat_completions": chat,
    "anthropic_messages": anthropic,
    "codex_responses": responses,
}


@dataclass
class Provider:
    """Plays the same reply for every request, and notes when each was whole."""

    dialect: str
    pieces: Sequence[str]
    paced: bool = False
    asked: list[float] = field(default_factory=list[float])
    sent: list[float] = field(default_factory=list[float])
    """When each paced piece left."""

    def __post_init__(self) -> None:
        provider, events = self, DIALECTS[self.dialect](self.pieces)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                self.send_error(404)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                provider.asked.append(time.monotonic())
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("transfer-encoding", "chunked")
                self.end_headers()
                if provider.paced:
                    for event in events:
                        provider.sent.append(time.monotonic())
                        self.send(event)
                        time.sleep(PACE)
                else:
                    self.send(b"".join(events))
                self.wfile.write(b"0\r\n\r\n")

            def send(self, data: bytes) -> None:
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                self.wfile.flush()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"


class Agent:
    """A running ``hermes acp`` with one session."""

    def __init__(self, scratch: Path, provider: Provider) -> None:
        home, work = scratch / "home", scratch / "work"
        home.mkdir(parents=True, exist_ok=True)
        work.mkdir(exist_ok=True)
        model = {"default": "custom:bench", "base_url": provider.url, "api_key": "bench", "api_mode": provider.dialect}
        (home / "config.yaml").write_text(json.dumps({"model": model}))  # JSON is YAML
        keep = {name: value for name, value in os.environ.items() if not name.startswith("HERMES_")}
        command = [sys.executable, "-c", "from hermes_acp.__main__ import main_acp; main_acp()"]
        self.log = (scratch / "log").open("wb")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env={**keep, "HOME": str(scratch), "HERMES_HOME": str(home)},
        )
        self._deadline = threading.Timer(BOUND, self.process.kill)
        self._deadline.start()
        self._count = 0
        self.ask("initialize", {"protocolVersion": 1, "clientCapabilities": {}})
        self.session = str(self.ask("session/new", {"cwd": str(work), "mcpServers": []})["sessionId"])

    def send(self, method: str, params: Mapping[str, object]) -> None:
        """Send one request."""
        self._count += 1
        line = json.dumps({"jsonrpc": "2.0", "id": self._count, "method": method, "params": params})
        stdin = self.process.stdin
        assert stdin is not None
        stdin.write(line.encode() + b"\n")
        stdin.flush()

    def hear(self) -> Iterator[tuple[float, Mapping[str, object]]]:
        """Every message up to the answer of the last request, with the time it came."""
        stdout = self.process.stdout
        assert stdout is not None
        for line in stdout:
            now = time.monotonic()
            message = cast("Mapping[str, object]", json.loads(line))
            yield now, message
            if message.get("id") == self._count and "method" not in message:
                if "error" in message:
                    raise RuntimeError(f"answered with {message['error']}")
                return
        raise RuntimeError("the agent ended")

    def ask(self, method: str, params: Mapping[str, object]) -> Mapping[str, object]:
        """Send one request and wait for its answer."""
        self.send(method, params)
        *_, (_, answer) = self.hear()
        return cast("Mapping[str, object]", answer["result"])

    def prompt(self, text: str = "Go on.") -> float:
        """Send a prompt; the time it was sent."""
        began = time.monotonic()
        self.send("session/prompt", {"sessionId": self.session, "prompt": [{"type": "text", "text": text}]})
        return began

    def close(self) -> None:
        """End it."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._deadline.cancel()
        self.log.close()


def requests(scratch: Path, turns: int) -> tuple[float, list[float]]:
    """Milliseconds from the first prompt, a second after the session is ready, and from later ones, to the request."""
    provider = Provider("chat_completions", ["Yes."])
    agent = Agent(scratch, provider)
    try:
        time.sleep(1.0)  # somebody types
        times: list[float] = []
        for _ in range(turns):
            began = agent.prompt()
            for _ in agent.hear():
                pass
            times.append((provider.asked[-1] - began) * 1000)
            time.sleep(0.02)
    finally:
        agent.close()
    return times[0], times[1:]


def paced(scratch: Path, count: int) -> list[float]:
    """Milliseconds from the sending of each paced chunk to its arrival at the editor."""
    provider = Provider("chat_completions", [f"<{n}>" for n in range(count)], paced=True)
    agent = Agent(scratch, provider)
    arrived: dict[int, float] = {}
    try:
        agent.prompt()
        for now, message in agent.hear():
            for number in numbers(message):
                arrived[number] = now
    finally:
        agent.close()
    return [(now - provider.sent[number]) * 1000 for number, now in arrived.items()]


def numbers(message: Mapping[str, object]) -> list[int]:
    """The numbers of the pieces in an update."""
    params = cast("Mapping[str, object]", message.get("params", {}))
    update = cast("Mapping[str, object]", params.get("update", {}))
    if update.get("sessionUpdate") != "agent_message_chunk":
        return []
    text = cast("Mapping[str, str]", update["content"])["text"]
    return [int(number) for number in text.strip("<>").split("><")]


def burst(scratch: Path, dialect: str, count: int) -> float:
    """Chunks a second through a dialect, when all come at once."""
    provider = Provider(dialect, ["twenty characters ..."] * count)
    agent = Agent(scratch, provider)
    try:
        agent.prompt()
        for _ in agent.hear():
            pass
        agent.prompt()
        last = 0.0
        for now, message in agent.hear():
            if "params" in message:
                last = now
    finally:
        agent.close()
    return count / (last - provider.asked[-1])


async def left_behind(scratch: Path, turns: int) -> float:
    """Bytes a turn leaves behind in the process when its history is forgotten. The log is on disk."""
    app = App({"model.default": "demo:rules"}, SqliteStore(str(scratch / "acp.db")))
    fresh = await app.sessions.new(Wish(str(scratch)), lambda settings: Nobody())
    session = await app.sessions.live(fresh.id)

    async def some(count: int) -> int:
        for _ in range(count):
            await session.prompt(Prompt((Text("hello"),), "hello"))
        session.history.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    await some(100)
    before = await some(20)
    after = await some(turns)
    tracemalloc.stop()
    await app.close()
    return (after - before) / turns


def main() -> int:
    """Measure, print, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--chunks", type=int, default=5_000)
    parser.add_argument("--memory-turns", type=int, default=1_000)
    options = parser.parse_args()
    missed: list[str] = []

    def say(what: str, value: float, unit: str, bound: float, *, most: bool = True, more: str = "") -> None:
        good = value <= bound if most else value >= bound
        print(f"{what:<44} {value:>10,.2f} {unit:<9} {'≤' if most else '≥'} {bound:,g}{more}")
        if not good:
            missed.append(what)

    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        first, later = requests(scratch / "a", options.turns)
        say("first prompt after a second → request", first, "ms", WAITED)
        say("later prompt → request, best", min(later), "ms", LATER, more=f"   median {statistics.median(later):.2f}")
        chunks = paced(scratch / "b", 1_000)
        say("a paced chunk, median", statistics.median(chunks), "ms", CHUNK, more=f"   best {min(chunks):.2f}")
        for dialect in DIALECTS:
            rates = [burst(scratch / dialect, dialect, options.chunks) for _ in range(3)]
            say(f"chunks a second, {dialect}, best", max(rates), "per s", RATE, most=False)
        left = asyncio.run(left_behind(scratch, options.memory_turns))
        say(f"left behind by each of {options.memory_turns} turns", left, "bytes", GROWTH)
    for what in missed:
        print(f"out of bounds: {what}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
