"""Commands about the conversation: how full it is, what it cost, what waits, what it changed; and making it shorter."""

from __future__ import annotations

import asyncio

from hermes_acp.agent.compaction.tokens import total
from hermes_acp.agent.events import PromptQueued
from hermes_acp.agent.history import waiting_prompts
from hermes_acp.agent.session import Session
from hermes_acp.agent.turns import Prompt
from hermes_acp.agent.undo import undo_last_turn
from hermes_acp.agent.usage import NOTHING, Spent, TurnSpent, turns_in
from hermes_acp.errors import UserError
from hermes_acp.models.message import AssistantMessage, Text, ToolMessage, UserMessage
from hermes_acp.models.model import ASSUMED_WINDOW


async def compact(session: Session, rest: str) -> str:
    """Sum up the older part of the conversation for the model."""
    done = await session.compact(rest)
    if done is None:
        return "There is too little to sum up."
    by = f" by `{done.model}`" if done.model else " by rule, since no model could"
    return f"Summed up{by}: about {done.before:,} → {done.after:,} tokens. You still see everything."


async def context(session: Session, rest: str) -> str:
    """Show what fills the context."""
    model = await session.services.open_model(session.model)
    kinds = (("you", UserMessage), ("the model", AssistantMessage), ("tools", ToolMessage))
    rows = [f"- {who}: about {total(m for m in session.history if type(m) is kind):,}" for who, kind in kinds]
    counted = session.meter.context
    window = model.window or ASSUMED_WINDOW
    size = f"{window:,} tokens" + ("" if model.window else ", assumed since nobody says it")
    used = f"{counted[0]:,} tokens ({counted[0] / window:.0%})" if counted else "not counted by the provider yet"
    head = f"Context of `{model.name}`: {size}. Last request and reply: {used}."
    fixed = [f"- prompt and tools: about {session.meter.fixed:,}"] if session.meter.fixed else []
    return "\n".join([head, "", "Tokens by who said it, estimated:", *fixed, *rows])


async def usage(session: Session, rest: str) -> str:
    """Show what the last turn and the session cost."""
    await session.settled()
    entries, price = await session.services.store.read(session.id), session.services.market().price
    turns = await asyncio.to_thread(lambda: [*turns_in(entries, price)])
    if not turns:
        return "No model has been asked yet."
    whole = sum((turn.spent for turn in turns), NOTHING)
    rows = ["| | requests | tokens in | from cache | tokens out | cost | time |", "| --- |" + " ---: |" * 6]
    count = "1 turn" if len(turns) == 1 else f"{len(turns):,} turns"
    rows += [row("last turn", turns[-1].spent), row(f"session, {count}", whole)]
    rows += [row(f"`{model}`", spent) for model, spent in sorted(by_model(turns).items())]
    return "\n".join([*rows, *(["", whole.left_out] if whole.left_out else [])])


def by_model(turns: list[TurnSpent]) -> dict[str, Spent]:
    """What each model cost, when there is more than one."""
    found: dict[str, Spent] = {}
    for turn in turns:
        for model, spent in turn.by_model.items():
            found[model] = found.get(model, NOTHING) + spent
    return found if len(found) > 1 else {}


def row(name: str, spent: Spent) -> str:
    """A line of the table."""
    tokens = spent.usage
    cells = [
        name,
        f"{spent.requests:,}",
        "?" if tokens.input is None else f"{tokens.input:,}",
        "?" if spent.hit_rate is None else f"{spent.hit_rate:.0%}",
        "?" if tokens.output is None else f"{tokens.output:,}",
        price(spent),
        f"{spent.seconds:,.0f} s" if spent.seconds else "",
    ]
    return f"| {' | '.join(cells)} |"


def price(spent: Spent) -> str:
    """Dollars at list price, saying when that is not all."""
    if spent.unpriced == spent.requests:
        return "?"
    return f"{'≥ ' if spent.unpriced else ''}${spent.dollars:,.4f}"


async def skills(session: Session, rest: str) -> str:
    """List the skills, or those that fit some words."""
    catalog = await session.shelf.fresh()
    found = catalog.search(rest, 20) if rest else tuple(catalog)
    rows = [f"- `/{skill.name}` ({skill.source}): {skill.description}" for skill in found]
    warnings = [f"- {problem}" for problem in catalog.problems if problem.severity == "warning"]
    told = "\n".join(rows) or "No skill fits."
    return told + ("\n\nProblems:\n" + "\n".join(warnings) if warnings else "")


async def undo(session: Session, rest: str) -> str:
    """Take back what the last turn changed in files."""
    return await undo_last_turn(session)


async def waiting(session: Session, rest: str) -> str:
    """List the prompts that wait for the running turn."""
    prompts: list[PromptQueued] = waiting_prompts(await session.events())
    return "\n".join(f"- {prompt.shown}" for prompt in prompts) or "Nothing waits."


async def queue(session: Session, rest: str) -> Prompt:
    """A prompt that waits its turn, as every prompt does that is sent while another runs."""
    if not rest:
        raise UserError(await waiting(session, ""))
    return Prompt((Text(rest),), rest)
