"""``python -m hermes_acp.servers.mcp.runner``: started by a server, never by a person.

Reads how it is to be as one line of JSON from standard input, which stays open as long as the server lives, and
writes one line when it takes orders.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    """Be a runner. Returns the exit code."""
    said = json.loads(sys.stdin.buffer.readline())
    line = os.dup(1)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)

    def ready(words: str = "ready") -> None:
        os.write(line, json.dumps(words).encode() + b"\n")
        os.close(line)

    import asyncio

    from hermes_acp.errors import HermesError
    from hermes_acp.servers.mcp.runner.process import Given, serve

    given = Given(said["name"], said["flags"], said["patience"], said["ends_runs"])
    try:
        asyncio.run(serve(given, ready))
    except HermesError as error:
        ready(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
