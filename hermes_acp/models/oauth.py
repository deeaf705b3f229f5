"""Signing in where a provider has more than keys: device codes (RFC 8628) and fresh tokens for old ones (RFC 6749).

Plain requests to the addresses in the table; a token goes to the address that gave it and to the provider's own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from hermes_acp.errors import AuthRequired, ModelError
from hermes_acp.models import failures
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.refusals import clean

if TYPE_CHECKING:
    from hermes_acp.models.http import Http

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
MARGIN = 120.0
"""Seconds before its end from which a token counts as run out."""


class SignIn(NamedTuple):
    """How a person signs in with a browser."""

    device_url: str
    token_url: str
    client_id: str
    scope: str


class Tokens(NamedTuple):
    """What a sign-in yields."""

    access: str
    refresh: str = ""
    expires: float | None = None
    """Seconds since the epoch."""

    def __repr__(self) -> str:
        return f"Tokens(expires={self.expires})"


class Question(NamedTuple):
    """What the person has to do in a browser."""

    address: str
    code: str
    seconds: float
    """How long the code lasts."""


async def refreshed(provider: str, label: str, sign_in: SignIn, refresh_token: str, http: Http) -> Tokens:
    """Fresh tokens for old ones. AuthRequired when the sign-in is over, ModelError when nobody could be asked."""
    fields = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": sign_in.client_id}
    status, answer = await _post(provider, label, sign_in.token_url, fields, http)
    if status in (400, 401, 403):
        raise AuthRequired(
            f"The sign-in to {label} is over ({_why(answer)}). Sign in again: hermes auth add {provider} --type oauth"
        )
    return _tokens(label, status, answer, refresh_token)


async def sign_in_by_device(
    provider: str,
    label: str,
    sign_in: SignIn,
    http: Http,
    tell: Callable[[Question], None],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Tokens:
    """Sign in through a browser on any machine. AuthRequired when the person refuses or lets the code run out."""
    fields = {"client_id": sign_in.client_id, "scope": sign_in.scope}
    status, answer = await _post(provider, label, sign_in.device_url, fields, http)
    device_code, user_code = answer.get("device_code"), answer.get("user_code")
    address = answer.get("verification_uri_complete") or answer.get("verification_uri")
    if status != 200 or not (device_code and user_code and isinstance(address, str)):
        raise ModelError("auth", f"{label} did not begin a sign-in ({status}: {_why(answer)}).", status=status)
    lasts = _seconds(answer.get("expires_in"), 900.0)
    tell(Question(address, str(user_code), lasts))
    pause, end = _seconds(answer.get("interval"), 5.0), time.monotonic() + lasts
    fields = {"grant_type": DEVICE_GRANT, "device_code": str(device_code), "client_id": sign_in.client_id}
    while time.monotonic() < end:
        await sleep(pause)
        status, answer = await _post(provider, label, sign_in.token_url, fields, http)
        match answer.get("error"):
            case None:
                return _tokens(label, status, answer, "")
            case "authorization_pending":
                continue
            case "slow_down":
                pause += 5.0  # RFC 8628, section 3.5
            case _:
                raise AuthRequired(f"The sign-in to {label} did not happen: {_why(answer)}.")
    raise AuthRequired(f"Nobody confirmed the sign-in to {label} in time. Start it again.")


def _tokens(label: str, status: int, answer: Mapping[str, object], before: str) -> Tokens:
    access = answer.get("access_token")
    if status != 200 or not isinstance(access, str) or not access:
        raise ModelError("auth", f"{label} gave no token ({status}: {_why(answer)}).", status=status)
    lasts = _seconds(answer.get("expires_in"), 0.0)
    refresh = answer.get("refresh_token")
    return Tokens(
        access, refresh if isinstance(refresh, str) and refresh else before, time.time() + lasts if lasts else None
    )


async def _post(
    provider: str, label: str, url: str, fields: Mapping[str, str], http: Http
) -> tuple[int, dict[str, object]]:
    """Send a form; returns status and the JSON object of the answer. ModelError when there is none."""
    import json
    from urllib.parse import urlencode

    endpoint = Endpoint(provider, label, url)
    headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
    answer = await http.fetch(endpoint, "POST", url, headers, urlencode(fields).encode(), seconds=20.0)
    try:
        value: object = json.loads(answer.content)
    except ValueError as error:
        raise failures.malformed(endpoint, "the answer is not JSON") from error
    if not isinstance(value, dict):
        raise failures.malformed(endpoint, "the answer is no JSON object")
    return answer.status, cast("dict[str, object]", value)


def _why(answer: Mapping[str, object]) -> str:
    return clean(str(answer.get("error_description") or answer.get("error") or "no reason given"))


def _seconds(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, (int, float)) and value > 0 else otherwise
