"""The command line's front door: answers what needs nothing, and starts the editor's face without importing more."""

from __future__ import annotations

import sys


def main() -> int:
    """``hermes``: run the command named first. Returns the exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"], ["version"]):
        from hermes_acp import __version__

        print(f"hermes {__version__}")
        return 0
    try:
        if arguments == ["acp"]:
            from hermes_acp.servers.acp.start import serve

            return serve({})
        from hermes_acp.cli.main import main as run

        return run(arguments)
    except KeyboardInterrupt:  # while it starts, too
        return 130


def main_acp() -> int:
    """``hermes-acp``: the same as ``hermes acp``."""
    sys.argv[1:1] = ["acp"]
    return main()


if __name__ == "__main__":
    sys.exit(main())
