"""The questions of the setup: each takes a draft and returns it with one more thing known.

Knows people, not networks and not files. Every question can be left with Ctrl-C or Ctrl-D, which pass through.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from hermes_acp.cli.draft import Draft
from hermes_acp.models.local import LocalServer
from hermes_acp.models.providers import PROVIDERS, Provider
from hermes_acp.models.wanted import Wanted

SHOWN = 20
"""Models listed at once."""


class Talk(NamedTuple):
    """How the person is spoken with."""

    ask: Callable[[str], str]
    """Shows a question, returns the line that was typed. EOFError at the end of input."""
    secret: Callable[[str], str]
    """The same, and what is typed is not shown."""
    say: Callable[[str], None]


def ask_provider(talk: Talk, settings: Wanted, servers: Sequence[LocalServer]) -> Draft:
    """Who is to answer."""
    rows = menu(settings, servers)
    likely = next((number for number, (provider, _) in enumerate(rows, 1) if provider.name == settings.provider), 1)
    talk.say("Who is to answer?")
    for number, (provider, note) in enumerate(rows, 1):
        talk.say(f"  {number:>2}  {provider.label:<22} {note}".rstrip())
    while True:
        answer = talk.ask(f"Number or name [{likely}]: ").strip().lower() or str(likely)
        chosen = settings.find(answer)
        if answer.isdecimal() and 1 <= int(answer) <= len(rows):
            chosen = rows[int(answer) - 1][0]
        if chosen is not None:
            kept = settings.base_url if settings.provider == chosen.name else None
            return Draft(chosen, settings, kept or "")
        talk.say(f"{answer!r} is neither a number of the list nor one of {', '.join(settings.names())}.")


def menu(settings: Wanted, servers: Sequence[LocalServer]) -> list[tuple[Provider, str]]:
    """The providers with a note each: those that run here, those with a key, all others."""
    here = {server.provider: f"runs here with {counted(len(server.models), 'model')}" for server in servers}

    def note(provider: Provider) -> str:
        keys = provider.keys[:1] if provider.shares_keys else provider.keys
        key = next((name for name in keys if settings.variables.get(name)), None)
        idle = "(nothing answers on its port)" if provider.local else ""
        return here.get(provider.name) or (f"{key} is set" if key else idle)

    def rank(row: tuple[Provider, str]) -> int:
        provider, said = row
        return 0 if provider.name in here else 3 if provider.local else 1 if said else 2

    mine = [own.provider for own in settings.own]
    known = [*mine, *(provider for provider in PROVIDERS if provider.name not in {own.name for own in mine})]
    return sorted(((provider, note(provider)) for provider in known), key=rank)


def ask_address(talk: Talk, draft: Draft) -> Draft:
    """Where it answers; only Enter keeps what is known."""
    known = draft.base_url or draft.provider.base_url
    while True:
        typed = talk.ask(f"Address of the API{f' [{known}]' if known else ', such as http://127.0.0.1:9000/v1'}: ")
        address = typed.strip().rstrip("/") or known
        url = urlsplit(address)
        if url.scheme in ("http", "https") and url.hostname:
            return replace(draft, base_url="" if address == draft.provider.base_url else address)
        talk.say("An address begins with http:// or https:// and names a host.")


def ask_key(talk: Talk, draft: Draft) -> Draft:
    """The key; Enter keeps the one that is set, and is enough where none is needed."""
    if not draft.provider.keys:
        return draft
    name = draft.provider.keys[0]
    endpoint = draft.endpoint()
    if endpoint is not None and endpoint.key:
        source = "the one you typed" if draft.key else origin(endpoint.key_source, endpoint.env_file)
        talk.say(f"There is a key: {source}. It is sent to {endpoint.base_url} only.")
        question = "Another key, or Enter to keep it (what you type is not shown): "
    elif endpoint is not None:
        question = "Key, or Enter if it wants none (what you type is not shown): "
    else:
        if draft.provider.sign_in:
            talk.say(f"One can sign in with a browser, too: hermes auth add {draft.provider.name} --type oauth")
        question = f"Key for {draft.provider.label}, kept as {name} (what you type is not shown): "
    while True:
        key = talk.secret(question).strip()
        if not key and endpoint is not None:
            return draft
        if key and key.isascii() and key.isprintable() and " " not in key:
            return replace(draft, key=key)
        talk.say("A key is one word of letters, digits and signs. Ctrl-C leaves, and nothing is saved.")


def ask_model(talk: Talk, draft: Draft, offered: Sequence[str]) -> Draft:
    """Which model. ``offered`` is what the provider lists; empty when it lists nothing."""
    likely = likely_model(draft, offered)
    shown = show_models(talk, offered, "")
    while True:
        typed = talk.ask(f"Model{f' [{likely}]' if likely else ''}: ").strip() or likely
        if typed.isdecimal() and 1 <= int(typed) <= len(shown):
            return replace(draft, model=shown[int(typed) - 1])
        model = typed.removeprefix(f"{draft.provider.name}:")
        if model in offered or (model and model == draft.model) or (model and not offered):
            return replace(draft, model=model)
        if found := [name for name in offered if model and model.lower() in name.lower()]:
            shown = show_models(talk, found, model)
        elif model and yes(talk, f"{draft.provider.label} does not list {model!r}. Use it all the same?"):
            return replace(draft, model=model)


def likely_model(draft: Draft, offered: Sequence[str]) -> str:
    """What Enter stands for: the model chosen before, the provider's usual one, the only one; or nothing."""
    name = f"{draft.provider.name}:"
    before = draft.before.model or ""
    chosen = draft.model or (before.removeprefix(name) if before.startswith(name) else "") or draft.provider.default
    if not offered or chosen in offered:
        return chosen
    return offered[0] if len(offered) == 1 or draft.provider.local else ""


