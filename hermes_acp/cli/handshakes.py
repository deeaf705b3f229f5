"""A first exchange with a program on its standard streams: whether it starts, and answers as it should.

Used on each of our own faces, and on what editors' settings start.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from typing import NamedTuple, cast

from hermes_acp.cli.editor import own_command
from hermes_acp.cli.findings import Finding
from hermes_acp.config.secrets import is_secret_name

SECONDS = 20.0
"""For the whole of it."""
LONGEST_LINE = 16 * 1024 * 1024
WHO = {"name": "hermes-doctor", "version": "1"}


class Greeting(NamedTuple):
    """The first request of a protocol."""

    method: str
    params: Mapping[str, object]
    proof: str
    """What the answer must hold."""


class NoAnswer(Exception):
    """It did not start, or did not answer; the message is a clause."""


ACP = Greeting("initialize", {"protocolVersion": 1, "clientInfo": WHO}, "agentCapabilities")
MCP = Greeting("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": WHO}, "serverInfo")
RPC = Greeting("rpc.discover", {}, "methods")

FACES = (("mcp", ("mcp", "serve"), MCP, ""), ("rpc", ("rpc",), RPC, "jsonrpcserver"))
"""Name, command, greeting, and the package of an extra that is needed; the editor's face is rehearsed at length."""


async def check_faces() -> list[Finding]:
    """Greet each face but the editor's."""
    return list(await asyncio.gather(*(_face(*face) for face in FACES)))


async def _face(name: str, command: Sequence[str], greeting: Greeting, needs: str) -> Finding:
    called = " ".join(("hermes", *command))
    if needs and not await asyncio.to_thread(find_spec, needs):
        advice = f"Only scripts need it: pip install 'hermes-editor-agent[{name}]'"
        return Finding(name, "ok", f"`{called}` is not installed", advice)
    try:
        took = await greet([*own_command(), *command], greeting, quiet(os.environ))
    except NoAnswer as error:
        advice = f"Start `{called}` in a terminal and see what it says; then report it."
        return Finding(name, "problem", f"`{called}` {error}", advice)
    return Finding(name, "ok", f"`{called}` answers", "", took)


def quiet(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what leads to a provider, so that none is asked for its models, and without a trace."""
    return {
        name: value
        for name, value in environ.items()
        if not is_secret_name(name) and not name.endswith("_URL") and name != "HERMES_TRACE"
    }


async def greet(command: Sequence[str], greeting: Greeting, env: Mapping[str, str]) -> float:
    """Start a program in an empty home, greet it and end it. Returns the seconds to its answer. NoAnswer."""
    scratch = await asyncio.to_thread(tempfile.mkdtemp, prefix="hermes-doctor-")
    try:
        return await _greeted(command, greeting, {**env, "HERMES_HOME": os.path.join(scratch, "home")}, scratch)
    finally:
        await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)


async def _greeted(command: Sequence[str], greeting: Greeting, env: Mapping[str, str], cwd: str) -> float:
    began = time.perf_counter()
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=env,
            cwd=cwd,
            limit=LONGEST_LINE,
            start_new_session=True,
        )
    except OSError as error:
        raise NoAnswer(f"cannot be started: {error.strerror}") from error
    try:
        async with asyncio.timeout(SECONDS):
            await _exchange(child, greeting)
        return time.perf_counter() - began
    except TimeoutError:
        raise NoAnswer(f"did not answer within {SECONDS:g} s") from None
    finally:
        await _end(child)


async def _exchange(child: asyncio.subprocess.Process, greeting: Greeting) -> None:
    assert child.stdin and child.stdout  # they are pipes
    asked = {"jsonrpc": "2.0", "id": 1, "method": greeting.method, "params": greeting.params}
    with suppress(ConnectionError):  # it ended already, and says below why
        child.stdin.write(json.dumps(asked).encode() + b"\n")
        await child.stdin.drain()
    while line := await child.stdout.readline():
        answer = _object(line)
        if answer.get("id") == 1:
            return _judge(answer, greeting)
    raise NoAnswer(await _last_words(child))


def _judge(answer: Mapping[str, object], greeting: Greeting) -> None:
    if "error" in answer:
        raise NoAnswer(f"answered with an error: {json.dumps(answer['error'])}")
    result = answer.get("result")
    if not isinstance(result, dict) or greeting.proof not in result:
        raise NoAnswer(f"answered {greeting.method} in another protocol")


def _object(line: bytes) -> Mapping[str, object]:
    try:
        value: object = json.loads(line)
    except ValueError:
        raise NoAnswer(f"printed what is no message: {line[:80].decode('utf-8', 'replace').strip()}") from None
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


async def _last_words(child: asyncio.subprocess.Process) -> str:
    assert child.stderr  # it is a pipe
    said = (await child.stderr.read()).decode("utf-8", "replace").strip().splitlines()
    return f"ended without an answer: {said[-1] if said else f'exit code {await child.wait()}'}"


async def _end(child: asyncio.subprocess.Process) -> None:
    """Let it go: its input ends, and if it stays it is killed."""
    assert child.stdin
    child.stdin.close()
    try:
        async with asyncio.timeout(5):
            await child.communicate()
    except TimeoutError:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # a launcher such as uvx has the real one below it
        await child.wait()
