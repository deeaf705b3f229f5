"""Running ripgrep: the one place that knows its options, its exit codes and what it must not show.

Never reads a configuration file. Hidden files stay hidden even when a glob names them, so that asking for ``**`` is
not a way around reading ``.env`` by its name.
"""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp_tools.host import Completed, Host
from hermes_acp_tools.result import ToolError

SECONDS = 30.0


async def ripgrep(host: Host, arguments: Sequence[str], *, cwd: str, limit: int) -> Completed:
    """Run it in ``cwd``. No match is an empty result; ToolError for a bad pattern or no time."""
    argv = ["rg", "--no-config", "--color=never", "--no-messages", *arguments]
    try:
        done = await host.run(argv, cwd=cwd, timeout=SECONDS, limit=limit)
    except TimeoutError:
        raise ToolError(f"Took longer than {SECONDS:g} s; name a smaller directory or a glob.") from None
    if done.exit_code not in (0, 1) and not done.cut and not done.stdout:
        words = done.stderr.decode("utf-8", "replace").strip()
        if words:
            raise ToolError(f"{words[:500]}")
    return done


def is_hidden(path: str) -> bool:
    """Whether a path below the searched directory has a component that starts with a dot."""
    return path.startswith(".") or "/." in path
