"""A session as one file: what was said is there as it was said, and can be nothing but text."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from hermes_acp.agent.events import CallFinished, Event, ReplyFinished, Rewound, TurnEnded, TurnStarted
from hermes_acp.agent.history import to_item
from hermes_acp.export.formats import export, slug
from hermes_acp.models.message import AssistantMessage, Image, Text, Thought, ToolMessage, Usage, UserMessage
from hermes_acp.store.entries import Entry, SessionRecord
from hermes_acp_tools.result import Diff, ImageContent

RECORD = SessionRecord("s1", "/work", title="Fix <the> bug", created=1.0, updated=2.0)


def turn(turn_id: str, asked: str, *parts: Event) -> list[Event]:
    """A turn."""
    return [
        TurnStarted(turn_id, UserMessage(f"u-{turn_id}", (Text(asked),)), asked),
        *parts,
        TurnEnded(turn_id, "end_turn"),
    ]


def logged(events: Sequence[Event]) -> list[Entry]:
    """The events as they stand in a log."""
    items = [item for event in events if (item := to_item(event))]
    return [Entry(seq, kind, data, 3.0) for seq, (kind, data) in enumerate(items, 1)]


def replied(*parts: Text | Thought) -> ReplyFinished:
    """A whole reply."""
    return ReplyFinished(AssistantMessage("a1", parts, "test:model"), Usage())


EDIT = CallFinished(
    "c1",
    "completed",
    ToolMessage("c1", "edit_file", "Edited."),
    "Edit a.py",
    "edit",
    {"path": "a.py"},
    (Diff("/work/a.py", "x = 1\n", "x = 2\n"),),
)
FAILED = CallFinished("c2", "failed", ToolMessage("c2", "shell", "```\nno such file", True), "cat <b>", "execute")
EVENTS = [
    *turn("t1", "Fix it, please", replied(Thought("Which bug?"), Text("I'll look.")), EDIT, FAILED),
    *turn("t2", "never mind"),
    Rewound("t2"),
    TurnStarted("t3", UserMessage("u3", (Text("go on"),)), "go on"),
    TurnEnded("t3", None, "The provider is gone."),
]


def test_markdown_folds_thoughts_and_calls_and_nothing_closes_its_fences() -> None:
    made = export("markdown", RECORD, logged(EVENTS))

    assert (made.file_name, made.mime_type) == ("fix-the-bug.md", "text/markdown")
    assert made.text == (
        "# Fix <the> bug\n\nIn `/work`.\n"
        "\n## You\n\nFix it, please\n"
        "\n## Hermes\n"
        "\n<details><summary>Thinking</summary>\n\nWhich bug?\n\n</details>\n"
        "\nI'll look.\n"
        "\n<details><summary>✓ Edit a.py</summary>\n\n`edit_file`\n\n"
        '```json\n{\n  "path": "a.py"\n}\n```\n\n'
        "```diff\n--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n```\n\n</details>\n"
        "\n<details><summary>✗ cat &lt;b&gt;</summary>\n\n`shell`\n\n```json\n{}\n```\n\n"
        "````\n```\nno such file\n````\n\n</details>\n"
        "\n## You\n\ngo on\n"
        "\n## Hermes\n\n> **The provider is gone.**\n"
    )


def test_json_lines_hold_the_whole_log_what_was_rewound_included() -> None:
    entries = logged(EVENTS)
    head, *rows = map(json.loads, export("jsonl", RECORD, entries).text.splitlines())

    assert head == {
        "format": "hermes-session/1",
        "id": "s1",
        "title": "Fix <the> bug",
        "cwd": "/work",
        "roots": [],
        "created": 1.0,
        "updated": 2.0,
        "parent": None,
    }
    assert rows == [{"seq": e.seq, "kind": e.kind, "time": 3.0, "data": e.data} for e in entries]


def test_html_is_one_file_in_which_all_that_was_said_is_text() -> None:
    wicked = "<script>alert(1)</script> & </div>"
    picture = CallFinished(
        "c3", "completed", ToolMessage("c3", "look", wicked), wicked, "read", {"x": wicked},
        (ImageContent("aGk=", "image/png"), ImageContent("x", "text/html\"><script>")),
    )  # fmt: skip
    made = export(
        "html", RECORD._replace(title=wicked), logged([*EVENTS, *turn("t4", wicked, replied(Text(wicked)), picture)])
    )

    assert "<script" not in made.text
    assert made.text.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;/div&gt;") >= 5
    assert "<img alt='' src='data:image/png;base64,aGk='>" in made.text
    assert "<span class='removed'>-x = 1\n</span>" in made.text
    assert made.text.startswith("<!doctype html>")
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in made.text


def page(*events: Event) -> str:
    return export("html", RECORD, logged(events)).text


def test_what_the_model_wrote_is_drawn_and_what_the_person_wrote_stands_as_typed() -> None:
    text = "# Plan\n\n1. **one**\n\n| a |\n| - |\n| `b` |\n\n```py\nx < 1\n```"
    made = page(*turn("t1", "*so* it\n  goes", replied(Text(text[:20]), Text(text[20:]))))
    assert "<h1>Plan</h1>\n<ol>\n<li><strong>one</strong></li>\n</ol>\n<table>" in made
    assert "<td><code>b</code></td>" in made
    assert '<pre><code class="language-py">x &lt; 1\n</code></pre>' in made
    assert "<div class='words'>*so* it\n  goes</div>" in made


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("[a](https://x.example/)", '<a href="https://x.example/" rel="noreferrer noopener">a</a>'),
        (
            "![a <b>](https://x.example/p.png)",
            '<a href="https://x.example/p.png" rel="noreferrer noopener">a &lt;b&gt;</a>',
        ),
        ("![](https://x.example/p.png)", ">https://x.example/p.png</a>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](file:///etc/passwd)", "<p>[a](file:///etc/passwd)</p>"),
        ("![a](data:image/svg+xml;base64,aGk=)", "<p>![a](data:image/svg+xml;base64,aGk=)</p>"),
        ('<img src=x onerror="alert(1)">', "<p>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</p>"),
    ],
)
def test_nothing_that_a_model_writes_is_loaded_or_run(written: str, drawn: str) -> None:
    made = page(*turn("t1", "go", replied(Text(written))))
    assert drawn in made
    assert "<img" not in made


def test_what_all_edits_together_changed_stands_at_the_end() -> None:
    again = replace(EDIT, content=(Diff("/work/a.py", "x = 2\n", "x = 3\n"), Diff("/b", None, "1\n2\n")))
    made = page(*turn("t1", "go", EDIT, again, FAILED))
    end = made[made.index("<footer>") :]
    assert "2 files changed" in end
    assert "<b class='added'>+3</b> <b class='removed'>−1</b>" in end
    assert "<span class='removed'>-x = 1\n</span><span class='added'>+x = 3\n</span>" in end
    assert "<footer>" not in page(*turn("t1", "go", FAILED))


def test_pictures_a_person_sent_are_in_the_page_and_named_in_markdown() -> None:
    sent = UserMessage("u1", (Text("look"), Image("aGk=", "image/png")))
    events = [TurnStarted("t1", sent, "look"), TurnEnded("t1", "cancelled")]
    assert "<img alt='' src='data:image/png;base64,aGk='>" in page(*events)
    assert "The turn was stopped." in page(*events)
    assert "look\n\n*(an image of type image/png)*\n" in export("markdown", RECORD, logged(events)).text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Grüße an Ann!", "grüße-an-ann"),
        ("…", "s1"),
        (None, "s1"),
        ("a" * 99, "a" * 60),
    ],
)
def test_a_file_name_is_made_of_words(title: str | None, expected: str) -> None:
    assert slug(RECORD._replace(title=title)) == expected
