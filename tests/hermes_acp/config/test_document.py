from __future__ import annotations

from pathlib import Path

from hermes_acp.config.document import document
from hermes_acp.config.schema import Config

PAGE = Path(__file__).parents[3] / "docs" / "configuration.md"


def test_the_page_is_the_one_the_schema_makes() -> None:
    """When it is not: python -m hermes_acp.config.document docs/configuration.md."""
    assert PAGE.read_text(encoding="utf-8") == document()


def test_every_key_is_on_the_page_with_words() -> None:
    for name in Config.model_fields:
        assert f"### `{name}`" in document()
    rows = [line for line in document().splitlines() if line.startswith("| `")]
    assert all(cell.strip() for line in rows for cell in (line.split(" | ")[0], line.split(" | ")[-1].rstrip("| ")))
