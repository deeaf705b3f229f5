"""A real Emacs reads the file for agent-shell, finds it where ``hermes install`` put it, and starts Hermes by it.

agent-shell and acp.el come from a forge and are not here: stand-ins keep what they are given, as theirs do.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hermes_acp.installing.client import named
from hermes_acp.installing.clients import EDITORS as CLIENTS
from hermes_acp.installing.places import place_of
from support.command import HERMES, Shell
from support.editors import ACP, EDITORS, editor, environment, run

ACP_EL = """
(defun acp-make-client (&rest said) said)
(provide 'acp)
"""
AGENT_SHELL = """
(require 'acp)
(defvar agent-shell-agent-configs nil)
(defun agent-shell-make-agent-config (&rest said) said)
(provide 'agent-shell)
"""
KNOWS_HERMES = """
(defcustom agent-shell-hermes-acp-command '("hermes" "acp") "." :type '(repeat string) :group 'tools)
(provide 'agent-shell-hermes)
"""
SAMPLE = f'(load "{EDITORS / "emacs" / "hermes-acp.el"}" nil t)'
OPENED = "(require 'agent-shell)"
STARTS = """
(let* ((heard "")
       (client (funcall (plist-get (car agent-shell-agent-configs) :client-maker) (current-buffer)))
       (command (cons (plist-get client :command) (plist-get client :command-params)))
       (process (make-process :name "hermes" :command command :connection-type 'pipe
                              :filter (lambda (_ text) (setq heard (concat heard text)))
                              :stderr (get-buffer-create "errors"))))
  (process-send-string process (concat INITIALIZE "\\n"))
  (with-timeout (30 (error "no answer"))
    (while (not (string-match-p "\\n" heard)) (accept-process-output process 1)))
  (princ (car (split-string heard "\\n")))
  (delete-process process))
"""


def lisp(home: Path, *pieces: str, agent_shell: str = AGENT_SHELL) -> str:
    """What Emacs prints when it runs these pieces, started as a person's but without a window."""
    plugins = home / "plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / "acp.el").write_text(ACP_EL, encoding="utf-8")
    (plugins / "agent-shell.el").write_text(agent_shell, encoding="utf-8")
    script = home / "test.el"
    script.write_text(";; -*- lexical-binding: t; -*-\n" + "\n".join(pieces), encoding="utf-8")
    program = editor("emacs", "emacs-nox")
    command = [program, "--batch", "--no-site-file", "--directory", str(plugins), "--load", str(script)]
    return run(command, environment(home)).stdout


def starting() -> str:
    return STARTS.replace("INITIALIZE", json.dumps(json.dumps(ACP)))


def test_emacs_compiles_the_sample_without_a_warning(home: Path) -> None:
    copy = home / "hermes-acp.el"
    copy.write_bytes((EDITORS / "emacs" / "hermes-acp.el").read_bytes())
    lisp(home, "(setq byte-compile-error-on-warn t)", f'(unless (byte-compile-file "{copy}") (kill-emacs 1))')
    assert (home / "hermes-acp.elc").is_file()


@pytest.mark.timeout(90)
def test_emacs_starts_hermes_from_the_sample(home: Path) -> None:
    answer = json.loads(lisp(home, SAMPLE, OPENED, starting()))
    assert answer["result"]["protocolVersion"] == 1


@pytest.mark.parametrize("order", [(SAMPLE, SAMPLE, OPENED), (OPENED, SAMPLE, SAMPLE)], ids=["early", "late"])
def test_loading_it_twice_offers_hermes_once_whenever_that_is(home: Path, order: tuple[str, ...]) -> None:
    offered = "(princ (mapcar (lambda (one) (plist-get one :identifier)) agent-shell-agent-configs))"
    assert lisp(home, *order, offered) == "(hermes)"


def test_an_agent_shell_that_knows_hermes_is_told_the_command_alone(home: Path, tmp_path: Path) -> None:
    editor("emacs", "emacs-nox")
    assert Shell(tmp_path, home / ".hermes").hermes("install", "emacs").code == 0
    load = '(load (locate-user-emacs-file "hermes-acp") nil t)'
    told = "(prin1 (cons agent-shell-hermes-acp-command agent-shell-agent-configs))"
    assert lisp(home, load, OPENED, told, agent_shell=KNOWS_HERMES + AGENT_SHELL) == f'(("{HERMES}" "acp"))'


@pytest.mark.parametrize(
    "there", [(), (".config/emacs",), (".config/emacs", ".emacs.d"), (".config/emacs", ".emacs"), (".emacs.el",)]
)
def test_emacs_looks_where_hermes_install_writes(
    home: Path, there: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name in there:
        path = home / name
        path.touch() if name in (".emacs", ".emacs.el") else path.mkdir(parents=True)
    looked = lisp(home, '(princ (expand-file-name (locate-user-emacs-file "hermes-acp.el")))')
    assert looked == place_of(named("emacs", CLIENTS))[0]
