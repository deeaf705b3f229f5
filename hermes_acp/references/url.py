"""``@url:``: the words of a web page.

Every hop is asked about before anything is sent, redirects to another host included; addresses inside private
networks are asked about by their number. Reading the page is ``web.py``; what is in it, ``page.py``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hermes_acp.references.kinds import Context, Found, Unavailable
from hermes_acp.references.reference import Candidate, Reference
from hermes_acp_tools.textfile import size_in_words


class UrlKind:
    """A web page's words."""

    name = "url"
    description = "a web page"

    async def complete(self, prefix: str, limit: int) -> Sequence[Candidate]:
        """Nothing: addresses are pasted."""
        return ()

    async def expand(self, reference: Reference, context: Context) -> Found:
        """The page as text; what is not text is refused with its type."""
        from hermes_acp.references.page import readable
        from hermes_acp.references.web import fetch

        page = await fetch(reference.value, context)
        title, text = await asyncio.to_thread(readable, page.text, page.mime_type)
        if not text.strip():
            raise Unavailable("there is no text on it")
        size = size_in_words(len(page.text))
        note = f"The page is longer; this is its first {size}." if page.cut else ""
        state = "cut" if page.cut else "whole"
        name = f"{title}, {page.url}" if title else page.url
        return Found(f"url:{page.url}", name, text, size=size, state=state, note=note)
