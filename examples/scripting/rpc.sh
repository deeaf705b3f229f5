#!/usr/bin/env bash
# Talks to `hermes rpc` from a shell: one session, one prompt, the answer. Usage: rpc.sh "PROMPT"
set -eu
prompt=${1:?Usage: rpc.sh "PROMPT"}

coproc HERMES { hermes rpc --permissions policy; }
exec 3<&"${HERMES[0]}" 4>&"${HERMES[1]}"
number=0

# ask METHOD PARAMS: sends a request and leaves its answer in $answer; events on the way are passed over. An error ends it.
ask() {
    number=$((number + 1))
    printf '{"jsonrpc":"2.0","id":%d,"method":"%s","params":%s}\n' "$number" "$1" "$2" >&4
    while read -r answer <&3; do
        case $answer in
            *'"method":'*) ;;
            *'"error":{"code":'*) printf '%s\n' "$answer" >&2; exit 1 ;;
            *) return ;;
        esac
    done
    echo "hermes rpc has ended" >&2
    exit 1
}

# field NAME: the first string of that name in $answer. Enough for ids; use jq for more.
field() { sed -nE "s/.*\"$1\": ?\"([^\"]*)\".*/\1/p" <<<"$answer"; }

ask session.new "{\"cwd\":\"$PWD\"}"
session=$(field session_id)
ask session.prompt "{\"session_id\":\"$session\",\"text\":\"$prompt\"}"
printf '%s\n' "$answer"
