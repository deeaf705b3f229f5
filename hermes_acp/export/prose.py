"""What a model wrote, Markdown as models write it, as HTML that can do nothing: no raw HTML, nothing that is loaded.

By markdown-it-py, which follows CommonMark (https://spec.commonmark.org); tables and strikethrough as on GitHub.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token


def prose(text: str) -> str:
    """The text as HTML. Links to anything but pages and mail stay text."""
    return renderer().render(text)


@cache
def renderer() -> MarkdownIt:
    """The renderer; takes some hundredths of a second to import."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.add_render_rule("link_open", link)
    made.add_render_rule("image", picture)
    return made


# The signature is the library's. Any: it passes what belongs to its plugins along.


def link(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """The beginning of a link, which tells the page that it leads to nothing of this one."""
    tokens[at].attrSet("rel", "noreferrer noopener")
    return self.renderToken(tokens, at, options, env)


def picture(self: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture as a link: it would be loaded from where the model says."""
    place = escape(str(tokens[at].attrGet("src") or ""), quote=True)
    return f'<a href="{place}" rel="noreferrer noopener">{escape(tokens[at].content) or place}</a>'
