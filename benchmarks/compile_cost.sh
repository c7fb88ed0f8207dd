#!/usr/bin/env bash
# Measures the cost of compiling programs: seconds, peak memory and object size, for every compiler found.
#
#   bash benchmarks/compile_cost.sh [--json FILE] [--repetitions N] [--only TEXT]
#
#   --repetitions N   takes the fastest of N; default 1
#   --only TEXT       only cases with this text in their names
set -eu
json=()
if [ "${1:-}" = --json ]; then
  json=(--json "$(realpath -m "${2:?--json needs a file}")")
  shift 2
fi
cd "$(dirname "$0")/.."
. tools/setup.sh

tapeless_setup
tapeless_has python3 || tapeless_install python3
compilers=("$CXX")
for name in clang++-14 clang++-19 "$(tapeless_newest_clang)"; do
  if [ -n "$name" ] && tapeless_has "$name" && [[ " ${compilers[*]} " != *" $name "* ]]; then compilers+=("$name"); fi
done
exec python3 benchmarks/compile_cost.py "${json[@]}" "$@" "${compilers[@]}"
