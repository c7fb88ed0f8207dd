#!/usr/bin/env bash
# Is the code as it stands slower than an earlier revision? W1 to W9, the programs of both, timed in turns.
#
#   bash benchmarks/compare.sh REV [--filter W2] [--compiler clang++-19] [--rounds 9] [--seconds S]
#
#   REV            a commit, tag or branch
#   --filter W7    the workloads of which the names begin so
#   --rounds N     how often each program runs; both see the same moments of a machine that has other things to do
#
# It prints, for each workload, the median time of both and the median of the rounds' ratios; 3 % is noise. The exit status
# is 1 where the ratio is greater than 1.03. The last core is used; TAPELESS_CORE=N takes another.
set -eu
[ $# -gt 0 ] && [ "${1#-}" = "$1" ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
. tools/setup.sh
tapeless_setup
tapeless_has python3 || tapeless_install python3
exec python3 benchmarks/compare.py "$@"
