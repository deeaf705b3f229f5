"""Where a provider is asked, and with which key: a key goes to the address it belongs to and to no other."""

from __future__ import annotations

from hermes_acp.errors import AuthRequired, ConfigError
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.providers import BY_NAME, Dialect, Provider
from hermes_acp.models.wanted import Wanted, spoken_at


def endpoint_of(provider: Provider, wanted: Wanted, *, keyless: bool = False) -> Endpoint:
    """Where and with which key to ask. AuthRequired without one unless ``keyless``; ConfigError without an address."""
    own = is_chosen(provider, wanted)
    set_here = wanted.base_url if own else None
    home = (wanted.variables.get(provider.url_variable) or provider.base_url).rstrip("/")
    base_url = (set_here or home).rstrip("/")
    if not base_url:
        raise ConfigError(f"Where does the model answer? Set {provider.url_variable} or model.base_url.")
    # The variables hold keys for the provider's home; another host gets one only when it is set beside the address.
    at_home = provider.name == "custom" or host_of(base_url) == host_of(home)
    names = provider.keys if at_home else ()
    named = next(((wanted.variables[name], name) for name in names if wanted.variables.get(name)), ("", ""))
    beside = wanted.own_key(provider.name) if at_home else ""
    if own and wanted.api_key:
        key, source = wanted.api_key, "model.api_key"
    else:
        key, source = (beside, f"providers.{provider.name}.api_key") if beside else named
    endpoint = Endpoint(
        provider.name,
        provider.label,
        base_url,
        key,
        provider.keys,
        source,
        wanted.env_file,
        provider.key_header,
        dict(provider.headers) if at_home else {},
    )
    if provider.keys and not key and not endpoint.local and provider.name != "custom" and not keyless:
        if not names:
            raise AuthRequired(
                f"{endpoint.host} is not where {provider.label} answers, so it does not get the key in "
                f"{provider.keys[0]}. Set model.api_key for it."
            )
        raise AuthRequired(
            f"{provider.label} needs a key. Set {' or '.join(provider.keys)} in the environment or in "
            f"{wanted.env_file}, or run: hermes acp --setup{_or_sign_in(provider)}"
        )
    return endpoint


def _or_sign_in(provider: Provider) -> str:
    return f" (or sign in: hermes auth add {provider.name} --type oauth)" if provider.sign_in else ""


def reach(provider: Provider, wanted: Wanted) -> Endpoint:
    """The same, where a spare key in ``auth.json`` is as good as one. Blocks when there is no other."""
    try:
        return endpoint_of(provider, wanted)
    except AuthRequired:
        if not may_have_keys(wanted.home):
            raise
        from hermes_acp.models.pool import has_spare_keys

        endpoint = endpoint_of(provider, wanted, keyless=True)
        if has_spare_keys(provider, endpoint, wanted):
            return endpoint
        raise


def may_have_keys(home: str) -> bool:
    """Whether there is a file of spare keys at all. Blocks for a moment."""
    import os

    return bool(home) and os.path.exists(os.path.join(home, "auth.json"))


def is_chosen(provider: Provider, wanted: Wanted) -> bool:
    """Whether the settings beside ``model.provider`` (address, key, dialect) are about this provider."""
    if wanted.provider is None:
        return provider.name == "custom"
    return wanted.find(wanted.provider) == provider


def home_of(provider: Provider, wanted: Wanted) -> str:
    """Where keys belong that name no address: where the table says the provider answers, or a variable of its own."""
    listed = BY_NAME.get(provider.name, provider)
    return wanted.variables.get(listed.url_variable) or listed.base_url


def dialect_of(provider: Provider, endpoint: Endpoint, model: str, wanted: Wanted) -> Dialect:
    """What is spoken there: what the settings say, what the address tells, what the provider speaks of that model."""
    import re

    if wanted.dialect is not None and is_chosen(provider, wanted):
        return wanted.dialect
    moved = endpoint.base_url != provider.base_url
    if moved and (told := spoken_at(endpoint.base_url)):
        return told
    if provider.routes:
        bare = model.rpartition("/")[2].lower()
        for pattern, dialect in provider.routes:
            if re.match(pattern, bare):
                return dialect
    # Servers that copy OpenAI's interface speak chat completions; the newer dialect is for its own address.
    if provider.name == "openai" and moved:
        return "openai_chat"
    return provider.dialect


def spoken(endpoint: Endpoint, dialect: Dialect) -> Endpoint:
    """The endpoint as a dialect wants it: Anthropic's is known without its version, and takes the key in its header."""
    if dialect != "anthropic":
        return endpoint
    base_url = endpoint.base_url if endpoint.base_url.endswith("/v1") else f"{endpoint.base_url}/v1"
    return endpoint._replace(base_url=base_url, key_header="x-api-key")


def host_of(url: str) -> str:
    """Scheme, host and port: what a key belongs to."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}".lower()
