"""From spawn to the first request at a provider, when an editor asks without a pause: the worst case of a start.

The provider is a server on loopback that refuses what it is asked. Compared with the floor's answer to its prompt,
which asks nobody. Exits 1 above the bound.
"""

from __future__ import annotations

import http.server
import os
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from start import HERE, agent, ask, requests, talk

ROUNDS = 9
BOUND = 12.0
"""Times the floor, by the best of the rounds."""


class Refusing(http.server.BaseHTTPRequestHandler):
    """Notes when a model was asked, and refuses."""

    asked: list[float]

    def do_POST(self) -> None:
        """Any request to a model."""
        self.asked.append(time.perf_counter())
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(401)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """Whoever asks for a list of models."""
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def provider() -> Generator[tuple[str, list[float]]]:
    """Its base URL, and when it was asked."""
    asked: list[float] = []
    handler = type("Handler", (Refusing,), {"asked": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


def first_request(scratch: Path) -> float:
    """Seconds from spawn to the request."""
    command = [str(Path(sys.executable).parent / "hermes"), "acp"]
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("HERMES_", "PYTHON"))}
    home = {"HOME": str(scratch), "HERMES_HOME": str(scratch / "home")}
    with provider() as (url, asked):
        env = {**keep, **home, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": url, "OPENAI_MODEL": "m"}
        began = time.perf_counter()
        with agent(command, env, scratch / "log") as process:
            session: dict[str, object] = {}
            for number, (method, params) in enumerate(requests(scratch), 1):
                try:
                    result = ask(process, number, method, {**params, **session})
                except RuntimeError:
                    if not asked:
                        raise
                    break  # the refusal, as it should be
                if method == "session/new":
                    session = {"sessionId": result["sessionId"]}
        return asked[0] - began


def main() -> int:
    """Measure, print, and judge."""
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="hermes-bench-") as folder:
            ours.append(first_request(Path(folder)))
            floor.append(talk([sys.executable, str(HERE / "floor.py")], Path(folder)).prompt)
    ratio = min(ours) / min(floor)
    print(f"spawn to the first request at a provider: {min(ours) * 1000:.0f} ms, {ratio:.1f} times the floor")
    return 0 if ratio <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
