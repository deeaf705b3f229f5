"""How fast an answer is read, in each dialect, against a floor of our own: the same bytes split at line ends.

A provider on loopback, in a process of its own, streams one long answer. Two ways: as fast as it can (burst), and a
chunk a millisecond, as tokens arrive (paced). Figures are chunks a second and microseconds of CPU time a chunk; the
reader and the wire are ours, the model is not in it. Exits 1 below 15,000 chunks a second, or above 0.6 ms of median
delay from the provider's write to our delta.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from multiprocessing.connection import Connection

from hermes_acp.models.anthropic import Anthropic
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.fake_streams import chat, messages, response
from hermes_acp.models.fakes import JSON
from hermes_acp.models.http import Http
from hermes_acp.models.message import Text, UserMessage
from hermes_acp.models.model import Finished, Model, Request, TextDelta
from hermes_acp.models.openai_chat import OpenAIChat
from hermes_acp.models.openai_responses import OpenAIResponses

LEAST_PER_SECOND = 15_000
MOST_DELAY = 0.6e-3
"""Seconds, median."""
REQUEST = Request("Be brief.", [UserMessage("u", (Text("Say much."),))])


def story(dialect: str, pieces: Sequence[str]) -> list[bytes]:
    """The events of an answer of these pieces."""
    if dialect == "openai_chat":
        return chat(*({"content": piece} for piece in pieces))
    if dialect == "anthropic":
        return messages(({"type": "text", "text": ""}, [{"type": "text_delta", "text": piece} for piece in pieces]))
    part: JSON = {"type": "output_text", "text": "".join(pieces), "annotations": []}
    item: JSON = {"id": "m", "type": "message", "status": "completed", "role": "assistant", "content": [part]}
    delta: JSON = {"type": "response.output_text.delta", "content_index": 0, "logprobs": []}
    return response((item, [{**delta, "delta": piece} for piece in pieces]))


def serve(port: Connection, chunks: int) -> None:
    """The provider: ``/burst`` sends all at once, ``/paced`` a piece a millisecond with the time in it."""

    def answer(client: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            data += client.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))[15:])
        while len(body) < length:
            body += client.recv(65536)
        path = head.split(b" ", 2)[1].decode()
        _, mode, dialect, *_ = path.split("/")
        client.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        if mode == "burst":
            client.sendall(b"".join(story(dialect, [f"word {n} " for n in range(chunks)])))
        else:
            paced(client, dialect, chunks)
        client.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        port.send(server.getsockname()[1])
        while True:
            answer(server.accept()[0])


def paced(client: socket.socket, dialect: str, chunks: int) -> None:
    """Send a chunk each millisecond; what each says is when it was sent."""
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    empty = story(dialect, ["@TIME@ "] * chunks)
    following = time.perf_counter()
    for event in empty:
        following += 1e-3
        if (left := following - time.perf_counter()) > 0:
            time.sleep(left)
        client.sendall(event.replace(b"@TIME@", str(time.perf_counter_ns()).encode()))


def model_of(dialect: str, base_url: str, http: Http) -> Model:
    """The model that reads it."""
    endpoint = Endpoint("bench", "bench", base_url)
    kinds = {"openai_chat": OpenAIChat, "anthropic": Anthropic, "openai_responses": OpenAIResponses}
    return kinds[dialect](endpoint, "m", http)


async def read(model: Model) -> AsyncIterator[tuple[str, float]]:
    """Each delta of words with the time it came."""
    ended = False
    async for delta in model.stream(REQUEST):
        if isinstance(delta, TextDelta):
            yield delta.text, time.perf_counter_ns()
        ended = ended or isinstance(delta, Finished)
    assert ended


async def burst(dialect: str, port: int, http: Http, chunks: int) -> tuple[float, float]:
    """Chunks a second, and microseconds of CPU a chunk."""
    before, cpu = time.perf_counter(), used()
    words = [text async for text, _ in read(model_of(dialect, f"http://127.0.0.1:{port}/burst/{dialect}", http))]
    took, cpu = time.perf_counter() - before, used() - cpu
    assert "".join(words).endswith(f"word {chunks - 1} ")
    return chunks / took, cpu / chunks * 1e6


async def delays(dialect: str, port: int, http: Http) -> tuple[list[float], float]:
    """Seconds from the provider's write to our delta, for each chunk, and microseconds of CPU a chunk."""
    found: list[float] = []
    cpu = used()
    async for text, now in read(model_of(dialect, f"http://127.0.0.1:{port}/paced/{dialect}", http)):
        found += [(now - int(sent)) / 1e9 for sent in text.split()]
    return found, (used() - cpu) / len(found) * 1e6


def used() -> float:
    """CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def floor(chunks: int) -> float:
    """Chunks a second that the standard library parses when all bytes are there."""
    data = b"".join(story("openai_chat", [f"word {n} " for n in range(chunks)])).decode()
    before = time.perf_counter()
    for line in data.split("\n\n"):
        if line.startswith("data: {"):
            json.loads(line[6:])
    return chunks / (time.perf_counter() - before)


async def measure(port: int, chunks: int, rounds: int) -> bool:
    """Measure and print; whether every bound holds."""
    http = Http()
    await asyncio.to_thread(http.warm)
    print(f"{chunks:,} chunks, best of {rounds}, load {os.getloadavg()[0]:.1f}")
    print(f"{'floor: split and json.loads':<28} {floor(chunks):>10,.0f} chunks/s")
    good = True
    for dialect in ("openai_chat", "anthropic", "openai_responses"):
        fastest = max([await burst(dialect, port, http, chunks) for _ in range(rounds)])
        found = min(
            [await delays(dialect, port, http) for _ in range(rounds)], key=lambda one: statistics.median(one[0])
        )
        late, cpu = found
        median, worst = statistics.median(late), statistics.quantiles(late, n=100)[98]
        print(
            f"{dialect:<28} {fastest[0]:>10,.0f} chunks/s  {fastest[1]:>5.1f} us CPU a chunk in a burst, "
            f"{cpu:.0f} us paced; delay median {median * 1e3:.2f} ms, p99 {worst * 1e3:.2f} ms"
        )
        good = good and fastest[0] >= LEAST_PER_SECOND and median <= MOST_DELAY
    await http.aclose()
    return good


def main() -> int:
    """Run it. 1 when a bound does not hold."""
    parser = argparse.ArgumentParser(description="How fast an answer is read, in each dialect.")
    parser.add_argument("--chunks", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    provider = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, options.chunks), daemon=True)
    provider.start()
    try:
        return 0 if asyncio.run(measure(ours.recv(), options.chunks, options.rounds)) else 1
    finally:
        provider.kill()
        provider.join()


if __name__ == "__main__":
    sys.exit(main())
