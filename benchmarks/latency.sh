#!/usr/bin/env bash
# The slowest blocks: times every one of a million blocks of 64 frames of live models (those of W10), in wall-clock time, in turns
# with a loop of pure arithmetic that takes as long as a block. What is slow in both is the machine: other programs, interrupts.
#
#   bash benchmarks/latency.sh [--blocks 1000000] [--json FILE] [--compiler clang++-19] [--check-only]
#
# Prints median, p99, p99.9 and the slowest. Runs on the last core, or on core N with TAPELESS_CORE=N; for figures of the program
# alone, keep that core free. --check-only builds it and plays a few blocks.
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh

tapeless_setup
tapeless_has python3 || tapeless_install python3
exec python3 benchmarks/latency.py "$@"
