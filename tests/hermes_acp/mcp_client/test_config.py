"""Reading the table of servers."""

from __future__ import annotations

import pytest

from hermes_acp.errors import ConfigError
from hermes_acp.mcp_client.config import Chosen, SamplingLimits, ServerConfig, SignIn, Tls
from hermes_acp.mcp_client.entries import read_server, read_servers
from hermes_acp.mcp_client.entry import places

ENVIRON = {"TOKEN": "t0ken", "HOME": "/home/me"}


def test_a_program_is_read_with_all_its_keys() -> None:
    entry = {
        "command": "npx",
        "args": ["-y", "pkg", 3],
        "env": {"KEY": "${TOKEN}", "OTHER": "${MISSING:-none}", "KEPT": "${MISSING}"},
        "timeout": 30,
        "connect_timeout": 5.5,
        "idle_timeout_seconds": 0,
        "protocol": "legacy",
        "tools": {"include": ["a*"], "exclude": ["b"], "resources": False},
        "sampling": {"enabled": True, "max_rpm": 3, "max_tokens_cap": 100, "model": "x:y"},
        "elicitation": {"enabled": False},
        "unknown": "is passed over",
    }
    assert read_server("files", entry, "user", ENVIRON) == ServerConfig(
        "files",
        "user",
        "stdio",
        "npx",
        ("-y", "pkg", "3"),
        {"KEY": "t0ken", "OTHER": "none", "KEPT": "${MISSING}"},
        call_timeout=30.0,
        start_timeout=5.5,
        idle_timeout=0.0,
        protocol="legacy",
        tools=Chosen(("a*",), ("b",), resources=False),
        sampling=SamplingLimits(True, "x:y", 100, 3),
        elicitation=False,
    )


def test_the_times_and_liberties_of_a_server_are_read() -> None:
    entry = {
        "command": "a",
        "args": "-y 'one pkg' ${TOKEN}",
        "lifecycle": {"idle_timeout_seconds": 5, "max_lifetime_seconds": 60},
        "keepalive_interval": 30,
        "supports_parallel_tool_calls": "yes",
        "trust": "full",
        "tools": {"include": "a*", "prompts": "off"},
        "sampling": {"enabled": True, "allowed_models": ["x:small"]},
        "elicitation": {"timeout": 20},
    }
    assert read_server("it", entry, "user", ENVIRON) == ServerConfig(
        "it",
        "user",
        "stdio",
        "a",
        ("-y", "one pkg", "t0ken"),
        idle_timeout=5.0,
        max_lifetime=60.0,
        keepalive=30.0,
        side_by_side=True,
        vouched=True,
        tools=Chosen(("a*",), prompts=False),
        sampling=SamplingLimits(True, allowed=("x:small",)),
        asking_timeout=20.0,
    )


@pytest.mark.parametrize(
    ("entry", "tls"),
    [
        ({}, Tls()),
        ({"ssl_verify": False}, Tls(verify=False)),
        ({"ssl_verify": "/ca.pem", "client_cert": "/me.pem"}, Tls(authorities="/ca.pem", certificate=("/me.pem",))),
        ({"client_cert": "/me.pem", "client_key": "/me.key"}, Tls(certificate=("/me.pem", "/me.key"))),
        ({"client_cert": ["/me.pem", "/me.key", "word"]}, Tls(certificate=("/me.pem", "/me.key", "word"))),
    ],
)
def test_certificates_are_read(entry: dict[str, object], tls: Tls) -> None:
    assert read_server("far", {"url": "https://e.org", **entry}, "user", ENVIRON).tls == tls


def test_a_project_vouches_for_nothing() -> None:
    assert not read_server("it", {"command": "a", "trust": "full"}, "project", ENVIRON).vouched


def test_places_are_filled_in() -> None:
    entry = {"command": "${workspaceFolder}${/}bin", "args": ["${workspaceFolderBasename}", "${env:TOKEN}"]}
    server = read_server("it", entry, "user", {**ENVIRON, **places("/home/me/work")})
    assert (server.command, server.args) == ("/home/me/work/bin", ("work", "t0ken"))


def test_an_address_is_read_with_headers_and_sign_in() -> None:
    entry = {
        "url": "https://example.org/mcp",
        "headers": {"Authorization": "Bearer ${TOKEN}"},
        "auth": "oauth",
        "oauth": {"scope": "read", "redirect_port": 8765, "redirect_host": "localhost"},
        "enabled": False,
    }
    assert read_server("far", entry, "project", ENVIRON) == ServerConfig(
        "far",
        "project",
        "http",
        url="https://example.org/mcp",
        headers={"Authorization": "Bearer t0ken"},
        sign_in=SignIn(scope="read", port=8765, host="localhost"),
        enabled=False,
    )


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({}, "needs either command or url"),
        ({"command": "a", "url": "b"}, "needs either command or url"),
        ({"url": "example.org"}, r"mcp_servers\.x\.url must be an address that begins with https"),
        ({"url": "https://e.org", "transport": "sse"}, "the transport sse is not spoken any more"),
        ({"command": "a", "args": "b '"}, r"mcp_servers\.x\.args must be a list"),
        ({"command": ["a"]}, r"mcp_servers\.x\.command must be a text"),
        ({"command": "a", "timeout": "long"}, r"mcp_servers\.x\.timeout must be a number of seconds"),
        ({"command": "a", "tools": {"include": {}}}, r"mcp_servers\.x\.tools\.include must be a list"),
        ({"command": "a", "sampling": "often"}, r"mcp_servers\.x\.sampling must be keys and values"),
        ({"url": "https://e", "client_cert": ["a", "b", "c", "d"]}, r"mcp_servers\.x\.client_cert must be a file"),
        ({"command": "a", "protocol": "new"}, "must be auto, legacy or stateless"),
        ("a", "must be keys and values"),
    ],
)
def test_what_is_wrong_is_named(entry: object, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        read_server("x", entry, "user", ENVIRON)


def test_one_bad_entry_costs_no_other() -> None:
    servers, faults = read_servers({"good": {"command": "a"}, "bad": {}}, "user", ENVIRON)
    assert ([server.name for server in servers], len(faults)) == (["good"], 1)
    assert read_servers(None, "user", ENVIRON) == ([], [])


def test_two_that_would_go_by_one_name_are_told_of() -> None:
    servers, faults = read_servers({"my files": {"command": "a"}, "my-files": {"command": "b"}}, "user", ENVIRON)
    assert [server.command for server in servers] == ["a"]
    assert faults == ["mcp_servers.my-files is left out: another goes by the name my-files here."]


def test_the_digest_changes_with_what_runs_and_not_with_a_secret() -> None:
    base = read_server("x", {"command": "a", "args": ["b"], "env": {"K": "1"}}, "user", ENVIRON)
    same = read_server("y", {"command": "a", "args": ["b"], "env": {"K": "2"}, "timeout": 5}, "user", ENVIRON)
    other = read_server("x", {"command": "a", "args": ["c"], "env": {"K": "1"}}, "user", ENVIRON)
    assert base.digest == same.digest != other.digest
    assert base.shown == "a b"


def test_what_a_project_sets_in_the_environment_counts_and_is_shown() -> None:
    base = read_server("x", {"command": "node", "args": ["b c"], "env": {"NODE_OPTIONS": "-r ./x"}}, "project", ENVIRON)
    other = read_server(
        "x", {"command": "node", "args": ["b c"], "env": {"NODE_OPTIONS": "-r ./y"}}, "project", ENVIRON
    )
    assert base.digest != other.digest
    assert base.shown == "NODE_OPTIONS='-r ./x' node 'b c'"
