"""Loading what a first prompt needs, once, in a thread, after the first answers are out.

Owns when and where; what there is to load besides the modules below is handed in.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading
from collections.abc import Callable
from importlib import import_module

FIRST_PROMPT = (
    "hermes_acp.agent.judge",
    "hermes_acp.agent.runner",
    "hermes_acp.approval.liverules",
    "hermes_acp.approval.policy",
    "hermes_acp.approval.rulefile",
    "hermes_acp.approval.shell_actions",
    "hermes_acp.approval.trust",
    "hermes_acp.mcp_client.household",
    "hermes_acp.references.builtin",
    "hermes_acp.references.observer",
    "hermes_acp.references.polling",
    "hermes_acp.references.resolve",
    "hermes_acp.store.lease",
    "hermes_acp.watching.reload",
    "hermes_acp.watching.settings",
    "hermes_acp_skills.catalog",
    "hermes_acp_tools.hosts.local",
    "hermes_acp_tools.sandbox.sandbox",
    "hermes_acp_tools.limits",
    "tree_sitter_bash",
    "watchdog.observers",
    "yaml",
)
"""Modules a first prompt needs that nothing before it has imported."""


class Warming:
    """Done once a process; everybody who asks for it waits for the same."""

    def __init__(self, load: Callable[[], None]) -> None:
        """``load`` makes what is made from settings; it runs in the thread, before the modules are loaded."""
        self._load = load
        self._done: asyncio.Future[None] | None = None

    async def done(self) -> None:
        """Load, off the path of requests."""
        if self._done is None:
            self._done = asyncio.get_running_loop().create_future()
            # A daemon, so that an editor that leaves at once does not wait for it.
            threading.Thread(target=self._run, args=(self._done,), name="hermes-warm", daemon=True).start()
        await asyncio.shield(self._done)

    def _run(self, done: asyncio.Future[None]) -> None:
        try:
            self._load()
            for name in FIRST_PROMPT:
                import_module(name)
        finally:
            gc.freeze()  # what is loaded by now stays for good
            gc.enable()
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                done.get_loop().call_soon_threadsafe(lambda: done.done() or done.set_result(None))
