#!/usr/bin/env bash
# find_or_install_proxy.sh KIND: prints the path of a reverse proxy that starts, and stores it in .cache/KIND-path.
# Unpacks Debian's package into .cache if there is none. KIND is caddy or nginx.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
kept=.cache/$kind-path
unpacked=$PWD/.cache/$kind
case $kind in
  caddy) wish=${CADDY:-} package=caddy version=version ;;
  nginx) wish=${NGINX:-} package=nginx version=-v ;;
esac

look() {
  local name path
  for name in "$wish" "$kind" "/usr/sbin/$kind" "$unpacked/usr/bin/$kind" "$unpacked/usr/sbin/$kind"; do
    path=$(command -v "$name" || true)
    if [ -n "$path" ] && timeout 60 "$path" "$version" >/dev/null 2>&1; then
      mkdir -p .cache
      printf '%s\n' "$path" | tee "$kept"
      exit 0
    fi
  done
}

if [ -z "$wish" ] && [ -s "$kept" ] && [ -x "$(cat "$kept")" ]; then
  cat "$kept"
  exit 0
fi
look
echo "No $kind found: installing one." >&2
if command -v apt-get >/dev/null; then
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update -q >&2 || true
  # Not `apt-get install`: the package would start a server on all addresses of this machine.
  mkdir -p "$unpacked"
  (cd "$unpacked" && apt-get download -q "$package" && dpkg-deb -x "$package"_*.deb . && rm "$package"_*.deb) >&2 || true
  look
fi
echo "No $kind could be found: put one on PATH, or name it in the environment (CADDY, NGINX)." >&2
exit 1
