"""A function as a tool. Needs no key: without a model in the settings, the built-in demo answers.

Run it with ``python examples/library/weather.py``, or with a model: ``HERMES_MODEL=anthropic:claude-haiku-4-5 …``.
"""

from hermes_acp import Agent, Tool


def weather(city: str) -> str:
    """Say how the weather is in a city."""
    return f"Sunny in {city}, 21 °C."


def main() -> None:
    """Ask, and show what was called."""
    with Agent(tools=[Tool(weather)]) as agent:
        print(agent.run_sync("How is the weather in Basel?"))
        for call in agent.state.tool_history:
            print(f"{call.tool}({dict(call.input)}) → {call.output} in {call.duration:.3f} s")


if __name__ == "__main__":
    main()
