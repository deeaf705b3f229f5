"""``hermes config``: look at the settings and change them.

Talks to a person or a script; ``hermes_acp.config`` knows what settings are. Exit codes: 0 done, 1 there is no such
key, 2 it could not be used.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from hermes_acp.config import paths
from hermes_acp.errors import ConfigError

if TYPE_CHECKING:
    from hermes_acp.config.layers import Layered

EPILOG = """examples:
  hermes config show                         every value, and where it comes from
  hermes config set model openrouter:qwen/qwen3-coder
  hermes config set agent.max_turns 60
  hermes config set OPENAI_API_KEY           asks for the key and keeps it in .env
  hermes config unset agent.max_turns

Settings are documented in docs/configuration.md and by 'hermes config schema'.
"""


def run(argv: list[str]) -> int:
    """Carry out ``hermes config …`` and return the exit code."""
    arguments = parser().parse_args(argv)
    try:
        return COMMANDS[arguments.command](arguments)
    except ConfigError as error:
        print(f"hermes config: {error}", file=sys.stderr)
    except OSError as error:
        print(f"hermes config: {error.filename}: {error.strerror}", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    """The command line of this family."""
    top = argparse.ArgumentParser(
        prog="hermes config",
        description="Look at the settings of Hermes and change them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("-p", "--profile", metavar="NAME", help="use the profile NAME, which is another home")
    json_too = argparse.ArgumentParser(add_help=False)
    json_too.add_argument("--json", action="store_true", help="print JSON for scripts")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, words: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=words, description=words, parents=[common, *parents])

    show = add("show", "Print every value with its source. Secrets stay hidden.", json_too)
    show.add_argument("key", nargs="?", help="only this key or group")
    show.add_argument("--project", metavar="DIR", help="include the settings of this workspace, as if it were trusted")
    get = add("get", "Print one value. Secrets stay hidden.", json_too)
    get.add_argument("key", help="such as agent.max_turns")
    get.add_argument("--project", metavar="DIR", help="include the settings of this workspace, as if it were trusted")
    put = add("set", "Change a value in config.yaml, comments kept; a secret is kept in .env.")
    put.add_argument("key", help="such as agent.max_turns, or a variable such as OPENAI_API_KEY")
    put.add_argument("value", nargs="?", help="as in YAML; asked for (or read from standard input) when left out")
    unset = add("unset", "Take a value out, so that its default holds.")
    unset.add_argument("key", help="such as agent.max_turns")
    add("path", "Print where config.yaml is.")
    add("env-path", "Print where .env is.")
    add("schema", "Print the JSON Schema of config.yaml.")
    return top


def _layers(arguments: argparse.Namespace) -> Layered:
    from hermes_acp.config.layers import read_layers
    from hermes_acp.config.load import load_config

    layers = read_layers(paths.hermes_home(arguments.profile), project=arguments.project)
    load_config(layers)
    for notice in layers.notices:
        print(f"note: {notice}", file=sys.stderr)
    return layers


def _show(arguments: argparse.Namespace) -> int:
    from hermes_acp.config.secrets import shown

    layers = _layers(arguments)
    wanted = tuple(arguments.key.split(".")) if arguments.key else ()
    rows = [
        (".".join(path), shown(path, value), str(layers.source(path) or ""))
        for path, value in layers.leaves()
        if path[: len(wanted)] == wanted
    ]
    if not rows:
        print(f"hermes config: {arguments.key} is not set", file=sys.stderr)
        return 1
    if arguments.json:
        _print_json({name: {"value": value, "source": source} for name, value, source in rows})
    else:
        for name, value, source in rows:
            print(f"{name} = {_yaml(value)}  ({source})")
    return 0


def _get(arguments: argparse.Namespace) -> int:
    from hermes_acp.config.secrets import shown
    from hermes_acp.config.trees import MISSING

    path = tuple(arguments.key.split("."))
    value = _layers(arguments).raw(path)
    if value is MISSING or value is None:
        print(f"hermes config: {arguments.key} is not set", file=sys.stderr)
        return 1
    value = shown(path, value)
    if arguments.json:
        _print_json(value)
    else:
        print(value if isinstance(value, str) else _yaml(value))
    return 0


def _set(arguments: argparse.Namespace) -> int:
    from hermes_acp.config.edit import put

    value = arguments.value if arguments.value is not None else _asked(arguments.key)
    print(f"{arguments.key} set in {put(paths.hermes_home(arguments.profile), arguments.key, value)}")
    return 0


def _unset(arguments: argparse.Namespace) -> int:
    from hermes_acp.config.edit import take_out

    changed = take_out(paths.hermes_home(arguments.profile), arguments.key)
    if changed is None:
        print(f"hermes config: {arguments.key} is not set", file=sys.stderr)
        return 1
    print(f"{arguments.key} taken out of {changed}")
    return 0


def _path(arguments: argparse.Namespace) -> int:
    print(paths.config_file(paths.hermes_home(arguments.profile)))
    return 0


def _env_path(arguments: argparse.Namespace) -> int:
    print(paths.env_file(paths.hermes_home(arguments.profile)))
    return 0


def _schema(_: argparse.Namespace) -> int:
    from hermes_acp.config.schema import Config

    _print_json(Config.model_json_schema())
    return 0


def _asked(key: str) -> str:
    """A value from standard input; what is typed at a terminal is not shown."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(f"{key}: ")


def _yaml(value: object) -> str:
    import json

    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False, indent=2))


COMMANDS = {
    "show": _show,
    "get": _get,
    "set": _set,
    "unset": _unset,
    "path": _path,
    "env-path": _env_path,
    "schema": _schema,
}
