#!/usr/bin/env bash
# The job scripts under a real SLURM: submitted to a throw-away cluster they must finish, give the bytes
# that mpirun gives, hand a failure on as the job's exit code, and go on where they were stopped.
# Exit 77: skipped.
#   slurm_test.sh PROGRAM         LIMITS=1 also waits for a time limit, some minutes
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

# Jobs of ten minutes: five before its limit a job is told to stop, which is not asked for here.
submit() { # log, then the job's arguments
  local log=$1
  shift
  timeout 120 sbatch --wait --quiet --ntasks=3 --time=10 --output="$log" --chdir="$here/../.." \
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
timeout 120 sbatch --wait --quiet --ntasks=2 --time=10 --array=2 --output="$scratch/array.log" \
  --chdir="$here/../.." "$here/../../jobs/whole_bulge.slurm" "$scratch/sky/field_%a.ini" \
  --output.file "$scratch/field_%a.h5" || fail "the array ended with $?"
cmp "$scratch/mpirun.h5" "$scratch/field_2.h5" || fail "the result of the array differs from mpirun's"

(cd "$scratch" && timeout 240 sbatch --wait --quiet --ntasks=2 --time=10 --output="$scratch/scaling.log" \
  "$here/../../jobs/scaling.slurm" "$config") || fail "the scaling job ended with $?"
for ranks in 1 2; do
  compgen -G "$scratch/scaling-*/strong-$ranks.h5.run.json" >/dev/null || fail "no report of $ranks ranks"
done

# Jobs that are told to stop. Their trials take long enough to be met, and are few enough to be put away soon.
"$program" mock --preset galactic-center --n-xray 4000 --n-infrared 400000 --folder "$scratch/crowd" \
  >"$scratch/mock.log" 2>&1 || fail "the crowded sky was not made"
config=$scratch/crowd/mock.ini
long=(--null.trials 20000 --sweep.trials 200 --verbose)
mpirun -n 2 "$program" match --config "$config" "${long[@]}" --output.file "$scratch/long.h5" \
  >"$scratch/long.log" 2>&1 || fail "the long run"

queue() { # log, then options of sbatch, then --, then the job's arguments; prints the job's number
  local log=$1 options=()
  shift
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  sbatch --parsable --ntasks=3 --time=10 --output="$log" --chdir="$here/../.." "${options[@]}" \
    "$here/../../jobs/galactic_center.slurm" "$config" "${long[@]}" "$@"
}

wait_for() { # seconds, what, command: that it succeeds
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < deadline)) || fail "waited in vain for $what"
    sleep 0.2
  done
}
is_at_trials() { grep -q "begins: trials" "$1" 2>/dev/null; }
state_of() { scontrol show job "$1" | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p'; }
has_ended() { [[ $(state_of "$1") =~ COMPLETED|CANCELLED|FAILED|TIMEOUT ]]; }

is_queued_again() { scontrol show job "$1" | grep -q "Restarts=1 "; }

check_requeued() { # job, name of the result
  # For a moment, a job that is about to be queued again has ended.
  wait_for 100 "job $1 to be queued again" is_queued_again "$1"
  wait_for 200 "the end of job $1" has_ended "$1"
  is_queued_again "$1" || fail "the job was queued again more than once"
  [[ $(state_of "$1") == COMPLETED ]] || fail "the job that went on ended as $(state_of "$1")"
  grep -q "goes on from" "$scratch/$2.log" || fail "the job began from the start"
  cmp "$scratch/long.h5" "$scratch/$2.h5" || fail "the result of a job that was stopped differs"
  [[ ! -e $scratch/$2.h5.stage ]] || fail "the job that went on left its stage"
}

job=$(queue "$scratch/told.log" -- --output.file "$scratch/told.h5")
wait_for 60 "trials" is_at_trials "$scratch/told.log"
scancel --batch --signal=USR1 "$job"
check_requeued "$job" told

# What the user cancels does not come back, and leaves no result.
job=$(queue "$scratch/cancelled.log" -- --output.file "$scratch/cancelled.h5")
wait_for 60 "trials" is_at_trials "$scratch/cancelled.log"
scancel "$job"
wait_for 60 "the end of the cancelled job" has_ended "$job"
[[ $(state_of "$job") == CANCELLED ]] || fail "the cancelled job is $(state_of "$job")"
[[ ! -e $scratch/cancelled.h5 ]] || fail "the cancelled job left a result"
# SLURM calls it ended while its ranks still put their files away.
has_no_partial() { ! compgen -G "$scratch/.cancelled*partial*" >/dev/null; }
wait_for 60 "the cancelled job to take its partial file away" has_no_partial

if [[ -n ${LIMITS:-} ]]; then
  # Trials for more than the minute that the job has; the warning comes when it likes, at most a minute early.
  long=(--null.trials 500000 --sweep.trials 200 --verbose)
  "$program" match --config "$config" "${long[@]}" --output.overwrite --output.file "$scratch/long.h5" \
    >"$scratch/long.log" 2>&1 || fail "the longer run"
  job=$(queue "$scratch/limit.log" --time=1 --signal=B:USR1@20 -- --output.file "$scratch/limit.h5")
  wait_for 600 "the end of job $job" has_ended "$job"
  scontrol show job "$job" | grep -E "Restarts|JobState"
  cmp "$scratch/long.h5" "$scratch/limit.h5" || fail "the result of a job that met its limit differs"
fi
config=$scratch/sky/mock.ini

# Two nodes, by make-believe: shared memory must not be taken for common to both.
"$here/local_cluster.sh" down "$scratch/cluster"
rm -rf "$scratch/cluster"
NODES=2 "$here/local_cluster.sh" up "$scratch/cluster" || fail "no cluster of two nodes"
export OMPI_MCA_btl=self,tcp OMPI_MCA_btl_tcp_if_include=lo
timeout 120 sbatch --wait --quiet --nodes=2 --ntasks=4 --ntasks-per-node=2 --time=10 --output="$scratch/nodes.log" \
  --chdir="$here/../.." "$here/../../jobs/galactic_center.slurm" "$config" --output.file "$scratch/nodes.h5" ||
  fail "the job on two nodes ended with $?"
grep -q "node\[1-2\]" "$scratch/nodes.log" || fail "the job did not run on two nodes"
cmp "$scratch/mpirun.h5" "$scratch/nodes.h5" || fail "the result of two nodes differs from mpirun's"

echo "the jobs' results have the bytes of mpirun's, on one node and two, stopped or not; a failed job says so"
