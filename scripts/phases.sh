#!/usr/bin/env bash
# phases.sh "NAME = MAKE ARGUMENTS"...: runs the parts of a long job in order, and prints a table of what each took.
# After a failed part the others still run, except if its name begins with "set-up".
set -u
table=''
failed=0
for phase in "$@"; do
  name=${phase%% = *}
  read -ra arguments <<<"${phase#* = }"
  printf '\n=== %s\n' "$name"
  start=$(date +%s)
  if "${MAKE:-make}" "${arguments[@]}"; then word=passed; else word=FAILED; failed=1; fi
  seconds=$(($(date +%s) - start))
  printf '=== %s: %s after %d s\n' "$name" "$word" "$seconds"
  table+=$(printf '%-28s %-7s %5d s' "$name" "$word" "$seconds")$'\n'
  if [ "$word" = FAILED ] && [[ $name == set-up* ]]; then break; fi
done
printf '\n%s' "$table"
exit "$failed"
