"""``hermes refs``: what a prompt would attach, how many tokens that is, and why something would not be.

Runs the same resolver and the same rules as a session. Nobody is asked here: what a session would ask about is said.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.approval.decision import Mode, Setting
    from hermes_acp.approval.policy import Policy
    from hermes_acp.references.reference import Attached


def run(argv: list[str]) -> int:
    """The command. 0 when all is attached, 1 when something is not, 2 when it cannot start."""
    parser = argparse.ArgumentParser(
        prog="hermes refs",
        description='Show what the references of a prompt would attach: hermes refs "explain @src/app.py:10-20"',
    )
    parser.add_argument("text", help="the prompt")
    parser.add_argument("--cwd", default=".", metavar="DIR", help="the session's directory (default: the current one)")
    parser.add_argument(
        "--budget", type=_tokens, metavar="TOKENS", help="tokens they may use (default: as without a model)"
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


def _tokens(typed: str) -> int:
    """A number of tokens. ArgumentTypeError, which becomes wrong usage, for what is none."""
    if not typed.isdecimal():
        raise argparse.ArgumentTypeError(f"invalid number of tokens: {typed!r}")
    return int(typed)


async def _attached(text: str, cwd: str, budget: int | None) -> Attached:
    import asyncio
    import tempfile

    from hermes_acp.agent.preview import preview
    from hermes_acp.app import App
    from hermes_acp.references.builtin import built_in
    from hermes_acp_tools.hosts.local import LocalHost

    app = App({})
    try:
        defaults = await asyncio.to_thread(app.models.defaults)
        host = LocalHost(spill_dir=tempfile.gettempdir(), roots=(cwd,))
        policy, setting = await asyncio.to_thread(_rules, app.home, cwd, defaults.mode)

        kinds = (*built_in(host, cwd), *app.knowledge.kinds(cwd))
        return await preview(text, host, kinds, policy, setting, budget, defaults.attach_share)
    finally:
        await app.close()


def _rules(home: str, cwd: str, mode: Mode) -> tuple[Policy, Setting]:
    """What a session here would decide by. Blocks."""
    from hermes_acp.approval.decision import Setting
    from hermes_acp.approval.policy import Policy
    from hermes_acp.approval.rulefile import load_rules
    from hermes_acp.approval.trust import TrustStore

    rules, problems = load_rules(home, cwd, trusted=TrustStore(home).trusted(cwd))
    for problem in problems:
        print(f"hermes refs: {problem}", file=sys.stderr)
    setting = Setting(mode, (cwd,), cwd, os.path.expanduser("~"), trusted=True, interactive=False, state_dir=home)
    return Policy(rules), setting


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
    from hermes_acp.privacy.fence import one_line
    from hermes_acp.references.locate import counted

    if not attached.blocks:
        return "Nothing is attached: there is no reference in it."
    rows: list[str] = []
    for block in attached.blocks:
        if block.state == "missing":
            row = f"{block.source}: not attached: {block.note}"
        else:
            row = f"{block.source}: {block.title}, {block.state}, about {counted(block.tokens, 'token')}"
            row += f". {block.note}" if block.note else ""
        rows.append(one_line(row))
    rows.append(f"Together about {counted(sum(block.tokens for block in attached.blocks), 'token')}.")
    return "\n".join(rows)
