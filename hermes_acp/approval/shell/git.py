"""The git commands that only read, and the options under which they do.

Whether the repository's own configuration would make even these run a program is asked of ``gitsafety``.
Left out on purpose: overrides (``-c``), pagers, external diffs, text conversion, signatures (they start gpg), output
files, and every form that changes a reference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from hermes_acp.approval.shell.options import Options, Unknown, options, read
from hermes_acp.approval.shell.place import Outside, Place

_REVISIONS = """--all --branches? --tags? --remotes? --glob! --exclude! --max-count: --skip: --since! --after! --until!
    --before! --author! --committer! --grep! --all-match --invert-grep --regexp-ignore-case --extended-regexp
    --fixed-strings --perl-regexp --merges --no-merges --first-parent --min-parents: --max-parents: --not --reverse
    --date-order --topo-order --author-date-order --left-right --left-only --right-only --cherry --cherry-pick
    --cherry-mark --boundary --ancestry-path --simplify-merges --simplify-by-decoration --full-history --dense --sparse
    --no-walk? --walk-reflogs -g --abbrev-commit --no-abbrev-commit --relative-date --date! --parents --children
    --graph --no-graph --oneline --pretty? --format! --encoding: --decorate? --no-decorate --decorate-refs!
    --decorate-refs-exclude! --source --use-mailmap --mailmap --log-size --follow --full-diff -n: -i -E -F -P"""

_DIFF = """-p -u -s -U: -z -a -b -w -R -M? -C? -B? -D -l: -S! -G! -O: --patch --no-patch --unified: --raw
    --patch-with-raw
    --minimal --patience --histogram --diff-algorithm: --anchored! --stat? --compact-summary --numstat --shortstat
    --dirstat? --summary --patch-with-stat --name-only --name-status --submodule? --color? --no-color --color-moved?
    --word-diff? --word-diff-regex! --color-words? --no-renames --rename-empty --check --full-index --binary --abbrev?
    --find-renames? --find-copies? --find-copies-harder --irreversible-delete --diff-filter! --pickaxe-all
    --pickaxe-regex --relative? --text --ignore-space-at-eol --ignore-space-change --ignore-all-space
    --ignore-blank-lines --inter-hunk-context: --function-context -W --exit-code --quiet -q --no-ext-diff --no-textconv
    --ignore-submodules? --src-prefix! --dst-prefix! --no-prefix --line-prefix! --ita-invisible-in-index"""

_TABLES = {
    "status": """-sbvz -u? --short --branch --show-stash --porcelain? --long --verbose --untracked-files? --ignored?
        --ignore-submodules? --column? --no-column --ahead-behind --no-ahead-behind --renames --no-renames""",
    "log": f"{_REVISIONS} {_DIFF} -c -m -t -L: --cc --no-diff-merges",
    "show": f"{_REVISIONS} {_DIFF} -c -m -t --cc --no-notes",
    "diff": f"{_DIFF} -1 -2 -3 -0 --cached --staged --merge-base --base --ours --theirs --cc --no-index",
    "shortlog": "-nsec -w? --numbered --summary --email --group: " + _REVISIONS.replace(" -n:", ""),
    "rev-list": f"{_REVISIONS} --count --objects --quiet --timestamp --header --no-commit-header --disk-usage?",
    "whatchanged": f"{_REVISIONS} {_DIFF}",
    "branch": """-avrilv --all --remotes --list --verbose --show-current --color? --no-color --column? --no-column
        --sort: --merged --no-merged --contains --no-contains --points-at --format! --ignore-case --abbrev?
        --no-abbrev -q""",
    "tag": """-li -n? --list --sort: --contains --no-contains --points-at --merged --no-merged --format! --color?
        --column? --no-column --ignore-case""",
    "remote": "-v --verbose",
    "blame": """-L: -S: --root --show-stats --porcelain --line-porcelain --incremental --show-name
        --show-number --show-email --date! --color-lines --color-by-age --score-debug --abbrev: --since! --reverse
        --first-parent --ignore-rev: -b -l -r -t -c -f -e -n -s -w -p -M? -C?""",
    "ls-files": """-cdmosiuktvfz -x! --cached --deleted --modified --others --ignored --stage --unmerged --killed
        --directory
        --no-empty-directory --eol --deduplicate --exclude! --exclude-standard --error-unmatch --full-name --abbrev?
        --debug --format! --recurse-submodules --resolve-undo""",
    "ls-tree": "-drtlz --long --name-only --name-status --object-only --full-name --full-tree --abbrev? --format!",
    "rev-parse": """--abbrev-ref? --short? --verify --quiet -q --symbolic --symbolic-full-name --all --branches? --tags?
        --remotes? --show-toplevel --show-prefix --show-cdup --git-dir --absolute-git-dir --git-common-dir
        --is-inside-work-tree --is-inside-git-dir --is-bare-repository --is-shallow-repository
        --show-superproject-working-tree --show-object-format? --revs-only --no-revs --flags --no-flags --sq --not""",
    "describe": """--all --tags --contains --abbrev: --candidates: --exact-match --debug --long --match! --exclude!
        --always
        --first-parent --dirty? --broken?""",
    "cat-file": "-t -s -e -p --batch-check? --allow-unknown-type",
    "merge-base": "-a --all --octopus --independent --is-ancestor --fork-point",
    "name-rev": "--tags --refs! --exclude! --all --name-only --no-undefined --always",
    "show-ref": "-dsq --head --heads --branches --tags --dereference --hash? --verify --abbrev? --quiet --exists",
    "for-each-ref": """--count: --sort: --format! --points-at: --merged: --no-merged: --contains: --no-contains:
        --ignore-case --omit-empty --exclude!""",
    "grep": """-nlLcivwEFGPoqhHpWaIz -e! -f: -A: -B: -C: -m: --cached --untracked --no-exclude-standard
        --exclude-standard
        --no-index --text --ignore-case --word-regexp --invert-match --full-name --extended-regexp --basic-regexp
        --perl-regexp --fixed-strings --line-number --column --files-with-matches --name-only --files-without-match
        --count --color? --no-color --break --heading --show-function --after-context: --before-context: --context:
        --function-context --max-count: --max-depth: --threads: --and --or --not --all-match --quiet
        --only-matching --null""",
    "diff-tree": f"{_DIFF} -r -t -m -c --root --no-commit-id --pretty? --format! --cc --stdin",
    "diff-index": f"{_DIFF} -m --cached --merge-base",
    "diff-files": f"{_DIFF} -0 -1 -2 -3 -c --base --ours --theirs --cc",
    "check-attr": "-az --all --cached --stdin",
    "show-branch": """-arg --all --remotes --list --color? --no-color --current --topo-order --date-order --sparse
        --no-name""",
    "check-ignore": "-qvnz --quiet --verbose --non-matching --no-index",
    "count-objects": "-vH --verbose --human-readable",
    "cherry": "-v --abbrev?",
    "version": "--build-options",
}
_LISTS = {"stash": ("list", "show"), "worktree": ("list",), "reflog": ("show", "exists"), "remote": ("get-url",)}
"""Commands whose reading forms are named by a second word."""
_LIST_OPTIONS = options(
    f"{_REVISIONS} {_DIFF} -v --porcelain --verbose --include-untracked --only-untracked --push", number=True
)
_NO_OPERANDS = {
    "branch": {"--list", "--merged", "--no-merged", "--contains", "--no-contains", "--points-at"},
    "tag": {"l", "--list", "--contains", "--no-contains", "--points-at", "--merged", "--no-merged"},
    "remote": set[str](),
    "version": set[str](),
}
"""Commands where an operand creates something, unless one of these options makes it a question."""
_NUMBERED = frozenset({"log", "show", "rev-list", "whatchanged", "shortlog"})
_RUNS_GPG = re.compile(r"%[+ -]?G|signature", re.IGNORECASE)
_PROGRAM_WORDS = re.compile(r"[\w-]+")


@cache
def _table(name: str) -> Options:
    return options(_TABLES[name], number=name in _NUMBERED)


def known_commands() -> dict[str, Options]:
    """The commands that only read, with the options under which they do."""
    return {name: _table(name) for name in _TABLES}


def git(words: Sequence[str], place: Place) -> Place:
    """Check the words after ``git``; where it would run. Unknown or Outside when it may do more than read."""
    words, place = _before_command(words, place)
    if not words:
        raise Unknown("git alone does nothing")
    name, rest = words[0], words[1:]
    if name == "--version" and not rest:
        return place
    if name in _LISTS:
        known, rest = _listed(name, rest)
    elif name in _TABLES:
        known = _table(name)
    else:
        raise Unknown(
            f"git {name} is not known to only read" if _PROGRAM_WORDS.fullmatch(name) else "not a git command"
        )
    _check(name, rest, known, place)
    return place


def _listed(name: str, rest: Sequence[str]) -> tuple[Options, Sequence[str]]:
    """The options of a command whose reading forms are named by a second word, and the words behind that."""
    if rest and rest[0] in _LISTS[name]:
        return _LIST_OPTIONS, rest[1:]
    if name in _TABLES:
        return _table(name), rest
    if name == "reflog" and all(word.startswith("-") for word in rest):
        return _LIST_OPTIONS, rest
    raise Unknown(f"this form of git {name} is not known to only read")


def _before_command(words: Sequence[str], place: Place) -> tuple[Sequence[str], Place]:
    """Skip what may stand before the command: ``-C dir`` and switches that make git do less."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--version":
        if words[at] == "-C" and at + 1 < len(words):
            place = place.moved(words[at + 1], sure=True)
            at += 2
        elif words[at] in ("--no-pager", "--no-optional-locks", "--literal-pathspecs", "--no-replace-objects", "-P"):
            at += 1
        else:
            raise Unknown(f"the git option {words[at]} is not known to be harmless")
    return words[at:], place


def _check(name: str, rest: Sequence[str], known: Options, place: Place) -> None:
    found = read(rest, known)
    if any(_RUNS_GPG.search(text) for text in (*found.texts, *found.paths)):
        raise Unknown("showing signatures starts gpg")
    if known is not _LIST_OPTIONS and name in _NO_OPERANDS and found.operands and not found.used & _NO_OPERANDS[name]:
        raise Unknown(f"an operand of git {name} changes the repository")
    operands = found.operands
    if name == "grep" and not found.used & {"e", "f"}:
        operands = operands[1:]
    for word in (*found.paths, *operands):
        _check_operand(word, place)


def _check_operand(word: str, place: Place) -> None:
    """A revision, a path, or ``revision:path``: each must stay in the workspace and away from secrets."""
    if word.startswith(":(") or word.startswith(":/"):
        raise Outside(f"{word} selects from the whole repository")
    place.check(word)
    for at, char in enumerate(word):  # HEAD:path, :1:path, 1,5:path, :function:path
        if char == ":" and at + 1 < len(word):
            place.check(word[at + 1 :])
    if word.startswith("--"):
        raise Unknown(f"{word} is not understood")
