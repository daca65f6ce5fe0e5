#!/usr/bin/env bash
# Makes docs/images/report.png: the report of the demo as a browser shows it. Needs Chromium.
set -eu
cd "$(dirname "$0")/.."
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "no Chromium found; on Debian: apt-get install chromium" >&2; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bin/watchkeeper demo --exit --port 0 --out "$scratch/report"
mkdir -p docs/images
# Its own profile, and no network: the report needs none.
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --host-resolver-rules="MAP * ~NOTFOUND" --user-data-dir="$scratch/profile" \
  --window-size=1280,1900 --screenshot="$PWD/docs/images/report.png" "file://$scratch/report/report.html" 2>/dev/null
