"""``hermes tour``: one real turn, told as it happens. No key, no account, nothing changed outside a copy.

The model is ``demo``, plain rules and no AI; the wire, the tools, the permission and the log are the real ones.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import cast

from hermes_acp.cli.editor import SmallEditor, connected
from hermes_acp.cli.paint import Paint
from hermes_acp.errors import UserError

PROMPT = "One test fails. Find out why, fix it, and show me that it passes."

SAMPLES = (Path(__file__).parent / "sample", Path(__file__).parents[2] / "examples" / "sample")
"""The sample project: beside this file in an installed package, under ``examples`` in a checkout."""


def run(arguments: Sequence[str]) -> int:
    """Play the tour. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="hermes tour",
        description="See one real turn of the agent on a copy of a sample project. Needs no key.",
    )
    parser.add_argument(
        "sample", nargs="?", help="a Python project with a failing test (default: the one that came along)"
    )
    parser.add_argument(
        "--no", action="store_true", help="refuse the permission that is asked, to see what then happens"
    )
    options = parser.parse_args(arguments)
    sample = (
        Path(options.sample) if options.sample else next((place for place in SAMPLES if place.is_dir()), SAMPLES[0])
    )
    if not sample.is_dir():
        raise UserError(f"There is no sample project at {sample}. Give one: hermes tour DIR")
    with tempfile.TemporaryDirectory(prefix="hermes-tour-") as scratch:
        workspace = Path(scratch).resolve() / sample.resolve().name
        shutil.copytree(sample, workspace, ignore=shutil.ignore_patterns("__pycache__"))
        teller = Teller(Paint(sys.stdout), str(workspace), refuse=options.no)
        teller.opening(sample)
        return asyncio.run(tour(workspace, os.path.join(scratch, "home"), teller))


async def tour(workspace: Path, home: str, teller: Teller) -> int:
    """Start the agent on the workspace, in a home of its own, and tell what happens."""
    env = {**os.environ, "HERMES_HOME": home, "HERMES_MODEL": "demo:rules"}
    async with connected(SmallEditor(teller.heard, teller.asked), env=env) as editor:
        session_id = await editor.open_session(str(workspace))
        answer = await editor.prompt(session_id, PROMPT)
    return await teller.closing(str(answer.get("stopReason")), workspace)


class Teller:
    """Tells what comes over the wire, as lines a person can follow."""

    def __init__(self, paint: Paint, workspace: str, *, refuse: bool) -> None:
        self._paint = paint
        self._workspace = workspace
        self._refuse = refuse
        self._in_text = False
        self._titles: dict[str, str] = {}

    def opening(self, sample: Path) -> None:
        """Say what is about to be seen."""
        say = self._paint
        say.heading("One turn of Hermes")
        say.plain(f"An editor starts `hermes acp`; here a small one, on a copy of {sample}.")
        say.plain("The model is `demo`: plain rules, no AI. All the rest is what your editor gets.\n")
        say.line("you", PROMPT)

    def heard(self, update: Mapping[str, object]) -> None:
        """Tell one ``session/update``."""
        call_id = str(update.get("toolCallId"))
        match update:
            case {"sessionUpdate": "agent_message_chunk", "content": {"text": str(text)}}:
                if not self._in_text:
                    self._paint.label("agent")
                self._paint.raw(text)
                self._in_text = True
            case {"sessionUpdate": "tool_call" | "tool_call_update", "title": str(title)}:
                self._titles[call_id] = title
            case {"sessionUpdate": "tool_call_update", "status": "completed" | "failed" as status}:
                self._end_text()
                self._paint.line("tool", self._titles.get(call_id, call_id))
                self._outcome(update, failed=status == "failed")
            case _:
                pass

    async def asked(self, request: Mapping[str, object]) -> str | None:
        """Show the permission request and answer it in the person's place, saying so."""
        self._end_text()
        call = cast("Mapping[str, object]", request.get("toolCall"))
        options = cast("Sequence[Mapping[str, object]]", request.get("options"))
        self._paint.line("asks", str(call.get("title")))
        for part in cast("Sequence[Mapping[str, object]]", call.get("content") or ()):
            if part.get("type") == "diff":
                self._diff(part)
        for option in options:
            self._paint.detail(f"[ ] {option.get('name')}")
        wanted = "reject_once" if self._refuse else "allow_once"
        chosen = next((option for option in options if option.get("kind") == wanted), None)
        if chosen is None:
            return None
        self._paint.line("you", f"{chosen.get('name')}  (the tour answers for you)")
        return str(chosen.get("optionId"))

    async def closing(self, stop: str, workspace: Path) -> int:
        """Run the sample's tests once more, outside the agent, and say where to go next."""
        self._end_text()
        say = self._paint
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "unittest", "-q", cwd=workspace, stdout=-3, stderr=asyncio.subprocess.PIPE
        )
        _, report = await child.communicate()
        passed = child.returncode == 0
        say.heading("Checked from outside")
        say.plain(f"python -m unittest: {report.decode().strip().splitlines()[-1]}   (stop reason: {stop})\n")
        say.heading("Next")
        say.plain("hermes acp --setup            choose a real model: provider, key, name")
        say.plain('hermes run "what is here?"    a turn from the shell')
        say.plain("editors/                      how to connect Zed, VS Code, JetBrains, Neovim, Emacs")
        say.plain("hermes doctor                 checks it all")
        await say_what_is_within_reach(say)
        return 0 if passed != self._refuse else 1

    def _outcome(self, update: Mapping[str, object], *, failed: bool) -> None:
        for part in cast("Sequence[Mapping[str, object]]", update.get("content") or ()):
            content = part.get("content")
            text = cast("Mapping[str, object]", content).get("text") if isinstance(content, dict) else None
            lines = str(text).strip().splitlines() if text else []
            for line in lines[-4:]:
                self._paint.detail(line)
        if failed:
            self._paint.detail("(failed)")

    def _diff(self, part: Mapping[str, object]) -> None:
        old, new = str(part.get("oldText") or ""), str(part.get("newText") or "")
        name = os.path.relpath(str(part.get("path")), self._workspace)
        for line in unified_diff(old.splitlines(), new.splitlines(), name, name, lineterm="", n=1):
            self._paint.change(line)

    def _end_text(self) -> None:
        if self._in_text:
            self._paint.raw("\n")
            self._in_text = False


async def say_what_is_within_reach(say: Paint) -> None:
    """If a key or a model server is at hand, say so and how to use it."""
    from hermes_acp.app import App
    from hermes_acp.models.local import detect_local
    from hermes_acp.models.naming import DEMO

    try:
        model = (await asyncio.to_thread(App({}).models.defaults)).model
    except UserError as error:
        say.plain(f"\nA model is set but cannot be used yet: {error}")
        model = DEMO
    if model != DEMO:
        say.plain(f'\nA model is set up already: {model}. Try: hermes run "what is here?"')
    for server in await detect_local():
        name = f"{server.provider}:{server.models[0]}"
        say.plain(f'\n{server.label} runs on this machine. Try: HERMES_MODEL={name} hermes run "what is here?"')
