"""``hermes auth``: the keys and sign-ins of each provider, beside the one that is set in the usual way.

Keys are never shown. They lie in ``auth.json`` in the home, readable for this user alone.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from hermes_acp.app import App
from hermes_acp.cli.setup import hidden
from hermes_acp.errors import AuthRequired, ConfigError, UserError

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
    wanted = app.wanted(app.settings())
    if options.word == "list":
        return show(wanted, options.provider)
    provider = named(wanted, options.provider)
    if options.word == "add":
        return add(app, wanted, provider, options)
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


def add(app: App, wanted: Wanted, provider: Provider, options: argparse.Namespace) -> int:
    """Add a key or a sign-in."""
    from hermes_acp.models.address import endpoint_of
    from hermes_acp.models.credentials import auth_file, change_pool

    base_url = endpoint_of(provider, wanted, keyless=True).base_url
    if options.type == "oauth":
        values, kind, source = signed_in(provider), "oauth", "manual:device_code"
    else:
        values, kind, source = {"access_token": typed(options.key_stdin)}, "api_key", "manual"

    def change(entries: list[Entry]) -> None:
        if same := [each for each in entries if each.get("access_token") == values["access_token"]]:
            raise UserError(f"This key is there already: {same[0].get('label')!r}. Nothing was added.")
        label = options.label or free_label(entries)
        entries.append(
            {
                "id": os.urandom(3).hex(),
                "label": label,
                "auth_type": kind,
                "priority": 0,
                "source": source,
                "base_url": base_url,
                **values,
            }
        )
        print(f"Added {label!r}; it goes to {base_url} only. Kept in {auth_file(app.home)}")

    change_pool(app.home, provider.name, change)
    return 0


def free_label(entries: Sequence[Entry]) -> str:
    """What to call a key that nobody named."""
    taken = {entry.get("label") for entry in entries}
    return next(label for number in count(len(entries) + 1) if (label := f"key-{number}") not in taken)


def typed(from_stdin: bool) -> str:
    """The key. UserError when it cannot be one."""
    if not from_stdin and not sys.stdin.isatty():
        raise UserError("There is no terminal to type a key in. Pass it on standard input, with --key-stdin.")
    key = (sys.stdin.readline() if from_stdin else hidden("Key (what you type is not shown): ")).strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise UserError("A key is one word of letters, digits and signs. Nothing was added.")
    return key


def signed_in(provider: Provider) -> dict[str, object]:
    """Sign in through a browser. AuthRequired when it comes to nothing."""
    import asyncio

    from hermes_acp.models.http import Http
    from hermes_acp.models.keyring import written
    from hermes_acp.models.oauth import Question, SignIn, Tokens, sign_in_by_device

    sign_in = provider.sign_in
    if sign_in is None:
        raise AuthRequired(
            f"One cannot sign in to {provider.label} here, but add a key: hermes auth add {provider.name}"
        )

    def tell(question: Question) -> None:
        print(f"Open {question.address} in a browser and enter the code {question.code}", flush=True)
        print(f"It lasts {question.seconds / 60:.0f} minutes. Waiting …", flush=True)

    async def go() -> Tokens:
        http = Http()
        try:
            return await sign_in_by_device(provider.name, provider.label, SignIn(*sign_in), http, tell)
        finally:
            await http.aclose()

    return dict(written(asyncio.run(go())))


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
