;;; hermes.el --- Hermes in agent-shell  -*- lexical-binding: t; -*-

;;; Commentary:
;; Adds Hermes to the agents that `M-x agent-shell' offers.

;;; Code:

(require 'acp)
(require 'agent-shell)

(add-to-list
 'agent-shell-agent-configs
 (agent-shell-make-agent-config
  :identifier 'hermes
  :mode-line-name "Hermes"
  :buffer-name "Hermes"
  :shell-prompt "Hermes> "
  :shell-prompt-regexp "Hermes> "
  :client-maker (lambda (buffer)
                  (acp-make-client :command "hermes"
                                   :command-params '("acp")
                                   :context-buffer buffer))
  :install-instructions "Put `hermes' on PATH."))

(provide 'hermes)
;;; hermes.el ends here
