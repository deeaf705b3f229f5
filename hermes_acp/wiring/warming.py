"""Loading what a first prompt needs, once, in a thread, after the first answers are out.

Two stages: what leads to a request to the model, then what acts on its answer. A prompt that comes right behind
``session/new`` waits for the first only; the second is loaded while the model thinks. Owns when and where; what there
is to load besides the modules below is handed in.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading
from collections.abc import Callable
from importlib import import_module

TO_A_REQUEST = (
    "hermes_acp.agent.runner",
    "hermes_acp.approval.liverules",
    "hermes_acp.approval.policy",
    "hermes_acp.approval.trust",
    "hermes_acp.mcp_client.household",
    "hermes_acp.store.lease",
    "hermes_acp_skills.catalog",
    "hermes_acp_tools.hosts.local",
)
"""Modules on the way from a first prompt to its request, that nothing before it has imported."""

TO_AN_ACT = (
    "hermes_acp.agent.judge",
    "hermes_acp.agent.titling",
    "hermes_acp.approval.shell_actions",
    "hermes_acp.models.auxiliary",
    "hermes_acp.references.builtin",
    "hermes_acp.references.resolve",
    "hermes_acp.watching.reload",
    "hermes_acp.watching.settings",
    "hermes_acp_tools.limits",
    "hermes_acp_tools.sandbox.sandbox",
    "tree_sitter_bash",
)
"""Modules on the way from an answer to what it asks for."""

LULL = 0.15
"""Seconds without a request after which nobody is in a hurry: a person has begun to type, or an editor to wait."""


class Warming:
    """Done once a process; everybody who asks for it waits for the same."""

    def __init__(self, request: Callable[[], None], act: Callable[[], None]) -> None:
        """``request`` and ``act`` make what is made from settings. They run in the thread, before their modules."""
        self._stages = ((request, TO_A_REQUEST), (act, TO_AN_ACT))
        self._done: asyncio.Future[None] | None = None
        self._asked = threading.Event()
        self._over = False

    def asked(self) -> None:
        """A request is on its way to a model, whose answer takes longer than the second stage. From any thread."""
        self._asked.set()

    def stop(self) -> None:
        """Load nothing more: who is about to leave does not share the interpreter."""
        self._over = True
        self._asked.set()

    async def done(self) -> None:
        """Load, off the path of requests."""
        if self._done is None:
            self._done = asyncio.get_running_loop().create_future()
            # A daemon, so that an editor that leaves at once does not wait for it.
            threading.Thread(target=self._run, args=(self._done,), name="hermes-warm", daemon=True).start()
        await asyncio.shield(self._done)

    def _run(self, done: asyncio.Future[None]) -> None:
        try:
            self._load(0)
            self._asked.wait(LULL)
            self._load(1)
        finally:
            gc.freeze()  # what is loaded by now stays for good
            gc.enable()
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                done.get_loop().call_soon_threadsafe(lambda: done.done() or done.set_result(None))

    def _load(self, stage: int) -> None:
        make, modules = self._stages[stage]
        if not self._over:
            make()
        for name in modules:
            if not self._over:
                import_module(name)
