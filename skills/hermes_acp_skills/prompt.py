"""The short list of skills that stands in a system prompt: one line each, within a budget.

The same skills give the same bytes, so the prompt stays cacheable. Every name is listed before any description is
long: a model can ask for a skill it knows by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp_skills.skill import Skill

LINE = 160
"""Characters of one line at most."""
BUDGET = 8000
"""Characters of the whole list, about 2000 tokens."""


def index(skills: Sequence[Skill], budget: int = BUDGET) -> str:
    """One line for each skill, ``- name: description``; shorter descriptions, then none, when there are many.

    When not even the names fit, the last line says how many are missing.
    """
    width = LINE
    lines = [_line(skill, width) for skill in skills]
    while _size(lines) > budget and width > 40:
        width -= 20
        lines = [_line(skill, width) for skill in skills]
    if _size(lines) > budget:
        lines = [f"- {skill.name}" for skill in skills]
    if _size(lines) > budget:
        lines = _cut(lines, budget)
    return "\n".join(lines)


def _line(skill: Skill, width: int) -> str:
    line = f"- {skill.name}: {skill.description}"
    if len(line) <= width:
        return line
    cut = line[: width - 1]
    if " " in cut[len(skill.name) + 4 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.") + "…"


def _cut(lines: list[str], budget: int) -> list[str]:
    kept = list(lines)
    while kept and _size([*kept, _more(len(lines) - len(kept))]) > budget:
        kept.pop()
    return [*kept, _more(len(lines) - len(kept))]


def _more(count: int) -> str:
    return f"- … and {count} more; search for them"


def _size(lines: Sequence[str]) -> int:
    return sum(len(line) + 1 for line in lines)
