#!/usr/bin/env bash
# Builds and runs every test: all of them in the release build, the unit tests again under the address
# and undefined-behaviour sanitizers, each fuzzer for a few seconds, then the checks of the source. The last line is the sum:
# "N passed, N failed" with ", N skipped" if there were any. Exit code 0 only if nothing failed.
set -uo pipefail
# shellcheck source=tools/common.sh
source "$(dirname "$0")/common.sh"

passed=0 failed=0 skipped=0

finish() {
  local code=$?
  trap - EXIT
  ((code == 0 || failed > 0)) || failed=1
  echo
  ((skipped == 0)) && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0 || code != 0)) || code=1
  exit $code
}
trap finish EXIT

run_ctest() { # preset, options of ctest
  local preset=$1 report
  shift
  report=$PWD/build/$preset/tests.xml
  rm -f "$report"
  local code=0
  # More than there are cores: ranks and jobs spend half of their time waiting for each other.
  ctest --preset "$preset" -j "$(($(nproc) + 2))" --no-tests=error --output-junit "$report" "$@" || code=$?
  count_tests "$report" $code
}

# A test that could not be run at all stands as skipped in the report; only one that says so itself
# (exit code 77) is.
count_tests() { # report, exit code of ctest
  local all=0 not_run=0 skips=0 failures=0
  if [[ -e $1 ]]; then
    all=$(grep -c '<testcase ' "$1")
    skips=$(grep -c '<skipped message="SKIP_' "$1")
    not_run=$(grep -c '<skipped ' "$1")
    failures=$(($(grep -c '<failure' "$1") + not_run - skips))
  fi
  if (($2 != 0 && failures == 0)); then failures=1; fi
  passed=$((passed + (all > skips + failures ? all - skips - failures : 0)))
  skipped=$((skipped + skips))
  failed=$((failed + failures))
}

check() { # name, command
  step "$1"
  if "${@:2}"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $1" >&2; fi
}

# The newest clang-tidy that knows std::source_location.
find_clang_tidy() {
  local version
  for version in 20 19 18 17 16 15; do
    command -v "clang-tidy-$version" >/dev/null && echo $version && return
  done
  return 1
}

# A clang that links libFuzzer (15 or newer; Debian: libclang-rt-16-dev beside clang-16).
find_fuzzing_clang() {
  local compiler
  for compiler in clang++-{20,19,18,17,16,15} clang++; do
    echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' |
      "$compiler" -std=c++20 -fsanitize=fuzzer -x c++ - -o build/libfuzzer-probe 2>/dev/null &&
      "$compiler" -dumpversion | grep -qE '^(1[5-9]|[2-9][0-9])' && echo "$compiler" && return
  done
  return 1
}

CMAKE_OPTIONS=(-DCOUNTERPOINT_LUMPED_TESTS=ON)
set_up all "$@"
allow_mpirun 8

step "all tests, release build"
run_ctest release

step "unit tests with sanitizers (build/asan)"
if cmake --preset asan >build/asan-configure.log 2>&1 && cmake --build --preset asan; then
  run_ctest asan -L unit
else
  failed=$((failed + 1))
fi

if compiler=$(find_fuzzing_clang); then
  step "fuzzers, 4 s each ($compiler, build/fuzz)"
  if cmake --preset fuzz -DCMAKE_CXX_COMPILER="$compiler" >build/fuzz-configure.log 2>&1 &&
    cmake --build --preset fuzz; then
    run_ctest fuzz
  else
    failed=$((failed + 1))
  fi
else
  step "no clang 15 or newer with libFuzzer (libclang-rt-dev): fuzzers skipped, their seeds were read"
  skipped=$((skipped + 1))
fi

check "clang-format" tools/check_format.sh
if version=$(find_clang_tidy); then
  check "clang-tidy $version" tools/clang_tidy.py --build build/release --binary "clang-tidy-$version"
else
  step "clang-tidy 15 or newer is not installed: skipped"
  skipped=$((skipped + 1))
fi
