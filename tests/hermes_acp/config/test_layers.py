from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hermes_acp.config import paths
from hermes_acp.config.defaults import DEFAULTS
from hermes_acp.config.layers import Layered, Source, read_layers
from hermes_acp.config.load import load_config
from hermes_acp.config.schema import Config
from hermes_acp.errors import ConfigError


def written(folder: Path, text: str, *, env: str = "") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    if env:
        (folder / ".env").write_text(env, encoding="utf-8")
    return str(folder)


def project(tmp_path: Path, text: str) -> str:
    written(tmp_path / "work" / ".hermes", text)
    return str(tmp_path / "work")


def test_with_nothing_written_the_defaults_hold(tmp_path: Path) -> None:
    layers = read_layers(str(tmp_path / "none"), environ={})
    assert layers.merged == DEFAULTS
    assert layers.source("agent.max_turns") == Source("default", "")
    assert layers.notices == []


def test_the_plain_defaults_are_those_of_the_schema() -> None:
    assert Config().model_dump() == DEFAULTS


def test_each_layer_wins_over_the_one_before_key_by_key(tmp_path: Path) -> None:
    home = written(
        tmp_path / "home", "agent: {max_turns: 1, api_max_retries: 9, reasoning_effort: low}\nmodel: user:m\n"
    )
    work = project(tmp_path, "agent: {max_turns: 2, reasoning_effort: high}\nmodel: project:m\n")
    environ = {"HERMES_MODEL": "env:m", "HERMES_MAX_ITERATIONS": "3"}
    layers = read_layers(home, project=work, environ=environ, flags={"model": "flag:m", "agent.max_turns": None})
    assert layers.get("agent") == {
        "max_turns": 3,
        "reasoning_effort": "high",
        "api_max_retries": 9,
        "disabled_toolsets": [],
        "when_busy": "queue",
    }
    assert layers.text("model.default") == "flag:m"
    assert [str(layers.source(f"agent.{key}")) for key in ("max_turns", "reasoning_effort", "api_max_retries")] == [
        "HERMES_MAX_ITERATIONS",
        f"{work}/.hermes/config.yaml",
        f"{home}/config.yaml",
    ]
    assert str(layers.source("model.default")) == "flag for model"


def test_an_untrusted_workspace_is_not_even_read(tmp_path: Path) -> None:
    home = written(tmp_path / "home", "")
    project(tmp_path, "agent: {max_turns: 2}")
    assert read_layers(home, environ={}).integer("agent.max_turns") == 100


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("approvals: {mode: 'off'}", "approvals"),
        ("approvals: {deny: []}", "approvals"),
        ("model: {default: m, base_url: 'http://evil'}", "model.base_url"),
        ("model: {api_key: x}", "model.api_key"),
        ("providers: {openai: {base_url: 'http://evil'}}", "providers"),
        ("custom_providers: [{name: a, base_url: 'http://evil'}]", "custom_providers"),
        ("fallback_providers: [{provider: a, model: b}]", "fallback_providers"),
        ("terminal: {backend: local}", "terminal.backend"),
        ("terminal: {env_passthrough: [AWS_SECRET_ACCESS_KEY]}", "terminal.env_passthrough"),
        ("state: {path: /tmp}", "state"),
        ("something_new: 1", "something_new"),
        ("terminal: local", "terminal"),
    ],
)
def test_a_trusted_workspace_cannot_set_what_belongs_to_the_person(tmp_path: Path, text: str, key: str) -> None:
    home = written(
        tmp_path / "home", "approvals: {mode: plan, deny: [rm]}\nproviders: {openai: {base_url: 'http://good'}}\n"
    )
    alone = read_layers(home, environ={}).merged
    layers = read_layers(home, project=project(tmp_path, text), environ={})
    assert {**layers.merged, "model": None} == {**alone, "model": None}
    assert layers.get("model.base_url") is None and layers.get("model.api_key") is None
    assert [notice for notice in layers.notices if f" {key} cannot be set by a workspace" in notice]


