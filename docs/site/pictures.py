"""The pictures ``editors/*/steps.svg`` and ``docs/turn.svg``, drawn from ``steps``: ``python docs/site/pictures.py``.

Drawn, because most editors cannot be started where the pages are made: cards side by side, each a small window. Their
colours follow the reader's light or dark, and what they show stands in words beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from steps import EDITORS, TURN

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT, GAP = 312, 222, 16
INSIDE = WIDTH - 52
LINE = 21
STYLE = """
.card{fill:#fff;stroke:#d8dbe2}.title{fill:#1f2430;font:600 14px system-ui,sans-serif}.dot{fill:#4051b5}
.number{fill:#fff;font:600 13px system-ui,sans-serif;text-anchor:middle}.window{fill:#f5f6f9;stroke:#e1e4ea}
.dark{fill:#1e2230}.mono{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre}
.text{font:13px system-ui,sans-serif}.ink{fill:#2b3040}.dim{fill:#717889}.accent{fill:#4051b5}.good{fill:#23824a}
.bad{fill:#b3362b}.shown{fill:#d7dae4}.faint{fill:#9299a9}.plus{fill:#7fd29a}.bar{fill:#dfe2e9}.pick{fill:#e3e6f7}
.button{fill:#4051b5}.plain{fill:#e6e8ee}.on{fill:#fff}
@media(prefers-color-scheme:dark){.card{fill:#1b1e27;stroke:#353a47}.title{fill:#e8eaf0}
.window{fill:#252935;stroke:#363b49}.dark{fill:#12141b}.ink{fill:#dfe2ea}.dim{fill:#949bab}.accent{fill:#a3aef2}
.good{fill:#7fd29a}.bad{fill:#f09088}.bar{fill:#3a4050}.pick{fill:#343c66}.plain{fill:#383d4b}.dot,.button{fill:#5a69cf}}
"""
TERMINAL = {"$": "mono shown", "+": "mono plus", "|": "mono faint"}


def drawn(shown: str, label: str) -> str:
    """The cards of a text as one picture."""
    cards = [card.splitlines() for card in shown.strip().split("\n\n")]
    titles = "; ".join(f"{number}. {title}" for number, (title, *_) in enumerate(cards, 1))
    wide, high = len(cards) * (WIDTH + GAP) - GAP + 2, HEIGHT + 2
    body = "\n".join(card(lines, 1 + at * (WIDTH + GAP), at + 1) for at, lines in enumerate(cards))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'role="img" aria-label="{escape(label)}: {escape(titles)}">\n<style>{STYLE}</style>\n{body}\n</svg>\n'
    )


def card(lines: list[str], x: int, number: int) -> str:
    """One card, its left edge at ``x``."""
    title, *shown = lines
    window = "dark" if shown[0].startswith("$") else "window"
    parts = [
        f'<rect class="card" x="{x}" y="1" width="{WIDTH}" height="{HEIGHT}" rx="10"/>',
        f'<circle class="dot" cx="{x + 24}" cy="26" r="11"/>',
        f'<text class="number" x="{x + 24}" y="30.5">{number}</text>',
        text("title", x + 44, 31, title),
        f'<rect class="{window}" x="{x + 12}" y="50" width="{WIDTH - 24}" height="{HEIGHT - 62}" rx="7"/>',
    ]
    y = 78
    for line in shown:
        y += 7 if line[0] == "?" else 0
        parts.append(row(line[0], line[2:], x + 26, y))
        y += LINE + (5 if line[0] in ">*#" else 0)
    return "\n".join(parts)


def row(look: str, words: str, x: int, y: int) -> str:
    """One line in a window."""
    match look:
        case "$" | "+" | "|":
            sign = "$ " if look == "$" and not words.startswith(" ") else "+ " if look == "+" else ""
            return text(TERMINAL[look], x, y, sign + words)
        case ">":
            return box("pick", x - 6, y - 16, INSIDE + 12, 23) + text("text ink", x + 4, y, words)
        case "*":
            return box("pick", x - 6, y - 16, INSIDE + 12, 23) + text("text accent", x + 4, y, f"✓ {words}")
        case "-":
            return text("text dim", x + 20, y, words)
        case "=":
            colour = {"+": "good", "-": "bad"}.get(words[0], "ink")
            return text(f"mono {colour}", x, y, words)
        case "#":
            return text("text dim", x, y - 3, words) + box("bar", x, y + 5, INSIDE, 1)
        case "?":
            return "".join(buttons(words.split("|"), x, y))
        case "v":
            return text("text good", x, y, "✓") + text("text ink", x + 18, y, words)
        case ".":
            return text("text ink", x, y, words)
        case _:
            raise ValueError(f"no look has the sign {look!r}")


def buttons(labels: list[str], x: int, y: int) -> Iterator[str]:
    """Buttons side by side, the first the one that is meant."""
    for at, label in enumerate(labels):
        wide = 20 + 7 * len(label)
        yield box("plain" if at else "button", x, y - 16, wide, 24)
        yield text("text ink" if at else "text on", x + 10, y, label)
        x += wide + 8


def text(style: str, x: int, y: int, words: str) -> str:
    """Words at a place."""
    return f'<text class="{style}" x="{x}" y="{y}" xml:space="preserve">{escape(words)}</text>'


def box(style: str, x: int, y: int, width: int, height: int) -> str:
    """A rounded box."""
    return f'<rect class="{style}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{min(5, height / 2):g}"/>'


def pictures() -> Iterator[tuple[Path, str]]:
    """Every picture and the file it belongs in."""
    for editor, shown in EDITORS.items():
        yield ROOT / "editors" / editor / "steps.svg", drawn(shown, "The steps")
    yield ROOT / "docs" / "turn.svg", drawn(TURN, "A turn")


if __name__ == "__main__":
    for path, picture in pictures():
        path.write_text(picture, encoding="utf-8")
        print(path.relative_to(ROOT))
