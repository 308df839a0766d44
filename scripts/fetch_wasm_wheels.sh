#!/usr/bin/env bash
# fetch_wasm_wheels.sh DEST REQUIREMENTS...: downloads the wheels for Pyodide into DEST and checks their hashes.
set -euo pipefail
dest=$1
shift
cd "$(dirname "$0")/.."
mkdir -p "$dest"
rm -f "$dest"/*.whl
.venv/bin/python -m pip download -qq --disable-pip-version-check --no-deps --require-hashes \
  --only-binary :all: --platform pyemscripten_2026_0_wasm32 --implementation cp --python-version 3.14 --abi cp314 \
  --dest "$dest" "${@/#/--requirement=}"
ls "$dest"/*.whl
