#!/usr/bin/env bash
# Random programs against a plain evaluation of the same expressions; closes with "N programs, N values, N faults".
#
#   bash tests/fuzz.sh [--minutes N] [--seed S] [--jobs N]
#
#   --minutes N         how long to begin new programs; 1 if not given
#   --seed S            the same seed gives the same programs in the same order; 1 if not given
#   --jobs N            so many compilers at once; all cores otherwise
#   --compilers a,b     of those found (g++ from 12 on, clang from 14 on), these alone
#   --widths a,b        of native, avx2, sse2 and none (plain code), these alone
#   --only case_17      one program of a seed again, in the same compiler
#   --no-reduction      faulty programs as they were drawn
#
# Programs cover every operation, layer and loss: values, gradients, training steps with several optimisers, state that
# moves on from sample to sample; float and double, batches of none to 64 with any number of samples a call, lanes<1>,
# threads. The plain evaluation (tests/fuzz/plain) shares no code with the library; it computes in long double and bounds
# what rounding may do, so that a tolerance is as wide as that and a wrong index is a fault. A fault is made smaller, then
# printed as the program and the first numbers that differ.
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/setup.sh

case " $* " in *" -h "* | *" --help "*) sed -n '2,18s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
tapeless_setup tests || exit 1
exec python3 tests/fuzz/run.py "$@"
