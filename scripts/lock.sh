#!/usr/bin/env bash
# Pins every Python dependency with hashes, for every supported CPython. Run it after a change in pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=.cache/uv/bin/uv
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet --target .cache/uv uv

compile() {
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --no-header "$@"
}

compile pyproject.toml -o requirements/run.txt
compile pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
compile --group vectors -c requirements/dev.txt -o requirements/vectors.txt
# The browser runs the same release of msgspec as the server. Only its WebAssembly wheel is fetched with this file.
grep -o '^ *"msgspec==[^"]*' pyproject.toml | head -n 1 | tr -d ' "' | compile - -o requirements/pyodide.txt
# pytest in Pyodide has the versions that test CPython.
grep -oE '^(hypothesis|pytest)==[^ ]*' requirements/dev.txt |
  compile - -c requirements/dev.txt -o requirements/pyodide-tests.txt
