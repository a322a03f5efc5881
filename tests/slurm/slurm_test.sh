#!/usr/bin/env bash
# The job script under a real SLURM: submitted to a throw-away cluster it must finish, give the bytes
# that mpirun gives, and hand a failure on as the job's exit code. Exit 77: skipped.
#   slurm_test.sh PROGRAM
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
program=$(realpath "${1:?program}")
here=$(cd "$(dirname "$0")" && pwd)

for daemon in slurmctld slurmd munged sbatch; do
  if ! command -v $daemon >/dev/null; then
    echo "skipped: SLURM is not installed (no $daemon; tools/install_deps.sh --with-slurm)"
    exit 77
  fi
done

scratch=$(mktemp -d)
clean_up() {
  "$here/local_cluster.sh" down "$scratch/cluster"
  rm -rf "$scratch"
}
trap clean_up EXIT

fail() {
  echo "FAILED: $*" >&2
  cat "$scratch"/*.log >&2 2>/dev/null || true
  exit 1
}

"$program" mock --preset galactic-center --n-xray 300 --n-infrared 20000 --folder "$scratch/sky" \
  >"$scratch/mock.log" 2>&1 || fail "the mock sky was not made"
export COUNTERPOINT=$program
config=$scratch/sky/mock.ini

# 2 ranks here, 3 there: the bytes must not depend on it.
mpirun -n 2 "$program" match --config "$config" --output.file "$scratch/mpirun.h5" \
  >"$scratch/mpirun.log" 2>&1 || fail "mpirun"

"$here/local_cluster.sh" up "$scratch/cluster" || exit $? # 77: cannot run here
export SLURM_CONF=$scratch/cluster/slurm.conf

submit() { # log, then the job's arguments
  local log=$1
  shift
  timeout 120 sbatch --wait --quiet --ntasks=3 --time=5 --output="$log" --chdir="$here/../.." \
    "$here/../../jobs/galactic_center.slurm" "$@"
}

submit "$scratch/job.log" "$config" --output.file "$scratch/slurm.h5" || fail "the job ended with $?"
grep -q "3 tasks" "$scratch/job.log" || fail "the job did not run on 3 tasks"
cmp "$scratch/mpirun.h5" "$scratch/slurm.h5" || fail "the result differs from mpirun's"

code=0
submit "$scratch/refused.log" "$config" --match.radius-factor nonsense --output.file "$scratch/none.h5" || code=$?
((code == 2)) || fail "a job with a bad option ended with $code, not 2"
[[ ! -e $scratch/none.h5 ]] || fail "a failed job left a result"

code=0
submit "$scratch/unsaid.log" || code=$?
((code != 0)) || fail "a job without a configuration ran one of its own"
grep -q "which configuration?" "$scratch/unsaid.log" || fail "a job without a configuration does not say so"

# srun without the plugin of the program's MPI must not make three results of one rank each.
code=0
LAUNCHER="srun --mpi=none" submit "$scratch/apart.log" "$config" --output.file "$scratch/apart.h5" || code=$?
((code != 0)) || fail "three runs in place of one ended well"
[[ ! -e $scratch/apart.h5 ]] || fail "three runs in place of one left a result"

cp "$config" "$scratch/sky/field_2.ini"
timeout 120 sbatch --wait --quiet --ntasks=2 --time=5 --array=2 --output="$scratch/array.log" \
  --chdir="$here/../.." "$here/../../jobs/whole_bulge.slurm" "$scratch/sky/field_%a.ini" \
  --output.file "$scratch/field_%a.h5" || fail "the array ended with $?"
cmp "$scratch/mpirun.h5" "$scratch/field_2.h5" || fail "the result of the array differs from mpirun's"

(cd "$scratch" && timeout 240 sbatch --wait --quiet --ntasks=2 --time=5 --output="$scratch/scaling.log" \
  "$here/../../jobs/scaling.slurm" "$config") || fail "the scaling job ended with $?"
for ranks in 1 2; do
  compgen -G "$scratch/scaling-*/strong-$ranks.h5.run.json" >/dev/null || fail "no report of $ranks ranks"
done

echo "the job's result has the bytes of mpirun's; a failed job says so"
