#!/usr/bin/env bash
# `cmake --install` puts everything where a site looks for it, and the program runs from there.
#   install_test.sh CMAKE BUILD_FOLDER
set -euo pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
"${1:?cmake}" --install "${2:?build folder}" --prefix "$prefix" >"$prefix/log"

for file in share/man/man1/counterpoint.1 share/bash-completion/completions/counterpoint \
  share/counterpoint/config/galactic_center.ini share/counterpoint/jobs/galactic_center.slurm \
  share/doc/counterpoint/README.md share/doc/counterpoint/CITATION.cff share/doc/counterpoint/tutorial.md \
  share/doc/counterpoint/reference/tables.md; do
  [[ -s $prefix/$file ]] || { echo "FAILED: no $file" >&2; exit 1; }
done
grep -q "^counterpoint " <("$prefix/bin/counterpoint" --version)
