"""GitHub Copilot: the person's token is changed at GitHub for a pass, and goes nowhere else."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from hermes_acp.errors import ModelError
from hermes_acp.models.address import dialect_of, endpoint_of
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.exchange import Exchange
from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import Answer, FakeProvider, refusal
from hermes_acp.models.http import Http
from hermes_acp.models.own import Own
from hermes_acp.models.providers import BY_NAME
from hermes_acp.models.registry import build
from hermes_acp.models.wanted import Wanted
from support.dialects import collect

COPILOT = BY_NAME["copilot"]


def given(token: str, lasts: float = 1800, api: str = "https://api.business.githubcopilot.com") -> Answer:
    body = {"token": token, "expires_at": int(time.time() + lasts), "endpoints": {"api": api}}
    return Answer([json.dumps(body).encode()], headers={"content-type": "application/json"})


def at_home(key: str = "gho_person") -> Endpoint:
    settings = Wanted(None, None, None, None, {"COPILOT_GITHUB_TOKEN": key}, "/home/me/.env")
    return endpoint_of(COPILOT, settings)


async def test_the_token_is_changed_once_for_a_pass_and_the_address_that_came_with_it(http: Http) -> None:
    async with FakeProvider([given("pass")]) as github:
        exchange = Exchange(f"{github.url}/token", http)
        first, second = await exchange.endpoint(at_home()), await exchange.endpoint(at_home())

    assert first == second
    assert (first.key, first.base_url) == ("pass", "https://api.business.githubcopilot.com")
    assert first.headers["copilot-integration-id"] == "vscode-chat"
    (asked,) = github.requests
    assert (asked.method, asked.headers["authorization"]) == ("GET", "token gho_person")
    assert "gho_person" not in str(first.auth_headers())


async def test_a_pass_that_runs_out_or_was_refused_is_had_anew(http: Http) -> None:
    async with FakeProvider([given("short", 60), given("two"), given("three")]) as github:
        exchange = Exchange(f"{github.url}/token", http)
        keys = [(await exchange.endpoint(at_home(), anew=anew)).key for anew in (False, False, False, True)]

    assert keys == ["short", "two", "two", "three"]


@pytest.mark.parametrize(
    "api", ["https://evil.example", "http://api.githubcopilot.com", "https://githubcopilot.com.evil.example"]
)
async def test_a_pass_is_sent_to_the_providers_own_domain_only(api: str, http: Http) -> None:
    async with FakeProvider([given("pass", api=api)]) as github:
        changed = await Exchange(f"{github.url}/token", http).endpoint(at_home())

    assert changed.base_url == "https://api.githubcopilot.com"


async def test_a_token_that_cannot_be_changed_is_used_as_it_is(http: Http) -> None:
    """GitHub's own command line has such ones, and the service takes them."""
    async with FakeProvider([refusal(404, {"message": "Not Found"})]) as github:
        changed = await Exchange(f"{github.url}/token", http).endpoint(at_home())

    assert (changed.key, changed.base_url) == ("gho_person", "https://api.githubcopilot.com")


async def test_a_classic_token_is_not_even_sent(http: Http) -> None:
    async with FakeProvider([]) as github:
        with pytest.raises(ModelError, match=r"takes no classic token .+ COPILOT_GITHUB_TOKEN"):
            await Exchange(f"{github.url}/token", http).endpoint(at_home("ghp_classic"))

    assert github.requests == []


async def test_an_account_without_the_service_is_told_so(http: Http) -> None:
    async with FakeProvider([refusal(403, {"message": "no subscription"})]) as github:
        with pytest.raises(ModelError, match="no subscription") as caught:
            await Exchange(f"{github.url}/token", http).endpoint(at_home())

    assert caught.value.kind == "auth"


@pytest.mark.parametrize(
    ("model", "dialect"),
    [
        ("gpt-5.5", "openai_responses"),
        ("gpt-5-mini", "openai_chat"),
        ("gpt-4o", "openai_chat"),
        ("claude-sonnet-4.5", "openai_chat"),
    ],
)
def test_each_model_is_asked_in_the_dialect_it_speaks_there(model: str, dialect: str) -> None:
    assert dialect_of(COPILOT, at_home(), model, Wanted(None, None, None, None, {}, "")) == dialect


async def test_a_turn_asks_with_the_pass_and_a_refused_pass_is_had_anew(tmp_path: Path, http: Http) -> None:
    """The provider here is the table's with both addresses on loopback."""
    answers = [given("one"), refusal(401, {"message": "expired"}), given("two"), Answer(chat({"content": "ok"}))]
    async with FakeProvider(answers) as fake:
        provider = COPILOT._replace(base_url=fake.url, exchange=f"{fake.url}/token")
        settings = Wanted(
            None,
            None,
            None,
            None,
            {"COPILOT_GITHUB_TOKEN": "gho_person"},
            "/home/me/.env",
            own=(Own(provider),),
            home=str(tmp_path),
        )
        await collect(await asyncio.to_thread(build, "copilot:gpt-4o", settings, http))

    sent = [(request.path.removeprefix("/v1"), request.headers["authorization"]) for request in fake.requests]
    assert sent == [
        ("/token", "token gho_person"),
        ("/chat/completions", "Bearer one"),
        ("/token", "token gho_person"),
        ("/chat/completions", "Bearer two"),
    ]
