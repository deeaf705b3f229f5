"""The decision about a shell command: the floor, the rules on every command in it, and what is a known read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hermes_acp.approval.decision import Decision, Setting
from hermes_acp.approval.matching import fits_path, fits_words
from hermes_acp.approval.names import names
from hermes_acp.approval.paths import lexical, real
from hermes_acp.approval.proposals import for_command
from hermes_acp.approval.protected import protected, secret
from hermes_acp.approval.rules import Effect, Rule, RuleBook
from hermes_acp.approval.shell.expand import UNKNOWN
from hermes_acp.approval.shell.floor import Floor, signals_all_listed
from hermes_acp.approval.shell.parse import Script, Segment, parse
from hermes_acp.approval.shell.place import Place, follow
from hermes_acp.approval.shell.plain import PlainCommand
from hermes_acp.approval.shell.programs import programs
from hermes_acp.approval.shell.readonly import Doubt, understood, walk
from hermes_acp.approval.shell.special import READERS
from hermes_acp.approval.shell.unwrap import Found, everything, program

MAX_PIECES = 200
"""Pieces of a broken line that are looked at one by one."""
MAX_PARSED = 30_000
"""Characters; of a longer line only this much is searched for what must not happen, and it is always asked for."""

_NETWORK = names(
    """curl wget http https xh aria2c nc ncat netcat socat telnet ftp sftp scp rsync ssh mosh ping ping6 traceroute dig
    nslookup host getent whois git gh glab hub npm npx pnpm yarn bun pip pip3 uv uvx cargo go gem aws gcloud az kubectl
    docker podman mail sendmail python python3 perl ruby node php lua bash sh zsh openssl rclone"""
)
_CHANGES_SHELL = names(
    """export declare typeset readonly alias unalias source . eval trap hash enable set shopt unset exec function
    builtin    pushd popd ulimit umask complete bind local let read mapfile readarray getopts"""
)
_DELETES = names("rm rmdir unlink shred truncate mv dd srm trash gio")
_HARMLESS_NAMES = re.compile(
    r"LANG|LC_\w+|TZ|NO_COLOR|FORCE_COLOR|CI|DEBUG|NODE_ENV|RUST_LOG|RUST_BACKTRACE|PYTHONUNBUFFERED|PORT|HOST"
)
_BREAKS = re.compile(r"[=:@]")
_IFS = re.compile(r"\$\{IFS[^}]*\}|\$IFS(?:\$[0-9@*])?")
_PIECE = re.compile(r"(?:'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\.|[^;&|\n'\"\\])+")


@dataclass(frozen=True)
class ShellLine:
    """One command line in its circumstances, looked at from every side once."""

    line: str
    cwd: str
    setting: Setting
    sandbox: Literal["", "inside", "outside"] = ""
    """See ``Action.sandbox``."""

    @cached_property
    def script(self) -> Script:
        """What the grammar finds."""
        return parse(self.line[:MAX_PARSED], (self.cwd,), self.setting.home)

    @cached_property
    def found(self) -> list[Found]:
        """Every command, also behind wrappers; of a broken line also what its pieces look like."""
        found = list(everything(self.script, self.setting.home))
        if "IFS" in self.line:  # a blank in disguise, which the grammar reads in more than one way
            spaced = parse(_IFS.sub(" ", self.line[:MAX_PARSED]), (self.cwd,), self.setting.home)
            found += everything(spaced, self.setting.home)
        if self.script.broken:
            for piece in _PIECE.findall(self.line[:MAX_PARSED])[:MAX_PIECES]:
                if piece == self.line:
                    continue
                script = parse(piece, (self.cwd,), self.setting.home)
                found += everything(script, self.setting.home)
        return found

    @cached_property
    def commands(self) -> list[PlainCommand] | None:
        """The line as literal words; None when it is more than that."""
        return None if self._read[0] is None else self._read[0]

    @cached_property
    def doubts(self) -> list[str | None]:
        """For each command why it is not a known read; one entry for the line when it is not plain."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[list[PlainCommand] | None, list[str | None]]:
        try:
            commands = understood(self.line, self.script)
        except Doubt as doubt:
            return None, [str(doubt)]
        linked = self._here != self.cwd.rstrip("/")
        place = Place((self._here,), self.setting.roots, self.setting.home, linked)
        return commands, walk(commands, place, self.setting.path)

    @property
    def only_reads(self) -> bool:
        """Whether it provably does nothing but read inside the workspace."""
        return not any(self.doubts) and not self.setting.shell_changed

    def floor(self) -> str | None:
        """Why it can never run, as a phrase."""
        floor = Floor(self.setting.home, self.setting.state_dir)
        why = next((why for each in self.found if (why := floor.judge(each.segment))), None)
        return why or signals_all_listed([each.segment for each in self.found])

    def ruled(self, rules: RuleBook, effect: Effect) -> Rule | None:
        """The first rule of this effect that names any command or path in the line."""
        for rule, _ in rules.of(effect):
            if rule.kind == "shell" and any(fits_words(rule, each.segment.argv) for each in self.found):
                return rule
            if rule.kind in ("edit", "read") and any(fits_path(rule, path, self.setting) for path, _ in self._paths):
                return rule
        return None

    @cached_property
    def _paths(self) -> list[tuple[str, Segment]]:
        """Every word that could name a path, absolute, both as written and with links followed."""
        found: list[tuple[str, Segment]] = []
        for each in self.found:
            segment = each.segment
            words = [target for _, target in segment.redirects]
            if program(segment) not in ("echo", "printf"):
                words += segment.argv[1:]
            for word in words:
                found += [(path, segment) for path in self._resolved(word, segment)]
        return found

    def _resolved(self, word: str, segment: Segment) -> tuple[str, ...]:
        if UNKNOWN in word or "\n" in word or len(word) > 1_000:
            return ()
        key = (word, segment.dirs)
        if key not in self._known_paths:
            whole = word if word[:1] != "-" else "" if word[:2] == "--" else word[2:]
            parts = [whole, *_BREAKS.split(word)[1:]]
            dirs = [directory for directory in segment.dirs if UNKNOWN not in directory]
            home = self.setting.home
            found = dict.fromkeys(lexical(part, directory, home) for part in parts if part for directory in dirs)
            self._known_paths[key] = tuple(dict.fromkeys((*found, *map(self._followed, found))))
        return self._known_paths[key]

    def _followed(self, path: str) -> str:
        """The path with links followed; one look for all paths below a name that does not exist."""
        if not path.startswith(self._here + "/"):
            return real(path)
        first = path[len(self._here) + 1 :].partition("/")[0]
        if first not in self._exists:
            self._exists[first] = os.path.lexists(f"{self._here}/{first}")
        return follow(self._here, path) if self._exists[first] else path

    @cached_property
    def _exists(self) -> dict[str, bool]:
        return {}

    @cached_property
    def _here(self) -> str:
        return real(self.cwd)

    @cached_property
    def _known_paths(self) -> dict[tuple[str, tuple[str, ...]], tuple[str, ...]]:
        return {}

    def guarded(self) -> str | None:
        """Why no saved rule may answer: hidden characters, a protected path or a secret, as a phrase."""
        from hermes_acp.approval.characters import trouble

        if hidden := trouble(self.line):
            return hidden
        for path, segment in self._paths:
            reads = program(segment) in programs() or program(segment) in READERS
            writes = any(">" in operator for operator, _ in segment.redirects)
            if secret(path):
                return f"{path} may hold secrets"
            if (writes or not reads) and path != "/dev/null" and protected(path):
                return f"other programs obey {path}"
        return None

    def allowed_by(self, rules: RuleBook) -> Rule | None:
        """An allow rule, when every command of the line is a known read or fits one."""
        if self.commands is None:
            return None
        used: Rule | None = None
        for command, doubt in zip(self.commands, self.doubts, strict=True):
            if doubt is None and not self.setting.shell_changed:
                continue
            argv = [word.text for word in command.words]
            if command.assignments or command.inputs or any(word.glob for word in command.words):
                return None
            rule = next((rule for rule, _ in rules.of("allow") if fits_words(rule, argv)), None)
            if rule is None:
                return None
            used = rule
        return used

    def changes_shell(self) -> str:
        """The command that would change the persistent shell for those after it; empty when none does."""
        for each in self.found:
            if each.depth == 0:
                segment = each.segment
                variables = segment.assigned if not segment.argv else ()
                name = program(segment)
                if name == "export":
                    variables = tuple(word.partition("=")[0] for word in segment.argv[1:])
                harmless = all(_HARMLESS_NAMES.fullmatch(variable) for variable in variables)
                if not harmless or (name != "export" and name in _CHANGES_SHELL):
                    return " ".join(segment.argv) or ", ".join(variables)
        return ""

    def sends(self) -> bool:
        """Whether anything in it can carry data out of the machine."""
        return any(program(each.segment).casefold() in _NETWORK for each in self.found)

    def kept_in(self) -> bool:
        """Whether a sandbox makes the question needless. It keeps the workspace writable, so deleting is asked for."""
        if self.sandbox != "inside" or self.script.broken:
            return False
        return self.setting.mode != "ask" or not any(program(each.segment) in _DELETES for each in self.found)


