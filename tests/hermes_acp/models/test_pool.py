"""Several keys of one provider: which is asked next, what makes one rest, and who remembers."""

from __future__ import annotations

import asyncio
import json
import stat
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from hermes_acp.errors import AuthRequired, ModelError
from hermes_acp.models.address import endpoint_of
from hermes_acp.models.credentials import Credential, Entry, auth_file, change_pool, read_pool
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.fake_streams import chat
from hermes_acp.models.fakes import JSON, Answer, FakeProvider, refusal
from hermes_acp.models.fallback import Fallback
from hermes_acp.models.http import Http
from hermes_acp.models.keyring import Keyring
from hermes_acp.models.model import Delta, Model, TextDelta, Waiting
from hermes_acp.models.openai_chat import OpenAIChat
from hermes_acp.models.own import Own
from hermes_acp.models.pool import HOUR, Pool, Strategy
from hermes_acp.models.pooled import Pooled
from hermes_acp.models.providers import BY_NAME
from hermes_acp.models.registry import build, check
from hermes_acp.models.scripted import ScriptedModel
from hermes_acp.models.wanted import Wanted
from support.dialects import ASK, collect

OK = Answer(chat({"content": "ok"}))


def person(home: Path, address: str = "", **variables: str) -> Wanted:
    where = variables or {"GROQ_API_KEY": "first"}
    return Wanted(
        None, "groq" if address else None, address or None, None, where, "/home/me/.env", home=str(home), retries=0
    )


def add(home: Path, *keys: str, provider: str = "groq", **more: object) -> None:
    """As if they had been added one after the other."""

    def change(entries: list[Entry]) -> None:
        manual: Entry = {"source": "manual", **more}
        entries.extend({"id": key, "label": f"the {key}", "access_token": key, **manual} for key in keys)

    change_pool(str(home), provider, change)


def endpoint(url: str = "https://api.groq.com/openai/v1", key: str = "first") -> Endpoint:
    return Endpoint("groq", "Groq", url, key, ("GROQ_API_KEY",), "GROQ_API_KEY")


def pool(home: Path, strategy: Strategy = "fill_first") -> Pool:
    return Pool(BY_NAME["groq"], endpoint(), person(home)._replace(strategies={"groq": strategy}))


def picks(pool: Pool, times: int) -> list[str]:
    found = [pool.pick() for _ in range(times)]
    return [credential.key for credential in found if credential]


def test_the_key_that_is_set_comes_first_and_no_spare_one_is_used_until_it_rests(tmp_path: Path) -> None:
    add(tmp_path, "second", "third")
    keys = pool(tmp_path)
    assert picks(keys, 3) == ["first"] * 3

    first = keys.pick()
    assert first is not None
    keys.rest(first, 429, HOUR)

    assert picks(keys, 2) == picks(pool(tmp_path), 2) == ["second"] * 2


def test_round_robin_takes_turns_and_least_used_evens_out(tmp_path: Path) -> None:
    add(tmp_path, "second", "third")

    assert picks(pool(tmp_path, "round_robin"), 6) == ["first", "second", "third"] * 2
    add(tmp_path, "fourth")
    assert picks(pool(tmp_path, "least_used"), 2) == ["fourth"] * 2


def test_random_uses_them_all(tmp_path: Path) -> None:
    add(tmp_path, "second", "third")

    assert set(Counter(picks(pool(tmp_path, "random"), 200))) == {"first", "second", "third"}


def test_a_key_of_another_address_is_not_among_them(tmp_path: Path) -> None:
    add(tmp_path, "second", base_url="https://api.groq.com/openai/v1")

    here = pool(tmp_path)
    elsewhere = Pool(BY_NAME["groq"], endpoint("https://proxy.example/v1", "own"), person(tmp_path))

    assert [key.key for key in here.all()] == ["first", "second"]
    assert [key.key for key in elsewhere.all()] == ["own"]


def test_a_key_that_names_no_address_belongs_to_the_providers_own(tmp_path: Path) -> None:
    add(tmp_path, "second")
    moved = BY_NAME["groq"]._replace(base_url="https://proxy.example/v1")
    settings = person(tmp_path)._replace(own=(Own(moved),))

    assert [key.key for key in pool(tmp_path).all()] == ["first", "second"]
    assert [key.key for key in Pool(moved, endpoint(moved.base_url, "own"), settings).all()] == ["own"]


def test_the_file_is_private_and_what_others_wrote_in_it_stays(tmp_path: Path) -> None:
    file = Path(auth_file(str(tmp_path)))
    theirs = {"version": 1, "providers": {"x": 1}, "credential_pool": {"xai": [{"id": "a", "odd": [1]}]}}
    file.write_text(json.dumps(theirs))
    add(tmp_path, "second")
    kept = json.loads(file.read_text())

    assert (kept["providers"], kept["credential_pool"]["xai"]) == ({"x": 1}, [{"id": "a", "odd": [1]}])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [key.key for key in read_pool(str(tmp_path), "groq", {})] == ["second"]


