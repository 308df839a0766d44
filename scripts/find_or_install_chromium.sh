#!/usr/bin/env bash
# Prints the path of a Chromium that starts, installing one if there is none, and keeps it in .cache/chromium-path.
set -euo pipefail
cd "$(dirname "$0")/.."
kept=.cache/chromium-path

starts() { [ -n "$1" ] && [ -x "$1" ] && timeout 60 "$1" --no-sandbox --version >/dev/null 2>&1; }

keep() {
  mkdir -p .cache
  printf '%s\n' "$1" | tee "$kept"
  exit 0
}

look() {
  local name path
  if starts "${CHROMIUM:-}"; then keep "$CHROMIUM"; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    path=$(command -v "$name" || true)
    if starts "$path"; then keep "$path"; fi
  done
}

look_playwright() {
  local path
  path=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as p: print(p.chromium.executable_path)' 2>/dev/null || true)
  if starts "$path"; then keep "$path"; fi
}

if [ -z "${CHROMIUM:-}" ] && [ -s "$kept" ] && [ -x "$(cat "$kept")" ]; then
  cat "$kept"
  exit 0
fi
look
look_playwright
echo "No Chromium found: installing one." >&2
timeout 180 .venv/bin/playwright install --with-deps chromium >&2 </dev/null || true
look_playwright
if command -v apt-get >/dev/null; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends chromium >&2
fi
look
echo "No Chromium could be installed: put one on PATH, or name it in CHROMIUM." >&2
exit 1
