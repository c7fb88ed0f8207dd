#!/usr/bin/env bash
# The workloads W1 to W13: tapeless, its peers and handwritten code, in one run on one core.
#
#   bash benchmarks/run.sh [--filter W2] [--json FILE] [--check-only] [--no-peers] [--compiler clang++-19]
#
#   --filter W7       only workloads whose name starts with this; `odd` is W2 with sizes that are no multiples of a vector
#   --check-only      builds all systems and compares their values, without timing
#   --no-peers        only systems without other libraries: tapeless and the handwritten code
#   --compiler NAME   default g++
#   --systems A B     only these source files of each workload, such as tapeless by_hand eigen
#   --repetitions N   default 15, at least 9;   --seconds S   of one repetition, default 0.01
#
# Peers are Debian packages, which are installed if they are missing; a peer that cannot be installed is reported as
# missing. All systems of a workload must compute the same values before any is timed: one that does not is reported and
# not timed, and the exit status is 1. Runs on the last core, or on core N with TAPELESS_CORE=N.
set -eu
arguments=("$@") peers=1
while [ $# -gt 0 ]; do
  case $1 in
    --compiler) CXX=${2:?--compiler needs a name} ;;
    --no-peers) peers=0 ;;
  esac
  shift
done
folder=$PWD
cd "$(dirname "$0")/.."
. tools/setup.sh

export CXX=${CXX:-g++}
tapeless_setup
tapeless_has python3 || tapeless_install python3
if [ $peers -eq 1 ]; then
  # One by one, so that a missing package does not affect the others. Sacado's headers need three packages on which its
  # own does not depend.
  for package in libeigen3-dev libceres-dev libopenblas-dev libxsmm-dev libtorch-dev libadolc-dev libdlib-dev libfann-dev \
    libtrilinos-sacado-dev libtrilinos-kokkos-dev libtrilinos-teuchos-dev libopenmpi-dev; do
    dpkg -s "$package" >/dev/null 2>&1 || tapeless_install "$package" || true
  done
fi
for ((i = 0; i < ${#arguments[@]}; ++i)); do  # relative to the caller's directory
  if [ "${arguments[i]}" = --json ]; then
    arguments[i + 1]=$(cd "$folder" && realpath -m "${arguments[i + 1]:?--json needs a file}")
  fi
done
exec python3 benchmarks/run.py "${arguments[@]}"
