"""Where a provider is asked, and with which key: a key goes to the address it belongs to and to no other."""

from __future__ import annotations

from hermes_acp.errors import AuthRequired, ConfigError
from hermes_acp.models.endpoint import Endpoint
from hermes_acp.models.providers import Provider
from hermes_acp.models.wanted import Wanted


def endpoint_of(provider: Provider, wanted: Wanted) -> Endpoint:
    """Where and with which key to ask. AuthRequired without a key; ConfigError without an address."""
    own = wanted.provider == provider.name or (wanted.provider is None and provider.name == "custom")
    set_here = wanted.base_url if own else None
    home = (wanted.variables.get(provider.url_variable) or provider.base_url).rstrip("/")
    base_url = (set_here or home).rstrip("/")
    if not base_url:
        raise ConfigError(f"Where does the model answer? Set {provider.url_variable} or model.base_url.")
    # The variables hold keys for the provider's home; another host gets one only when it is set beside the address.
    names = provider.keys if provider.name == "custom" or host_of(base_url) == host_of(home) else ()
    named = next(((wanted.variables[name], name) for name in names if wanted.variables.get(name)), ("", ""))
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
        if not names:
            raise AuthRequired(
                f"{endpoint.host} is not where {provider.label} answers, so it does not get the key in "
                f"{provider.keys[0]}. Set model.api_key for it."
            )
        raise AuthRequired(
            f"{provider.label} needs a key. Set {' or '.join(provider.keys)} in the environment or in "
            f"{wanted.env_file}, or run: hermes acp --setup"
        )
    return endpoint


def host_of(url: str) -> str:
    """Scheme, host and port: what a key belongs to."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}".lower()


def versioned(provider: Provider, base_url: str) -> str:
    """The address our paths are appended to; Anthropic's is known without its version, as its own client takes it."""
    if provider.dialect == "anthropic" and not base_url.endswith("/v1"):
        return f"{base_url}/v1"
    return base_url
