"""Signing in with a browser on any machine (RFC 8628)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

import pytest

from hermes_acp.errors import AuthRequired, ModelError
from hermes_acp.models.fakes import Answer, FakeProvider
from hermes_acp.models.http import Http
from hermes_acp.models.oauth import Question, SignIn, Tokens, sign_in_by_device

BEGUN = {
    "device_code": "d",
    "user_code": "ABCD-EFGH",
    "verification_uri": "https://portal.example/device",
    "expires_in": 600,
    "interval": 3,
}
PENDING = {"error": "authorization_pending"}
GIVEN = {"access_token": "access", "refresh_token": "refresh", "expires_in": 3600}


class Flow:
    """One sign-in against a server that says these, in order."""

    def __init__(self, *answers: Mapping[str, object]) -> None:
        self.asked: list[Question] = []
        self.pauses: list[float] = []
        self.bodies: list[str] = []
        self._answers = answers

    async def run(self, http: Http) -> Tokens:
        async def sleep(seconds: float) -> None:
            self.pauses.append(seconds)

        def said(value: Mapping[str, object]) -> Answer:
            status = 400 if "error" in value else 200
            return Answer([json.dumps(value).encode()], status, {"content-type": "application/json"})

        async with FakeProvider([said(answer) for answer in self._answers]) as fake:
            sign_in = SignIn(f"{fake.url}/device", f"{fake.url}/token", "client", "scope:one")
            try:
                return await sign_in_by_device("nous", "Nous Portal", sign_in, http, self.asked.append, sleep)
            finally:
                self.bodies = [request.body.decode() for request in fake.requests]


async def test_the_person_is_told_where_to_go_and_waited_for(http: Http) -> None:
    flow = Flow(BEGUN, PENDING, {"error": "slow_down"}, GIVEN)
    tokens = await flow.run(http)

    assert flow.asked == [Question("https://portal.example/device", "ABCD-EFGH", 600.0)]
    assert flow.pauses == [3.0, 3.0, 8.0]
    assert (tokens.access, tokens.refresh) == ("access", "refresh")
    assert tokens.expires is not None
    assert tokens.expires == pytest.approx(time.time() + 3600, abs=60)  # pyright: ignore[reportUnknownMemberType] - pytest leaves approx untyped
    grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
    assert flow.bodies[0] == "client_id=client&scope=scope%3Aone"
    assert flow.bodies[1:] == [f"grant_type={grant}&device_code=d&client_id=client"] * 3
    assert "access" not in repr(tokens)


@pytest.mark.parametrize("error", ["access_denied", "expired_token"])
async def test_a_refusal_ends_it_with_its_reason(error: str, http: Http) -> None:
    with pytest.raises(AuthRequired, match=f"did not happen: {error}"):
        await Flow(BEGUN, PENDING, {"error": error}).run(http)


async def test_a_code_nobody_confirms_runs_out(http: Http) -> None:
    with pytest.raises(AuthRequired, match="Nobody confirmed the sign-in to Nous Portal in time"):
        await Flow({**BEGUN, "expires_in": 1e-9}).run(http)


async def test_a_server_that_begins_nothing_is_an_error(http: Http) -> None:
    with pytest.raises(ModelError, match=r"did not begin a sign-in \(400: invalid_client\)"):
        await Flow({"error": "invalid_client"}).run(http)
