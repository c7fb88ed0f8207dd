#!/usr/bin/env bash
# Checks whether the working tree is slower than an earlier revision: times the programs W1 to W13 of both in turns.
#
#   bash benchmarks/compare.sh REV [--filter W2] [--compiler clang++-19] [--rounds 9] [--seconds S] [--instructions]
#
#   REV            a commit, tag or branch
#   --filter W7    only workloads whose name starts with this
#   --rounds N     runs of each program, in turns, so that other load on the machine affects both equally
#   --instructions counts the instructions of a call with valgrind instead, which no other load disturbs
#
# Prints for each workload the median times and the median ratio of the rounds; 3 % is noise. The exit status is 1 if a
# ratio exceeds 1.03. Runs on the last core, or on core N with TAPELESS_CORE=N.
set -eu
[ $# -gt 0 ] && [ "${1#-}" = "$1" ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
. tools/setup.sh
tapeless_setup
case " $* " in *" --instructions "*) tapeless_has valgrind || tapeless_install valgrind ;; esac
tapeless_has python3 || tapeless_install python3
exec python3 benchmarks/compare.py "$@"
