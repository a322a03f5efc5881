#!/usr/bin/env bash
# `cmake --install` puts everything where a site looks for it, and the program runs from there.
#   install_test.sh CMAKE BUILD_FOLDER
set -euo pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
"${1:?cmake}" --install "${2:?build folder}" --prefix "$prefix" >"$prefix/log"

need() {
  [[ -s $prefix/share/$1/$2 ]] || { echo "FAILED: no share/$1/$2" >&2; exit 1; }
}
need man/man1 counterpoint.1
need bash-completion/completions counterpoint
need counterpoint/config galactic_center.ini
need counterpoint/jobs galactic_center.slurm
for page in README.md CITATION.cff tutorial.md reference/tables.md; do
  need doc/counterpoint "$page"
done
grep -q "^counterpoint " <("$prefix/bin/counterpoint" --version)
