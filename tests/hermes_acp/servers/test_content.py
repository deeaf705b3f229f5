"""What an editor sends in a prompt: the words stay, what they point at is kept beside them, the rest is a sentence."""

from __future__ import annotations

import base64

import pytest

from hermes_acp.models.message import Image, Text
from hermes_acp.references.reference import Embedded, Link, Picture
from hermes_acp.servers.acp.content import IMAGE_CHARS, read_prompt


def test_words_links_and_embedded_files_are_told_apart() -> None:
    prompt = read_prompt(
        [
            {"type": "text", "text": "Compare "},
            {"type": "resource_link", "uri": "file:///w/a%20b.py#L3-9", "name": "a b.py"},
            {"type": "text", "text": " with "},
            {"type": "resource", "resource": {"uri": "zed:///agent/diagnostics", "text": "3 errors"}},
        ]
    )
    assert prompt.shown == "Compare `/w/a b.py:3-9` with zed:///agent/diagnostics"
    assert prompt.parts == (Text(prompt.shown),)
    assert prompt.pointers == (Link("file:///w/a%20b.py#L3-9"), Embedded("zed:///agent/diagnostics", "3 errors"))


def test_a_pasted_image_goes_along_and_one_that_is_a_file_is_a_pointer() -> None:
    pasted = {"type": "image", "data": "aGk=", "mimeType": "image/png"}
    prompt = read_prompt([{"type": "text", "text": "see "}, pasted, {**pasted, "uri": "file:///w/shot.png"}])
    assert prompt.parts == (Text("see `/w/shot.png`"), Image("aGk=", "image/png"))
    picture = Picture("aGk=", "image/png")
    assert prompt.pointers == (Embedded("file:///w/shot.png", None, "image/png", 2, picture),)


@pytest.mark.parametrize(
    ("data", "mime_type", "problem"),
    [
        ("aGk=", "image/tiff", "of type image/tiff could not be used"),
        ("%%%%", "image/png", "its base64 is broken"),
        ("A" * (IMAGE_CHARS + 4), "image/png", "models take 3.75 MB"),
    ],
)
def test_an_image_that_cannot_be_used_leaves_a_sentence(data: str, mime_type: str, problem: str) -> None:
    prompt = read_prompt([{"type": "text", "text": "x"}, {"type": "image", "data": data, "mimeType": mime_type}])
    (notice,) = prompt.notices
    assert problem in notice
    assert prompt.parts == (Text("x"),)


def blob(uri: str, data: bytes, **more: str) -> dict[str, object]:
    return {"type": "resource", "resource": {"uri": uri, "blob": base64.b64encode(data).decode(), **more}}


def test_a_blob_is_an_image_a_text_or_named() -> None:
    prompt = read_prompt(
        [
            blob("file:///w/a.png", b"hi", mimeType="image/png"),
            blob("file:///w/a.json", b"{}", mimeType="application/json"),
            blob("file:///w/a.zip", b"abc", mimeType="application/zip"),
            blob("file:///w/b", b"abc"),
        ]
    )
    assert prompt.pointers == (
        Embedded("file:///w/a.png", None, "image/png", 2, Picture("aGk=", "image/png")),
        Embedded("file:///w/a.json", "{}", "application/json"),
        Embedded("file:///w/a.zip", None, "application/zip", 3),
        Embedded("file:///w/b", None, "", 3),
    )


def test_what_nobody_knows_leaves_a_sentence_and_the_words_stay() -> None:
    prompt = read_prompt([{"type": "text", "text": "x"}, {"type": "audio", "data": "", "mimeType": "audio/wav"}])
    assert (prompt.shown, prompt.notices) == ("x", ("A part of the message of type 'audio' could not be used.",))
