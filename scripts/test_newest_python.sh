#!/usr/bin/env bash
# test_newest_python.sh VERSION...: runs the tests of shared/ under the first of these CPythons that is installed.
# `make test-unit` runs them under the version of .venv, and the workflow under every supported version.
set -euo pipefail
cd "$(dirname "$0")/.."
present=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

for version in "$@"; do
  if [ "$version" = "$present" ]; then break; fi
  if ! python=$(scripts/find_python.sh "$version"); then continue; fi
  venv=.venv-$version
  if ! cmp -s requirements/vectors.txt "$venv/.installed"; then
    "$python" -m venv --clear "$venv"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/vectors.txt
    cp requirements/vectors.txt "$venv/.installed"
  fi
  echo "CPython $("$venv/bin/python" -c 'import platform; print(platform.python_version())')"
  HYPOTHESIS_PROFILE=brief exec "$venv/bin/python" -m pytest -q -n 2 -m "not long" tests/shared tests/vectors
done
echo "No newer CPython than $present is installed here."
