"""The names tools are called by."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hermes_acp.mcp_client.names import LONGEST, Names

names = st.text(min_size=1, max_size=90)


def test_a_name_says_server_and_tool_and_leads_back() -> None:
    table = Names()
    assert table.name("git", "git_status") == "mcp_git_git_status"
    assert table.behind("mcp_git_git_status") == ("git", "git_status")
    assert table.behind("mcp_git_other") is None


def test_names_that_would_be_the_same_are_told_apart() -> None:
    table = Names()
    first, second = table.name("a_b", "c"), table.name("a", "b_c")
    assert (first, second.startswith("mcp_a_b_c_")) == ("mcp_a_b_c", True)
    assert (table.behind(first), table.behind(second)) == (("a_b", "c"), ("a", "b_c"))


@given(st.lists(st.tuples(names, names), max_size=30, unique=True))
def test_every_pair_gets_one_safe_name_of_its_own(pairs: list[tuple[str, str]]) -> None:
    table = Names()
    given_names = [table.name(*pair) for pair in pairs]
    assert len({name.casefold() for name in given_names}) == len(pairs)
    assert [table.behind(name) for name in given_names] == pairs
    assert [table.name(*pair) for pair in pairs] == given_names
    assert all(len(name) <= LONGEST and name.isascii() and name.replace("_", "").isalnum() for name in given_names)
