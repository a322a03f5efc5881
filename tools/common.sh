# shellcheck shell=bash
# Sourced by quickstart.sh and test.sh: the set-up that both share. Leaves the shell in the checkout.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

step() { echo "== $*"; }

CMAKE_OPTIONS=() # of the release build, beside its preset

# Packages, then the release build. Ends the script where something is wanted that it may not install.
set_up() { # target to build, then options of install_deps.sh
  step "packages"
  tools/install_deps.sh "${@:2}" || exit $?
  for tool in cmake ninja; do
    if ! command -v $tool >/dev/null; then
      echo "$tool is not there: tools/install_deps.sh lists the packages; on a cluster: module load $tool" >&2
      exit 2
    fi
  done
  step "build (build/release)"
  # CMake names each library it misses, how to point to it, and its usual module.
  mkdir -p build
  if ! cmake --preset release "${CMAKE_OPTIONS[@]}" >build/configure.log 2>&1; then
    cat build/configure.log >&2
    exit 2
  fi
  cmake --build --preset release --target "$1" || exit 1
}

# Open MPI refuses root, and more ranks than cores, unless told otherwise. On one machine it need not look for fast
# networks either (OMPI_MCA_pml): 0.2 s less at every start.
allow_mpirun() { # number of ranks that will be asked for
  if ((EUID == 0)); then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
  export OMPI_MCA_pml=ob1
  local cores # not hardware threads: Open MPI counts one slot per core
  cores=$(lscpu -p=core 2>/dev/null | grep -v '^#' | sort -u | wc -l) || cores=0
  if ((cores < $1 || $(nproc) < $1)); then
    export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none \
      OMPI_MCA_mpi_yield_when_idle=1
  fi
}

# A Python with the packages of install_deps.sh; another one may come first in PATH.
find_python() {
  for python in /usr/bin/python3 python3; do
    "$python" -c 'import h5py, matplotlib' 2>/dev/null && echo "$python" && return
  done
  return 1
}
