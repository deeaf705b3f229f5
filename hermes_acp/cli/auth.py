"""``hermes auth``: the keys and sign-ins of each provider, beside the one that is set in the usual way.

Keys are never shown. They lie in ``auth.json`` in the home, readable for this user alone.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from hermes_acp.app import App
from hermes_acp.cli.auth_add import add
from hermes_acp.errors import ConfigError, UserError

if TYPE_CHECKING:
    from hermes_acp.models.credentials import Credential, Entry
    from hermes_acp.models.pool import Pool
    from hermes_acp.models.providers import Provider
    from hermes_acp.models.wanted import Wanted


def run(argv: list[str]) -> int:
    """The command. HermesError as it comes."""
    parser = argparse.ArgumentParser(prog="hermes auth", description="Keep several keys or sign-ins of a provider.")
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    listing = words.add_parser("list", help="list the keys of every provider, or of one")
    listing.add_argument("provider", nargs="?")
    adding = words.add_parser("add", help="add a key, or sign in")
    adding.add_argument("provider")
    adding.add_argument("--type", choices=("api-key", "oauth"), default="api-key", help="default: api-key")
    adding.add_argument("--label", help="what to call it")
    adding.add_argument("--key-stdin", action="store_true", help="read the key from standard input")
    removing = words.add_parser("remove", help="remove a key that was added here")
    removing.add_argument("provider")
    removing.add_argument("number", type=int, help="as `hermes auth list` counts")
    resetting = words.add_parser("reset", help="use keys again that rest after a refusal")
    resetting.add_argument("provider")
    options = parser.parse_args(argv)
    app = App({})
    wanted = app.models.wanted(app.settings())
    if options.word == "list":
        return show(wanted, options.provider)
    provider = named(wanted, options.provider)
    if options.word == "add":
        return add(app.home, wanted, provider, options)
    return remove(wanted, provider, options.number) if options.word == "remove" else reset(wanted, provider)


def named(wanted: Wanted, name: str) -> Provider:
    """The provider of that name, when it has keys. ConfigError when not."""
    provider = wanted.find(name)
    if provider is None or provider.cloud:
        keyed = [each for each in wanted.names() if (found := wanted.find(each)) and not found.cloud]
        raise ConfigError(f"{name!r} is no provider with keys. Those with keys are {', '.join(keyed)}.")
    return provider


def pool_of(wanted: Wanted, provider: Provider) -> Pool:
    """Its keys. ConfigError when nobody says where it answers."""
    from hermes_acp.models.address import endpoint_of
    from hermes_acp.models.pool import Pool

    return Pool(provider, endpoint_of(provider, wanted, keyless=True), wanted)


def show(wanted: Wanted, only: str | None) -> int:
    """List the keys."""
    from hermes_acp.models.pool import strategy_of

    providers = [named(wanted, only)] if only else [wanted.find(name) for name in wanted.names()]
    shown = False
    for provider in providers:
        if provider is None or provider.cloud:
            continue
        try:
            keys = pool_of(wanted, provider).all()
        except UserError:
            continue  # an address of one's own that nobody has set
        if keys:
            shown = True
            print(f"{provider.name} ({len(keys)}, {strategy_of(provider.name, wanted)}):")
            for number, key in enumerate(keys, 1):
                print(f"  #{number}  {key.label:<24} {origin(key):<28} {state(key)}".rstrip())
    if not shown:
        print("There are no keys. Add one: hermes auth add PROVIDER")
    return 0


def origin(key: Credential) -> str:
    """Where a key comes from."""
    if key.signed_in:
        return "signed in"
    return "added here" if key.source == "manual" else key.source.replace("env:", "variable ")


def state(key: Credential) -> str:
    """Whether it rests, for how long, and why."""
    from hermes_acp.models.retry import spoken

    if key.healthy:
        return ""
    why = {429: "rate limited", 402: "wants payment", 401: "refused", 403: "refused"}.get(key.status or 0, "resting")
    return f"{why}, back in {spoken(key.rests_until - time.time())}"


def remove(wanted: Wanted, provider: Provider, number: int) -> int:
    """Remove a key that was added. UserError when there is none of that number, or it was set elsewhere."""
    from hermes_acp.models.credentials import change_pool

    keys = pool_of(wanted, provider).all()
    if not 1 <= number <= len(keys):
        raise UserError(f"{provider.name} has no key #{number}. See them with: hermes auth list {provider.name}")
    key = keys[number - 1]
    if not key.source.startswith("manual"):
        raise UserError(f"{key.label} was not added here: {origin(key)}. Remove it there.")

    def change(entries: list[Entry]) -> None:
        entries[:] = [entry for entry in entries if entry.get("id") != key.id]

    change_pool(wanted.home, provider.name, change)
    print(f"Removed {key.label!r}.")
    return 0


def reset(wanted: Wanted, provider: Provider) -> int:
    """Let every key be used again."""
    from hermes_acp.models.credentials import change_pool

    def change(entries: list[Entry]) -> None:
        for entry in entries:
            entry.update(last_status="ok", last_error_code=None, last_error_reset_at=None)

    if not pool_of(wanted, provider).all():
        raise UserError(f"{provider.label} has no keys. Add one: hermes auth add {provider.name}")
    change_pool(wanted.home, provider.name, change)
    print(f"Every key of {provider.label} is used again.")
    return 0
