#!/usr/bin/env bash
# fetch_wasm_wheels.sh DEST: puts the WebAssembly wheels that the browser runs into DEST, checked by hash.
set -euo pipefail
dest=$1
cd "$(dirname "$0")/.."
mkdir -p "$dest"
rm -f "$dest"/*.whl
.venv/bin/python -m pip download -qq --disable-pip-version-check --no-deps --require-hashes \
  --only-binary :all: --platform pyemscripten_2026_0_wasm32 --implementation cp --python-version 3.14 --abi cp314 \
  --dest "$dest" -r requirements/pyodide.txt
ls "$dest"/*.whl
