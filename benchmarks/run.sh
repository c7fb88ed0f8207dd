#!/usr/bin/env bash
# The yardsticks W1 to W9: tapeless, its peers and hand-written code, in one run on one core.
#
#   bash benchmarks/run.sh [--filter W2] [--json FILE] [--check-only] [--no-peers] [--compiler clang++-19]
#
#   --filter W7       the workloads of which the names begin so; `odd` is W2 at sizes that no vector divides
#   --check-only      builds and compares the values of all systems, times nothing
#   --no-peers        only what needs no other library: tapeless and the code by hand
#   --compiler NAME   g++ otherwise
#   --systems A B     only these source files of each workload, as tapeless by_hand eigen
#   --repetitions N   15 otherwise, 9 at least;   --seconds S   of one repetition, 0.01 otherwise
#
# Peers come from Debian's packages, installed where they are missing; a peer that cannot be installed is reported as
# missing. All systems of a workload must compute the same values before any is timed: one that does not is reported, is
# not timed, and makes the exit status 1. The last core is used; TAPELESS_CORE=N takes another.
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
  # One by one: what is missing must not keep the others away. Sacado's headers want three packages that its own does
  # not ask for.
  for package in libeigen3-dev libopenblas-dev libxsmm-dev libtorch-dev libadolc-dev libdlib-dev libfann-dev \
    libtrilinos-sacado-dev libtrilinos-kokkos-dev libtrilinos-teuchos-dev libopenmpi-dev; do
    dpkg -s "$package" >/dev/null 2>&1 || tapeless_install "$package" || true
  done
fi
for ((i = 0; i < ${#arguments[@]}; ++i)); do  # a relative file is the caller's
  if [ "${arguments[i]}" = --json ]; then
    arguments[i + 1]=$(cd "$folder" && realpath -m "${arguments[i + 1]:?--json needs a file}")
  fi
done
exec python3 benchmarks/run.py "${arguments[@]}"
