"""What stands between a tool and everybody who hears of it: secrets are masked, words of strangers are marked.

A model that has read a placeholder writes it again when it edits the file. In a file that holds the secret it is
taken for the secret; anywhere else the call is refused, so that no placeholder is ever written and no secret wanders
from one file to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from hermes_acp.privacy.fence import untrusted
from hermes_acp_tools.host import Host
from hermes_acp_tools.paths import is_inside
from hermes_acp_tools.result import TextContent, ToolError, ToolResult

if TYPE_CHECKING:
    from hermes_acp.privacy.secrets import Redactor
    from hermes_acp_tools.output import Mask
    from hermes_acp_tools.tool import Call, Prepared, Tool

LOOKS = ("read", "search", "think", "switch_mode")
"""Kinds of tools that may be given a placeholder: nothing comes of it."""
NOT_PASSED_ON = (
    "{placeholder} stands for a secret that you were not shown, and it is not passed on. Use the variable or the file "
    "that holds the secret instead."
)
NOT_HERE = (
    "{placeholder} stands for a secret that is not in {path}; secrets are not copied from file to file, and the "
    "placeholder is not written either. Nothing was changed."
)
UNKNOWN = (
    "{placeholder} stands for nothing any more. Nothing was changed. Read the file again and use what it shows then."
)


class Screen:
    """The screen of one session."""

    def __init__(self, redactor: Redactor | None = None, own: tuple[str, ...] = ()) -> None:
        """Without a redactor nothing is masked. ``own`` are directories beside the workspace that are no stranger's."""
        self._redactor = redactor
        self._own = own

    async def prepare(self, tool: Tool, arguments: Mapping[str, object], call: Call) -> Prepared:
        """``tool.prepare`` with the secrets that placeholders in the arguments stand for. ToolError."""
        found = placeholders(arguments) if self._redactor else set[str]()
        if not found or self._redactor is None or tool.kind in LOOKS:
            return await tool.prepare(arguments, call)
        if tool.kind != "edit":
            raise ToolError(NOT_PASSED_ON.format(placeholder=min(found)))
        meant = {each: self._redactor.value_of(each) or each for each in found}
        try:
            prepared = await tool.prepare(cast("Mapping[str, object]", replaced(arguments, meant)), call)
        except ToolError as error:
            strange = [each for each in sorted(found) if meant[each] == each]
            raise ToolError(f"{error} {UNKNOWN.format(placeholder=strange[0])}") if strange else error from None
        await refuse_strays(prepared, meant, call.bench.host)
        return prepared

    def masked(self, result: ToolResult) -> ToolResult:
        """The result without secrets. A diff is the person's own file, which they see as it is."""
        if self._redactor is None:
            return result
        from hermes_acp.privacy.records import masked_object

        redact = self._redactor.redact
        content = [TextContent(redact(each.text)) if isinstance(each, TextContent) else each for each in result.content]
        return replace(
            result, text=redact(result.text), content=tuple(content), data=masked_object(result.data, redact)
        )

    def marked(self, prepared: Prepared, result: ToolResult, roots: tuple[str, ...]) -> ToolResult:
        """The result, fenced when it holds words of strangers: a page, an MCP server's, a file from elsewhere."""
        source = self._stranger(prepared, roots)
        return replace(result, text=untrusted(result.text, source)) if source and result.text else result

    def mask(self) -> Mask | None:
        """What live output of one call passes through."""
        if self._redactor is None:
            return None
        from hermes_acp.privacy.stream import StreamRedactor

        return StreamRedactor(self._redactor)

    def _stranger(self, prepared: Prepared, roots: tuple[str, ...]) -> str:
        action = prepared.action
        match action.capability:
            case "fetch":
                return action.url or "the web"
            case "mcp":
                return f"the MCP server {action.server}"
            case "read":
                away = (use.resolved for use in action.paths if not is_inside(use.resolved, (*roots, *self._own)))
                return next(away, "")
            case _:
                return ""


def placeholders(value: object) -> set[str]:
    """Every placeholder in the texts of a value."""
    from hermes_acp.privacy.secrets import PLACEHOLDER

    if isinstance(value, str):
        return set(PLACEHOLDER.findall(value))
    if isinstance(value, Mapping):
        return placeholders(list(cast("Mapping[str, object]", value).values()))
    if isinstance(value, list):
        return set[str]().union(*map(placeholders, cast("list[object]", value)))
    return set()


def replaced(value: object, meant: Mapping[str, str]) -> object:
    """The value with what its placeholders stand for."""
    if isinstance(value, str):
        for placeholder, secret in meant.items():
            value = value.replace(placeholder, secret)
        return value
    if isinstance(value, Mapping):
        return {name: replaced(item, meant) for name, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [replaced(item, meant) for item in cast("list[object]", value)]
    return value


def unmasked(text: str, redactor: Redactor | None) -> str:
    """A text that the log has masked, as it was. ToolError when a secret in it is not known any more."""
    found = placeholders(text)
    values = {each: value for each in found if redactor and (value := redactor.value_of(each))}
    if len(values) < len(found):
        raise ToolError("it held a secret, and secrets are not kept; change it by hand")
    for placeholder, secret in values.items():
        text = text.replace(placeholder, secret)
    return text


async def refuse_strays(prepared: Prepared, meant: Mapping[str, str], host: Host) -> None:
    """ToolError for a secret, or an unknown placeholder, that is not in the files that would be changed already."""
    paths = [use.resolved for use in prepared.action.paths if use.access == "write"]
    texts = [(await host.read_text(path)).text for path in paths if await host.stat(path)]
    for placeholder, text in sorted(meant.items()):
        if not any(text in held for held in texts):
            words = UNKNOWN if placeholder == text else NOT_HERE
            raise ToolError(words.format(placeholder=placeholder, path=", ".join(paths) or "any file"))
