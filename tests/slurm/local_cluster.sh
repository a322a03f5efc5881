#!/usr/bin/env bash
# A throw-away SLURM cluster on this machine, for tests: its own keys and ports, everything under one
# folder. NODES=2 makes believe that the machine is two; MPI then needs OMPI_MCA_btl=self,tcp, for it must not
# take their common memory for that of one node. Runs as root or as any user (jobs run as that user). The daemons listen on the one
# address that this host's name stands for, on Debian a loopback one, and serve only who has the key.
#   local_cluster.sh up FOLDER     then: export SLURM_CONF=FOLDER/slurm.conf
#   local_cluster.sh down FOLDER   stops the daemons of FOLDER, and only those
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
command=${1:?up or down}
folder=$(realpath -m "${2:?folder}")
cpus=4
nodes=${NODES:-1}

is_alive() { # pid-file daemon: the process lives and is that daemon, not a later one with its number
  [[ -s $1 && $(cat "/proc/$(<"$1")/comm" 2>/dev/null) == "$2" ]]
}

stop() { # pid-file daemon
  is_alive "$1" "$2" || return 0
  local pid
  pid=$(<"$1")
  kill "$pid"
  for _ in {1..100}; do
    [[ -e /proc/$pid ]] || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

# A job that still runs must not outlive the cluster.
stop_jobs() {
  local deadline=$((SECONDS + 10))
  timeout 10 scancel --full --partition=test 2>/dev/null || true
  while ((SECONDS < deadline)) && [[ -n $(timeout 5 squeue -h 2>/dev/null) ]]; do
    sleep 0.2
  done
}

kill_left_steps() { # of this cluster: they carry its folder in their environment
  local process
  for process in /proc/[0-9]*; do
    if [[ $(cat "$process/comm" 2>/dev/null) == slurmstepd ]] &&
      grep -qzxF "SLURM_CONF=$folder/slurm.conf" "$process/environ" 2>/dev/null; then
      kill -KILL "${process#/proc/}" 2>/dev/null || true
    fi
  done
}

down() {
  export SLURM_CONF=$folder/slurm.conf
  if is_alive "$folder/slurmctld.pid" slurmctld; then stop_jobs; fi
  local pid
  for pid in "$folder"/slurmd-*.pid; do
    stop "$pid" slurmd
  done
  stop "$folder/slurmctld.pid" slurmctld
  kill_left_steps
  stop "$folder/munged.pid" munged
}

host=$(uname -n)
host=${host%%.*}
# Told not to listen everywhere, the daemons bind to this address, whatever the configuration says.
address=$(getent ahostsv4 "$host" | awk 'NR == 1 { print $1 }' || true)

is_free() { ! (exec 3<>"/dev/tcp/$address/$1") 2>/dev/null; }

free_port() { # neighbouring ports that nobody listens on, one and one a node; the first is printed
  local port all_free i
  for _ in {1..100}; do
    port=$((20000 + RANDOM % 10000))
    all_free=1
    for ((i = 0; i <= nodes; ++i)); do
      is_free $((port + i)) || all_free=0
    done
    if ((all_free)); then
      echo "$port"
      return
    fi
  done
  echo "no free port" >&2
  return 1
}

write_configuration() {
  local port listen=NoCtldInAddrAny,NoInAddrAny
  port=$(free_port)
  # Of 127.0.1.1, Debian's address of a host, nothing ever calls: srun must listen where it is called.
  if [[ $address == 127.* && $address != 127.0.0.1 ]]; then listen=NoCtldInAddrAny; fi
  cat >"$folder/slurm.conf" <<END
ClusterName=counterpoint_test
SlurmctldHost=$host($address)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
CommunicationParameters=$listen
AuthType=auth/munge
CredType=cred/munge
# a job that is queued again waits until its credential has expired
AuthInfo=socket=$folder/munge.sock,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
TmpFS=$folder/tmp/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
# believe CPUs= whatever the hardware says: tests may run more ranks than there are cores
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=10
SchedulerParameters=sched_interval=1,bf_interval=2
PartitionName=test Nodes=ALL Default=YES MaxTime=60 DefaultTime=10 State=UP
END
  local node
  for ((node = 1; node <= nodes; ++node)); do
    echo "NodeName=$(name_of "$node") NodeHostname=$host NodeAddr=$address Port=$((port + node)) CPUs=$cpus" \
      "RealMemory=4096 State=UNKNOWN" >>"$folder/slurm.conf"
  done
}

name_of() { # a node; one alone has the name of this host
  if ((nodes == 1)); then echo "$host"; else echo "node$1"; fi
}

up() {
  if [[ -z $address ]]; then
    echo "the name of this host, $host, has no address: SLURM cannot run (add it to /etc/hosts)" >&2
    return 77
  fi
  mkdir -p "$folder"/{state,spool,tmp,log}
  # No control groups are used; slurmd must not look for those of the host, which may have none.
  echo "CgroupPlugin=cgroup/v1" >"$folder/cgroup.conf"
  (umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.sock" \
    --pid-file="$folder/munged.pid" --log-file="$folder/log/munged.log" \
    --seed-file="$folder/munge.seed" --num-threads=2
  write_configuration
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -c -f "$SLURM_CONF"
  local node
  for ((node = 1; node <= nodes; ++node)); do
    mkdir -p "$folder"/{spool,tmp}/"$(name_of "$node")"
    slurmd -N "$(name_of "$node")" -f "$SLURM_CONF"
  done
  local deadline=$((SECONDS + 30))
  while ((SECONDS < deadline)); do
    [[ $(timeout 10 sinfo -h -o "%D %t" 2>/dev/null) == "$nodes idle" ]] && return 0
    sleep 0.2
  done
  return 1
}

give_up() { # exit code; a half-started cluster is taken down again
  (($1 != 0 && $1 != 77)) || return 0
  echo "the test cluster did not come up:" >&2
  tail -n 20 "$folder"/log/*.log >&2
  down
}

case $command in
  up)
    trap 'give_up $?' EXIT
    up
    ;;
  down) down ;;
  *) echo "up or down, not $command" >&2; exit 2 ;;
esac
