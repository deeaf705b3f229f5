"""Makes the shells of this machine: a plain one, or a confined one where there is a sandbox."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hermes_acp_tools.hosts.confined import ConfinedShell
from hermes_acp_tools.hosts.shell import PersistentShell

if TYPE_CHECKING:
    from hermes_acp_tools.host import Shell
    from hermes_acp_tools.output import Mask
    from hermes_acp_tools.sandbox.sandbox import Box, Sandbox


async def open_shell(
    bash: str,
    cwd: str,
    env: Mapping[str, str],
    spill_dir: str,
    new_mask: Callable[[], Mask | None] | None,
    sandbox: Sandbox | None,
    roots: Sequence[str],
) -> Shell:
    """A shell in ``cwd``, kept in by ``sandbox`` when there is one."""

    def plain(start: str, prefix: Sequence[str] = ()) -> PersistentShell:
        return PersistentShell((*prefix, bash), start, env, spill_dir, new_mask)

    if sandbox is None:
        return plain(cwd)

    def pack() -> Box:
        os.makedirs(spill_dir, mode=0o700, exist_ok=True)  # what is not there yet cannot be shown in the sandbox
        return sandbox.box(roots)

    box = await asyncio.to_thread(pack)
    return ConfinedShell(plain, cwd, box, pack)
