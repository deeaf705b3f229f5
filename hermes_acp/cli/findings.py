"""What the doctor finds: a finding, how it can be mended, and how it is shown to a person and to a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from hermes_acp.cli.paint import Paint
from hermes_acp.errors import UserError

State = Literal["ok", "warning", "problem"]


class Repair(Struct, frozen=True):
    """What ``--fix`` may do without asking: safe, and it loses nothing."""

    do: Callable[[], str]
    """Does it and says what was done. OSError, UserError. Blocks."""
    diff: str = ""
    """What it changes in a file of the person's, shown before."""


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    """A stable word for scripts: ``config``, ``home``, ``store`` …"""
    state: State
    sentence: str
    """What was found."""
    advice: str = ""
    """What to do; empty when there is nothing to do."""
    seconds: float | None = None
    """How long it took, where that matters."""
    repair: Repair | None = None
    """How ``--fix`` mends it; None where a person has to."""
    fixed: str = ""
    """What ``--fix`` did about it; empty when it did nothing."""


def mend(finding: Finding) -> Finding:
    """Do the repair; the finding as it is afterwards. Blocks."""
    if finding.repair is None:
        return finding
    try:
        done = finding.repair.do()
    except (OSError, UserError) as error:
        return replace(finding, advice=f"It could not be mended: {error}. {finding.advice}".rstrip(), repair=None)
    return replace(finding, state="ok", advice="", repair=None, fixed=done)


def show(finding: Finding, paint: Paint) -> None:
    """Write it for a person."""
    took = f" ({finding.seconds * 1000:.0f} ms)" if finding.seconds is not None else ""
    paint.line(finding.state, f"{finding.name}: {finding.sentence}{took}")
    if finding.fixed:
        paint.detail(f"   mended: {finding.fixed}")
    if finding.advice:
        paint.detail(f"   {finding.advice}")


def summary(findings: list[Finding]) -> str:
    """The last line for a person: how it stands, and whether a repair is at hand."""
    counts = {state: sum(finding.state == state for finding in findings) for state in ("problem", "warning")}
    found = " and ".join(f"{count} {word}{'s' * (count > 1)}" for word, count in counts.items() if count)
    if not found:
        return "All is well."
    open_repairs = any(finding.repair and finding.state != "ok" for finding in findings)
    return f"{found}; what to do stands below each." + (" Or: hermes doctor --fix" if open_repairs else "")


def as_object(findings: list[Finding]) -> dict[str, object]:
    """All of them for a script: ``ok`` is false when one is a problem."""
    return {"ok": healthy(findings), "findings": [one_object(finding) for finding in findings]}


def one_object(finding: Finding) -> dict[str, object]:
    """One of them for a script."""
    return {
        "name": finding.name,
        "state": finding.state,
        "sentence": finding.sentence,
        "advice": finding.advice,
        "seconds": finding.seconds,
        "fixable": finding.repair is not None,
        "diff": finding.repair.diff if finding.repair else "",
        "fixed": finding.fixed,
    }


def healthy(findings: list[Finding]) -> bool:
    """Whether nothing is a problem."""
    return all(finding.state != "problem" for finding in findings)
