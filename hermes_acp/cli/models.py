"""``hermes models``: the models a person can use, by provider, with what they hold and cost.

Lists are kept for an hour; an older one is fetched again. What nobody knows is shown as not known.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hermes_acp.app import App
from hermes_acp.cli.streams import harmless

if TYPE_CHECKING:
    from hermes_acp.models.facts import Facts
    from hermes_acp.models.lists import Group
    from hermes_acp.models.wanted import Wanted

NONE_USABLE = (
    "No model can be used yet: no key is set, and no model server runs on this machine. Set one up: hermes acp --setup"
)


def run(argv: list[str]) -> int:
    """The command. 0 when something can be used and every list is there, 1 when not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="hermes models", description="List the models you can use.")
    parser.add_argument("--provider", metavar="NAME", help="only those of this provider")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--refresh", action="store_true", help="ask every provider, however young its list is")
    options = parser.parse_args(argv)
    app = App({})
    wanted = app.models.wanted(app.settings())
    provider = wanted.find(options.provider) if options.provider else None
    if options.provider and provider is None:
        known = ", ".join(wanted.names())
        print(f"hermes models: there is no provider {options.provider!r}; there are {known}", file=sys.stderr)
        return 2
    groups = asyncio.run(_groups(app, options.refresh, (provider.name,) if provider else ()))
    if options.json:
        from hermes_acp.models.telling import group_told

        print(json.dumps({"providers": [group_told(group, wanted) for group in groups]}, ensure_ascii=False, indent=2))
    else:
        for group in groups:
            print("\n".join(as_text(group, wanted)))
    if not groups:
        print(NONE_USABLE, file=sys.stderr)
    problems = [problem for group in groups if (problem := group.problem or missing(group, wanted))]
    for problem in problems:
        print(f"hermes models: {harmless(problem)}", file=sys.stderr)
    return 1 if not groups or problems else 0


async def _groups(app: App, force: bool, providers: tuple[str, ...]) -> tuple[Group, ...]:
    try:
        return await app.models.refresh(force=force, providers=providers)
    finally:
        await app.close()


def missing(group: Group, wanted: Wanted) -> str:
    """Why a group is empty, as far as it can be said without asking anybody; empty when it is not."""
    from hermes_acp.errors import HermesError
    from hermes_acp.models.registry import check

    if group.models:
        return ""
    try:
        check(f"{group.provider}:any", wanted)
    except HermesError as error:
        return str(error)
    provider = wanted.find(group.provider)
    return f"No {group.label} answers on this machine, or it holds no models." if provider and provider.local else ""


def facts(group: Group, model: str, wanted: Wanted) -> Facts:
    """What is known of a model of the group."""
    from hermes_acp.models.facts import facts_of

    return facts_of(f"{group.provider}:{model}", wanted)


def as_text(group: Group, wanted: Wanted) -> Iterator[str]:
    """A group for people, a line a model."""
    yield f"{group.label[:1].upper()}{group.label[1:]}  ({age(group)})"
    width = max((len(model.id) for model in group.models), default=0) + len(group.provider) + 1
    for model in group.models:
        known = facts(group, model.id, wanted)
        window = f"{known.window:,}" if known.window else "?"
        name = harmless(f"{group.provider}:{model.id}")
        yield f"  {name:<{min(width, 60)}}  {window:>9} tokens  {known.price_in_words()}"


def age(group: Group) -> str:
    """How old a list is."""
    if not group.models:
        return "lists no models"
    if group.fetched is None:
        return "its list was never fetched; the usual model is shown"
    minutes = int(max(0, time.time() - group.fetched) / 60)
    return ("as of now", "as of 1 minute ago")[minutes] if minutes < 2 else f"as of {minutes} minutes ago"
