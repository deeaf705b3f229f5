#!/bin/sh
# A step of a build: has a directory reviewed, prints the findings, fails when there are some.
# Needs a model: HERMES_MODEL and its key. Usage: review.sh [DIRECTORY]
set -u
here=$(cd "$(dirname "$0")" && pwd)

answer=$(hermes run --cwd "${1:-.}" --mode plan --max-turns 40 --schema "$here/verdict.schema.json" \
    "Review this project for bugs. ok is false when there is one; findings names each.")
code=$?
case $code in
    0 | 3) ;; # 3: the answer is there, and something on the way was refused
    *) echo "review.sh: no verdict (exit code $code)" >&2; exit "$code" ;;
esac

printf '%s\n' "$answer"
case $answer in
    *'"ok": true'*) exit 0 ;;
    *) exit 1 ;;
esac
