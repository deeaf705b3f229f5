;;; hermes-acp.el --- Hermes in agent-shell  -*- lexical-binding: t; -*-

;;; Commentary:
;; `hermes install emacs' writes this file, with the full path of hermes;
;; `hermes install emacs --uninstall' takes it away.

;;; Code:

(defvar agent-shell-hermes-acp-command)
(setq agent-shell-hermes-acp-command '("hermes" "acp"))

(declare-function acp-make-client "acp")
(declare-function agent-shell-make-agent-config "agent-shell")
(defvar agent-shell-agent-configs)

(with-eval-after-load 'agent-shell
  (unless (featurep 'agent-shell-hermes)
    (require 'acp)
    (add-to-list
     'agent-shell-agent-configs
     (agent-shell-make-agent-config
      :identifier 'hermes
      :mode-line-name "Hermes"
      :buffer-name "Hermes"
      :shell-prompt "Hermes> "
      :shell-prompt-regexp "Hermes> "
      :client-maker (lambda (buffer)
                      (acp-make-client
                       :command (car agent-shell-hermes-acp-command)
                       :command-params (cdr agent-shell-hermes-acp-command)
                       :context-buffer buffer))))))

(provide 'hermes-acp)
;;; hermes-acp.el ends here
