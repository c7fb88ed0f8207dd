#!/usr/bin/env bash
# Builds and runs the lessons of the course, docs/course, and says where their pictures are.
#
#   bash examples/course.sh         all of them
#   bash examples/course.sh 4 17    these
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh

lessons=()
for number in "$@"; do
  [[ $number =~ ^[0-9]+$ ]] || { echo "$number is not the number of a lesson" >&2; exit 2; }
  found=(examples/course/"$(printf %02d "$((10#$number))")"_*.cpp)
  [ -f "${found[0]}" ] || { echo "There is no lesson $number; docs/course/README.md lists them" >&2; exit 2; }
  lessons+=("$(basename "${found[0]}" .cpp)")
done
if [ $# -eq 0 ]; then
  for file in examples/course/*.cpp; do lessons+=("$(basename "$file" .cpp)"); done
fi

tapeless_setup course
build=build/course
tapeless_configure "$build" -DCMAKE_BUILD_TYPE=Release -DTAPELESS_TESTS=OFF -DTAPELESS_BENCHMARKS=OFF
echo "Building: the compiler needs some seconds for each lesson."
targets=()
for lesson in "${lessons[@]}"; do targets+=(--target "$lesson"); done
cmake --build "$build" --parallel "${targets[@]}" >"$build/build.log" || { cat "$build/build.log"; exit 1; }

export TAPELESS_PICTURES=$PWD/$build/pictures
mkdir -p "$TAPELESS_PICTURES"
for lesson in "${lessons[@]}"; do
  echo
  echo "== $lesson"
  "$build/examples/course/$lesson"
  for drawn in "$TAPELESS_PICTURES/$lesson"*; do
    if [ -f "$drawn" ]; then echo "Picture: ${drawn#"$PWD/"}"; fi
  done
done
