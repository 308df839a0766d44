#!/usr/bin/env bash
# find_or_install_browser.sh KIND: prints the path of a browser that starts, and stores it in .cache/KIND-path. Installs
# one if there is none. KIND is chromium, firefox or headless-shell. The last is Chromium without windows: it starts in
# a third of the time. Where there is none, Chromium takes its place.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
kept=.cache/$kind-path
flags=(--no-sandbox)
downloads="$HOME/.cache/ms-playwright"
case $kind in
  chromium)
    wish=${CHROMIUM:-} package=chromium download=chromium
    names=(chromium chromium-browser google-chrome google-chrome-stable "$downloads"/chromium-*/chrome-linux*/chrome) ;;
  headless-shell)
    wish=${HEADLESS_SHELL:-} package=chromium-headless-shell download=chromium-headless-shell
    names=(chromium-headless-shell "$downloads"/chromium_headless_shell-*/*/*headless*shell) ;;
  firefox)
    wish=${FIREFOX:-} package=firefox-esr download=''
    names=(firefox-esr firefox)
    flags=(--headless) ;;
esac

keep() {
  mkdir -p .cache
  printf '%s\n' "$1" | tee "$kept"
  exit 0
}

look() {
  local name path
  for name in "$wish" "${names[@]}"; do
    # Expand the pattern again: an installation may have added files that match.
    for path in $(compgen -G "$name" || command -v "$name" || true); do
      if [ -x "$path" ] && timeout 60 "$path" "${flags[@]}" --version >/dev/null 2>&1; then keep "$path"; fi
    done
  done
}

if [ -z "$wish" ] && [ -s "$kept" ] && [ -x "$(cat "$kept")" ]; then
  cat "$kept"
  exit 0
fi
look
echo "No $kind found: installing one." >&2
if [ -n "$download" ]; then
  timeout 180 .venv/bin/playwright install --with-deps "$download" >&2 </dev/null || true
  look
fi
if command -v apt-get >/dev/null; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update -q >&2 || true
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "$package" >&2 || true
  look
fi
if [ "$kind" = headless-shell ]; then
  # Not as an argument of `keep`: there a failure of the substitution would not end the script.
  stand_in=$(scripts/find_or_install_browser.sh chromium)
  keep "$stand_in"
fi
echo "No $kind could be installed: put one on PATH, or name it in the environment (CHROMIUM, FIREFOX)." >&2
exit 1