def show_models(talk: Talk, names: Sequence[str], part: str) -> Sequence[str]:
    """List the models, as far as they fit; returns those that are shown and have a number."""
    shown = names[:SHOWN]
    for number, name in enumerate(shown, 1):
        talk.say(f"  {number:>2}  {name}")
    if len(names) > len(shown):
        what = f"{counted(len(names), 'model')} {f'with {part!r}' if part else 'in all'}"
        talk.say(f"  {what}; type a part of a name to see those that have it.")
    return shown


def ask_remedy(talk: Talk, draft: Draft, likely: str) -> str:
    """What to do after a failed trial: ``key``, ``address``, ``model``, ``provider``, ``again``, ``save``, ``quit``."""
    choices = {"key": "another key", "address": "another address", "model": "another model"}
    if not draft.provider.keys:
        del choices["key"]
    if draft.provider.cloud:
        del choices["address"]
    choices |= {"provider": "another provider", "again": "try again", "save": "save it as it is", "quit": "leave"}
    likely = likely if likely in choices else "again"
    talk.say("What now?  " + ", ".join(f"{word}: {meaning}" for word, meaning in choices.items()))
    while True:
        typed = talk.ask(f"Word, or its beginning [{likely}]: ").strip().lower() or likely
        if chosen := next((word for word in choices if word.startswith(typed)), None):
            return chosen


def yes(talk: Talk, question: str) -> bool:
    """A plain yes; all else is no."""
    return talk.ask(f"{question} [y/N]: ").strip().lower() in ("y", "yes")


def origin(source: str, env_file: str) -> str:
    """Where a key came from, for a person: a variable of the environment, one of the file, or a setting."""
    if "." in source:
        return f"{source} in the settings"
    return f"{source} in {'the environment' if source in os.environ else env_file}"


def counted(number: int, word: str) -> str:
    """``1 model``, ``2 models``."""
    return f"{number} {word}{'' if number == 1 else 's'}"
