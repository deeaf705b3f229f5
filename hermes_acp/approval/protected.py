"""Paths that other programs execute or obey, and paths that hold secrets.

Both lists are looked up on resolved paths with letter case set aside, existing or not. A protected path is never
written, and a secret never read, without a person saying so for that one time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hermes_acp.approval.names import names

# A directory or file of this name anywhere on the path protects everything below it.
_PROTECTED_NAMES = names(
    """.git .gitmodules .gitattributes .gitconfig .husky .githooks .pre-commit-config.yaml .vscode .idea .zed .cursor
    .windsurf .fleet .devcontainer .devcontainer.json .mcp.json mcp.json .claude .claude.json .codex .gemini .agents
    .hermes .roo .roomodes .cursorrules .windsurfrules .continue .aider.conf.yml agents.md claude.md gemini.md
    .gitlab-ci.yml .circleci .envrc .npmrc .pnpmfile.cjs .yarnrc .yarnrc.yml .yarn .pypirc .ripgreprc .tool-versions
    mise.toml .mise.toml .ssh .gnupg .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc
    .zshenv .zprofile .zlogin .zlogout .kshrc .inputrc .vimrc .exrc .nvimrc .emacs .emacs.d .xinitrc .xprofile
    .xsession .tmux.conf .screenrc .netrc .curlrc .wgetrc .gdbinit .lldbinit .pythonrc .pam_environment .direnvrc
    sitecustomize.py usercustomize.py authorized_keys launchagents launchdaemons crontab .lesskey .selected_editor
    .subversion .hgrc .hg .svn .jj .pdbrc .irbrc .ctags .ackrc .fishrc
    .hermes.md hermes.md agents.override.md agent.md qwen.md crush.md .goosehints .rules .github-copilot .junie .kiro
    .amazonq .aiassistant .trae .qwen .opencode opencode.json .crush .openhands .aider.conf.yaml .augment .factory
    .sublime-project .nvim.lua .nvimrc .lvimrc .vim .dir-locals.el .helix .kakrc .run .vs .settings
    azure-pipelines.yml azure-pipelines.yaml .travis.yml jenkinsfile bitbucket-pipelines.yml .drone.yml appveyor.yml
    .appveyor.yml .buildkite .woodpecker .woodpecker.yml .teamcity cloudbuild.yaml cloudbuild.yml .gitea .forgejo
    lefthook.yml .lefthook.yml lefthook.yaml .overcommit.yml .pnp.cjs bunfig.toml .bundle .mvn .ipython .jupyter
    .nix-profile .config.fish .xonshrc .psqlrc .sqliterc .mysqlrc .gitpod.yml .replit .idx"""
)
_PROTECTED_PATTERNS = re.compile(
    r"""
    (?:^|/)(?:
        [^/]*\.code-workspace$ | \.clinerules[^/]*(?:/|$)
      | \.github/(?:workflows|actions|instructions|prompts|chatmodes|agents|copilot-instructions\.md)(?:/|$)
      | [^/]*\.sublime-project$
      | \.cargo/config[^/]*$ | \.venv[^/]*/(?:bin|scripts)(?:/|$) | venv/(?:bin|scripts)(?:/|$) | pyvenv\.cfg$
      | [^/]*\.pth$ | \.local/(?:bin|share/(?:applications|systemd))(?:/|$)
      | \.config/systemd(?:/|$) | \.config/autostart(?:/|$)
      | \.config/(?:code|code\ -\ oss|vscodium|zed|jetbrains|cursor|git|fish|nvim|kitty|alacritty|hermes)(?:/|$)
      | \.config/(?:environment\.d|pip|gh|claude|codex|gemini|opencode|goose|direnv|mise)(?:/|$)
      | library/application\ support/(?:code|zed|jetbrains|cursor)(?:/|$) | \.jetbrains(?:/|$)
    )
    | ^/(?:etc|boot|bin|sbin|lib|lib64|usr/bin|usr/sbin|usr/lib|usr/local/bin|usr/local/sbin|system|library)(?:/|$)
    | ^/var/spool/cron(?:/|$) | ^/dev/(?!null$) | ^/(?:proc|sys)(?:/|$)
    """,
    re.VERBOSE,
)

_SECRET_NAMES = names(
    """.netrc _netrc .pgpass .my.cnf .git-credentials .npmrc .pypirc .htpasswd .dockercfg .envrc .vault_pass .s3cfg
    .boto credentials credentials.json credentials.yml credentials.yaml credentials.toml secrets.json secrets.yml
    secrets.yaml secrets.toml secrets.env secret.json secret.yml secret.yaml master.key token.json .terraformrc
    .vault-token .rclone.conf rclone.conf .bash_history .zsh_history .python_history .node_repl_history
    .psql_history .mysql_history login.keychain-db logins.json key4.db cookies.sqlite shadow gshadow sudoers
    kubeconfig wallet.dat auth.json"""
)
_SECRET_DIRECTORIES = names(
    """.ssh .gnupg .aws .azure .gcloud .kube .docker .password-store .mozilla .thunderbird keyrings
    .electrum .bitcoin .ethereum .oci .1password .terraform.d .secrets"""
)
_SECRET_PATTERNS = re.compile(
    r"""
    (?:^|/)(?:
        \.env(?!(?:\.[^/]*)?\.?(?:example|sample|template|dist|defaults?)$)(?:[._-][^/]*)? | [^/]+\.env
      | [^/]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|kdb|ppk|asc|gpg|age|ovpn|agekey|tfstate|tfvars)(?:\.backup)?
      | id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?[^/.]* | id_[^/.]*
      | [^/]+_(?:rsa|dsa|ecdsa|ed25519) | (?:[^/]*[-_])?(?:deploy|private|host|signing)[-_]key
      | secrets?/(?:[^/]+/)*[^/]+\.(?:ya?ml|json|toml|env|txt|ini|properties|conf|enc)
      | [^/]*service[-_]account[^/]*\.json | \.git/(?:config|credentials) | \.git/modules/.*/config
      | (?:google-chrome|chromium|brave-browser|firefox)/.* | \.config/(?:gh|gcloud|op|hub|doctl|rclone)(?:/.*)?
    )$
    | ^/proc/(?!cpuinfo$|meminfo$|version$|loadavg$|uptime$) | ^/dev/(?!null$)
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=4096)
def protected(path: str) -> bool:
    """Whether writing there could make another program do something."""
    folded = path.casefold()
    if any(_bare(part) in _PROTECTED_NAMES for part in folded.split("/")):
        return True
    return _PROTECTED_PATTERNS.search(folded) is not None or secret(path)


@lru_cache(maxsize=4096)
def secret(path: str) -> bool:
    """Whether reading there could hand out a credential."""
    folded = path.casefold()
    parts = [_bare(part) for part in folded.split("/")]
    if any(part in _SECRET_DIRECTORIES for part in parts) or parts[-1] in _SECRET_NAMES:
        return True
    return _SECRET_PATTERNS.search("/".join(parts)) is not None


def _bare(part: str) -> str:
    """A path component as the most forgiving file system reads it: no trailing dots, blanks or stream names."""
    return part.rstrip(". ").split(":")[0] or part
