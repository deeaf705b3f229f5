"""Where a definition begins and ends, by tree-sitter, in the languages whose grammars are installed.

Asked about one row that names something, it looks at the syntax around that very word: a name in a string, a comment
or a call defines nothing. Grammars are imported when a file of their language is first looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser

_DEFINES = re.compile(
    r".*_(?:definition|declaration|item|spec|signature|alias|def)|(?:class|struct|union|enum)_specifier|method|class|module"
    r"|singleton_method|variable_declarator|init_declarator|const_element|property_element|enum_constant|assignment"
)
_STEPS = re.compile(r".*_declarator|qualified_identifier|parenthesized_.*|scope_resolution|property_element")
"""What may stand between a name and the node it defines."""
_FIELDS = ("name", "declarator", "left")
_LOCAL = re.compile(r".*function.*|method.*|arrow_function|closure_expression|func_literal|lambda|block_statement")
_WRAPS = re.compile(
    r"decorated_definition|export_statement|template_declaration|lexical_declaration|variable_declaration|"
    r"type_declaration|const_declaration|field_declaration|ambient_declaration|expression_statement|declaration"
)
_VALUES = {"variable_declarator", "init_declarator", "assignment", "var_spec", "const_spec"}
_LEADING = {"attribute_item", "decorator"}

Rows = tuple[int, int]
"""First row and the row behind the last, counted from 0."""


def parser_for(suffix: str) -> Parser | None:
    """A parser of one's own for files with this ending (without its dot); None where no grammar is installed."""
    from tree_sitter import Parser

    language = _language(suffix)
    return Parser(language) if language is not None else None


@lru_cache(maxsize=64)
def _language(suffix: str) -> Language | None:
    from tree_sitter import Language

    from hermes_acp.references.languages import language_of

    try:
        grammar = _grammar(language_of(f"x.{suffix}"))
        return Language(grammar) if grammar is not None else None
    except (ImportError, ValueError):  # not installed, or made for another version of tree-sitter
        return None


def _grammar(language: str) -> object | None:
    """The grammar of a language; None for those without one here. ImportError when it is not installed."""
    match language:
        case "bash":
            import tree_sitter_bash as grammar
        case "c":
            import tree_sitter_c as grammar
        case "cpp":
            import tree_sitter_cpp as grammar
        case "csharp":
            import tree_sitter_c_sharp as grammar
        case "go":
            import tree_sitter_go as grammar
        case "java":
            import tree_sitter_java as grammar
        case "javascript" | "jsx":
            import tree_sitter_javascript as grammar
        case "php":
            from tree_sitter_php import language_php

            return language_php()
        case "python":
            import tree_sitter_python as grammar
        case "ruby":
            import tree_sitter_ruby as grammar
        case "rust":
            import tree_sitter_rust as grammar
        case "tsx":
            from tree_sitter_typescript import language_tsx

            return language_tsx()
        case "typescript":
            from tree_sitter_typescript import language_typescript

            return language_typescript()
        case _:
            return None
    return grammar.language()


def definitions(text: str, suffix: str, rows: list[int], name: str) -> dict[int, Rows | None] | None:
    """For each row that may define the name: the definition's rows, or None when it defines nothing there.

    None for the whole where no grammar can tell. Blocks for some milliseconds a file.
    """
    parser = parser_for(suffix)
    if parser is None:
        return None
    data = text.encode("utf-8", "replace")
    root = parser.parse(data).root_node
    lines, found = data.split(b"\n"), dict[int, "Rows | None"]()
    for row in rows:
        nodes = [root.named_descendant_for_point_range((row, at), (row, at + 1)) for at in _places(lines[row], name)]
        if any(node is not None and _broken(node) for node in nodes):
            continue
        spans = [span for node in nodes if node is not None and (span := _span(node, name))]
        found[row] = spans[0] if spans else None
    return found


def kind_at(text: str, suffix: str, at: int) -> str | None:
    """What the grammar calls the thing at this place, such as ``comment``; None where no grammar can tell."""
    parser = parser_for(suffix)
    if parser is None:
        return None
    place = len(text[:at].encode("utf-8", "replace"))
    node = parser.parse(text.encode("utf-8", "replace")).root_node.named_descendant_for_byte_range(place, place + 1)
    return None if node is None or _broken(node) else node.type


def _places(line: bytes, name: str) -> Iterator[int]:
    """Where the name stands in a line, in bytes."""
    for match in re.finditer(rb"(?<!\w)" + re.escape(name.encode()) + rb"(?!\w)", line):
        yield match.start()


def _broken(node: Node) -> bool:
    """Whether the grammar could not make sense of this place."""
    above: Node | None = node
    while above is not None:
        if above.type == "ERROR":
            return True
        above = above.parent
    return False


def _span(node: Node, name: str) -> Rows | None:
    """The rows of what this very word defines; None when it defines nothing."""
    if node.text is None or node.text.decode(errors="replace") != name:
        return None
    below, above = node, node.parent
    while above is not None and not (_DEFINES.fullmatch(above.type) and _named_by(above, below)):
        if not (_STEPS.fullmatch(above.type) or _named_by(above, below)):
            return None
        below, above = above, above.parent
    if above is None or _only_mentions(above) or _is_local(above):
        return None
    return _whole(above)


def _named_by(node: Node, part: Node) -> bool:
    return any(child == part for field in _FIELDS for child in node.children_by_field_name(field))


def _only_mentions(node: Node) -> bool:
    """Whether it says that something exists elsewhere: a prototype, ``struct x`` as a type, ``import x = y``."""
    if node.type.endswith("_specifier"):
        return node.child_by_field_name("body") is None
    return node.type == "import_declaration"


def _is_local(node: Node) -> bool:
    """Whether it is a value inside a function, which nobody points at; functions and classes inside one count."""
    if node.type not in _VALUES:
        return False
    above = node.parent
    while above is not None:
        if _LOCAL.fullmatch(above.type):
            return True
        above = above.parent
    return False


def _alone(node: Node, above: Node) -> bool:
    """Whether nothing of the same sort shares what is around it, as in ``const a = 1, b = 2``."""
    return sum(child.type == node.type for child in above.named_children) == 1


def _whole(node: Node) -> Rows:
    """The definition with what belongs to it: decorators, attributes, ``export``, ``template``."""
    while node.parent is not None and _WRAPS.fullmatch(node.parent.type) and _alone(node, node.parent):
        node = node.parent
    first = node
    while first.prev_named_sibling is not None and first.prev_named_sibling.type in _LEADING:
        first = first.prev_named_sibling
    end = node.end_point
    return first.start_point[0], end[0] + (1 if end[1] else 0)
