#!/usr/bin/env bash
# Builds the benchmarks with g++ and the newest clang++ found, runs them on one core, and prints a table for each.
#
#   bash benchmarks/run.sh [--json FILE] [arguments of w2: --seconds S, --repetitions N]
#
# The last core is used; TAPELESS_CORE=N takes another.
set -eu
json=
if [ "${1:-}" = --json ]; then
  json=$(realpath -m "${2:?--json needs a file}")
  shift 2
fi
cd "$(dirname "$0")/.."
. tools/setup.sh

tapeless_setup
compilers=("$CXX")
clang=$(tapeless_newest_clang)
case $CXX in *clang*) ;; *) if [ -n "$clang" ]; then compilers+=("$clang"); fi ;; esac

pinned=()
if tapeless_has taskset; then pinned=(taskset -c "${TAPELESS_CORE:-$(($(nproc) - 1))}"); fi

load_average() { cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo 0; }
load=$(load_average)

results=()
for CXX in "${compilers[@]}"; do
  name=$(basename "${CXX%%-*}")-$("$CXX" -dumpversion | cut -d. -f1)
  build=build/benchmarks-$name
  tapeless_configure "$build" -DCMAKE_BUILD_TYPE=Release -DTAPELESS_NATIVE=ON -DTAPELESS_TESTS=OFF \
    -DTAPELESS_EXAMPLES=OFF -DTAPELESS_BENCHMARKS=ON
  cmake --build "$build" --target w2 >"$build/build.log" || { cat "$build/build.log"; exit 1; }
  echo
  "${pinned[@]}" "$build/benchmarks/w2" --compiler "$name" --json "$build/w2.json" "$@"
  results+=("$build/w2.json")
done

if [ -n "$json" ]; then
  {
    echo '{"results": ['
    separator=
    for file in "${results[@]}"; do printf '%s' "$separator"; cat "$file"; separator=,; done
    echo "], \"load\": [$load, $(load_average)]}"
  } >"$json"
fi
