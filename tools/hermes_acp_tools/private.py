"""What to say where a file tool looks for something in a ``/tmp`` that the shell does not share."""

from __future__ import annotations

from hermes_acp_tools.tool import Workbench

SAYS = " The shell's /tmp is its own: look at it through shell, or keep the file in the workspace."


async def in_the_shells_tmp(bench: Workbench, path: str) -> str:
    """A sentence to add when nothing is at ``path``; empty when the shell would see no more than that."""
    if bench.shell is None or not path.startswith(("/tmp/", "/var/tmp/")):
        return ""
    return SAYS if (await bench.host.confinement()).own_tmp else ""
