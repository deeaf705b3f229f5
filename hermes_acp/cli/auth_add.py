"""``hermes auth add``: a key that is typed or piped, or a sign-in through a browser."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from hermes_acp.cli.setup import hidden
from hermes_acp.errors import AuthRequired, UserError

if TYPE_CHECKING:
    from hermes_acp.models.credentials import Entry
    from hermes_acp.models.providers import Provider
    from hermes_acp.models.wanted import Wanted


def add(home: str, wanted: Wanted, provider: Provider, options: argparse.Namespace) -> int:
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
        print(f"Added {label!r}; it goes to {base_url} only. Kept in {auth_file(home)}")

    change_pool(home, provider.name, change)
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
