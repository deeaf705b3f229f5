"""``hermes refs``: what a prompt would attach, how many tokens that is, and why something would not be.

Runs the same resolver as a session. There is nobody to ask here, so what a session would ask about is reported.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.references.kinds import Verdict
    from hermes_acp.references.reference import Attached
    from hermes_acp_tools.action import Action


def run(argv: list[str]) -> int:
    """The command. 0 when all is attached, 1 when something is not, 2 when it cannot start."""
    parser = argparse.ArgumentParser(
        prog="hermes refs",
        description='Show what the references of a prompt would attach: hermes refs "explain @src/app.py:10-20"',
    )
    parser.add_argument("text", help="the prompt")
    parser.add_argument("--cwd", default=".", metavar="DIR", help="the session's directory (default: the current one)")
    parser.add_argument(
        "--budget", type=int, metavar="TOKENS", help="tokens they may use (default: as without a model)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    cwd = os.path.realpath(options.cwd)
    if not os.path.isdir(cwd):
        print(f"hermes refs: there is no directory {options.cwd!r}", file=sys.stderr)
        return 2

    import asyncio

    attached = asyncio.run(_attached(options.text, cwd, options.budget))
    print(json.dumps(as_json(attached), ensure_ascii=False, indent=2) if options.json else as_text(attached))
    return 1 if any(block.state == "missing" for block in attached.blocks) else 0


async def _attached(text: str, cwd: str, budget: int | None) -> Attached:
    import tempfile

    from hermes_acp.references.budget import share
    from hermes_acp.references.builtin import built_in
    from hermes_acp.references.resolve import Resolver
    from hermes_acp_tools.hosts.local import LocalHost

    host = LocalHost(spill_dir=tempfile.gettempdir(), roots=(cwd,))

    async def guard(action: Action) -> Verdict:
        return _verdict(action, cwd)

    resolver = Resolver(host, (cwd,), cwd, built_in(host, cwd), guard)
    return await resolver.resolve(text, (), share(None) if budget is None else budget)


def _verdict(action: Action, cwd: str) -> Verdict:
    """What can be said without a person: what leaves the workspace, holds secrets or is private would be asked."""
    from hermes_acp.approval.paths import inside
    from hermes_acp.approval.protected import secret
    from hermes_acp.references.address import is_public, parse_address
    from hermes_acp.references.kinds import Verdict

    for use in action.paths:
        if use.access != "list" and secret(use.resolved):
            return Verdict(False, f"a session would ask first: {use.given} may hold secrets, and it leaves the machine")
        if not inside(use.resolved, cwd):
            return Verdict(False, f"a session would ask first: {use.resolved} is outside the workspace")
    if action.url is not None:
        host = parse_address(action.url).host
        if host.replace(".", "").isdigit() or ":" in host:
            return Verdict(is_public(host), f"a session would ask first: {host} is an address in a private network")
    return Verdict(True)


def as_json(attached: Attached) -> dict[str, object]:
    """The report for scripts."""
    blocks = [
        {
            "source": block.source,
            "title": block.title,
            "state": block.state,
            "tokens": block.tokens,
            "note": block.note,
        }
        for block in attached.blocks
    ]
    return {"attached": blocks, "tokens": sum(block.tokens for block in attached.blocks), "notices": attached.notices}


def as_text(attached: Attached) -> str:
    """The report for people, one line a reference."""
    from hermes_acp.references.render import one_line

    if not attached.blocks:
        return "Nothing is attached: there is no reference in it."
    rows: list[str] = []
    for block in attached.blocks:
        what = (
            "not attached" if block.state == "missing" else f"{block.title}, {block.state}, about {block.tokens} tokens"
        )
        rows.append(one_line(f"{block.source}: {what}" + (f". {block.note}" if block.note else "")))
    rows.append(f"Together about {sum(block.tokens for block in attached.blocks)} tokens.")
    return "\n".join(rows)
