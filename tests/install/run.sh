#!/usr/bin/env bash
# Uses tapeless as its users do: find_package after cmake --install, add_subdirectory, FetchContent. Each configures,
# builds and runs consumer.cpp.
#
#   bash tests/install/run.sh <cmake> <configured build folder> <compiler> <file for the counts>
set -u
cmake=$1 build=$2 compiler=$3 results=$4
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
work=$(mktemp -d) passed=0 failed=0
trap 'rm -rf "$work"' EXIT

# consumer <way> <cmake arguments>: builds and runs the consumer in one way.
consumer() {
  local way=$1 log=$work/$1.log
  shift
  if "$cmake" -S "$here/$way" -B "$work/$way" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release "$@" \
      >"$log" 2>&1 && "$cmake" --build "$work/$way" >>"$log" 2>&1 && "$work/$way/consumer" >>"$log" 2>&1 &&
      grep -q '^consumer: ok' "$log"; then
    echo "passed $way"
    passed=$((passed + 1))
  else
    echo "FAILED $way"
    tail -n 30 "$log"
    failed=$((failed + 1))
  fi
}

"$cmake" --install "$build" --prefix "$work/prefix" >/dev/null
mkdir "$work/moved" && mv "$work/prefix" "$work/moved/"  # an installed package may be moved
consumer find_package -DCMAKE_PREFIX_PATH="$work/moved/prefix"
consumer add_subdirectory -DTAPELESS_SOURCE="$source"
consumer fetch_content -DFETCHCONTENT_SOURCE_DIR_TAPELESS="$source"

echo "$passed passed, $failed failed"
echo "$passed $failed" >"$results"
[ "$failed" -eq 0 ]
