#!/usr/bin/env bash
# Times W3's step with 256 samples on one thread and on as many as the machine has cores (8 at most). All results must have the
# same bits.
#
#   bash benchmarks/threads.sh [--check-only] [--json FILE] [--compiler clang++-19] [--repetitions N]
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh

tapeless_setup
tapeless_has python3 || tapeless_install python3
exec python3 benchmarks/threads.py "$@"
