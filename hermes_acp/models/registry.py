"""Which model answers: from what a person set, or from what is at hand, to something that can be asked.

Choosing is cheap and asks nobody: an editor waits for it in ``session/new``. Building imports the one dialect that
is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.errors import AuthRequired, ConfigError
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.providers import BY_NAME, PROVIDERS, Provider

if TYPE_CHECKING:
    from hermes_acp.models.http import Http
    from hermes_acp.models.model import Model

DEMO = "demo:rules"
OWN = ("demo", "scripted")
"""Providers inside this program; they need no key and no network."""


class Wanted(NamedTuple):
    """What a person's settings say about models."""

    model: str | None
    """``provider:model``, a provider's name, or a bare model name."""
    provider: str | None
    base_url: str | None
    """The address of the provider above, in place of its own."""
    api_key: str | None
    """The key for that address."""
    variables: Mapping[str, str]
    """The environment, and beneath it the ``.env`` file."""
    env_file: str
    """Where a key may be written to."""


def choose(wanted: Wanted) -> str:
    """The full name of the model to use: what was set, else what has a key, else ``demo:rules``. ConfigError."""
    if wanted.model:
        return complete(wanted.model, wanted)
    if wanted.provider:
        return complete(f"{wanted.provider}:", wanted)
    variables = wanted.variables
    if variables.get("OPENAI_MODEL") and (variables.get("OPENAI_API_KEY") or variables.get("OPENAI_BASE_URL")):
        return f"openai:{variables['OPENAI_MODEL']}"
    for provider in PROVIDERS:
        if provider.default and any(variables.get(name) for name in provider.keys):
            return f"{provider.name}:{provider.default}"
    return DEMO


def complete(name: str, wanted: Wanted) -> str:
    """A full ``provider:model`` for a name a person wrote. ConfigError when it cannot be one."""
    first, _, model = name.partition(":")
    if first in OWN:
        return name if model else DEMO
    if first in BY_NAME:
        model = model or BY_NAME[first].default
        if not model:
            raise ConfigError(f"Which model of {BY_NAME[first].label}? Write it as {first}:MODEL.")
        return f"{first}:{model}"
    provider = wanted.provider or ("custom" if wanted.base_url else None)
    if provider is None:
        known = ", ".join(BY_NAME)
        raise ConfigError(f"{name!r} does not say whose model it is. Write PROVIDER:MODEL, with one of {known}.")
    if provider not in BY_NAME:
        raise ConfigError(f"There is no provider {provider!r}. The providers are {', '.join(BY_NAME)}.")
    return f"{provider}:{name}"


def check(name: str, wanted: Wanted) -> None:
    """AuthRequired or ConfigError when the model could not be asked; asks nobody."""
    first = name.partition(":")[0]
    if first in OWN:
        return
    provider = BY_NAME[first]
    if provider.cloud:
        from hermes_acp.models.cloud import check_cloud

        check_cloud(provider.name, provider.label, wanted.variables)
    else:
        endpoint_of(provider, wanted)


def endpoint_of(provider: Provider, wanted: Wanted) -> Endpoint:
    """Where and with which key to ask. AuthRequired without a key; ConfigError without an address."""
    own = wanted.provider == provider.name or (wanted.provider is None and provider.name == "custom")
    moved = (wanted.base_url if own else None) or wanted.variables.get(provider.url_variable)
    base_url = (moved or provider.base_url).rstrip("/")
    if not base_url:
        raise ConfigError(f"Where does the model answer? Set {provider.url_variable} or model.base_url.")
    named = next(((wanted.variables[name], name) for name in provider.keys if wanted.variables.get(name)), ("", ""))
    key, source = (wanted.api_key, "model.api_key") if own and wanted.api_key else named
    endpoint = Endpoint(
        provider.name,
        provider.label,
        versioned(provider, base_url),
        key,
        provider.keys,
        source,
        wanted.env_file,
        provider.key_header,
    )
    if provider.keys and not key and not endpoint.local and provider.name != "custom":
        raise AuthRequired(
            f"{provider.label} needs a key. Set {' or '.join(provider.keys)} in the environment or in "
            f"{wanted.env_file}, or run: hermes acp --setup"
        )
    return endpoint


def versioned(provider: Provider, base_url: str) -> str:
    """The address our paths are appended to; Anthropic's is known without its version, as its own client takes it."""
    if provider.dialect == "anthropic" and not base_url.endswith("/v1"):
        return f"{base_url}/v1"
    return base_url


def build(name: str, wanted: Wanted, http: Http) -> Model:
    """A model by its full name, asked again where that helps. Blocks for an import. AuthRequired, ConfigError."""
    first, _, model = name.partition(":")
    if first == "scripted":
        from hermes_acp.models.scripted import read_script

        return read_script(model)
    if first == "demo":
        from hermes_acp.models.demo import DemoModel

        return DemoModel()
    from hermes_acp.models.retry import Retrying

    provider = BY_NAME[first]
    if provider.cloud:
        from hermes_acp.models.cloud import open_cloud

        return Retrying(open_cloud(provider.name, provider.label, model, wanted.variables))
    return Retrying(speak(provider, endpoint_of(provider, wanted), model, http))


def speak(provider: Provider, endpoint: Endpoint, model: str, http: Http) -> Model:
    """The model in the dialect that is spoken at the endpoint."""
    if provider.dialect == "anthropic":
        from hermes_acp.models.anthropic import Anthropic

        return Anthropic(endpoint, model, http)
    # Servers that copy OpenAI's interface speak chat completions; the newer dialect is for its own address.
    if provider.dialect == "openai_responses" and endpoint.base_url == provider.base_url:
        from hermes_acp.models.openai_responses import OpenAIResponses

        return OpenAIResponses(endpoint, model, http)
    from hermes_acp.models.openai_chat import ChatStyle, OpenAIChat

    limit = "max_completion_tokens" if provider.new_limit else "max_tokens"
    return OpenAIChat(endpoint, model, http, ChatStyle(limit, provider.effort, provider.thoughts_back))
