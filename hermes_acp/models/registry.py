"""Which model answers: from what a person set, or from what is at hand, to something that can be asked.

Choosing is cheap and asks nobody: an editor waits for it in ``session/new``. Building imports the one dialect that
is needed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hermes_acp.errors import ConfigError
from hermes_acp.models.address import endpoint_of
from hermes_acp.models.providers import BY_NAME, PROVIDERS, Provider
from hermes_acp.models.wanted import Link, Wanted

if TYPE_CHECKING:
    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.http import Http
    from hermes_acp.models.model import Model

DEMO = "demo:rules"
OWN = ("demo", "scripted")
"""Providers inside this program; they need no key and no network."""


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


def build(name: str, wanted: Wanted, http: Http) -> Model:
    """A model by its full name, asked again where that helps. Blocks for an import. AuthRequired, ConfigError."""
    first, _, model = name.partition(":")
    if first == "scripted":
        from hermes_acp.models.scripted import read_script

        return read_script(model)
    if first == "demo":
        from hermes_acp.models.demo import DemoModel

        return DemoModel()
    first_model = single(name, wanted, http)
    if not wanted.fallbacks:
        return first_model
    from hermes_acp.models.fallback import Fallback

    return Fallback(first_model, [partial(open_link, link, wanted, http) for link in wanted.fallbacks])


async def open_link(link: Link, wanted: Wanted, http: Http) -> Model:
    """The model of a link, opened in a thread. AuthRequired, ConfigError."""
    import asyncio

    key = wanted.variables.get(link.key_variable) if link.key_variable else None
    beside = wanted._replace(provider=link.provider, base_url=link.base_url, api_key=key, window=None)
    return await asyncio.to_thread(single, f"{link.provider}:{link.model}", beside, http)


def single(name: str, wanted: Wanted, http: Http) -> Model:
    """One provider's model, asked again where that helps. Blocks for an import. AuthRequired, ConfigError."""
    from hermes_acp.models.retry import Retrying

    first, _, model = name.partition(":")
    provider = BY_NAME[first]
    if provider.cloud:
        from hermes_acp.models.cloud import open_cloud

        return Retrying(open_cloud(provider.name, provider.label, model, wanted.variables))
    return Retrying(speak(provider, endpoint_of(provider, wanted), model, http, wanted.window))


def speak(provider: Provider, endpoint: Endpoint, model: str, http: Http, window: int | None) -> Model:
    """The model in the dialect that is spoken at the endpoint."""
    from hermes_acp.models.catalog import known

    if window is None and (family := known(model)):
        window = family.window
    if provider.dialect == "anthropic":
        from hermes_acp.models.anthropic import Anthropic

        return Anthropic(endpoint, model, http, window)
    # Servers that copy OpenAI's interface speak chat completions; the newer dialect is for its own address.
    if provider.dialect == "openai_responses" and endpoint.base_url == provider.base_url:
        from hermes_acp.models.openai_responses import OpenAIResponses

        return OpenAIResponses(endpoint, model, http, window)
    from hermes_acp.models.openai_chat import ChatStyle, OpenAIChat

    limit = "max_completion_tokens" if provider.new_limit else "max_tokens"
    return OpenAIChat(endpoint, model, http, ChatStyle(limit, provider.effort, provider.thoughts_back), window)
