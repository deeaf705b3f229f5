"""What is masked in a trace."""

from __future__ import annotations

import pytest

from hermes_acp.privacy.secrets import PLACEHOLDER, Redactor
from hermes_acp.tracing.masking import Masking, secrets_masked

KEY = "zq8w-" + "kfj3" * 6


def test_a_variable_of_an_mcp_server_is_masked_by_its_name() -> None:
    masked = Masking(Redactor()).masked
    server = {"name": "s", "env": [{"name": "DB_PASSWORD", "value": "short"}, {"name": "LANG", "value": "C"}]}
    assert masked(server) == {
        "name": "s",
        "env": [{"name": "DB_PASSWORD", "value": "[redacted]"}, {"name": "LANG", "value": "C"}],
    }


def test_what_matches_requests_to_answers_and_sessions_is_left_alone() -> None:
    message = {
        "jsonrpc": "2.0",
        "id": 7,
        "method": "session/prompt",
        "params": {"sessionId": "78ab2d19c4f3067a9aaa74358aed7321", "prompt": [{"type": "text", "text": "hello"}]},
    }
    assert Masking(Redactor()).masked(message) == message


@pytest.mark.parametrize("around", [0, 31 * 1024, 32 * 1024 - 10, 100_000])
def test_a_secret_is_masked_wherever_it_stands_in_a_long_text(around: int) -> None:
    text = "word " * (around // 5) + f" {KEY} " + "word " * 10_000
    masked = Masking(Redactor([KEY])).masked({"text": text})
    assert KEY not in str(masked)
    assert PLACEHOLDER.search(str(masked))


def test_the_keys_of_the_environment_and_of_the_file_of_secrets_are_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / ".env").write_text(f"OTHER_API_KEY={KEY[::-1]}\n")
    monkeypatch.setenv("HERMES_HOME", str(home))
    monkeypatch.setenv("SOME_API_KEY", KEY)
    masked = str(secrets_masked()({"a": f"{KEY} and {KEY[::-1]}"}))
    assert KEY not in masked and KEY[::-1] not in masked
