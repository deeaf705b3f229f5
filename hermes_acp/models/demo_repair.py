"""How the demo repairs a failing Python test: run, read, try a small change, run again, take it back if useless.

The changes are the classic slips: a boundary that is off by one, a comparison the wrong way round, a plus for a
minus. Nothing knows the sample: the failing test, its file and the modules it imports are read from what the tools
bring back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Made = tuple[str, dict[str, object], str, bool]
"""A call of this turn: tool, arguments, result text, whether it failed."""
Wanted = tuple[str, dict[str, object]]
"""A call to make: tool and arguments."""

TRIES = 6
"""Changes that are tried before giving up."""

SLIPS: tuple[tuple[str, str], ...] = (
    (r"(?<![<>=!-])>(?!=)", ">="),
    (r"(?<![<>=!])<(?!=)", "<="),
    (r">=", ">"),
    (r"<=", "<"),
    (r" \+ 1\b", " - 1"),
    (r" - 1\b", " + 1"),
    (r" \+ 1\b", ""),
    (r" - 1\b", ""),
    (r"==", "!="),
    (r" \+ ", " - "),
)
"""Pattern and what to write instead, the likeliest first."""


def run_tests() -> Wanted:
    """The call that runs the tests."""
    return "shell", {"command": "python3 -m unittest"}


def ask_for_repair(made: Sequence[Made]) -> tuple[str, tuple[Wanted, ...]]:
    """What to say and call next."""
    runs = [item for item in made if item[0] == "shell"]
    if not runs:
        return "I look at the files and run the tests.", (("list_files", {"path": "."}), run_tests())
    tries = [item for item in made if item[0] == "edit_file" and not item[3]]
    if passes(runs[-1][2]):
        return all_pass(tries), ()
    failing = re.findall(r'File "([^"]+)", line \d+, in (test_\w+)', runs[0][2])
    if not failing:
        return f"The tests do not pass, and my rules cannot tell why:\n\n```\n{runs[-1][2][-600:]}\n```", ()
    test_file, test_name = failing[0]
    texts = {str(item[1]["path"]): source(item[2]) for item in made if item[0] == "read_file" and not item[3]}
    if test_file not in texts:
        return f"`{test_name}` fails. I read it.", (("read_file", {"path": test_file}),)
    modules = imported(texts[test_file])
    unread = [path for path in modules if not any(item[1].get("path") == path for item in made)]
    if unread:
        return "And what it tests.", tuple(("read_file", {"path": path}) for path in unread)
    changed = [item for item in made if item[0] in ("edit_file", "shell")]
    if changed[-1][0] == "edit_file":
        return "Does that help?", (run_tests(),)
    return try_next(tries, {path: texts[path] for path in modules if path in texts})


def try_next(tries: Sequence[Made], modules: dict[str, str]) -> tuple[str, tuple[Wanted, ...]]:
    """The next small change; the last one is taken back first, as it did not help."""
    back: tuple[Wanted, ...] = ()
    made = [item for item in tries if not item[1].get("replace_all")]
    if made:
        last = made[-1][1]
        undo = {"path": last["path"], "old_text": last["new_text"], "new_text": last["old_text"]}
        back = (("edit_file", undo),)
    tried = {(item[1]["path"], item[1]["old_text"], item[1]["new_text"]) for item in tries}
    for path, old, new in slips(modules):
        if (path, old, new) not in tried and len(tried) < TRIES:
            words = f"`{old.strip()}` could be the slip: `{new.strip()}`?"
            return words, (*back, ("edit_file", {"path": path, "old_text": old, "new_text": new}))
    return "I know no other small change that could help. The tests still fail.", back


def slips(modules: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Path, line and changed line of every small change, the likeliest kind first."""
    for pattern, instead in SLIPS:
        for path, text in modules.items():
            lines = text.split("\n")
            for line in lines:
                is_code = re.match(r"\s+(if|elif|while|return|for)\b", line)
                if is_code and lines.count(line) == 1 and re.search(pattern, line):
                    yield path, line, re.sub(pattern, instead, line, count=1)


def imported(text: str) -> list[str]:
    """Paths of the modules a test imports from its own project, as ``a/b.py``."""
    names = re.findall(r"^(?:from|import) ([\w.]+\.[\w.]+)", text, re.MULTILINE)
    return [name.replace(".", "/") + ".py" for name in names if not name.startswith("unittest")]


def source(numbered: str) -> str:
    """The text of a file from the numbered lines that ``read_file`` shows."""
    lines = re.findall(r"^ *\d+\|(.*)$", numbered, re.MULTILINE)
    return "\n".join(lines)


def passes(report: str) -> bool:
    """Whether a test run went well."""
    return re.search(r"^OK\b", report, re.MULTILINE) is not None


def all_pass(tries: Sequence[Made]) -> str:
    """The last words."""
    if not tries:
        return "All tests pass; there is nothing to repair."
    last = tries[-1][1]
    old, new = str(last["old_text"]).strip(), str(last["new_text"]).strip()
    return f"All tests pass now. In `{last['path']}`, `{old}` had to be `{new}`."
