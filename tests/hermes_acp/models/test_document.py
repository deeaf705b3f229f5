"""The page about providers, and the table it is made from."""

from __future__ import annotations

from pathlib import Path

from hermes_acp.models.document import document
from hermes_acp.models.providers import ALSO, BY_NAME, PROVIDERS
from hermes_acp.models.search import WORDS

PAGE = Path(__file__).parents[3] / "docs" / "providers.md"


def test_the_page_is_the_one_the_table_makes() -> None:
    """When it is not: python -m hermes_acp.models.document docs/providers.md."""
    assert PAGE.read_text(encoding="utf-8") == document()


def test_every_provider_is_on_the_page() -> None:
    rows = [line for line in document().splitlines() if line.startswith("| `")]

    assert all(any(row.startswith(f"| `{provider.name}` |") for row in rows) for provider in PROVIDERS)


def test_other_names_of_providers_lead_somewhere_and_are_nobody_elses() -> None:
    """A family's name must not be one: ``qwen:7b`` is a model of a local server."""
    assert set(ALSO.values()) <= set(BY_NAME)
    assert not set(ALSO) & (set(BY_NAME) | set(WORDS))
