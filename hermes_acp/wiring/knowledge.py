"""What a session can draw on besides its workspace: skills, old sessions, memory, and what its servers offer.

Says where these lie; what a skill is, or what becomes of an ``@`` reference, is known in the rooms below.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hermes_acp.agent.session import Session
    from hermes_acp.references.kinds import ReferenceKind
    from hermes_acp.references.skillbook import SkillBook
    from hermes_acp.store.store import Store
    from hermes_acp_skills.catalog import Catalog

log = logging.getLogger(__name__)


class Knowledge:
    """The skills and the further kinds of references."""

    def __init__(self, home: str, store: Store) -> None:
        """``home`` is ours, ``$HERMES_HOME``."""
        self._home = home
        self._store = store

    def skills(self, cwd: str) -> Catalog:
        """The skills that count in a directory: those that come along, the person's, a trusted workspace's. Blocks."""
        from pathlib import Path

        from hermes_acp.approval.trust import TrustStore
        from hermes_acp_skills.catalog import Catalog

        folders = (Path(cwd, ".agents", "skills"), Path(cwd, ".hermes", "skills"))
        theirs = folders if TrustStore(self._home).trusted(cwd) else ()
        return Catalog.load(user_dir=Path(self._home, "skills"), project_dirs=theirs)

    def kinds(self, cwd: str, session_id: str = "") -> Sequence[ReferenceKind]:
        """Sessions, skills and memory as kinds of ``@`` references."""
        from hermes_acp.agent.transcript import StoredConversations
        from hermes_acp.references.notes import MemoryKind, SkillKind
        from hermes_acp.references.sessions import SessionKind

        return (
            SessionKind(StoredConversations(self._store), session_id),
            SkillKind(lambda: self._skill_book(cwd)),
            MemoryKind(os.path.join(self._home, "memories")),
        )

    def kinds_of(self, session: Session) -> Sequence[ReferenceKind]:
        """What ``@`` can name in a session besides what lies in its workspace."""
        return (*self.kinds(session.record.cwd, session.id), *without_clashes(session.reference_kinds))

    def _skill_book(self, cwd: str) -> SkillBook:
        from hermes_acp.references.skillbook import SkillBook

        return SkillBook(self.skills(cwd))


def without_clashes(kinds: Sequence[ReferenceKind]) -> Sequence[ReferenceKind]:
    """The kinds whose names are still free; of the others the log is told."""
    from hermes_acp.references.table import KindTable

    table = KindTable()
    for kind in kinds:
        try:
            table.add(kind)
        except ValueError as error:
            log.warning("a kind of references is left out: %s", error)
    return tuple(table)
