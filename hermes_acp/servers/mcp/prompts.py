"""The prompts: common tasks for the agent, and every skill by its name. Clients show them as slash commands."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hermes_acp.agent.skills import spoken
from hermes_acp.servers.mcp.front import PICTURE
from hermes_acp.servers.mcp.offer import Unknown
from hermes_acp_protocol.mcp.content import TextBlock
from hermes_acp_protocol.mcp.definitions import Icon, PromptArgument, PromptDefinition
from hermes_acp_protocol.mcp.results import PromptResult

if TYPE_CHECKING:
    from hermes_acp.servers.mcp.backend import HermesOffer

ICONS = (Icon(PICTURE, "image/svg+xml", ("any",)),)
CONTEXT = PromptArgument("context", "An @ reference: a path, @diff, @staged, @git:HEAD~1")
SESSION = PromptArgument("session_id", "The session to go on in, instead of a new one")
MODEL = PromptArgument("model", "provider:model, for a new session")
BY_RUN = "Hand this to Hermes with the tool agent_run, {how}, and tell the user what came of it:\n\n{task}"
BY_HAND = "Read {context} with the tool expand_references of the server hermes. Then: {task}"


class Task(NamedTuple):
    """A common task."""

    title: str
    about: str
    task: str
    context: str = "@diff"
    """What it is about where nothing was given."""


TASKS: Mapping[str, Task] = {
    "review": Task(
        "Review changes",
        "Find what is wrong with a change.",
        "Review this as a careful colleague: bugs "
        "first, then what is missing, each with file and line. Change nothing.",
    ),
    "explain": Task(
        "Explain",
        "Explain a file or a folder.",
        "Explain what this is for, how it is built, and what one has to know before changing it. Change nothing.",
        "@.",
    ),
    "fix_tests": Task(
        "Fix the tests",
        "Make failing tests pass.",
        "Run the tests, find why they fail, mend the cause and not the test, and run them again.",
        "@.",
    ),
    "commit_message": Task(
        "Commit message",
        "Write a message for what is staged.",
        "Write a commit message for this: "
        "a subject of at most 72 characters in the imperative, then why. Commit nothing.",
        "@staged",
    ),
}


async def listed(offer: HermesOffer) -> Sequence[PromptDefinition]:
    """Every prompt, the tasks first."""
    more = (SESSION, MODEL) if offer.terms.run else ()
    tasks = [PromptDefinition(name, one.title, one.about, (CONTEXT, *more), ICONS) for name, one in TASKS.items()]
    wanted = (PromptArgument("task", "What to do"), CONTEXT)
    skills = [
        PromptDefinition(skill.name, None, skill.description, wanted, ICONS)
        for skill in await offer.skills()
        if skill.name not in TASKS
    ]
    return [*tasks, *skills]


async def made(offer: HermesOffer, name: str, arguments: Mapping[str, str]) -> PromptResult:
    """A prompt with its arguments. Unknown."""
    given = arguments.get("context", "").strip()
    given = f"@{given}" if given and not given.startswith("@") else given
    if task := TASKS.get(name):
        context = given or task.context
        more = [f"{name} {arguments[name]}" for name in ("session_id", "model") if arguments.get(name)]
        how = ", ".join([f"context {context}", *more])
        text = (BY_RUN if offer.terms.run else BY_HAND).format(how=how, context=context, task=task.task)
        return PromptResult((("user", TextBlock(text)),), task.about)
    skills = await offer.skills()
    skill = skills.get(name)
    if skill is None:
        raise Unknown(f"There is no prompt {name!r} here.")
    view = await asyncio.to_thread(skills.view, name)
    task_words = arguments.get("task", "").strip() or "Follow it on what is at hand; ask if that is unclear."
    parts = [spoken(view), f"The task: {task_words}", *([f"It is about {given}."] if given else [])]
    return PromptResult((("user", TextBlock("\n\n".join(parts))),), skill.description)
