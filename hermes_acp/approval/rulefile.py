"""Where rules are kept: the person's ``permissions.yaml``, and what a trusted project adds to it.

The person's file holds rules for everywhere and, keyed by repository, rules for one project. A project's own
``.hermes/permissions.yaml`` may only tighten, unless the workspace is trusted. A file that cannot be read as rules
gives no allow at all, and says so.

    allow: [shell(npm test), fetch(docs.python.org)]
    ask:   [shell(git push:*)]
    deny:  [read(secrets/**)]
    projects:
      "2049:131:/home/me/app":
        allow: [shell(make check)]
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import cast, get_args

from msgspec import Struct, field

from hermes_acp.approval.atomic import alone, owned_by_us, write_private
from hermes_acp.approval.decision import Scope
from hermes_acp.approval.identity import identity_of
from hermes_acp.approval.rules import Effect, Rule, RuleBook, RuleError, parse_rule

FILE = "permissions.yaml"
PROJECT_FILE = os.path.join(".hermes", FILE)


class RuleFile(Struct):
    """The content of a file of rules."""

    user: list[Rule] = field(default_factory=list[Rule])
    projects: dict[str, list[Rule]] = field(default_factory=dict[str, list[Rule]])
    """Rules of one repository, by its identity's key."""
    problems: list[str] = field(default_factory=list[str])
    """What could not be used, as sentences for a person."""


def load_rules(state_dir: str, cwd: str, *, trusted: bool) -> tuple[RuleBook, tuple[str, ...]]:
    """The rules in force for a session in ``cwd``, and what was wrong with the files.

    Blocks on the disk; call it in a thread. Never raises for a bad file: it fails closed and reports.
    """
    own = read_file(os.path.join(state_dir, FILE))
    problems = list(own.problems)
    project: list[Rule] = []
    try:
        identity = identity_of(cwd)
    except OSError:
        return RuleBook(own.user), tuple(problems)
    project += own.projects.get(identity.key, [])
    path = os.path.join(identity.path, PROJECT_FILE)
    if os.path.realpath(path) == os.path.realpath(os.path.join(state_dir, FILE)):
        return RuleBook(own.user, project), tuple(problems)  # the person's home: the file is no project's
    theirs = read_file(path, ours=False)
    problems += theirs.problems
    project += [rule for rule in theirs.user if trusted or rule.effect != "allow"]
    if theirs.projects:
        problems.append(f"{PROJECT_FILE} of the project has no say about other projects; that part is ignored.")
    return RuleBook(own.user, project), tuple(problems)


def read_file(path: str, *, ours: bool = True) -> RuleFile:
    """Read a file of rules. With any problem in it nothing it allows counts; its other rules do."""
    found = RuleFile()
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if ours and not owned_by_us(path):
            found.problems.append(f"{path} could be written by others; nothing it allows counts.")
        _fill(found, _parsed(text), path)
    except FileNotFoundError:
        return found
    except (OSError, ValueError) as error:
        found.problems.append(f"{path} cannot be read as rules: {' '.join(str(error).split())}")
    if found.problems:
        found.user = [rule for rule in found.user if rule.effect != "allow"]
        found.projects = {key: [r for r in rules if r.effect != "allow"] for key, rules in found.projects.items()}
    return found


def _parsed(text: str) -> object:
    """YAML; ValueError when it is not. The library is loaded for those who have rules."""
    import yaml

    try:
        return cast("object", yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _fill(found: RuleFile, data: object, path: str) -> None:
    if data is None:
        return
    if not isinstance(data, Mapping):
        found.problems.append(f"{path} must hold the lists allow, ask and deny.")
        return
    content = cast("Mapping[object, object]", data)
    found.user += _lists(found, content, path, extra=("projects",))
    projects = content.get("projects")
    if isinstance(projects, Mapping):
        for key, value in cast("Mapping[object, object]", projects).items():
            if isinstance(value, Mapping):
                found.projects[str(key)] = _lists(found, cast("Mapping[object, object]", value), path)
            else:
                found.problems.append(f"{path}: projects.{key} must hold the lists allow, ask and deny.")
    elif projects is not None:
        found.problems.append(f"{path}: projects must be a mapping.")


def _lists(found: RuleFile, content: Mapping[object, object], path: str, extra: tuple[str, ...] = ()) -> list[Rule]:
    rules: list[Rule] = []
    for name, value in content.items():
        if name in extra:
            continue
        if name not in get_args(Effect):
            found.problems.append(f"{path}: {name!r} is not one of allow, ask, deny.")
            continue
        if not isinstance(value, list):
            found.problems.append(f"{path}: {name} must be a list of rules.")
            continue
        for text in cast("list[object]", value):
            try:
                rules.append(parse_rule(str(text), cast("Effect", name)))
            except RuleError as error:
                found.problems.append(f"{path}: {error}")
    return rules


def remember(state_dir: str, cwd: str, rule: Rule, scope: Scope) -> bool:
    """Keep a rule in the person's file; False when it is there, or of the session and not kept.

    RuleError when the file cannot be changed.
    """
    return scope != "session" and _change(state_dir, cwd, rule, scope, add=True)


def forget(state_dir: str, cwd: str, rule: Rule, scope: Scope) -> bool:
    """Take a rule out of the person's file; False when it was not there."""
    return _change(state_dir, cwd, rule, scope, add=False)


def _change(state_dir: str, cwd: str, rule: Rule, scope: Scope, *, add: bool) -> bool:
    path = os.path.join(state_dir, FILE)
    with alone(path):
        content = read_file(path)
        if content.problems:
            raise RuleError("; ".join(content.problems))
        rules = content.user if scope == "user" else content.projects.setdefault(identity_of(cwd).key, [])
        if (rule in rules) == add:
            return False
        (rules.append if add else rules.remove)(rule)
        _write(path, content)
    return True


def _write(path: str, content: RuleFile) -> None:
    import yaml

    data: dict[str, object] = dict(_by_effect(content.user))
    projects = {key: dict(_by_effect(rules)) for key, rules in content.projects.items() if rules}
    if projects:
        data["projects"] = projects
    write_private(path, yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1_000))


def _by_effect(rules: list[Rule]) -> dict[str, list[str]]:
    effects: tuple[Effect, ...] = get_args(Effect)
    return {effect: texts for effect in effects if (texts := [str(rule) for rule in rules if rule.effect == effect])}
