#!/usr/bin/env bash
# The same sky through Counterpoint and its peers, from the same raw files: time and memory of each.
#   tools/bench/peers.sh build/release/counterpoint [rows] [ranks]
# A mock of `rows` infrared rows (default 1,000,000) is written as TSV and as FITS. Each peer does what it can:
# Counterpoint the whole (trials, probabilities, output), the notebook's method all its matches, the others
# one match. A peer that is not installed is skipped with a word. NWAY and LSDB are looked for with the Python
# of PEERS_PYTHON (default python3), for instance that of a virtual environment:
#   python3 -m venv peers && peers/bin/pip install nway lsdb && PEERS_PYTHON=peers/bin/python tools/bench/peers.sh ...
# PEERS_TIMEOUT: seconds that one peer may take (default 600).

set -euo pipefail

program=$(realpath "${1:?"which program? tools/bench/peers.sh build/release/counterpoint"}")
rows=${2:-1000000}
ranks=${3:-2}
here=$(realpath "$(dirname "$0")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$program" mock --folder "$scratch/tsv" --files 1 --n-infrared "$rows" 2>/dev/null
"$program" mock --folder "$scratch/fits" --files 1 --format fits --n-infrared "$rows" 2>/dev/null
/usr/bin/env python3 "$here/peers.py" "$program" "$scratch" --ranks "$ranks" \
  --python "${PEERS_PYTHON:-python3}" --timeout "${PEERS_TIMEOUT:-600}"
