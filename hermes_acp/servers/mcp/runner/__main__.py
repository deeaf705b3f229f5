"""``python -m hermes_acp.servers.mcp.runner``: started by a server, never by a person.

Reads how it is to be as one line of JSON from standard input, which stays open as long as the server lives, and
writes one line when it takes orders, or why it cannot. What goes wrong later is on standard error.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys

log = logging.getLogger(__name__)


class Masked(logging.Formatter):
    """Lines for a file that stays: when, who, what, and no secrets."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s [%(process)d] %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        from hermes_acp.mcp_client.faults import redacted

        return redacted(super().format(record))


def main() -> int:
    """Be a runner. Returns the exit code."""
    said = json.loads(sys.stdin.buffer.readline())
    complaints = logging.StreamHandler()
    complaints.setFormatter(Masked())
    logging.basicConfig(handlers=[complaints])
    line = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)

    def say(words: str = "ready") -> None:
        if not line.closed:  # it hears one word
            with contextlib.suppress(BrokenPipeError), line:
                line.write(json.dumps(words).encode() + b"\n")

    try:
        import asyncio

        from hermes_acp.errors import HermesError
        from hermes_acp.servers.mcp.runner.process import Given, serve

        given = Given(said["name"], said["flags"], said["patience"], said["ends_runs"])
        try:
            asyncio.run(serve(given, say))
        except HermesError as error:
            log.error("a process for runs ended: %s", error)
            say(str(error))
            return 1
    except Exception:
        log.exception("a process for runs broke")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
