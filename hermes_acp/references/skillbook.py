"""The skills of a catalog, as ``@skill:`` names them."""

from __future__ import annotations

from collections.abc import Sequence

from hermes_acp_skills.catalog import Catalog
from hermes_acp_skills.problem import SkillError


class SkillBook:
    """A snapshot of all skills. Reading one blocks on the disk."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def listing(self) -> Sequence[tuple[str, str]]:
        """Name and description of each, sorted by name."""
        return [(skill.name, skill.description) for skill in self._catalog]

    def text(self, name: str) -> tuple[str, Sequence[str]]:
        """A skill's words, and its other files. KeyError, with a sentence, when there is none or it cannot be read."""
        try:
            view = self._catalog.view(name)
        except SkillError as error:
            raise KeyError(str(error)) from error
        folder = view.skill.folder
        return view.text, [str(folder / file) for file in view.files]
