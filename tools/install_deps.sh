#!/usr/bin/env bash
# The one list of packages that Counterpoint needs, for Debian 12 and Ubuntu 22.04 or newer.
#   tools/install_deps.sh               install what is missing (apt, as root or with sudo)
#   tools/install_deps.sh --check       only name what is missing; exit 2 if anything is
#   tools/install_deps.sh --with-slurm  also SLURM, for the test of the job script
# Exit codes: 0 all is there (or there is no apt: advice is given); 1 apt failed; 2 something is missing and may not be installed.
set -euo pipefail

# The default clang-tidy of these releases is too old for the sources.
case $(. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-}") in
  bookworm) clang_tidy=clang-tidy-16 ;;
  jammy) clang_tidy=clang-tidy-15 ;;
  *) clang_tidy=clang-tidy ;;
esac

packages=(
  # compilers and build
  g++ cmake ninja-build git
  # MPI; mpirun looks for ssh even on one machine
  libopenmpi-dev openmpi-bin openssh-client
  # libraries
  libhdf5-openmpi-dev libcfitsio-dev libnanoflann-dev librandom123-dev libpugixml-dev libisal-dev
  nlohmann-json3-dev libboost-dev libboost-program-options-dev zlib1g-dev libgtest-dev
  # figures and the references of the tests
  python3 python3-numpy python3-scipy python3-astropy python3-h5py python3-matplotlib python3-pil python3-regions
  # checks of the source
  clang-format "$clang_tidy"
)
slurm_packages=(slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge)

check_only=false
for option in "$@"; do
  case $option in
    --check) check_only=true ;;
    --with-slurm) packages+=("${slurm_packages[@]}") ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "No apt on this system: load modules for a C++20 compiler, CMake 3.22 or newer, Ninja," \
    "Open MPI, parallel HDF5 and Boost; CMake names every other library it does not find." >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

as_root=()
if ((EUID != 0)); then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo)
  else
    check_only=true
  fi
fi
if $check_only; then
  echo "Missing packages; as root: apt-get install ${missing[*]}" >&2
  echo "(or on a cluster load the modules that hold them)" >&2
  exit 2
fi

echo "Installing: ${missing[*]}" >&2
# A mirror that does not answer, or another apt at work, must not hold a batch job for ever.
patience=(-o Acquire::http::Timeout=60 -o Acquire::https::Timeout=60 -o Acquire::Retries=3
  -o DPkg::Lock::Timeout=300)
"${as_root[@]}" apt-get "${patience[@]}" update -q </dev/null || exit 1
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get "${patience[@]}" install -q -y --no-install-recommends "${missing[@]}" </dev/null || exit 1
