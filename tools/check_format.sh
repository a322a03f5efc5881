#!/usr/bin/env bash
# Names the C++ files that are not as clang-format would write them; exits 1 if there are any.
#   tools/check_format.sh [--fix]
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { find include src tests \( -name '*.hpp' -o -name '*.cpp' \) -print0 | sort -z; }

if [[ ${1:-} == --fix ]]; then
  sources | xargs -0 clang-format -i
  exit
fi
sources | xargs -0 clang-format --dry-run --Werror 2>&1 |
  awk -F: '/: error: / && !seen[$1]++ { print $1 ": line " $2 " is not formatted (tools/check_format.sh --fix)"; bad = 1 }
           END { exit bad }' >&2
