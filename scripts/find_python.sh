#!/usr/bin/env bash
# find_python.sh MAJOR.MINOR...: prints the path of the first of these CPythons that starts. Only the exact version counts.
set -u
for version in "$@"; do
  for candidate in "python$version" python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python; do
    found=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2], sys.executable)' 2>/dev/null) || continue
    if [ "${found%% *}" = "$version" ]; then
      echo "${found#* }"
      exit 0
    fi
  done
done
exit 1