def test_a_workspace_adds_mcp_servers_and_never_changes_one_of_the_persons(tmp_path: Path) -> None:
    home = written(tmp_path / "home", "mcp_servers: {mine: {command: good, env: {T: '${MY_TOKEN}'}}}")
    text = "mcp_servers: {mine: {command: evil}, theirs: {command: x, env: {T: '${MY_TOKEN}', P: '${PLAIN}'}}}"
    layers = read_layers(home, project=project(tmp_path, text), environ={"MY_TOKEN": "s3cret", "PLAIN": "p"})
    assert layers.get("mcp_servers") == {
        "mine": {"command": "good", "env": {"T": "s3cret"}},
        "theirs": {"command": "x", "env": {"T": "${MY_TOKEN}", "P": "p"}},
    }
    assert len(layers.notices) == 1 and "'mine' is one of yours" in layers.notices[0]


def test_variables_come_from_the_environment_before_the_env_file(tmp_path: Path) -> None:
    env = '# keys\nexport A=\'from file\'\nB="quo\\"ted $HOME" \nnonsense\nC=plain # said\n'
    home = written(tmp_path / "h", "x: ['${A}', '${env:B}', '${C}!', '${GONE}', '$A']", env=env)
    layers = read_layers(home, environ={"A": "from environment"})
    assert layers.get("x") == ["from environment", 'quo"ted $HOME', "plain!", "${GONE}", "$A"]
    assert layers.raw("x") == ["${A}", "${env:B}", "${C}!", "${GONE}", "$A"]


def test_a_variable_of_the_env_file_sets_a_key_as_one_of_the_environment_does(tmp_path: Path) -> None:
    home = written(tmp_path / "h", "model: file:m", env="HERMES_MODEL=env:m\n")
    assert read_layers(home, environ={}).text("model.default") == "env:m"
    assert read_layers(home, environ={"HERMES_MODEL": "real:m"}).text("model.default") == "real:m"


def test_a_name_with_a_dot_is_reached_by_its_parts(tmp_path: Path) -> None:
    layers = read_layers(written(tmp_path / "h", "prices: {gpt-4.1: 2}"), environ={})
    assert layers.get(("prices", "gpt-4.1")) == 2
    assert layers.get("prices.gpt-4.1", "unset") == "unset"


@pytest.mark.parametrize(
    ("mode", "meaning"), [("manual", "ask"), ("smart", "ask"), ("off", "bypass"), ("'off'", "bypass"), ("plan", "plan")]
)
def test_the_words_of_hermes_agent_for_modes_are_understood(tmp_path: Path, mode: str, meaning: str) -> None:
    layers = read_layers(written(tmp_path / "h", f"approvals: {{mode: {mode}}}"), environ={})
    assert layers.text("approvals.mode") == meaning


def test_typed_getters_pass_over_what_is_of_another_type(tmp_path: Path) -> None:
    text = "agent: {max_turns: lots}\ncompression: {enabled: 3}\napprovals: {mode: never}\n"
    layers = read_layers(written(tmp_path / "h", text), environ={})
    assert layers.integer("agent.max_turns") == 100
    assert layers.flag("compression.enabled") is True
    assert layers.text("approvals.mode", among={"ask", "plan"}) == "ask"


def test_empty_keys_say_nothing(tmp_path: Path) -> None:
    layers = read_layers(written(tmp_path / "h", "agent:\napprovals: {mode: }\n"), environ={})
    assert layers.merged == DEFAULTS


@pytest.mark.parametrize(
    "text", ["a: [", "- a\n- b\n", "just words", "a: 1\n\tb: 2\n", "\x00", "a: &x [*x]\n!!python/x {}"]
)
def test_a_broken_file_is_a_notice_and_never_stops_the_start(tmp_path: Path, text: str) -> None:
    layers = read_layers(written(tmp_path / "h", text), project=project(tmp_path, text), environ={})
    assert layers.merged == DEFAULTS
    assert len(layers.notices) == 2
    assert all("config.yaml" in notice for notice in layers.notices)
    assert load_config(layers) == Config()


def test_a_file_that_is_not_text_is_a_notice(tmp_path: Path) -> None:
    home = Path(written(tmp_path / "h", ""))
    (home / "config.yaml").write_bytes(b"\xff\xfe\x00x")
    (home / ".env").mkdir()
    layers = read_layers(str(home), environ={})
    assert layers.merged == DEFAULTS
    assert len(layers.notices) == 2


def loaded(tmp_path: Path, text: str) -> tuple[Config, list[str], Layered]:
    layers = read_layers(written(tmp_path / "h", text), environ={})
    return load_config(layers), layers.notices, layers


