#!/usr/bin/env bash
# Install a real VS Code (code-server) beside this file, once, and drive our extension in it: run.sh VSIX
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if [ ! -e node_modules/.ready ]; then
    echo 'installing a Node 24 and code-server (once; some minutes, about 800 MB)'
    mkdir -p node && (cd node && npm install --no-save --no-audit --no-fund --loglevel=error node@24)
    PATH="$PWD/node/node_modules/node/bin:$PATH" \
        npm_config_nodedir="$PWD/node/node_modules/node/node_modules/node-$(uname -s | tr '[:upper:]' '[:lower:]')-x64" \
        npm install --no-save --no-audit --no-fund --loglevel=error
    touch node_modules/.ready
fi
export PATH="$PWD/node/node_modules/node/bin:$PATH"
exec node drive.js "$1" shots
