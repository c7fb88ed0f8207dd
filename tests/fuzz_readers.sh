#!/usr/bin/env bash
# Gives arbitrary bytes to the readers of CSV, IDX, NPY, NPZ, gzip, safetensors, .nam and RTNeural, under
# AddressSanitizer and UndefinedBehaviorSanitizer. Ends with a line "N passed, N failed", which counts readers.
#
#   bash tests/fuzz_readers.sh [--seconds N] [--only "csv npy"]
#
#   --seconds N     for each reader; default 60
#   --only "R R"    only these of csv, blocks, idx, npy, npz, gzip, safetensors, nam and rtneural
#
# It starts from the inputs in tests/fuzz_readers/corpus, which tests/io reads as well, and from those it has found before
# (build/fuzz_readers). An input for which a law of tests/fuzz_readers/laws.hpp does not hold is kept there as crash-*;
# once mended, it belongs to the corpus.
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/setup.sh

seconds=60 readers="csv blocks idx npy npz gzip safetensors nam rtneural"
while [ $# -gt 0 ]; do
  case $1 in
    --seconds) seconds=${2:?--seconds needs a number}; shift ;;
    --only) readers=${2:?--only needs names of readers}; shift ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done

tapeless_setup tests clang sanitize || exit 1
build=build/fuzz_readers passed=0 failed=0
mkdir -p "$build"

for reader in $readers; do
  corpus=tests/fuzz_readers/corpus/$reader
  if [ "$reader" = blocks ]; then corpus=tests/fuzz_readers/corpus/csv; fi
  mkdir -p "$build/$reader"
  echo "== $reader"
  if "$CXX" -std=c++20 -O1 -g -march=native -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Iinclude \
    "tests/fuzz_readers/$reader.cpp" -o "$build/fuzz_$reader" -lz &&
    "$build/fuzz_$reader" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
      -verbosity=0 -artifact_prefix="$build/$reader/" "$build/$reader" "$corpus" </dev/null >"$build/$reader.log" 2>&1; then
    grep -E "number_of_executed_units" "$build/$reader.log"
    passed=$((passed + 1))
  else
    tail -n 30 "$build/$reader.log"
    failed=$((failed + 1))
  fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