def test_good_values_arrive_and_unknown_keys_are_kept(tmp_path: Path) -> None:
    config, notices, _ = loaded(
        tmp_path,
        "model: a:b\nmcp_servers: {x: {command: run, env: {N: 3}}}\nskin: {name: dark}\nagent: {fancy: true}\n",
    )
    assert notices == []
    assert config.model.default == "a:b"
    assert config.mcp_servers["x"].env == {"N": "3"}
    assert config.model_extra == {"skin": {"name": "dark"}}
    assert config.agent.model_extra == {"fancy": True}


def test_a_bad_value_gives_way_to_its_default_and_is_named_with_file_line_and_remedy(tmp_path: Path) -> None:
    config, notices, _ = loaded(
        tmp_path, "# mine\napprovals:\n  timeout: 5\n  mode: sometimes\nagent: {max_turns: 0}\n"
    )
    assert config == Config.model_validate({"approvals": {"timeout": 5}})
    file = f"{tmp_path}/h/config.yaml"
    assert sorted(notices) == [
        f"{file}:4: approvals.mode cannot be 'sometimes': it must be 'ask', 'accept_edits', 'plan' or 'bypass'."
        " It was left out.",
        f"{file}:5: agent.max_turns cannot be 0: it must be greater than or equal to 1. It was left out.",
    ]


def test_only_the_bad_items_of_a_list_are_left_out(tmp_path: Path) -> None:
    text = "fallback_providers: [{provider: a}, {provider: b, model: c}, 3, {model: d}]\nterminal: 3\n"
    config, notices, _ = loaded(tmp_path, text)
    assert [(item.provider, item.model) for item in config.fallback_providers] == [("b", "c")]
    assert config.terminal == Config().terminal
    assert len(notices) == 4
    assert any("fallback_providers.0.model is missing" in notice for notice in notices)


def test_a_bad_variable_is_named_as_the_source(tmp_path: Path) -> None:
    layers = read_layers(str(tmp_path), environ={"HERMES_MAX_ITERATIONS": "many"})
    assert load_config(layers).agent.max_turns == 100
    assert layers.notices[0].startswith("HERMES_MAX_ITERATIONS: agent.max_turns cannot be 'many'")


def test_a_bad_secret_is_not_printed(tmp_path: Path) -> None:
    _, notices, _ = loaded(
        tmp_path, "model: {api_key: [sk-very-secret]}\nmcp_servers: {a: {env: {X: [sk-very-secret]}}}\n"
    )
    assert len(notices) == 2
    assert "sk-very" not in "".join(notices)


def test_the_home_is_found_and_profiles_are_homes_in_it(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    assert paths.hermes_home(environ={"HERMES_HOME": "/x/y/"}) == "/x/y"
    assert paths.hermes_home("work", {"HERMES_HOME": "/x"}) == "/x/profiles/work"
    assert paths.hermes_home("default", {"HERMES_HOME": "/x"}) == "/x"
    assert paths.hermes_home(environ={}) == f"{home}/.hermes"
    assert paths.hermes_home(environ={"HERMES_HOME": "~/other"}) == f"{home}/other"
    monkeypatch.delenv("HOME")
    assert os.path.isabs(paths.hermes_home(environ={}))


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../x", "-p", "A", "a b", "a" * 65, "a\n"])
def test_a_name_that_would_lead_elsewhere_is_no_profile(name: str) -> None:
    with pytest.raises(ConfigError, match="profile"):
        paths.hermes_home(name, {"HERMES_HOME": "/x"})


def test_reading_layers_imports_yaml_only_for_a_file_and_pydantic_never(tmp_path: Path) -> None:
    code = (
        "import sys; from hermes_acp.config.layers import read_layers; read_layers(sys.argv[1], environ={});"
        "print([name for name in ('yaml', 'pydantic', 'ruamel', 'asyncio', 'anyio') if name in sys.modules])"
    )

    def modules(home: str) -> str:
        run = [sys.executable, "-c", code, home]
        return subprocess.run(run, capture_output=True, text=True, timeout=30, check=True).stdout.strip()

    assert modules(str(tmp_path / "none")) == "[]"
    assert modules(written(tmp_path / "h", "model: a:b")) == "['yaml']"
