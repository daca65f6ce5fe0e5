#!/bin/sh
# Draws an epoch of quality samples again, with sh, awk and openssl alone.
# usage: sh draw-again.sh FILE, where FILE is GET /api/v1/quality-samples/epochs/<number>/draw
# Says "holds" and ends with 0 where the secret is that of the commitment and exactly those were drawn that it draws.
set -eu
secret=$(awk '$1 == "secret" { print $2 }' "$1")
commitment=$(awk '$1 == "commitment" { print $2 }' "$1")
octal=$(echo "$secret" | awk '{ h = "0123456789abcdef"; for (i = 1; i < length($0); i += 2) printf "\\%03o", (index(h, substr($0, i, 1)) - 1) * 16 + index(h, substr($0, i + 1, 1)) - 1 }')
hash=$(printf "$octal" | openssl dgst -sha256 -r | cut -c1-64)
if [ "$hash" != "$commitment" ]; then echo "the secret is not that of the commitment"; exit 1; fi
awk '$1 ~ /^case-/ { print $1, $2, $3 }' "$1" | {
  count=0
  while read -r case share drawn; do
    mac=$(printf '%s' "$case" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$secret" -r | cut -c1-12)
    if [ "$((0x$mac))" -lt "$share" ]; then expected=yes; else expected=no; fi
    if [ "$expected" != "$drawn" ]; then echo "$case: drawn is \"$drawn\", and the secret says \"$expected\""; exit 1; fi
    count=$((count + 1))
  done
  echo "holds: $count closed cases"
}
