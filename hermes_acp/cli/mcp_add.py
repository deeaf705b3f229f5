"""``hermes mcp add``: one server, as it is typed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from hermes_acp.cli.mcp_writing import write

_VALUED = ("--url", "--env", "--header")
"""Flags of ``add`` that a value follows."""


def add(argv: list[str]) -> int:
    """``hermes mcp add NAME -- COMMAND [ARGUMENTS]`` or ``hermes mcp add NAME --url URL``."""
    flags, command = _parted(argv)
    parser = argparse.ArgumentParser(
        prog="hermes mcp add",
        usage="hermes mcp add NAME [OPTION ...] (-- COMMAND [ARGUMENT ...] | --url URL)",
        description="Add a server to your settings. Values that look like secrets are kept in .env.",
        epilog="examples:\n"
        "  hermes mcp add git -- uvx mcp-server-git\n"
        "  hermes mcp add issues --env TOKEN=... -- npx -y some-mcp-server --read-only\n"
        "  hermes mcp add docs --url https://example.org/mcp",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", help="what it is to be called here")
    parser.add_argument("--url", help="address of a server that is running")
    parser.add_argument(
        "--env", action="append", default=[], metavar="NAME[=VALUE]", help="a variable it gets; without a value, ours"
    )
    parser.add_argument("--header", action="append", default=[], metavar="NAME=VALUE", help="a header of each request")
    parser.add_argument("--replace", action="store_true", help="in place of one of that name")
    options = parser.parse_args(flags)
    if bool(command) == bool(options.url):
        parser.error("give either a command behind -- or --url")
    entry: dict[str, object] = {"url": options.url} if options.url else {"command": command[0]}
    if command[1:]:
        entry["args"] = command[1:]
    passed_on = [pair if "=" in pair else f"{pair}=${{{pair}}}" for pair in options.env]
    for key, pairs in (("env", passed_on), ("headers", options.header)):
        if pairs:
            entry[key] = _pairs(parser, pairs)
    name = write(options.name, entry, replace=options.replace)
    print(f"{name} is added. `hermes mcp test {name}` tries it.")
    return 0


def _parted(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Our own arguments, and the command: all behind ``--``, or from the second word that is no flag of ours."""
    words = iter(argv)
    ours: list[str] = []
    named = False
    for word in words:
        if word == "--" or (named and not word.startswith("-")):
            return ours, [*([] if word == "--" else [word]), *words]
        ours.append(word)
        if word in _VALUED:
            ours += [value for value in (next(words, None),) if value is not None]
        named = named or not word.startswith("-")
    return ours, []


def _pairs(parser: argparse.ArgumentParser, pairs: Sequence[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    if odd := next((pair for pair, (_, sign, _) in zip(pairs, split, strict=True) if not sign), None):
        parser.error(f"{odd!r} is not NAME=VALUE")
    return {name: value for name, _, value in split}
