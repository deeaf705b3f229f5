"""Prompts, forms, files of other clients, servers of an editor, sign-ins on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hermes_acp.errors import ConfigError
from hermes_acp.mcp_client import forms
from hermes_acp.mcp_client.approved import ApprovedServers
from hermes_acp.mcp_client.config import ServerConfig, server_name
from hermes_acp.mcp_client.editor import editor_servers
from hermes_acp.mcp_client.faults import redacted
from hermes_acp.mcp_client.foreign import ours
from hermes_acp.mcp_client.importing import read_file
from hermes_acp.mcp_client.prompts import BadArguments, arguments_of, hint_of
from hermes_acp.mcp_client.tokens import SignedIn, TokenFile
from hermes_acp_protocol.jsonrpc import JsonObject
from hermes_acp_protocol.mcp.definitions import PromptArgument, PromptDefinition

ONE = PromptDefinition("review", arguments=(PromptArgument("topic", required=True),))
TWO = PromptDefinition("compare", arguments=(PromptArgument("left", required=True), PromptArgument("right")))


@pytest.mark.parametrize(
    ("prompt", "typed", "arguments"),
    [
        (ONE, "the whole rest", {"topic": "the whole rest"}),
        (ONE, "topic='a b'", {"topic": "a b"}),
        (TWO, "a", {"left": "a"}),
        (TWO, "a b c", {"left": "a", "right": "b c"}),
        (TWO, "right=b left=a", {"left": "a", "right": "b"}),
        (TWO, "x=1 left=a", {"left": "x=1", "right": "left=a"}),
        (PromptDefinition("plain"), "anything", {}),
        (TWO, 'a "it', {"left": "a", "right": '"it'}),
    ],
)
def test_what_is_typed_becomes_arguments(prompt: PromptDefinition, typed: str, arguments: dict[str, str]) -> None:
    assert arguments_of(prompt, typed) == arguments


def test_a_missing_argument_is_named() -> None:
    assert hint_of(TWO) == "left [right]"
    with pytest.raises(BadArguments, match=r"needs left\."):
        arguments_of(TWO, "")


SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "color": {"type": "string", "enum": ["red", "blue"]},
        "size": {"type": "string", "oneOf": [{"const": "s", "title": "Small"}, {"const": "l", "title": "Large"}]},
        "count": {"type": "integer", "default": 1},
        "sure": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
    },
    "required": ["color"],
}


@pytest.mark.parametrize(
    ("content", "fitted"),
    [
        ({"color": "red"}, {"color": "red", "count": 1}),
        ({"color": "red", "size": "l", "count": 2.0, "sure": True, "tags": ("a",)}, ...),
        ({}, None),
        ({"color": "green"}, None),
        ({"color": "red", "count": "many"}, None),
        ({"color": "red", "count": 1.5}, None),
        ({"color": "red", "sure": "yes"}, None),
        ({"color": "red", "tags": ("c",)}, None),
        ({"color": "red", "size": "m"}, None),
    ],
)
def test_an_answer_must_fit_its_form(content: dict[str, object], fitted: object) -> None:
    expected = {**content, "tags": ["a"]} if fitted is ... else fitted
    assert forms.fitting(SCHEMA, content) == expected


def test_a_form_that_asks_for_a_secret_is_not_shown() -> None:
    assert forms.showable({"type": "object", "properties": {"api_key": {"type": "string"}}}) is None
    assert forms.showable({"type": "object", "properties": {f"f{n}": {"type": "string"} for n in range(60)}}) is None
    assert forms.showable(SCHEMA) == SCHEMA


Choices = list[tuple[str, JsonObject]]
CHOICES: list[tuple[JsonObject, Choices]] = [
    ({}, [("Yes", {})]),
    ({"sure": {"type": "boolean"}}, [("Yes", {"sure": True}), ("No", {"sure": False})]),
    ({"x": {"type": "string", "enum": ["a"]}}, [("a", {"x": "a"})]),
    ({"x": {"type": "string", "oneOf": [{"const": "a", "title": "A!"}]}}, [("A!", {"x": "a"})]),
    ({"x": {"type": "string"}}, []),
    ({"x": {"type": "boolean"}, "y": {"type": "boolean"}}, []),
    ({"x": {"type": "string", "enum": [str(n) for n in range(9)]}}, []),
]


@pytest.mark.parametrize(("properties", "choices"), CHOICES)
def test_a_form_that_is_one_choice_can_be_put_as_buttons(
    properties: JsonObject, choices: list[tuple[str, JsonObject]]
) -> None:
    assert forms.choices({"type": "object", "properties": properties}) == choices


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/sign-in?x=1", "example.org"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://example.org/", None),
        ("https://user@example.org/", None),
        ("file:///etc/passwd", None),
        ("https://exаmple.org/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_person_is_sent_to_honest_addresses_alone(url: str, host: str | None) -> None:
    assert forms.address(url) == host


def test_files_of_other_clients_are_read(tmp_path: Path) -> None:
    def at(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    desktop = at("claude.json", '{"mcpServers": {"git": {"command": "uvx", "args": ["mcp-server-git"]}}}')
    vscode = at(
        "mcp.json", '{// mine\n"servers": {"far": {"type": "http", "url": "https://e.org/mcp", "headers": {}},},}'
    )
    zed = at("zed.json", '{"context_servers": {"z": {"command": {"path": "z", "args": ["a"], "env": {"K": "v"}}}}}')
    gemini = at("gemini.json", '{"mcpServers": {"g": {"httpUrl": "https://e.org/", "timeout": 600000}}}')
    codex = at("codex.toml", '[mcp_servers.c]\ncommand = "c"\nargs = ["--x"]\nenabled = false\n')
    assert read_file(desktop) == {"git": {"command": "uvx", "args": ["mcp-server-git"]}}
    assert read_file(vscode) == {"far": {"url": "https://e.org/mcp"}}
    assert read_file(zed) == {"z": {"command": "z", "args": ["a"], "env": {"K": "v"}}}
    assert read_file(gemini) == {"g": {"url": "https://e.org/", "timeout": 600.0}}
    assert read_file(codex) == {"c": {"command": "c", "args": ["--x"], "enabled": False}}
    assert read_file(str(tmp_path / "not-there.json")) == {}
    with pytest.raises(ConfigError, match=r"broken\.json cannot be read"):
        read_file(at("broken.json", "{"))


def test_what_other_clients_say_in_other_words_is_kept() -> None:
    codex: dict[str, object] = {
        "url": "https://e.org",
        "bearer_token_env_var": "TOKEN",
        "env_http_headers": {"X-Team": "TEAM"},
        "http_headers": {"X-Plain": "1"},
        "startup_timeout_sec": 20,
        "tool_timeout_sec": 90,
        "enabled_tools": ["a"],
    }
    gemini: dict[str, object] = {"command": "g", "excludeTools": ["b"], "timeout": 600_000, "trust": True}
    assert ours(codex) == {
        "url": "https://e.org",
        "headers": {"X-Plain": "1", "X-Team": "${TEAM}", "Authorization": "Bearer ${TOKEN}"},
        "connect_timeout": 20,
        "timeout": 90,
        "tools": {"include": ["a"]},
    }
    assert ours(gemini) == {"command": "g", "timeout": 600.0, "tools": {"exclude": ["b"]}}
    assert ours({"command": "c", "env_vars": ["A"], "env": {"B": "1"}}) == {
        "command": "c",
        "env": {"B": "1", "A": "${A}"},
    }


def test_servers_of_one_workspace_are_read_with_those_of_all(tmp_path: Path) -> None:
    file = tmp_path / "claude.json"
    projects: dict[str, object] = {
        "/w/one": {"mcpServers": {"near": {"command": "n"}}},
        "/w/two": {"mcpServers": {"other": {}}},
    }
    file.write_text(json.dumps({"mcpServers": {"all": {"command": "a"}}, "projects": projects}))
    assert list(read_file(str(file), "/w/one")) == ["all", "near"]
    assert list(read_file(str(file))) == ["all"]


def test_the_servers_an_editor_names_are_read() -> None:
    entries: list[dict[str, object]] = [
        {"name": "My files", "command": "/bin/files", "args": ["x"], "env": [{"name": "K", "value": "v"}]},
        {"type": "http", "name": "far", "url": "https://e.org", "headers": [{"name": "A", "value": "b"}]},
        {"type": "acp", "name": "near", "serverId": "s1"},
        {"type": "sse", "name": "old", "url": "https://e.org/sse"},
        {"name": "My files", "command": "/bin/other"},
    ]
    servers, faults = editor_servers(entries)
    assert servers == [
        ServerConfig("My-files", "editor", "stdio", "/bin/files", ("x",), {"K": "v"}),
        ServerConfig("far", "editor", "http", url="https://e.org", headers={"A": "b"}),
        ServerConfig("near", "editor", "acp", url="s1"),
        ServerConfig("My-files-2", "editor", "stdio", "/bin/other"),
    ]
    assert faults == ["The MCP server old of the editor is not used: its transport 'sse' is not spoken here."]


@pytest.mark.parametrize(
    ("written", "name"),
    [("git", "git"), ("My Files!", "My-Files"), ("a__b/c", "a_b-c"), ("2nd", "mcp-2nd"), ("_x_", "x"), ("é", "mcp-")],
)
def test_a_server_name_holds_nothing_that_would_end_it_in_a_rule_or_a_reference(written: str, name: str) -> None:
    assert server_name(written) == name


def test_a_project_server_is_approved_as_it_is_and_no_other(tmp_path: Path) -> None:
    approved = ApprovedServers(str(tmp_path))
    server = ServerConfig("x", "project", "stdio", "run", ("it",))
    approved.add("/work", server)
    assert approved.has("/work", server)
    assert not approved.has("/elsewhere", server)
    assert not approved.has("/work", ServerConfig("x", "project", "stdio", "run", ("something", "else")))
    assert (approved.remove("/work", server), approved.remove("/work", server)) == (True, False)
    assert not approved.has("/work", server)


def test_an_approval_that_others_could_have_written_counts_for_nothing(tmp_path: Path) -> None:
    approved = ApprovedServers(str(tmp_path))
    server = ServerConfig("x", "project", "stdio", "run")
    approved.add("/work", server)
    os.chmod(tmp_path / "mcp-approved.json", 0o666)
    assert not approved.has("/work", server)


def test_a_sign_in_is_kept_for_this_user_alone_and_for_one_address(tmp_path: Path) -> None:
    here = TokenFile(str(tmp_path), ServerConfig("far", "user", "http", url="https://e.org"))
    elsewhere = TokenFile(str(tmp_path), ServerConfig("far", "user", "http", url="https://evil.org"))
    kept = SignedIn({"access_token": "t"}, 12.5, {"client_id": "c"}, {"issuer": "https://e.org"})
    here.write(kept)
    assert here.read() == kept
    assert elsewhere.read() == SignedIn()
    assert Path(here.path).stat().st_mode & 0o777 == 0o600
    assert json.loads(Path(here.path).read_text())["tokens"] == {"access_token": "t"}
    assert (here.forget(), here.forget(), here.read()) == (True, False, SignedIn())


def test_secrets_are_taken_out_of_what_is_told() -> None:
    assert redacted("failed: api_key=sk-1234567890abcdef now") == "failed: api_key=(hidden) now"
    assert redacted("Authorization: Bearer abcdefghijkl") == "Authorization: (hidden)"
    assert redacted("got ghp_abcdefghijklmnop there") == "got (hidden) there"
    assert redacted("the token is wrong") == "the token is wrong"