def decide_command(line: ShellLine, rules: RuleBook) -> Decision:
    """The order of decisions, for a shell line."""
    setting = line.setting
    if why := line.floor():
        return Decision("deny", f"floor: {why}", f"This can never be allowed here: {why}.")
    if rule := line.ruled(rules, "deny"):
        return Decision("deny", f"deny {rule}", f"The rule {rule} forbids it.")
    doubt = next((doubt for doubt in line.doubts if doubt), None)
    if not line.only_reads and (guard := line.guarded()):
        return _strict(setting, f"guarded: {guard}", f"No saved rule can answer this: {guard}.")
    if rule := line.ruled(rules, "ask"):
        return Decision("ask", f"ask {rule}", f"The rule {rule} asks for it.", once_only=True)
    if line.only_reads:
        return Decision("allow", "reads only", "It only reads inside the workspace.")
    if setting.shell_changed and not doubt:
        doubt = f"the shell was changed by {setting.shell_changed!r}"
    why = f"It is not known to only read: {doubt}."
    if setting.mode == "plan" or not setting.trusted:
        return planned(setting, why)
    if line.sandbox == "outside":
        why = f"It asks to leave the sandbox. {why}"
    if line.kept_in():
        return Decision("allow", "sandbox", "It runs in a sandbox: it cannot leave the workspace or reach the network.")
    if setting.tainted and line.sends():
        why = "The session has read content of strangers, and this could send data out."
        return Decision("ask", "taint: sends data", why, once_only=True)
    if setting.mode == "bypass":
        return Decision("allow", "mode bypass", "The mode allows it.")
    if rule := line.allowed_by(rules):
        return Decision("allow", f"allow {rule}", f"The rule {rule} allows it.")
    proposals = for_command(line.commands, line.doubts) if line.commands is not None else ()
    return Decision("ask", f"not a known read: {doubt}", why, proposals)


def planned(setting: Setting, why: str) -> Decision:
    """The refusal of a change where only reading is possible."""
    if not setting.trusted:
        why += " The workspace is not trusted, so only reading is allowed; the person can run: hermes trust."
        return Decision("deny", "workspace not trusted", why)
    return Decision("deny", "mode plan", f"{why} In plan mode nothing is changed; describe the change instead.")


def _strict(setting: Setting, rule: str, why: str) -> Decision:
    if setting.mode == "plan" or not setting.trusted:
        return planned(setting, why)
    return Decision("ask", rule, why, once_only=True)
