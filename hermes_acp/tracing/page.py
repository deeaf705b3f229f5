"""A trace as one HTML file that needs nothing else: no scripts, no other files, light and dark, messages folded.

Everything that was said is escaped, and the page forbids itself to load anything.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from hermes_acp.tracing.chart import chart
from hermes_acp.tracing.exchanges import Exchange, exchanges
from hermes_acp.tracing.reading import Run
from hermes_acp.tracing.rows import table
from hermes_acp.tracing.turns import Turn, shares, turns
from hermes_acp.tracing.words import short, summary

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
WHOSE = {"model": "model and Hermes", "person": "you were asked", "editor": "the client", "tool": "tools"}


def to_html(runs: Sequence[Run], title: str) -> str:
    """The whole page."""
    style = files("hermes_acp.tracing").joinpath("page.css").read_text(encoding="utf-8")
    body = "\n".join(_run(run, f"r{number}m") for number, run in enumerate(runs))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def _run(run: Run, prefix: str) -> str:
    asked = exchanges(run.passed)
    began = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.wall))
    about = f"hermes {run.face} {run.about.get('hermes', '')}, process {run.pid}, began {began}"
    return "\n".join(
        [
            f"<section>\n<p class='about'>{escape(about)}</p>",
            _facts(run, asked),
            _section("Turns", "".join(_turn(turn, prefix) for turn in turns(run.passed, asked))),
            _section("Never answered", _unanswered(asked, prefix)),
            _section("Overview", f"<div class='wide'>{chart(run, asked, prefix)}</div>" if run.passed else ""),
            _section("How long answers took", _latencies(asked)),
            _section("Who said what", table(run.passed, asked, prefix)),
            "</section>",
        ]
    )


def _section(title: str, body: str) -> str:
    return f"<h2>{title}</h2>\n{body}" if body else ""


def _facts(run: Run, asked: Sequence[Exchange]) -> str:
    broken = sum(one.message is None for one in run.passed)
    facts = {
        "seconds": f"{run.seconds:,.1f}",
        "from the client": f"{sum(one.sender == 'client' for one in run.passed):,}",
        "from Hermes": f"{sum(one.sender == 'hermes' for one in run.passed):,}",
        "requests": f"{len(asked):,}",
    }
    wrong = {
        "errors": sum(bool(one.failure) for one in asked),
        "never answered": sum(one.answered is None for one in asked),
        "lines that are no message": broken,
        "not written down": run.lost,
    }
    shown = [f"<div><dt>{what}</dt><dd>{value}</dd></div>" for what, value in facts.items()]
    shown += [f"<div class='bad'><dt>{what}</dt><dd>{many:,}</dd></div>" for what, many in wrong.items() if many]
    return f"<dl class='facts'>{''.join(shown)}</dl>"


def _turn(turn: Turn, prefix: str) -> str:
    whole = (turn.end - turn.start) or 1e-9
    bar = "".join(
        f"<i class='{span.who}' style='width:{span.seconds / whole:.3%}' "
        f"title='{escape(f'{WHOSE[span.who]} {span.what} {_seconds(span.seconds)}', quote=True)}'></i>"
        for span in turn.spans
    )
    parts = "".join(
        f"<li class='{who}'>{WHOSE[who]} <b>{_seconds(seconds)}</b> {seconds / whole:.0%}</li>"
        for who, seconds in shares(turn).items()
        if seconds
    )
    first = f", first word after {_seconds(turn.first)}" if turn.first is not None else ""
    works = "".join(
        f"<li class='{work.who}'>{escape(short(work.what))} <b>{_seconds(work.seconds)}</b></li>" for work in turn.works
    )
    return (
        f"<article class='turn'><h3><a href='#{prefix}{turn.number}'>{escape(short(turn.words)) or 'a prompt'}</a></h3>"
        f"<p>{_seconds(whole)}{first}, {escape(turn.stop or 'never ended')}</p><div class='bar'>{bar}</div>"
        f"<ul class='parts'>{parts}</ul>"
        + (f"<details><summary>what ran</summary><ul class='works'>{works}</ul></details>" if works else "")
        + "</article>"
    )


def _unanswered(asked: Sequence[Exchange], prefix: str) -> str:
    rows = "".join(
        f"<li><a href='#{prefix}{one.number}'>{escape(one.asked.method)}</a> from {one.asked.sender} at "
        f"{one.asked.t:.3f} s: {escape(summary(one.asked))}</li>"
        for one in asked
        if one.answered is None
    )
    return f"<ul class='bad'>{rows}</ul>" if rows else ""


def _latencies(asked: Sequence[Exchange]) -> str:
    body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in _measured(asked))
    heads = ("asked by", "method", "times", "median", "longest", "errors")
    head = f"<tr><th>{'</th><th>'.join(heads)}</th></tr>"
    return f"<div class='wide'><table><thead>{head}</thead><tbody>{body}</tbody></table></div>"


def _measured(asked: Sequence[Exchange]) -> Iterator[tuple[str, ...]]:
    kinds = dict.fromkeys((one.asked.sender, one.asked.method) for one in asked)
    for sender, method in kinds:
        same = [one for one in asked if (one.asked.sender, one.asked.method) == (sender, method)]
        took = [one.seconds for one in same if one.seconds is not None]
        median, longest = (_seconds(statistics.median(took)), _seconds(max(took))) if took else ("", "")
        errors = sum(bool(one.failure) for one in same)
        yield sender, escape(method), f"{len(same):,}", median, longest, f"{errors:,}" if errors else ""


def _seconds(seconds: float) -> str:
    return f"{seconds:,.2f} s" if seconds >= 1 else f"{seconds * 1000:,.1f} ms"
