"""Events as they happen: words, calls, the end. The model plays a script; see ``permissions.py``."""

import asyncio
import tempfile

from hermes_acp import Agent
from hermes_acp.agent.events import AgentText, CallFinished, TurnEnded
from hermes_acp.models.scripted import ScriptedModel

SCRIPT = [
    [
        {"text": "I write it down. "},
        {"call": {"name": "write_file", "arguments": {"path": "note.txt", "content": "milk\n"}}},
    ],
    [{"text": "It says milk."}],
]


async def main() -> None:
    """Run one turn and print what happens."""
    with tempfile.TemporaryDirectory() as work:
        async with Agent(ScriptedModel(SCRIPT), allow=["read", "write"], cwd=work) as agent:
            async for event in agent.stream("Note that we need milk."):
                match event:
                    case AgentText(text=text):
                        print(text)
                    case CallFinished(title=title, status=status):
                        print(f"[{title}: {status}]")
                    case TurnEnded(stop=stop):
                        print(f"[{stop}]")
                    case _:
                        pass


if __name__ == "__main__":
    asyncio.run(main())
