#!/usr/bin/env bash
# phase.sh NAME COMMAND...: runs one part of a long job and says how long it took.
set -u
name=$1
shift
printf '\n=== %s\n' "$name"
start=$(date +%s)
"$@"
status=$?
if [ "$status" -eq 0 ]; then word=done; else word=FAILED; fi
printf '=== %s: %s after %d s\n' "$name" "$word" "$(($(date +%s) - start))"
exit "$status"
