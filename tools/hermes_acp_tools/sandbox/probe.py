"""Tries whether a sandbox holds, on a place made for it: a sandbox that lets one of these through is not used.

Blocks: it runs a program for some hundredths of a second.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence

from hermes_acp_tools.sandbox.plan import Plan

SECONDS = 10.0

Prefix = Callable[[Plan], Sequence[str]]
"""What stands in front of a command to keep it to a plan."""

# Whether something came to be outside is looked at from outside: inside, /tmp is another one.
_SCRIPT = r"""
cd "$1/work" || exit 3
say() { printf '%s\n' "$1"; }
(echo x > "$1/outside") 2>/dev/null
(echo x > .obeyed/file) 2>/dev/null && say "wrote a protected file"
(mkdir -p .absent/in && echo x > .absent/in/file) 2>/dev/null && say "made a protected file"
(ln -s "$1" link && echo x > link/outside) 2>/dev/null
(read -r line < secret && [ "$line" = hush ]) 2>/dev/null && say "read a secret"
(read -r line < vault/secret && [ "$line" = hush ]) 2>/dev/null && say "read a hidden directory"
(exec 3<>"/dev/tcp/127.0.0.1/$3") 2>/dev/null && say "reached the network"
if [ -d /proc/self ]; then
    [ "$2" != "$$" ] && [ "$(readlink "/proc/$2/exe" 2>/dev/null)" = "$4" ] && say "saw the processes of the machine"
    while read -r name value; do
        case $name in
            NoNewPrivs:) [ "$value" = 1 ] || say "could gain privileges" ;;
            CapEff:) [ "$value" = 0000000000000000 ] || say "has capabilities" ;;
        esac
    done < /proc/self/status
fi
(echo x > written) 2>/dev/null || say "could not write in the workspace"
say done
"""


def trouble(prefix: Prefix, bash: str, folder: str) -> str | None:
    """What is wrong with a sandbox, as a phrase; None when it holds. ``folder`` is for the place to try it in."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="sandbox-") as made:
            return _try(prefix, bash, os.path.realpath(made))
    except OSError as error:
        return f"it cannot be tried: {error.strerror}"


def _try(prefix: Prefix, bash: str, base: str) -> str | None:
    import socket

    work = os.path.join(base, "work")
    for name in ("work", "work/.obeyed", "work/vault"):
        os.mkdir(os.path.join(base, name))
    for name in ("work/secret", "work/vault/secret"):
        with open(os.path.join(base, name), "w", encoding="utf-8") as file:
            file.write("hush\n")
    plan = Plan(
        writable=(work,),
        readonly=(os.path.join(work, ".obeyed"),),
        absent=(os.path.join(work, ".absent"),),
        hidden_directories=(os.path.join(work, "vault"),),
        hidden_files=(os.path.join(work, "secret"),),
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        said = _run([*prefix(plan), bash, "-c", _SCRIPT, "probe", *_facts(base, listener.getsockname()[1])])
    leaked = [line for line in said.splitlines() if line and line != "done"]
    if os.path.exists(os.path.join(base, "outside")):
        leaked.append("wrote outside the workspace")
    if leaked:
        return f"in a trial a command {leaked[0]}"
    return None if said.endswith("done\n") else (said.strip() or "a command in it did not run")


def _facts(base: str, port: int) -> list[str]:
    return [base, str(os.getpid()), str(port), os.path.realpath("/proc/self/exe")]


def _run(argv: Sequence[str]) -> str:
    """What the trial said, or what stood in its way."""
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}"
    text = done.stdout.decode("utf-8", "replace")
    return text if done.returncode == 0 else text + done.stderr.decode("utf-8", "replace").strip()[:200]
