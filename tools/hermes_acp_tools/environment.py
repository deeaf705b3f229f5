"""The environment that commands get: the person's own, without secrets, and with nothing that waits for a person.

The rule for secrets: a variable is left out when one of the words of its name (split at ``_``) is KEY, KEYS, APIKEY,
SECRET, SECRETS, TOKEN, TOKENS, PASSWORD, PASSWD, PASSPHRASE, CREDENTIAL or CREDENTIALS, such as OPENAI_API_KEY,
AWS_SECRET_ACCESS_KEY, HF_TOKEN or PGPASSWORD. It goes by names, so a password inside a URL is not seen. ``keep``
names variables that stay all the same, such as GH_TOKEN for somebody who wants ``gh`` to work.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

SECRET_WORDS = frozenset(
    {"KEY", "KEYS", "APIKEY", "SECRET", "SECRETS", "TOKEN", "TOKENS"}
    | {"PASSWORD", "PASSWD", "PASSPHRASE", "PGPASSWORD", "CREDENTIAL", "CREDENTIALS"}
)

SHELL_HOOKS = frozenset(
    {"BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "PROMPT_COMMAND", "PS4", "CDPATH", "OLDPWD"}
    | {"FORCE_COLOR", "CLICOLOR_FORCE"}
)
"""Variables that would run code in, or change the behaviour of, a shell that is not a person's, or force colours."""

NO_EDITOR = "sh -c 'echo \"No editor can be opened here: pass the text as an argument or a file.\" >&2; exit 1'"

QUIET: Mapping[str, str] = {
    "TERM": "dumb",
    "NO_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MANPAGER": "cat",
    "SYSTEMD_PAGER": "cat",
    "EDITOR": NO_EDITOR,
    "VISUAL": NO_EDITOR,
    "GIT_EDITOR": NO_EDITOR,
    "GIT_SEQUENCE_EDITOR": NO_EDITOR,
    "GIT_TERMINAL_PROMPT": "0",
    "DEBIAN_FRONTEND": "noninteractive",
}


def is_secret(name: str) -> bool:
    """Whether a variable of that name is kept from commands."""
    return not SECRET_WORDS.isdisjoint(name.upper().split("_"))


def for_commands(environment: Mapping[str, str], keep: Collection[str] = ()) -> dict[str, str]:
    """What a command may see of an environment."""
    seen = {
        name: value
        for name, value in environment.items()
        if name in keep or not (is_secret(name) or name in SHELL_HOOKS or name.startswith("BASH_FUNC_"))
    }
    return {**seen, **QUIET}
