#!/usr/bin/env bash
# test_pythons.sh VERSION...: runs the tests of shared/ under each named CPython that is installed here.
# It leaves out the version of .venv, which `make test-unit` runs.
set -euo pipefail
cd "$(dirname "$0")/.."
present=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

for version in "$@"; do
  if [ "$version" = "$present" ]; then continue; fi
  if ! python=$(scripts/find_python.sh "$version"); then
    echo "CPython $version is not installed here: the CI matrix runs it."
    continue
  fi
  venv=.venv-$version
  if ! cmp -s requirements/vectors.txt "$venv/.installed"; then
    "$python" -m venv --clear "$venv"
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements/vectors.txt
    cp requirements/vectors.txt "$venv/.installed"
  fi
  echo "CPython $("$venv/bin/python" -c 'import platform; print(platform.python_version())')"
  HYPOTHESIS_PROFILE=brief "$venv/bin/python" -m pytest -q -n 2 tests/shared tests/vectors
done
