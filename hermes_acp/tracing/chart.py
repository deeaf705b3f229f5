"""The overview of a run as one SVG: a bar for each request from question to answer, a tick for everything said between.

Stretches in which nothing was open and nothing passed are drawn short, so that a lunch break hides no turn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from hermes_acp.tracing.exchanges import Exchange
from hermes_acp.tracing.reading import Run
from hermes_acp.tracing.words import name, summary

WIDTH = 1000
ROW = 16
LANES = 12
"""Rows at most for the requests of one side; what would need more is drawn over the last."""
MOST_TICKS = 4000
QUIET = 2.0
"""Seconds of silence that are drawn short."""
NARROWEST = 2.0
"""Width of the shortest bar."""


class Scale:
    """From seconds to places on the picture."""

    def __init__(self, moments: Sequence[float], busy: Sequence[tuple[float, float]]) -> None:
        """``moments`` at which something passed; ``busy`` stretches in which an answer was waited for."""
        points = sorted({0.0, *moments})
        open_until = _latest_ends(points, busy)
        lengths = [
            min(right - left, QUIET) if until < right else right - left
            for (left, right), until in zip(pairwise(points), open_until, strict=False)
        ]
        total = sum(lengths) or 1.0
        self._points, self._places = points, [0.0]
        for length in lengths:
            self._places.append(self._places[-1] + length * WIDTH / total)
        self.breaks = [
            (self._places[at], right - left)
            for at, (left, right) in enumerate(pairwise(points))
            if lengths[at] < right - left
        ]
        """Where silence was drawn short, and how many seconds of it."""

    def __call__(self, t: float) -> float:
        """The place of a moment."""
        at = min(bisect_right(self._points, t) - 1, len(self._points) - 2)
        if at < 0:
            return 0.0
        left, right = self._points[at], self._points[at + 1]
        share = (t - left) / (right - left)
        return self._places[at] + share * (self._places[at + 1] - self._places[at])


def _latest_ends(points: Sequence[float], busy: Sequence[tuple[float, float]]) -> list[float]:
    """For each moment, until when anything that had begun by then was waited for."""
    waiting, ends, latest = sorted(busy), list[float](), 0.0
    at = 0
    for point in points:
        while at < len(waiting) and waiting[at][0] <= point:
            latest = max(latest, waiting[at][1])
            at += 1
        ends.append(latest)
    return ends


def chart(run: Run, asked: Sequence[Exchange], prefix: str) -> str:
    """The picture. ``prefix`` begins the ids of the rows it leads to."""
    ends = [run.seconds if one.answered is None else one.answered.t for one in asked]
    answered = [(one.asked.t, one.answered.t) for one in asked if one.answered]
    scale = Scale([one.t for one in run.passed], answered)
    parts: list[str] = []
    top = 14
    for sender, title in (("client", "the client asks"), ("hermes", "Hermes asks")):
        mine = [(one, end) for one, end in zip(asked, ends, strict=True) if one.asked.sender == sender]
        bars, rows = _bars(mine, scale, top + 4, prefix)
        parts += [f"<text x='0' y='{top}'>{title}</text>", *bars]
        top += rows * ROW + 22
    parts += [f"<text x='0' y='{top}'>said without being asked</text>", *_ticks(run, scale, top + 4)]
    top += 30
    parts += _clock(run.seconds, scale, top + 6)
    top += 12
    parts += [_break(x, seconds, top - 8) for x, seconds in scale.breaks]
    label = f"Time line of {len(run.passed)} messages in {run.seconds:.1f} seconds"
    return f"<svg viewBox='0 0 {WIDTH} {top}' role='img' aria-label='{label}'>{''.join(parts)}</svg>"


def _bars(asked: Sequence[tuple[Exchange, float]], scale: Scale, top: float, prefix: str) -> tuple[list[str], int]:
    """The bars of one side, and how many rows they take."""
    free: list[float] = []
    bars: list[str] = []
    for one, end in asked:
        x, right = scale(one.asked.t), scale(end)
        width = max(right - x, NARROWEST)
        row = next((at for at, until in enumerate(free) if until <= x), len(free))
        if row == len(free) and row < LANES:
            free.append(0.0)
        row = min(row, LANES - 1)
        free[row] = x + width
        state = "open" if one.answered is None else "bad" if one.failure else "good"
        took = "no answer" if one.seconds is None else f"{one.seconds * 1000:,.1f} ms"
        words = escape(f"{one.asked.method}: {summary(one.asked)} ({one.failure or took})", quote=True)
        box = f"x='{x:.1f}' y='{top + row * ROW:.1f}' width='{width:.1f}' height='{ROW - 3}' rx='2'"
        bars.append(f"<a href='#{prefix}{one.number}'><rect class='{state}' {box}><title>{words}</title></rect></a>")
    return bars, max(len(free), 1)


def _ticks(run: Run, scale: Scale, top: float) -> list[str]:
    said = [one for one in run.passed if one.message is not None and one.method and one.id is None]
    step = max(1, len(said) // MOST_TICKS)
    return [
        f"<rect class='{one.sender}' x='{scale(one.t):.1f}' y='{top}' width='1' height='12'>"
        f"<title>{escape(name(one, None))}</title></rect>"
        for one in said[::step]
    ]


def _clock(seconds: float, scale: Scale, y: float) -> list[str]:
    """Times below the picture, where there is room for them."""
    labels: list[str] = []
    free = 0.0
    digits = 1 if seconds > 5 else 2
    for t in (seconds * part / 40 for part in range(40)):
        if (x := scale(t)) >= free:
            labels.append(f"<text x='{x:.1f}' y='{y}'>{t:,.{digits}f} s</text>")
            free = x + WIDTH / 10
    return labels


def _break(x: float, seconds: float, height: float) -> str:
    title = f"<title>{seconds:,.1f} s in which nothing happened</title>"
    return f"<line class='quiet' x1='{x + 3:.1f}' x2='{x + 3:.1f}' y1='0' y2='{height}'>{title}</line>"
