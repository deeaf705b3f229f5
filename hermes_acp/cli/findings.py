"""What the doctor finds: a finding, and how it is shown to a person and to a script."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from hermes_acp.cli.paint import Paint

State = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
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


def show(finding: Finding, paint: Paint) -> None:
    """Write it for a person."""
    took = f" ({finding.seconds * 1000:.0f} ms)" if finding.seconds is not None else ""
    paint.line(finding.state, f"{finding.name}: {finding.sentence}{took}")
    if finding.advice:
        paint.detail(f"   {finding.advice}")


def as_object(findings: list[Finding]) -> dict[str, object]:
    """All of them for a script: ``ok`` is false when one is a problem."""
    return {"ok": healthy(findings), "findings": [asdict(finding) for finding in findings]}


def healthy(findings: list[Finding]) -> bool:
    """Whether nothing is a problem."""
    return all(finding.state != "problem" for finding in findings)
