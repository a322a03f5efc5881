#!/usr/bin/env bash
# From a fresh checkout to a first result: installs what is missing, builds, makes a demo sky in
# demo/, matches it on two ranks, draws the figures, writes the report. A second run skips what is done.
set -euo pipefail
# shellcheck source=tools/common.sh
source "$(dirname "$0")/common.sh"

trap 'echo "quickstart.sh: stopped by the message above (line $LINENO)" >&2' ERR
set_up counterpoint
allow_mpirun 2
program=build/release/counterpoint

if [[ ! -d demo ]]; then
  step "demo sky: 9,017 X-ray sources, 400,000 stars (demo/)"
  rm -rf demo.partial
  "$program" mock --preset galactic-center --n-xray 9017 --n-infrared 400000 --folder demo.partial
  mv demo.partial demo
fi

result=demo/counterpoint.h5
if [[ $result -nt $program && $result -nt config/demo.ini && $result -nt config/demo_candidates.tsv &&
  -e demo/table.txt ]]; then
  step "match: done before"
else
  step "mpirun -n 2 $program match --config config/demo.ini"
  mpirun -n 2 "$program" match --config config/demo.ini --output.overwrite true >demo/table.partial
  mv demo/table.partial demo/table.txt
fi

# demo/figures.txt lists them.
figures_are_drawn() {
  [[ demo/figures.txt -nt $result ]] || return 1
  local figure
  while read -r figure; do
    [[ -e $figure ]] || return 1
  done <demo/figures.txt
}

if figures_are_drawn; then
  step "figures: done before"
elif python=$(find_python); then
  step "figures"
  "$python" tools/plots.py "$result" >demo/figures.partial
  mv demo/figures.partial demo/figures.txt
else
  step "figures: left out, there is no Python with h5py and matplotlib"
fi

if [[ demo/report.html -nt $result ]]; then
  step "report: done before"
elif python=$(find_python); then
  step "report"
  "$python" tools/report.py "$result" -o demo/report.html >/dev/null
else
  step "report: left out, there is no Python with h5py and matplotlib"
fi

step "result"
cat demo/table.txt
echo
echo "Files:"
for file in "$result" "$result.run.json" demo/truth.csv; do
  [[ -e $file ]] && echo "  $file"
done
if [[ -e demo/figures.txt ]]; then
  echo "  $(wc -l <demo/figures.txt) figures, such as demo/ks_counts.png and demo/shift_sweep.png"
fi
if [[ -e demo/report.html ]]; then echo "Open in a browser: $PWD/demo/report.html"; fi
