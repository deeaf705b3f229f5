"""Programs that print what they are told: ``echo``, ``printf``, ``date``, ``expr``; and ``jq``, which reads JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hermes_acp.approval.shell.options import Unknown, options, read


def echo(words: Sequence[str]) -> list[str]:
    """Whatever it says."""
    return []


def expr(words: Sequence[str]) -> list[str]:
    """Arithmetic and string questions on literal words."""
    return []


def printf(words: Sequence[str]) -> list[str]:
    """Without options, without ``%n``, which assigns, and without a name with an index, which some shells compute."""
    if not words or words[0].startswith("-"):
        raise Unknown("options of printf assign variables")
    if re.search(r"%[^A-Za-z%]*[hlLjzt]*n", words[0]):
        raise Unknown("%n of printf assigns a variable")
    if any(re.search(r"[\[(]", word) for word in words[1:]) and re.search(r"%[^A-Za-z%]*[^sqbc%\W]", words[0]):
        raise Unknown("a number of printf may be computed")
    return []


def date(words: Sequence[str]) -> list[str]:
    """Shows a time; an operand without ``+`` would set the clock."""
    found = read(words, _DATE)
    if len(found.operands) > 1 or not all(word.startswith("+") for word in found.operands):
        raise Unknown("an operand of date may set the clock")
    return found.paths


_DATE = options(
    "-uR -d! -I? -r: --date! --utc --universal --iso-8601? --rfc-3339: --rfc-email --reference: --help --version"
)


def jq(words: Sequence[str]) -> list[str]:
    """A filter that neither loads modules nor shows the environment; a key such as ``.env`` is just a key."""
    found = read(words, _JQ)
    if re.search(
        r"(?<!\.)\b(?:env|include|import|modulemeta|get_search_list|input_filename)\b|ENV\b",
        "".join(found.operands[:1]),
    ):
        raise Unknown("the jq filter may show the environment or load a module")
    return [*found.paths, *found.operands[1:]]


_JQ = options(
    """-rcesSnRCMja --raw-output --compact-output --exit-status --slurp --sort-keys --null-input --raw-input --tab
    --indent: --color-output --monochrome-output --ascii-output --join-output --help --version"""
)
