"""The time line as rows: who said what, when, and how long an answer took. Streams are one row each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from msgspec import Struct

from hermes_acp.tracing.dialects import update_of
from hermes_acp.tracing.exchanges import Exchange
from hermes_acp.tracing.reading import Passed
from hermes_acp.tracing.words import name, short, streamed, summary, text_of

LONGEST = 20_000
"""Characters of a message that are shown; the trace has the rest."""


class Row(Struct, frozen=True):
    """One message, or one stream of them."""

    number: int
    """Place of the first among what passed."""
    passed: tuple[Passed, ...]


def rows(passed: Sequence[Passed]) -> Iterator[Row]:
    """What passed, in order; a stream goes on while nothing else comes between."""
    began, held = 0, list[Passed]()
    for number, one in enumerate(passed):
        if held and streamed(one) and streamed(one) == streamed(held[0]):
            held.append(one)
            continue
        if held:
            yield Row(began, tuple(held))
        began, held = number, [one]
    if held:
        yield Row(began, tuple(held))


def table(passed: Sequence[Passed], asked: Sequence[Exchange], prefix: str) -> str:
    """All rows as HTML."""
    by_request = {one.number: one for one in asked}
    by_answer = {id(one.answered): one for one in asked if one.answered is not None}
    body = "\n".join(_drawn(row, by_request, by_answer, prefix) for row in rows(passed))
    return f"<ol class='line'>\n{body}\n</ol>"


def _drawn(row: Row, by_request: Mapping[int, Exchange], by_answer: Mapping[int, Exchange], prefix: str) -> str:
    first = row.passed[0]
    exchange = by_answer.get(id(first))
    asked = by_request.get(row.number)
    arrow = "→" if first.sender == "client" else "←"
    classes = f"{first.sender}{' bad' if _bad(first, asked) else ''}"
    return (
        f"<li id='{prefix}{row.number}' class='{classes}'><details><summary>"
        f"<time>{first.t:.3f}</time><b class='who'>{arrow} {first.sender}</b>"
        f"<span class='name'>{escape(name(first, exchange))}</span>"
        f"<span class='gist'>{escape(_gist(row))}</span>{_took(row, exchange, asked, prefix)}"
        f"</summary>{''.join(map(_whole, row.passed))}</details></li>"
    )


def _gist(row: Row) -> str:
    if len(row.passed) == 1:
        return summary(row.passed[0])
    updates = [update_of(one)[1] for one in row.passed]
    text = "".join(text_of(update.get("content") or update) for update in updates)
    return f"{len(row.passed)} pieces · {short(text)}"


def _took(row: Row, exchange: Exchange | None, asked: Exchange | None, prefix: str) -> str:
    if exchange is not None and exchange.seconds is not None:
        took = f"<a href='#{prefix}{exchange.number}' title='the request'>{exchange.seconds * 1000:,.1f} ms</a>"
    elif asked is not None and asked.answered is None:
        took = "no answer"
    elif len(row.passed) > 1:
        took = f"{(row.passed[-1].t - row.passed[0].t) * 1000:,.0f} ms"
    else:
        return ""
    return f"<span class='took'>{took}</span>"


def _bad(one: Passed, asked: Exchange | None) -> bool:
    if one.message is None or "error" in one.message:
        return True
    return asked is not None and asked.answered is None


def _whole(one: Passed) -> str:
    text = one.text if one.message is None else json.dumps(one.message, ensure_ascii=False, indent=2)
    if len(text) > LONGEST:
        text = text[:LONGEST] + f"\n… {len(text) - LONGEST:,} more characters are in the trace"
    return f"<pre>{escape(text)}</pre>"
