"""What an agent may do is granted by name; what is not granted is refused, logged, and told to the model.

The model here plays a script, so that the example shows the same every time and needs no key.
"""

import logging
import tempfile

from hermes_acp import Agent, Tool
from hermes_acp.models.scripted import ScriptedModel


def send_letter(to: str, text: str) -> str:
    """Send a letter."""
    return f"sent to {to}"


def count_words(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


SCRIPT = [
    [
        {"call": {"name": "count_words", "arguments": {"text": "one two three"}}},
        {"call": {"name": "send_letter", "arguments": {"to": "ann", "text": "hi"}}},
    ],
    [{"text": "Three words. The letter could not be sent."}],
]


def main() -> None:
    """Ask for two things of which one was not granted."""
    logging.basicConfig(format="%(levelname)s %(message)s")
    tools = [Tool(send_letter, capabilities=["fetch"]), Tool(count_words)]
    with (
        tempfile.TemporaryDirectory() as work,
        Agent(ScriptedModel(SCRIPT), tools=tools, allow=["read"], cwd=work) as agent,
    ):
        print(agent.run_sync("Count the words and send them to Ann."))
        for call in agent.state.tool_history:
            print(f"{call.tool}: {call.error or call.output}")


if __name__ == "__main__":
    main()
