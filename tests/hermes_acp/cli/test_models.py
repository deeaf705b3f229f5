"""``hermes models``: what can be used, what it holds and costs."""

from __future__ import annotations

import json

import pytest

from support.command import Provider, Shell, provider


def configured(shell: Shell, address: str, key: str) -> None:
    shell.home.mkdir(mode=0o700)
    own = f"providers:\n  box:\n    base_url: {address}\n    key_env: BOX_KEY\n"
    (shell.home / "config.yaml").write_text(own)
    (shell.home / ".env").write_text(f"BOX_KEY={key}\n")


def test_the_models_of_every_provider_that_can_be_used_are_listed(shell: Shell) -> None:
    with provider(Provider()) as served:
        configured(shell, served.address, served.key)
        done = shell.hermes("models", "--provider", "box")
        again = shell.hermes("models", "--provider", "box")
        anew = shell.hermes("models", "--provider", "box", "--refresh")

    assert (done.code, done.err) == (0, "")
    assert [line.split() for line in done.out.splitlines()] == [
        ["Box", "(as", "of", "now)"],
        ["box:small-1", "?", "tokens", "price", "not", "known"],
        ["box:large-2", "?", "tokens", "price", "not", "known"],
    ]
    assert again.out == done.out
    assert anew.code == 0
    assert served.asked == ["GET /v1/models"] * 2
    assert served.key not in done.out


def test_scripts_read_one_object(shell: Shell) -> None:
    with provider(Provider(models=("claude-sonnet-4-5",))) as served:
        configured(shell, served.address, served.key)
        found = json.loads(shell.hermes("models", "--provider", "box", "--json").out)["providers"]

    (group,) = found
    assert (group["provider"], group["problem"], group["fetched"] > 1e9) == ("box", None, True)
    assert group["models"] == [
        {
            "name": "box:claude-sonnet-4-5",
            "context": 200_000,
            "context_from": "table",
            "price": None,
            "price_from": None,
        }
    ]


def test_a_provider_that_does_not_answer_is_a_failure_that_says_why(shell: Shell) -> None:
    configured(shell, "http://127.0.0.1:9/v1", "k")
    done = shell.hermes("models", "--provider", "box")

    assert done.code == 1
    assert "hermes models: Nothing listens at 127.0.0.1:9: the server is not running." in done.err


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        ("groq", "Groq needs a key. Set GROQ_API_KEY"),
        ("bedrock", "AWS_REGION"),
        ("llamacpp", "No llama.cpp server answers on this machine"),
    ],
)
def test_a_provider_that_cannot_be_used_says_what_it_lacks(shell: Shell, provider: str, words: str) -> None:
    done = shell.hermes("models", "--provider", provider)

    assert (done.code, words in done.err) == (1, True), done.err


def test_without_anything_to_use_it_says_what_to_do(shell: Shell) -> None:
    nobody = shell.hermes("models", "--provider", "nobody")

    assert (nobody.code, "there is no provider 'nobody'" in nobody.err) == (2, True)
