"""What the settings say about keeping things in: the sandbox of commands, masked secrets, unnamed people.

Read once a process, so that nothing which happens in a session can switch it off. Built by ``app``; cheap to make.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from hermes_acp.config.layers import Layered
    from hermes_acp.models.model import Model
    from hermes_acp.privacy.secrets import Redactor
    from hermes_acp_tools.host import Confinement, Host
    from hermes_acp_tools.output import Mask
    from hermes_acp_tools.sandbox.sandbox import Mode, Sandbox
    from hermes_acp_tools.sandbox.survey import Rules

OFF = (False, 0, "0", "off", "no", "false")


class Safeguards:
    """Makes hosts whose commands are kept in, and what masks and unnames."""

    def __init__(self, settings: Callable[[], Layered], home: str) -> None:
        """``settings`` may block; ``home`` is ours, ``$HERMES_HOME``."""
        self._settings = settings
        self._home = home
        self._making = threading.Lock()

    def redactor(self) -> Redactor | None:
        """What masks secrets, one for all sessions; None when the person has switched it off. Blocks the first time."""
        with self._making:
            return self._redactor

    def new_host(self, spill_dir: str, roots: Sequence[str]) -> Host:
        """This machine, with commands in a sandbox where one works."""
        from hermes_acp_tools.hosts.local import LocalHost

        return LocalHost(spill_dir=spill_dir, roots=roots, sandbox=self._sandbox(spill_dir), new_mask=self._new_mask)

    def confinement(self, cwd: str) -> Confinement:
        """How commands in a directory would be kept in. Blocks: it tries the sandbox."""
        import tempfile

        return self._sandbox(os.path.join(tempfile.gettempdir(), "no-spill")).confinement((cwd,))

    def unnamed(self, model: Model) -> Model:
        """The model, told no names and numbers of people when the person wants it so. Blocks."""
        if self._settings().get("privacy.redact_pii") in (None, *OFF):
            return model
        from hermes_acp.models.unnamed import Unnamed
        from hermes_acp.privacy.people import names_on_this_machine

        return Unnamed(model, names_on_this_machine())

    @cached_property
    def _redactor(self) -> Redactor | None:
        import_module("hermes_acp.privacy.stream")  # so that nobody has to wait for it later
        from hermes_acp.privacy.logs import mask_logs
        from hermes_acp.privacy.secrets import Redactor
        from hermes_acp_tools.environment import is_secret

        settings = self._settings()
        if settings.get("security.redact_secrets") in OFF:
            return None
        values = [value for name, value in settings.environ.items() if is_secret(name)]
        redactor = Redactor([*values, settings.text("model.api_key") or ""])
        mask_logs(lambda: redactor.redact)
        return redactor

    def _new_mask(self) -> Mask | None:
        redactor = self.redactor()
        if redactor is None:
            return None
        from hermes_acp.privacy.stream import StreamRedactor

        return StreamRedactor(redactor)

    def _sandbox(self, spill_dir: str) -> Sandbox:
        from hermes_acp_tools.sandbox.sandbox import Sandbox

        return Sandbox(lambda: self._sandbox_settings(spill_dir), os.path.dirname(spill_dir))

    def _sandbox_settings(self, spill_dir: str) -> tuple[Mode, Rules]:
        from hermes_acp.approval.protected import protected, secret
        from hermes_acp_tools.sandbox.survey import Rules

        settings = self._settings()
        mode = settings.text("sandbox.mode", ("off", "auto", "required")) or "auto"
        listed = settings.get("sandbox.writable")
        paths = cast("list[object]", listed) if isinstance(listed, list) else []
        rules = Rules(
            home=os.path.expanduser("~"),
            protected=protected,
            secret=secret,
            hidden=(self._home,),
            shown=(spill_dir,),
            writable=tuple(path for path in paths if isinstance(path, str)),
            network=settings.flag("sandbox.network") is True,
        )
        return cast("Mode", mode), rules
