#!/usr/bin/env bash
# Draws time per sample of a training step over batch size (1 to 4096), width (8 to 1024) and depth (1 to 32): tapeless,
# fixed-size Eigen and libtorch. All must compute the same values before they are timed.
#
#   bash benchmarks/scaling.sh [--curves batch width depth] [--json FILE] [--pictures FOLDER] [--compiler clang++-19]
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh

tapeless_setup
tapeless_has python3 || tapeless_install python3
tapeless_has gnuplot || tapeless_install gnuplot-nox
for package in libeigen3-dev libtorch-dev; do
  dpkg -s "$package" >/dev/null 2>&1 || tapeless_install "$package" || true
done
exec python3 benchmarks/scaling.py "$@"
