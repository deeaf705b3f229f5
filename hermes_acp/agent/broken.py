"""What the model is told about a reply that broke off, so that it neither repeats it nor believes it whole."""

from __future__ import annotations

from typing import Literal

from hermes_acp.models.message import Text, UserMessage

Cause = Literal["person", "failure", "crash"]

CAUSES = {
    "person": "the user stopped you",
    "failure": "the connection to the model failed",
    "crash": "the program ended",
}


def cut_note(message_id: str, cause: Cause) -> UserMessage:
    """The words behind a broken reply. The user has seen the reply as far as it came."""
    text = (
        f"(Your reply above is not whole: {CAUSES[cause]}. The user has read what stands there; "
        "calls you were about to make were not made. Do not repeat what is said already.)"
    )
    return UserMessage(message_id, (Text(text),))
