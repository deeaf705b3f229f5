"""Signing in and out, the status of it, and where providers are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_acp.agent.services import Defaults
from hermes_acp.errors import AuthRequired, ConfigError
from hermes_acp.models.address import endpoint_of
from hermes_acp.models.market import Route
from hermes_acp.models.message import Text
from hermes_acp.models.wanted import Wanted
from hermes_acp_protocol.jsonrpc import AUTH_REQUIRED, INVALID_PARAMS, JsonObject, RpcError
from support.acp import joined_editor
from support.agent import Says, Workplace, reply

KEYED = Wanted("openai:gpt-5", None, None, None, {"OPENAI_API_KEY": "sk-test"}, "")


def keyed(home: Path, cwd: Path, model: Says) -> Workplace:
    """A workplace whose provider wants a key, and has one."""
    return Workplace(model, home, cwd, defaults=Defaults("openai:gpt-5"), wanted=KEYED)


async def test_after_signing_out_nothing_is_asked_until_the_next_sign_in(home: Path, tmp_path: Path) -> None:
    model = Says([reply(Text("back"))])
    async with joined_editor(keyed(home, tmp_path, model).sessions) as editor:
        session_id = await editor.new(tmp_path)
        await editor.call("logout")
        refused: list[int] = []
        asked: dict[str, JsonObject] = {
            "session/new": {"cwd": str(tmp_path), "mcpServers": []},
            "session/resume": {"sessionId": session_id, "cwd": str(tmp_path)},
            "session/prompt": {"sessionId": session_id, "prompt": [{"type": "text", "text": "hi"}]},
        }
        for method, params in asked.items():
            with pytest.raises(RpcError) as failure:
                await editor.peer.call(method, params)
            refused.append(failure.value.code)
        await editor.call("authenticate", methodId="key")
        answer = await editor.prompt(session_id, "hi")

    assert refused == [AUTH_REQUIRED] * 3
    assert answer["stopReason"] == "end_turn"


async def test_the_status_follows_and_is_told_to_who_asked_for_it(home: Path, tmp_path: Path) -> None:
    async with joined_editor(keyed(home, tmp_path, Says([])).sessions) as editor:
        before = await editor.call("auth/status")
        await editor.call("logout")
        await editor.until(lambda e: e.told)
        await editor.call("authenticate", methodId="key")
        await editor.until(lambda e: len(e.told) == 2)

    account: JsonObject = {"label": "OpenAI", "active": True}
    assert before == {"state": "authenticated", "accounts": [account]}
    assert editor.told == [
        ("auth/status_update", {"state": "unauthenticated", "accounts": [account]}),
        ("auth/status_update", before),
    ]


async def test_who_never_asked_for_the_status_is_not_told_of_it(home: Path, tmp_path: Path) -> None:
    async with joined_editor(keyed(home, tmp_path, Says([])).sessions) as editor:
        await editor.call("logout")
        await editor.call("authenticate", methodId="key")

    assert editor.told == []


@pytest.mark.parametrize(
    ("model", "error", "state"),
    [
        ("demo:rules", None, "not_required"),
        ("openai:gpt-5", AuthRequired("no key"), "unauthenticated"),
        ("openai:gpt-5", ConfigError("nonsense"), "unknown"),
    ],
)
async def test_the_status_is_an_answer_whatever_is_missing(
    home: Path, tmp_path: Path, model: str, error: Exception | None, state: str
) -> None:
    def defaults(wished: str | None) -> Defaults:
        if error:
            raise error
        return Defaults(model)

    work = Workplace(Says([]), home, tmp_path)
    work.sessions.services = work.sessions.services._replace(fresh_defaults=defaults)
    async with joined_editor(work.sessions) as editor:
        assert await editor.call("auth/status") == {"state": state, "accounts": []}


async def test_a_model_that_needs_no_key_goes_on_after_signing_out(home: Path, tmp_path: Path) -> None:
    work = Workplace(Says([]), home, tmp_path, defaults=Defaults("demo:rules"))
    async with joined_editor(work.sessions) as editor:
        await editor.call("logout")
        await editor.new(tmp_path)


async def test_a_provider_is_asked_where_the_editor_says_and_no_key_of_ours_goes_there(
    home: Path, tmp_path: Path
) -> None:
    work = keyed(home, tmp_path, Says([]))
    gateway: JsonObject = {"providerId": "openai", "apiType": "anthropic", "baseUrl": "https://gate.invalid/x/"}
    async with joined_editor(work.sessions) as editor:
        before = await editor.call("providers/list")
        await editor.call("providers/set", **gateway, headers={"X-Gate": "token"})
        after = await editor.call("providers/list")
        await editor.call("providers/disable", providerId="openai")
        off = await editor.call("providers/list")

    def openai(answer: JsonObject) -> JsonObject:
        return next(p for p in answer["providers"] if p["providerId"] == "openai")  # type: ignore[index,call-overload,union-attr,misc,return-value]

    head: JsonObject = {"providerId": "openai", "supported": ["anthropic", "openai"], "required": False}
    assert openai(before) == {**head, "current": {"apiType": "openai", "baseUrl": "https://api.openai.com/v1"}}
    assert openai(after) == {**head, "current": {"apiType": "anthropic", "baseUrl": "https://gate.invalid/x"}}
    assert openai(off) == {**head, "current": None}


async def test_what_the_editor_says_counts_for_the_models_that_are_asked(home: Path, tmp_path: Path) -> None:
    forgotten: list[str] = []
    market = type(Workplace(Says([]), home, tmp_path).market)(lambda: KEYED, NotImplemented, forgotten.append)
    market.set("openai", "openai", "https://gate.invalid/v1", {"X-Gate": "token"})
    wanted = market.applied(KEYED)
    provider = wanted.find("openai")
    assert provider is not None
    endpoint = endpoint_of(provider, wanted)
    market.disable("openai")

    assert (endpoint.base_url, endpoint.auth_headers()) == ("https://gate.invalid/v1", {"X-Gate": "token"})
    assert forgotten == ["openai", "openai"]
    with pytest.raises(AuthRequired):
        market.check("openai:gpt-5")
    assert Route("openai", ("anthropic", "openai")) in await market.routes()


@pytest.mark.parametrize(
    "wrong",
    [
        {"providerId": "nobody", "apiType": "openai", "baseUrl": "https://x.invalid"},
        {"providerId": "openai", "apiType": "bedrock", "baseUrl": "https://x.invalid"},
        {"providerId": "openai", "apiType": "openai", "baseUrl": "file:///etc"},
    ],
)
async def test_what_cannot_be_routed_says_so(home: Path, tmp_path: Path, wrong: JsonObject) -> None:
    async with joined_editor(keyed(home, tmp_path, Says([])).sessions) as editor:
        with pytest.raises(RpcError) as refused:
            await editor.call("providers/set", **wrong)

    assert refused.value.code == INVALID_PARAMS
