#!/usr/bin/env bash
# The files of config/ fit the program: every key is known, and demo.ini fits what mock writes.
#   configurations_test.sh PROGRAM
set -euo pipefail
program=$(realpath "${1:?program}")
source=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$source/config" "$scratch/config"
mkdir "$scratch/demo" # where demo.ini wants its result

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

for file in "$scratch"/config/*.ini; do
  code=0
  command=validate
  [[ $file == *_align.ini ]] && command=align
  "$program" $command --config "$file" 2>"$scratch/message" || code=$?
  ((code == 2)) || fail "$file: exit code $code, not 2, without its catalogues"
  grep -q "there is no file" "$scratch/message" || fail "$file: $(cat "$scratch/message")"
done

"$program" mock --n-xray 300 --n-infrared 20000 --folder "$scratch/demo" 2>/dev/null
"$program" match --config "$scratch/config/demo.ini" >"$scratch/table" 2>"$scratch/message" \
  || fail "demo.ini: $(cat "$scratch/message")"
[[ -s $scratch/demo/counterpoint.h5 ]] || fail "demo.ini: no result"
grep -q "X-ray sources considered" "$scratch/table" || fail "demo.ini: no table"
echo "all configurations fit"
