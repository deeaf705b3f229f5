"""What this server may do, as its command line says; nothing that a client asks for goes beyond it."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hermes_acp.approval.decision import Mode

MODES: dict[str, Mode] = {"plan": "plan", "ask": "ask", "edit": "accept_edits"}
"""A mode as a client names it → as the core does; the narrowest first."""
LOOKING = ("read_file", "search_files", "list_files")
"""Our own tools that only look; they are there under names of the server."""


class Terms(NamedTuple):
    """The policy of one server."""

    workspaces: tuple[str, ...] = ()
    """Directories it works in, absolute; empty when none was named."""
    here: str = "/"
    """The directory it was started in."""
    run: bool = False
    """Whether clients may run the agent and answer its questions."""
    write: bool = False
    """Whether a run may change files of the workspace unasked, and tools that change things may be offered."""
    exposed: tuple[str, ...] = ()
    """Our own tools that are offered beside those that only look."""
    max_wait: float = 45.0
    """Seconds that no call waits longer than."""
    patience: float = 600.0
    """Seconds that a question of a run waits for an answer; then it counts as a no."""
    client_approvals: bool = False
    """Whether a client may also answer what only a person should: secrets, protected files, disguises."""
    ends_runs: bool = False
    """Whether runs end with this server; otherwise they go on until they are done."""

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes a run may have, as a client names them."""
        return tuple(MODES) if self.write else ("plan", "ask")

    @property
    def core_modes(self) -> tuple[Mode, ...]:
        """The same as the core names them."""
        return tuple(MODES[name] for name in self.modes)
