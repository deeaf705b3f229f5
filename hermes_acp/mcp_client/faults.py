"""What can go wrong with a server, as sentences for the person or the model, with what to do next."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(?i)\b(authorization|bearer|api[-_]?key|token|secret|password|passwd)\b(\s*[:=]\s*|\s+)(?:bearer\s+)?[^\s,;\"']{6,}"
)
_LONG_KEY = re.compile(r"\b(?:sk|ghp|gho|ghs|github_pat|xox[abp]|glpat|hf)[-_][A-Za-z0-9_-]{10,}")


class ServerFault(Exception):
    """A server could not be started, reached or understood. The message is a sentence and holds no secret."""

    def __init__(self, message: str, *, lost: bool = False, unheard: bool = False) -> None:
        super().__init__(redacted(message))
        self.unheard = unheard
        """The server refused to look at the request, so that it was surely not done."""
        self.lost = lost
        """The connection ended while an answer was waited for; whether it was done is not known."""


class NeedsSignIn(ServerFault):
    """The person has to sign in first."""


def redacted(text: str) -> str:
    """The text without what looks like a secret."""
    return _LONG_KEY.sub("(hidden)", _SECRET.sub(lambda match: f"{match[1]}{match[2]}(hidden)", text))
