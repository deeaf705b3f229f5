"""Keys that are changed for others which last minutes, as GitHub does for Copilot.

The person's key goes to the exchange alone; what comes back goes to the address that came with it. Kept in memory.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import urlsplit

from hermes_acp.errors import ModelError
from hermes_acp.models import failures
from hermes_acp.models.oauth import MARGIN

if TYPE_CHECKING:
    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.http import Http

EDITOR = {"editor-version": "vscode/1.104.1", "editor-plugin-version": "copilot-chat/0.26.7"}
"""GitHub answers editors it knows."""
REFUSED_PREFIX = "ghp_"
"""Classic tokens, which the service does not take."""


class Pass(NamedTuple):
    """What came back."""

    key: str
    base_url: str
    expires: float
    """Seconds since the epoch."""


class Exchange:
    """The exchange of one provider; remembers a pass until shortly before it runs out."""

    def __init__(self, url: str, http: Http) -> None:
        self._url = url
        self._http = http
        self._passes: dict[str, Pass] = {}

    async def endpoint(self, endpoint: Endpoint, *, anew: bool = False) -> Endpoint:
        """The endpoint with a pass in place of the person's key. ModelError when there is none to be had."""
        known = self._passes.get(endpoint.key)
        if known is None or anew or known.expires - MARGIN < time.time():
            known = self._passes[endpoint.key] = await self._ask(endpoint)
        return endpoint._replace(key=known.key, base_url=known.base_url, headers={**endpoint.headers, **EDITOR})

    async def _ask(self, endpoint: Endpoint) -> Pass:
        if endpoint.key.startswith(REFUSED_PREFIX):
            raise ModelError(
                "auth",
                f"{endpoint.label} takes no classic token (ghp_…). Set {endpoint.key_names[0]} to a fine-grained one "
                "with the permission for Copilot requests, or to what `gh auth token` prints.",
            )
        asked = endpoint._replace(
            base_url=self._url, key="", headers={"authorization": f"token {endpoint.key}", **EDITOR}
        )
        try:
            answer = await self._http.get_json(asked, "")
        except ModelError as error:
            if error.status != 404:
                raise
            # Tokens of GitHub's own programs cannot be changed; the service takes them as they are.
            return Pass(endpoint.key, endpoint.base_url, time.time() + 1800.0)
        return _pass(endpoint, answer)


def _pass(endpoint: Endpoint, answer: object) -> Pass:
    table = cast("dict[str, object]", answer) if isinstance(answer, dict) else {}
    key, expires, places = table.get("token"), table.get("expires_at"), table.get("endpoints")
    if not isinstance(key, str) or not key or not isinstance(expires, (int, float)):
        raise failures.malformed(endpoint, "the exchange gave no token")
    told = cast("dict[str, object]", places).get("api") if isinstance(places, dict) else None
    return Pass(key, _address(endpoint, told), float(expires))


def _address(endpoint: Endpoint, told: object) -> str:
    """The address that came with the pass, when it is a part of the provider's own domain; else the provider's."""
    domain = ".".join((urlsplit(endpoint.base_url).hostname or "").split(".")[-2:])
    place = urlsplit(told) if isinstance(told, str) else urlsplit("")
    if place.scheme == "https" and (place.hostname or "").endswith(f".{domain}"):
        return f"https://{place.netloc}{place.path.rstrip('/')}"
    return endpoint.base_url
