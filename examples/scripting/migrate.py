"""Runs the same task in several directories, side by side, and says what was done and what it cost.

Usage: python migrate.py "TASK" DIRECTORY... Edits inside a directory are allowed, commands are asked about here.
"""

import asyncio
import os
import sys

from hermes_acp.client import AsyncClient, Failed, Options, Question, Turn


def decide(question: Question) -> str | None:
    """Ask whoever sits here; without anybody, refuse."""
    if not sys.stdin.isatty():
        return None
    answer = input(f"{question.title}\n{question.why} Allow it once? [y/N] ")
    return question.option("allow_once") if answer.lower() == "y" else None


async def migrate(hermes: AsyncClient, task: str, directory: str) -> Turn:
    """Run the task in one directory."""
    session = await hermes.new_session(directory, mode="accept_edits", deny=["shell(git push:*)"])
    async for event in session.stream(task):
        if event["type"] == "call_started":
            print(f"{directory}: {event['title']}")
    turn = await session.run("In one sentence: what did you change?")
    await session.close()
    return turn


async def main(task: str, directories: list[str]) -> None:
    """Run it everywhere."""
    async with AsyncClient(Options(), decide=decide) as hermes:
        turns = await asyncio.gather(*(migrate(hermes, task, directory) for directory in directories))
    for directory, turn in zip(directories, turns, strict=True):
        print(f"{os.path.basename(directory)}: {turn}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit('Usage: python migrate.py "TASK" DIRECTORY...')
    try:
        asyncio.run(main(sys.argv[1], sys.argv[2:]))
    except Failed as error:
        sys.exit(f"{error} ({error.reason})")
