"""Hermes ACP: the agent backend that every editor wants to start. Importing it does nothing.

``from hermes_acp import Agent, Tool`` is the library (docs/library.md); it is loaded when it is first named.
"""

TYPE_CHECKING = False  # typing itself takes ten milliseconds, and every start of an editor imports this file
if TYPE_CHECKING:
    from hermes_acp.library import Agent, Tool

__version__ = "0.1.0"
__all__ = ["Agent", "Tool", "__version__"]


def __getattr__(name: str) -> object:
    if name not in ("Agent", "Tool"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    # By its name: every room imports this file for the version, and none of them stands on the library.
    return getattr(import_module("hermes_acp.library"), name)