def test_a_key_of_a_variable_is_never_written_down_and_its_rest_ends_with_it(tmp_path: Path) -> None:
    add(tmp_path, "second")
    keys = pool(tmp_path)
    first = keys.pick()
    assert first is not None
    keys.rest(first, 402, HOUR)
    assert '"first"' not in Path(auth_file(str(tmp_path))).read_text()
    assert picks(pool(tmp_path), 1) == ["second"]

    changed = Pool(BY_NAME["groq"], endpoint(key="another"), person(tmp_path, GROQ_API_KEY="another"))

    assert picks(changed, 1) == ["another"]


def test_keys_changed_by_many_at_once_are_all_there(tmp_path: Path) -> None:
    import concurrent.futures

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        list(threads.map(partial(add, tmp_path), (f"key{number}" for number in range(40))))

    assert len(read_pool(str(tmp_path), "groq", {})) == 40


class Instead:
    """Takes no time."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def pooled(home: Path, fake: FakeProvider, http: Http, pauses: Instead | None = None) -> Pooled:
    at = endpoint(fake.url)
    keys = Pool(BY_NAME["groq"], at, person(home))

    def speak(endpoint: Endpoint) -> Model:
        return OpenAIChat(endpoint, "m", http)

    return Pooled(keys, Keyring(BY_NAME["groq"], at, person(home), http).fresh, speak, pauses or Instead())


def used(fake: FakeProvider) -> list[str]:
    return [request.headers["authorization"].removeprefix("Bearer ") for request in fake.requests]


def text_of(deltas: Sequence[Delta]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def rests(home: Path) -> list[tuple[str, int | None, int]]:
    """Label, status and minutes of each key that rests."""
    kept = read_pool(str(home), "groq", {"GROQ_API_KEY": "first"})
    return [(key.label, key.status, round((key.rests_until - time.time()) / 60)) for key in kept if not key.healthy]


REFUSALS = [
    pytest.param([refusal(429, {"message": "slow"})] * 2, ["first", "first", "second"], 429, 60, id="429"),
    pytest.param([refusal(402, {"message": "pay"})], ["first", "second"], 402, 60, id="402"),
    pytest.param([refusal(401, {"message": "who"})], ["first", "second"], 401, 5, id="401"),
    pytest.param([refusal(429, {"message": "plan"}, retry_after="7200")], ["first", "second"], 429, 120, id="plan"),
]


@pytest.mark.parametrize(("refused", "asked", "status", "minutes"), REFUSALS)
async def test_a_refused_key_rests_and_the_next_one_answers(
    refused: list[Answer], asked: list[str], status: int, minutes: int, tmp_path: Path, http: Http
) -> None:
    async with FakeProvider([*refused, OK]) as fake:
        await asyncio.to_thread(partial(add, base_url=fake.url), tmp_path, "second")
        deltas = await collect(pooled(tmp_path, fake, http))

    assert (text_of(deltas), used(fake)) == ("ok", asked)
    assert await asyncio.to_thread(rests, tmp_path) == [("GROQ_API_KEY", status, minutes)]
    notices = [delta.text for delta in deltas if isinstance(delta, Waiting)]
    assert notices[-1].endswith("Going on with another key of Groq: the second.")
    assert not any("second" in text.removesuffix("the second.") for text in notices)


async def test_one_429_that_passes_costs_no_key(tmp_path: Path, http: Http) -> None:
    pauses = Instead()
    async with FakeProvider([refusal(429, {"message": "slow"}), OK]) as fake:
        await asyncio.to_thread(partial(add, base_url=fake.url), tmp_path, "second")
        deltas = await collect(pooled(tmp_path, fake, http, pauses))

    assert (text_of(deltas), used(fake), len(pauses.seconds)) == ("ok", ["first", "first"], 1)
    assert await asyncio.to_thread(rests, tmp_path) == []


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_what_another_key_cannot_help_with_is_not_tried_with_another(
    status: int, tmp_path: Path, http: Http
) -> None:
    async with FakeProvider([refusal(status, {"message": "no"})]) as fake:
        await asyncio.to_thread(partial(add, base_url=fake.url), tmp_path, "second")
        with pytest.raises(ModelError):
            await collect(pooled(tmp_path, fake, http))

    assert used(fake) == ["first"]


async def test_a_reply_that_has_begun_is_not_asked_for_with_another_key(tmp_path: Path, http: Http) -> None:
    begun = [*chat({"content": "half"}, finish=None), b'data: {"error": {"code": 429, "message": "slow"}}\n\n']
    async with FakeProvider([Answer(begun), OK]) as fake:
        await asyncio.to_thread(partial(add, base_url=fake.url), tmp_path, "second")
        with pytest.raises(ModelError):
            await collect(pooled(tmp_path, fake, http))

    assert used(fake) == ["first"]


async def test_an_only_key_never_rests(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([refusal(402, {"message": "pay"}), OK]) as fake:
        model = pooled(tmp_path, fake, http)
        with pytest.raises(ModelError):
            await collect(model)
        assert text_of(await collect(model)) == "ok"


async def test_when_every_key_rests_the_next_provider_answers_and_their_rest_is_kept(
    tmp_path: Path, http: Http
) -> None:
    elsewhere = ScriptedModel([[{"text": "from elsewhere"}]] * 2)

    async def other() -> Model:
        return elsewhere

    async with FakeProvider([refusal(402, {"message": "pay"})] * 2) as fake:
        await asyncio.to_thread(partial(add, base_url=fake.url), tmp_path, "second")
        chain = Fallback(pooled(tmp_path, fake, http), [other])
        first = await collect(chain)
        second = await collect(chain)

    assert text_of(first) == text_of(second) == "from elsewhere"
    assert used(fake) == ["first", "second"]
    (notice,) = [delta.text for delta in second if isinstance(delta, Waiting)]
    assert notice.startswith("Every key of Groq rests after refusals; the first is back in 60 minutes.")
    assert len(await asyncio.to_thread(rests, tmp_path)) == 2


async def test_a_spare_key_alone_is_enough_to_be_asked(tmp_path: Path, http: Http) -> None:
    settings = person(tmp_path, NOTHING="set")
    with pytest.raises(AuthRequired):
        await asyncio.to_thread(check, "groq:m", settings)
    async with FakeProvider([OK]) as fake:
        settings = settings._replace(variables={"GROQ_BASE": ""}, provider="groq", base_url=fake.url)
        await asyncio.to_thread(partial(add, base_url=fake.url), tmp_path, "spare")
        await asyncio.to_thread(check, "groq:m", settings)
        deltas = await collect(await asyncio.to_thread(build, "groq:m", settings, http))

    assert (text_of(deltas), used(fake)) == ("ok", ["spare"])


def test_a_sign_in_nobody_here_knows_is_no_key(tmp_path: Path) -> None:
    add(tmp_path, "token-of-a-browser", auth_type="oauth")

    with pytest.raises(AuthRequired):
        check("groq:m", person(tmp_path, NOTHING="set"))


def tokens(answer: JSON, status: int = 200) -> Answer:
    return Answer([json.dumps(answer).encode()], status, {"content-type": "application/json"})


def signed_in(home: Path, url: str, expires: float) -> Wanted:
    def change(entries: list[Entry]) -> None:
        token = {"access_token": "old", "refresh_token": "r1", "expires_at_ms": int(expires * 1000)}
        entry: Entry = {"id": "n", "label": "me", "source": "manual:device_code", "auth_type": "oauth", "base_url": url}
        entries.append({**entry, **token})

    change_pool(str(home), "nous", change)
    sign_in = (f"{url}/device", f"{url}/token", "hermes-cli", "inference:invoke")
    portal = BY_NAME["nous"]._replace(base_url=url, sign_in=sign_in)
    return Wanted(None, None, None, None, {}, "/home/me/.env", own=(Own(portal),), home=str(home), retries=0)


@pytest.mark.parametrize("expired", [True, False])
async def test_a_token_that_ran_out_or_is_refused_is_renewed_once_and_kept(
    expired: bool, tmp_path: Path, http: Http
) -> None:
    renewal = tokens({"access_token": "new", "refresh_token": "r2", "expires_in": 3600})
    answers = [renewal, OK] if expired else [refusal(401, {"message": "old"}), renewal, OK]
    async with FakeProvider([*answers, OK]) as fake:
        settings = await asyncio.to_thread(signed_in, tmp_path, fake.url, time.time() + (60 if expired else 3600))
        model = await asyncio.to_thread(build, "nous:Hermes-4-405B", settings, http)
        assert text_of(await collect(model)) == text_of(await collect(model)) == "ok"

    renewals = [request for request in fake.requests if request.path == "/v1/token"]
    assert [request.body for request in renewals] == [b"grant_type=refresh_token&refresh_token=r1&client_id=hermes-cli"]
    asked = [request.headers["authorization"] for request in fake.requests if request.path != "/v1/token"]
    assert asked == ([] if expired else ["Bearer old"]) + ["Bearer new"] * 2
    (kept,) = await asyncio.to_thread(read_pool, str(tmp_path), "nous", {})
    assert (kept.key, kept.refresh_token, kept.id) == ("new", "r2", "n")


async def test_a_sign_in_that_is_over_says_how_to_sign_in_again(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([tokens({"error": "invalid_grant", "error_description": "revoked"}, 400)]) as fake:
        settings = await asyncio.to_thread(signed_in, tmp_path, fake.url, 1.0)
        model = await asyncio.to_thread(build, "nous:m", settings, http)
        with pytest.raises(AuthRequired, match=r"is over \(revoked\)\. Sign in again: hermes auth add nous"):
            await collect(model)


def test_what_a_credential_shows_of_itself_holds_no_secret() -> None:
    credential = Credential("id", "label", "manual", "sk-secret", refresh_token="r-secret")

    assert "secret" not in repr(credential)
    assert "groq" in repr(endpoint_of(BY_NAME["groq"], person(Path("/nowhere"))))


async def test_asking_for_a_request_does_not_change_it(tmp_path: Path, http: Http) -> None:
    async with FakeProvider([OK]) as fake:
        await collect(pooled(tmp_path, fake, http), ASK)

    assert fake.requests[0].json["model"] == "m"
