"""Nothing a client sends makes the person's words disappear: links in every spelling, and blocks of every kind."""

from __future__ import annotations

import asyncio
import base64
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hermes_acp.models.message import Text, UserMessage
from hermes_acp_protocol.framing import JsonObject, JsonValue
from support.acp import joined_editor
from support.agent import Says, Workplace, reply

BEFORE, AFTER = "Please read ", " and tell me."
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(60)).decode()

LINKS = [
    "file://{work}/a.txt",
    "file://{work}/a.txt#L2",
    "file://{work}/a.txt#L2:3",
    "file://{work}/a.txt#L2-3",
    "file://{work}/a.txt#L2-L3",
    "file://{work}/a.txt#L2%3A3",
    "file://{work}/a.txt#L2,3",
    "file://{work}/a.txt#2-3",
    "file://{work}/a.txt#L3-L2",
    "file://{work}/a.txt#L0",
    "file://{work}/a.txt#L99999999999999999999",
    "file://{work}/a.txt#",
    "file://{work}/a.txt#section one",
    "file://{work}/a.txt?symbol=f#L2:3",
    "FILE://{work}/a.txt#L2",
    "file:{work}/a.txt",
    "file://localhost{work}/a.txt",
    "{work}/a.txt",
    "file://{work}/folder",
    "file://{work}/folder/",
    "file://{work}",
    "file://{work}/a%20b%23c%25.txt",
    "file://{work}/100%.txt",
    "file://{work}/%zz%",
    "file://{work}/%C3%A9%FF.txt",
    "file://{work}/a b#c%.txt",
    "file://{work}/gone.txt#L1",
    "file:///c%3A/src/main.py#L9",
    "file:///C:/src/main.py#L9:15",
    "C:\\src\\main.py",
    "file://wsl$/Ubuntu/home/me/a.py#L1:2",
    "file://wsl.localhost/Ubuntu/home/me/a.py",
    "\\\\wsl.localhost\\Ubuntu\\home\\me\\a.py",
    "file://server/share/a.py",
    "file://[::1/a.py",
    "file://[bad",
    "http://[bad",
    "http://127.0.0.1:1/nobody",
    "zed:///agent/thread/1",
    "untitled:Untitled-1",
    "",
    "#L1",
    "::::",
    "\u0000",
    "file:///\ud83d/half",
]

BLOCKS: list[JsonObject] = [
    {"type": "image", "data": PNG, "mimeType": "image/png"},
    {"type": "image", "data": PNG, "mimeType": "image/png", "uri": "file:///somewhere/p.png"},
    {"type": "image", "data": "%%%", "mimeType": "image/png"},
    {"type": "image", "data": PNG, "mimeType": "image/x-unheard-of"},
    {"type": "audio", "data": "UklGRg==", "mimeType": "audio/wav"},
    {"type": "resource", "resource": {"uri": "file:///w/a.py#L1:2", "text": "x = 1\n"}},
    {"type": "resource", "resource": {"uri": "zed://diagnostics", "text": "```\nerror: no\n```"}},
    {"type": "resource", "resource": {"uri": "file:///w/a.bin", "blob": "AAEC", "mimeType": "application/x-thing"}},
    {"type": "resource", "resource": {"uri": "file:///w/a.txt", "blob": "aGVsbG8=", "mimeType": "text/plain"}},
    {"type": "resource", "resource": {"uri": "file:///w/a.png", "blob": PNG, "mimeType": "image/png"}},
    {"type": "resource", "resource": {"uri": "file://[bad", "text": "x"}},
    {"type": "resource", "resource": {"uri": "file:///w/b", "blob": "no base64 %%%"}},
    {"type": "resource", "resource": {"uri": "file:///w/c"}},
    {"type": "resource", "resource": 7},
    {"type": "text"},
    {"type": "text", "text": None},
    {"type": "hologram", "data": "?"},
    {"kind": "nothing known"},
    {"type": None},
    {},
]


async def words_kept(folder: Path, *blocks: JsonObject) -> tuple[JsonObject, str, str]:
    """Send the blocks between words. Returns the answer, what the model read first, and what a replay shows."""
    text: list[JsonObject] = [{"type": "text", "text": words} for words in (BEFORE, AFTER)]
    model = Says([reply(Text("ok"))])
    place = Workplace(model, folder / "home", folder / "work")
    async with joined_editor(place.sessions) as editor:
        session = await editor.new(folder / "work")
        prompt: list[JsonValue] = [text[0], *blocks, text[1]]
        answer = await editor.call("session/prompt", sessionId=session, prompt=prompt)
        await editor.call("session/close", sessionId=session)
    async with joined_editor(place.sessions) as later:
        await later.call("session/load", sessionId=session, cwd=str(folder / "work"), mcpServers=[])
        shown = "".join(str(update["content"]["text"]) for update in later.of("user_message_chunk"))  # type: ignore[index, call-overload]
    asked = next(message for message in model.requests[0].messages if isinstance(message, UserMessage))
    return answer, "".join(part.text for part in asked.parts if isinstance(part, Text)), shown


def make_files(folder: Path) -> None:
    work = folder / "work"
    (work / "folder").mkdir(parents=True)
    (folder / "home").mkdir()
    for name in ("a.txt", "a b#c%.txt", "100%.txt", "folder/inside.txt"):
        (work / name).write_text("one\ntwo\nthree\n")


@pytest.mark.parametrize("uri", LINKS)
async def test_a_link_in_any_spelling_leaves_the_words_around_it(tmp_path: Path, uri: str) -> None:
    folder = tmp_path / "there"
    await asyncio.to_thread(make_files, folder)
    link: JsonObject = {"type": "resource_link", "uri": uri.format(work=folder / "work"), "name": "it"}
    answer, read, shown = await words_kept(folder, link)

    assert answer["stopReason"] == "end_turn"
    for words in (read, shown):
        assert words.startswith(BEFORE) and words.endswith(AFTER)
        assert len(words) > len(BEFORE + AFTER) or not uri, "the link left nothing"


@pytest.mark.parametrize("block", BLOCKS, ids=str)
async def test_a_block_of_any_kind_leaves_the_words_around_it(tmp_path: Path, block: JsonObject) -> None:
    folder = tmp_path / "there"
    await asyncio.to_thread(make_files, folder)
    answer, read, shown = await words_kept(folder, block)

    assert answer["stopReason"] == "end_turn"
    for words in (read, shown):
        assert words.startswith(BEFORE) and words.endswith(AFTER)


def link(uri: str) -> JsonObject:
    return {"type": "resource_link", "uri": uri, "name": "x"}


def embedded(uri: str, text: str) -> JsonObject:
    return {"type": "resource", "resource": {"uri": uri, "text": text}}


characters = st.text(st.characters(), max_size=30)
uris = st.one_of(
    characters.filter(lambda text: not text.startswith("/")),
    st.builds("file:///nowhere/{}#{}".format, characters, characters),
    st.builds("{}://nowhere{}".format, st.sampled_from(["file", "zed", "FILE", ""]), characters),
)
blocks_of_any_kind = st.one_of(st.builds(link, uris), st.builds(embedded, uris, characters), st.sampled_from(BLOCKS))


@settings(max_examples=40, deadline=None)
@given(st.lists(blocks_of_any_kind, max_size=4))
def test_any_mixture_of_blocks_leaves_the_words_around_it(blocks: list[JsonObject]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "there"
        make_files(folder)
        answer, read, shown = asyncio.run(words_kept(folder, *blocks))
    assert answer["stopReason"] == "end_turn"
    for words in (read, shown):
        assert words.startswith(BEFORE) and words.endswith(AFTER)
