#!/usr/bin/env bash
# Builds and runs all tests, and ends with a line "N passed, N failed".
#
#   bash tests/run.sh [--clang] [--sanitize] [--portable] [--only "FOLDERS"] [--jobs N]
#
#   --clang      uses the newest clang++ found instead of g++ (or $CXX)
#   --sanitize   under AddressSanitizer and UndefinedBehaviorSanitizer; calls on threads also under ThreadSanitizer
#   --portable   uses the compiler's own vectors instead of xsimd's
#   --only "F G" only the tests of these folders
#   --jobs N     number of compilers at once; default all cores
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/setup.sh

needs=(tests) config=test jobs=$(nproc 2>/dev/null || echo 2) sanitize=OFF examples=ON portable=OFF only=
while [ $# -gt 0 ]; do
  case $1 in
    --clang) needs+=(clang) config+=-clang ;;
    --sanitize) needs+=(sanitize) config+=-sanitize sanitize=ON examples=OFF ;;
    --portable) config+=-portable portable=ON ;;
    --only) only=${2:?--only needs names of folders}; examples=OFF; shift ;;
    --jobs) jobs=${2:?--jobs needs a number}; shift ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done

tapeless_setup "${needs[@]}" || exit 1
export TAPELESS_JOBS=$jobs CTEST_OUTPUT_ON_FAILURE=1
build=build/$config

tapeless_configure "$build" -DTAPELESS_TESTS=ON -DTAPELESS_SANITIZE=$sanitize -DTAPELESS_EXAMPLES=$examples \
  -DTAPELESS_BENCHMARKS=OFF -DTAPELESS_PORTABLE_VECTORS=$portable ||
  { echo "0 passed, 1 failed"; exit 1; }

# Continue if a test does not compile.
keep_going=(-k)
if [ -f "$build/build.ninja" ]; then keep_going=(-k 0); fi
broken=0
targets=() chosen=()
if [ -n "$only" ]; then
  for folder in $only; do targets+=(--target "test_$folder"); done
  chosen=(-R "^(${only// /|})\$")
fi
cmake --build "$build" --parallel "$jobs" "${targets[@]}" -- "${keep_going[@]}" </dev/null || broken=1

rm -rf "$build/results" "$build/junit.xml"
mkdir -p "$build/results"
(cd "$build" && ctest --parallel "$jobs" "${chosen[@]}" --output-junit junit.xml </dev/null)
[ -f "$build/junit.xml" ] || { echo "0 passed, 1 failed"; exit 1; }
if [ $broken -ne 0 ]; then echo "The build failed; it counts as one failure."; fi
python3 tests/count.py "$build/junit.xml" "$build/results" $broken
