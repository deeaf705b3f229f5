"""The real program as a person starts it in a shell, and a provider on loopback it can be pointed at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERMES = Path(sys.executable).with_name("hermes")
SECONDS = 30.0
"""After which a program that has not ended has failed the test; generous, for machines that are busy."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Shell:
    """A directory to work in, and an environment."""

    work: Path
    home: Path
    """HERMES_HOME."""

    def script(self, *replies: Sequence[Mapping[str, object]]) -> str:
        """Write a script down; returns the model that plays it."""
        path = self.work.parent / f"script-{len(os.listdir(self.work.parent))}.json"
        path.write_text(json.dumps(replies))
        return f"scripted:{path}"

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a command; the ``home`` fixture has cleaned ours."""
        return {**os.environ, **more}

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start it and leave it running."""
        return subprocess.Popen(
            [HERMES, *arguments],
            cwd=self.work,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def hermes(self, *arguments: str | bytes, stdin: bytes = b"", **more: str) -> Outcome:
        """Run it to its end. No command ever shows a traceback."""
        done = subprocess.run(
            [HERMES, *arguments],
            cwd=self.work,
            env=self.environment(**more),
            input=stdin,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass
class Provider:
    """A server that speaks chat completions: says ``ready`` to whoever has the right key and model."""

    key: str = "sk-good-key-0123456789"
    models: Sequence[str] = ("small-1", "large-2")
    address: str = ""
    asked: list[str] = field(default_factory=list[str])
    """Method and path of each request."""
    bodies: list[bytes] = field(default_factory=list[bytes])
    """What was sent with each request for an answer."""


@contextmanager
def provider(serving: Provider) -> Generator[Provider]:
    """Serve it while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.permitted():
                self.answer(200, json.dumps({"data": [{"id": name} for name in serving.models]}))

        def do_POST(self) -> None:
            serving.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            asked = json.loads(serving.bodies[-1])
            if not self.permitted():
                return
            if asked["model"] not in serving.models:
                self.answer(404, json.dumps({"error": {"message": "no such model", "code": "model_not_found"}}))
                return
            word = {"choices": [{"index": 0, "delta": {"content": "ready"}, "finish_reason": "stop"}]}
            events = [json.dumps(word), "[DONE]"]
            self.answer(200, "".join(f"data: {event}\n\n" for event in events), "text/event-stream")

        def permitted(self) -> bool:
            serving.asked.append(f"{self.command} {self.path}")
            if self.headers["authorization"] == f"Bearer {serving.key}":
                return True
            self.answer(401, json.dumps({"error": {"message": "bad key", "code": "invalid_api_key"}}))
            return False

        def answer(self, status: int, body: str, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Not a word."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        serving.address = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield serving
        finally:
            server.shutdown()
            thread.join()
