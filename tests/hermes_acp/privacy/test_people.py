"""What is taken for a person's fact, and that it comes back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.privacy.people import Recogniser, luhn, mod97, names_on_this_machine
from hermes_acp.privacy.pseudonyms import Pseudonyms, Restorer

NAMES = ("alice", "Alice van Dyk", "root", "x")


def hidden(text: str) -> str:
    """The text with stand-ins as they look without the letters of the session."""
    book = Pseudonyms(Recogniser(NAMES))
    shown = book.hide(text)
    assert book.restore(shown) == text
    tag = book.hide("a@b.example")[-4:-1]
    return shown.replace(f"-{tag}]", "]")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to jo.doe+x@mail.example.org, please", "write to [email-1], please"),
        ("a@x.example b@x.example a@x.example", "[email-1] [email-2] [email-1]"),
        ("call +49 170 1234567 now", "call [phone-1] now"),
        ("call +14155550123.", "call [phone-1]."),
        ("(555) 123-4567 or 555-123-4567", "[phone-1] or [phone-2]"),
        ("Tel. 0170 1234567", "Tel. [phone-1]"),
        ("card 4111 1111 1111 1111 exp", "card [card-1] exp"),
        ("5500005555555559", "[card-1]"),
        ("IBAN DE89 3704 0044 0532 0130 00 PAID", "IBAN [iban-1] PAID"),
        ("GB82WEST12345698765432", "[iban-1]"),
        ("/home/alice/src, said Alice van Dyk", "/home/[person-1]/src, said [person-2]"),
        ("alice@corp.example", "[email-1]"),
        ("ALICE_HOME", "[person-1]_HOME"),
    ],
)
def test_a_persons_fact_has_a_stand_in(text: str, shown: str) -> None:
    assert hidden(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3-4567 of 2026-11-21T07:24:16",
        "4111 1111 1111 1112",
        "DE88 3704 0044 0532 0130 00",
        "0xdeadbeef 3f2504e04f8911d39a0c0305e82c3301",
        "550e8400-e29b-41d4-a716-446655440000",
        "react@18.2.0 and @decorator and user@host",
        "1763709856123456789",
        "127.0.0.1:8080, 192.168.100.200",
        "root, malice, alicex and x",
        "hello.world(1234567890)",
        "lines 100-200, 555-1234",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert hidden(text) == text


def test_check_digits() -> None:
    assert luhn("79927398713") and not luhn("79927398710")
    assert mod97("DE89370400440532013000") and not mod97("DE89370400440532013001")


def test_the_people_of_this_machine_are_known_and_servants_are_not() -> None:
    names = names_on_this_machine()
    assert names and "daemon" not in names and "www-data" not in names


@given(st.lists(st.text(alphabet="[]email-1phonxyz \n", max_size=12), max_size=8), st.data())
def test_however_a_stand_in_is_cut_it_comes_back(around: list[str], data: st.DataObject) -> None:
    book = Pseudonyms(Recogniser())
    stand_in = book.hide("jo@mail.example")
    text = stand_in.join(["", *around, ""])
    cuts = sorted(data.draw(st.lists(st.integers(min_value=0, max_value=len(text)), max_size=9)))
    back = Restorer(book)
    pieces = [text[one:two] for one, two in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert "".join([*map(back.feed, pieces), back.finish()]) == text.replace(stand_in, "jo@mail.example")


def test_words_that_only_begin_like_a_stand_in_are_not_held_for_long() -> None:
    back = Restorer(Pseudonyms(Recogniser()))
    assert back.feed("see [") == "see "
    assert back.feed("a list of [1, 2]") == "[a list of [1, 2]"


def test_two_sessions_have_stand_ins_of_their_own() -> None:
    one, other = Pseudonyms(Recogniser()), Pseudonyms(Recogniser())
    assert one.hide("jo@mail.example") == one.hide("jo@mail.example")
    assert other.restore(one.hide("jo@mail.example")) == one.hide("jo@mail.example") or one.hide(
        "jo@mail.example"
    ) == other.hide("jo@mail.example")


@pytest.mark.parametrize("text", ["1 " * 50_000, "a" * 100_000 + "@", "AB12 " * 20_000, "+1-" * 30_000, "[" * 100_000])
def test_no_text_makes_it_slow(text: str) -> None:
    book = Pseudonyms(Recogniser(NAMES))
    began = time.process_time()
    book.restore(book.hide(text))
    assert time.process_time() - began < 1.5
