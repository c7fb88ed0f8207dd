#!/usr/bin/env bash
# Installs missing packages, builds the example `digits`, and trains it on real handwritten digits. Leaves the model,
# digits.safetensors, and a report, digits.html, in build/examples. Or another example, which runs in this folder.
#
#   bash examples/run.sh [arguments of the example]
#   bash examples/run.sh amp [arguments]             # any examples/NAME.cpp
set -eu
example=digits
cd "$(dirname "$0")/.."
. tools/setup.sh
if [ -f "examples/${1:-}.cpp" ]; then
  example=$1
  shift
fi

tapeless_setup examples
build=build/examples
tapeless_configure "$build" -DCMAKE_BUILD_TYPE=Release -DTAPELESS_TESTS=OFF -DTAPELESS_BENCHMARKS=OFF \
  -DTAPELESS_NATIVE=ON
echo "Building: the compiler needs a few seconds for the program."
cmake --build "$build" --target "$example" >"$build/build.log" || { cat "$build/build.log"; exit 1; }
if [ "$example" != digits ]; then
  exec "$build/examples/$example" "$@"
fi
data=$PWD/examples/data/digits.csv
cd "$build" && exec examples/digits "${@:-$data}"
