#!/usr/bin/env bash
# On a machine without the libraries, configuring must name each one, the variable that points to
# it, its package and its module, all in one message.
#   dependencies_test.sh CMAKE
set -euo pipefail
cmake=$1
source=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# An empty root stands in for the bare machine; MPI and HDF5 are also found through their wrappers.
mkdir "$scratch/root"
code=0
"$cmake" -S "$source" -B "$scratch/build" -G Ninja -DCMAKE_FIND_ROOT_PATH="$scratch/root" \
  -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY \
  -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY -DCMAKE_DISABLE_FIND_PACKAGE_MPI=ON \
  -DCMAKE_DISABLE_FIND_PACKAGE_HDF5=ON >"$scratch/log" 2>&1 || code=$?

failures=0
fail() { echo "FAILED: $*" >&2; failures=$((failures + 1)); }

((code != 0)) || fail "configuring succeeded without any library"
while read -r variable module packages; do
  grep -qF -- "-D$variable=" "$scratch/log" || fail "$variable is not named"
  grep -qF "module load $module" "$scratch/log" || fail "module $module is not named"
  grep -qF "apt install $packages" "$scratch/log" || fail "$packages is not named"
  for package in $packages; do
    grep -qwF -- "$package" "$source/tools/install_deps.sh" \
      || fail "tools/install_deps.sh does not install $package"
  done
done <<'END'
MPI_HOME openmpi libopenmpi-dev
HDF5_ROOT hdf5-parallel libhdf5-openmpi-dev
CFITSIO_ROOT cfitsio libcfitsio-dev
NANOFLANN_ROOT nanoflann libnanoflann-dev
RANDOM123_ROOT random123 librandom123-dev
PUGIXML_ROOT pugixml libpugixml-dev
ISAL_ROOT ISA-L libisal-dev
NLOHMANN_JSON_ROOT nlohmann-json nlohmann-json3-dev
BOOST_ROOT boost libboost-dev libboost-program-options-dev
ZLIB_ROOT zlib zlib1g-dev
GTest_ROOT googletest libgtest-dev
END

((failures == 0)) || { cat "$scratch/log" >&2; exit 1; }
echo "all libraries are named"
