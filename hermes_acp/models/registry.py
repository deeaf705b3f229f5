"""From the full name of a model to something that can be asked.

Checking is cheap and asks nobody: an editor waits for it in ``session/new``. Building imports the one dialect that
is needed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hermes_acp.errors import ConfigError
from hermes_acp.models.address import dialect_of, may_have_keys, reach, spoken
from hermes_acp.models.naming import OWN, split, unknown
from hermes_acp.models.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from hermes_acp.models.endpoint import Endpoint
    from hermes_acp.models.http import Http
    from hermes_acp.models.model import Model
    from hermes_acp.models.own import Link
    from hermes_acp.models.providers import Dialect, Provider


def check(name: str, wanted: Wanted) -> None:
    """AuthRequired or ConfigError when the model could not be asked; asks nobody. Blocks: it may read a file."""
    if name.partition(":")[0] in OWN:
        return
    provider, _ = provider_of(name, wanted)
    if provider.cloud:
        from hermes_acp.models.cloud import check_cloud

        check_cloud(provider.name, provider.label, wanted.variables)
        return
    reach(provider, wanted)


def provider_of(name: str, wanted: Wanted) -> tuple[Provider, str]:
    """The provider of a full name, and the model's name there. ConfigError when there is none any more."""
    if (found := split(name, wanted)) is None:
        raise ConfigError(unknown(name.partition(":")[0], wanted))
    return found


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
    beside = wanted._replace(provider=link.provider, base_url=link.base_url, api_key=key, window=None, dialect=None)
    return await asyncio.to_thread(single, f"{link.provider}:{link.model}", beside, http)


def single(name: str, wanted: Wanted, http: Http) -> Model:
    """One provider's model, asked again where that helps. Blocks for an import. AuthRequired, ConfigError."""
    from hermes_acp.models.mending import Mending
    from hermes_acp.models.retry import Retrying

    provider, model = provider_of(name, wanted)
    if provider.cloud:
        from hermes_acp.models.cloud import open_cloud

        opened = open_cloud(provider.name, provider.label, model, wanted.variables, window_of(name, wanted))
        return Retrying(Mending(opened), retries=wanted.retries)
    endpoint = reach(provider, wanted)
    http.expect(endpoint)
    dialect = dialect_of(provider, endpoint, model, wanted)
    window = window_of(name, wanted, endpoint if provider.local else None)

    def spoken_at(endpoint: Endpoint) -> Model:
        return speak(provider, dialect, spoken(endpoint, dialect), model, http, window)

    return Retrying(Mending(with_keys(provider, endpoint, wanted, http, spoken_at)), retries=wanted.retries)


def with_keys(
    provider: Provider, endpoint: Endpoint, wanted: Wanted, http: Http, spoken_at: Callable[[Endpoint], Model]
) -> Model:
    """The model at the endpoint; one that changes keys where there are several, or where they run out."""
    if not provider.exchange and not may_have_keys(wanted.home):
        return spoken_at(endpoint)
    from hermes_acp.models.pool import Pool, has_spare_keys

    if not provider.exchange and not has_spare_keys(provider, endpoint, wanted):
        return spoken_at(endpoint)
    from hermes_acp.models.keyring import Keyring
    from hermes_acp.models.pooled import Pooled

    keyring = Keyring(provider, endpoint, wanted, http)
    return Pooled(Pool(provider, endpoint, wanted), keyring.fresh, spoken_at)


def window_of(name: str, wanted: Wanted, server: Endpoint | None = None) -> int | None:
    """Context length of a model in tokens; None when nobody knows. Blocks: it reads a small file.

    ``server`` is a local one, which is asked; what the person says wins over it all the same.
    """
    from hermes_acp.models.facts import facts_of

    facts = facts_of(name, wanted)
    if facts.window_from != "settings" and server and server.local and server.base_url.startswith("http://"):
        from hermes_acp.models.local_window import ask_window

        _, model = provider_of(name, wanted)
        return ask_window(server.provider, server.base_url, model) or facts.window
    return facts.window


def speak(
    provider: Provider, dialect: Dialect, endpoint: Endpoint, model: str, http: Http, window: int | None
) -> Model:
    """The model in the dialect that is spoken at the endpoint."""
    match dialect:
        case "anthropic":
            from hermes_acp.models.anthropic import Anthropic

            return Anthropic(endpoint, model, http, window)
        case "openai_responses":
            from hermes_acp.models.openai_responses import OpenAIResponses

            return OpenAIResponses(endpoint, model, http, window)
        case "openai_chat":
            from hermes_acp.models.openai_chat import OpenAIChat, style_of

            return OpenAIChat(endpoint, model, http, style_of(provider, model), window)
