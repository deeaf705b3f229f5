"""The real program asks a provider over real HTTP, and an editor sees the turn."""

from __future__ import annotations

import pytest

from hermes_acp.models.fakes import FakeProvider, refusal
from support.e2e import Place, Refused, picks, started
from support.e2e_models import MADE, PROVIDERS


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_turn_with_a_provider_over_http(place: Place, name: str) -> None:
    answers, environment = PROVIDERS[name]
    async with FakeProvider(answers()) as fake, started(place, environment(fake)) as editor:
        editor.answers["session/request_permission"] = picks("allow_once")
        await editor.initialize()
        assert await editor.prompt(await editor.new(), "make a file") == "end_turn"

    assert editor.text() == "I make it. Made."
    assert (place.work / "made").read_text() == MADE["content"]
    assert len(fake.requests) == 2
    assert "sk-canary-key" not in str(editor.messages) + editor.errors.read_text()
    assert "make a file" in fake.requests[0].body.decode()


async def test_a_provider_that_refuses_the_key_asks_for_a_login(place: Place) -> None:
    wrong = refusal(401, {"message": "Incorrect API key provided: sk-canary-key.", "type": "invalid_request_error"})
    async with FakeProvider([wrong] * 3) as fake, started(place, PROVIDERS["openai"][1](fake)) as editor:
        await editor.initialize()
        session_id = await editor.new()
        with pytest.raises(Refused) as refused:
            await editor.prompt(session_id, "hi")
        await editor.alive()

    assert (refused.value.code, refused.value.data["reason"]) == (-32000, "auth_required")
    assert len(fake.requests) == 1, "a wrong key does not get better by asking again"
    assert "sk-canary-key" not in str(editor.messages) + editor.errors.read_text()


@pytest.mark.parametrize(("auth", "offered"), [({}, ["key"]), ({"terminal": True}, ["key", "setup"])])
async def test_a_session_without_a_key_asks_for_a_login_the_editor_can_help_with(
    place: Place, auth: dict[str, bool], offered: list[str]
) -> None:
    async with started(place, {"HERMES_MODEL": "openai:gpt-5"}) as editor:
        hello = await editor.initialize(auth=auth)
        with pytest.raises(Refused) as refused:
            await editor.new()
        with pytest.raises(Refused) as again:
            await editor.call("authenticate", methodId="key")

    assert (refused.value.code, again.value.code) == (-32000, -32000)
    assert [method["id"] for method in hello["authMethods"]] == offered
