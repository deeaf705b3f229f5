"""Every error of ours, by who must act on it.

    HermesError
    ├── UserError              the person: a key, a path, a setting; the message says what to do
    │   ├── ConfigError        a setting that cannot be used; names file and key
    │   └── AuthRequired       no usable key; a client shows its login
    ├── ModelError             the provider: carries a kind that says what can be done about it
    ├── StoreError             the disk: nothing was acknowledged that is not on it
    │   └── SessionBusy        another process holds the session
    ├── SessionNotFound        the client named a session we do not have
    ├── MessageNotFound        or a message that the session does not have
    └── TurnRunning            the client wants something that has to wait for a turn, or end it first

Failures of tools are not here: they are results the model reads (hermes_acp_tools.result.ToolError).
"""

from __future__ import annotations

from typing import Literal


class HermesError(Exception):
    """Base of all; the message is a sentence for a person."""

    reason: str = "error"
    """A word for programs that does not change."""


class UserError(HermesError):
    """The person can put it right, and the message says how."""


class ConfigError(UserError):
    """A setting that cannot be used."""

    reason = "config"


class AuthRequired(UserError):
    """No usable key for the chosen provider."""

    reason = "auth_required"


class SessionNotFound(HermesError):
    """There is no session of that id."""

    reason = "not_found"

    def __init__(self, session_id: str) -> None:
        super().__init__(f"There is no session {session_id!r}.")
        self.session_id = session_id


class MessageNotFound(HermesError):
    """There is no message of that id in the conversation as it stands."""

    reason = "not_found"

    def __init__(self, message_id: str) -> None:
        super().__init__(f"There is no message {message_id!r} in this conversation.")
        self.message_id = message_id


class TurnRunning(HermesError):
    """It cannot be done while a turn runs."""

    reason = "turn_running"


class StoreError(HermesError):
    """The store could not make something durable, or could not be opened."""

    def __init__(self, message: str, reason: str = "storage") -> None:
        super().__init__(message)
        self.reason = reason
        """``storage_full``, ``storage_readonly``, ``storage_damaged``, ``storage``."""


class SessionBusy(StoreError):
    """Another process is running this session."""

    def __init__(self, session_id: str, holder: str) -> None:
        super().__init__(f"Session {session_id!r} is open in {holder}.", "session_busy")


ModelErrorKind = Literal[
    "auth",
    "billing",
    "rate_limit",
    "overloaded",
    "server",
    "network",
    "timeout",
    "context_overflow",
    "not_found",
    "filtered",
    "bad_request",
    "malformed",
]
"""What went wrong, as far as it decides what to do: see ``models/retry.py`` for the table."""


class ModelError(HermesError):
    """A provider did not answer as it should. The message says what happened and what to do, without secrets."""

    def __init__(
        self,
        kind: ModelErrorKind,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        detail: str = "",
        again: bool = True,
    ) -> None:
        super().__init__(message)
        self.again = again
        """Whether the same request may help later, as far as the kind lets one hope; False when it surely will not."""
        self.reason = "auth_required" if kind == "auth" else f"provider_{kind}"
        self.kind: ModelErrorKind = kind
        self.status = status
        """HTTP status, when there was an answer."""
        self.retry_after = retry_after
        """Seconds the provider asked us to wait."""
        self.detail = detail
        """What the provider said, shortened and without keys."""
