"""``hermes mcp import``: servers from the settings of other programs."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from typing import cast

from hermes_acp.cli.mcp_writing import write
from hermes_acp.cli.streams import harmless
from hermes_acp.errors import ConfigError


def bring(argv: list[str]) -> int:
    """``hermes mcp import [FROM]``."""
    from hermes_acp.mcp_client.importing import clients, read_file

    names = ", ".join(client.name for client in clients())
    parser = argparse.ArgumentParser(
        prog="hermes mcp import",
        description="Take servers over from another program's settings. Without FROM, say what there is.",
    )
    parser.add_argument("source", nargs="?", metavar="FROM", help=f"{names}, or a file")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="this server alone")
    parser.add_argument("--replace", action="store_true", help="in place of those of the same name")
    parser.add_argument("--json", action="store_true", help="without FROM: print one JSON object")
    options = parser.parse_args(argv)
    if options.source is None:
        return _show_importable(as_json=options.json)
    known = next((client for client in clients() if client.name == options.source), None)
    files = [_place(file) for file in known.files] if known else [options.source]
    found: dict[str, Mapping[str, object]] = {}
    for file in files:
        for name, entry in read_file(file, os.getcwd()).items():
            found.setdefault(name, entry)
    if options.only:
        found = {name: entry for name, entry in found.items() if name in options.only}
    if not found:
        print(f"hermes mcp: there are no servers in {', '.join(files)}", file=sys.stderr)
        return 1
    return _take_over(found, replace=options.replace)


def _take_over(found: Mapping[str, Mapping[str, object]], *, replace: bool) -> int:
    code = 0
    for name, entry in found.items():
        try:
            print(f"{write(name, entry, replace=replace)} is taken over.")
        except ConfigError as error:
            print(harmless(f"hermes mcp: {error}"), file=sys.stderr)
            code = 1
    return code


def _show_importable(*, as_json: bool) -> int:
    from hermes_acp.mcp_client.importing import clients, read_file

    rows: list[dict[str, object]] = []
    for client in clients():
        for file in map(_place, client.files):
            try:
                names = list(read_file(file, os.getcwd()))
            except ConfigError as error:  # one broken file hides no other
                print(harmless(f"hermes mcp: {error}"), file=sys.stderr)
                continue
            if names:
                rows.append({"from": client.name, "servers": names, "file": file})
    if as_json:
        print(json.dumps({"found": rows}, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(harmless(f"{row['from']:<14}  {', '.join(cast('list[str]', row['servers']))}  ({row['file']})"))
    if not rows:
        print("No settings of other programs with MCP servers were found.")
    return 0


def _place(file: str) -> str:
    return os.path.abspath(os.path.expanduser(file))
