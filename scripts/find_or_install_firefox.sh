#!/usr/bin/env bash
# Prints the path of a Firefox that starts, installing one if there is none, and keeps it in .cache/firefox-path.
set -euo pipefail
cd "$(dirname "$0")/.."
kept=.cache/firefox-path

starts() { [ -n "$1" ] && [ -x "$1" ] && timeout 60 "$1" --headless --version >/dev/null 2>&1; }

look() {
  local name path
  for name in "${FIREFOX:-firefox-esr}" firefox-esr firefox; do
    path=$(command -v "$name" || true)
    if starts "$path"; then
      mkdir -p .cache
      printf '%s\n' "$path" | tee "$kept"
      exit 0
    fi
  done
}

if [ -z "${FIREFOX:-}" ] && [ -s "$kept" ] && [ -x "$(cat "$kept")" ]; then
  cat "$kept"
  exit 0
fi
look
echo "No Firefox found: installing one." >&2
if command -v apt-get >/dev/null; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends firefox-esr >&2
fi
look
echo "No Firefox could be installed: put one on PATH, or name it in FIREFOX." >&2
exit 1
