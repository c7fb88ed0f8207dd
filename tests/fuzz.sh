#!/usr/bin/env bash
# Compares random expressions with a plain evaluation of them: first as graphs that are planned at run time, then as
# compiled programs. Ends with "N programs, N values, N faults".
#
#   bash tests/fuzz.sh [--minutes N] [--seed S] [--jobs N]
#
#   --minutes N         how long to start new programs, after a quarter of it for plans; default 1
#   --plans N           so many plans instead
#   --programs N        so many programs instead
#   --seed S            the same seed gives the same programs in the same order; default 1
#   --jobs N            number of compilers at once; default all cores
#   --compilers a,b     only these of those found (g++ 12, clang 14, and later)
#   --widths a,b        only these of native, avx2, sse2 and none (scalar code)
#   --only case_17      runs one program of a seed again, with the same compiler
#   --no-reduction      prints faulty programs as they were drawn
#
# Plans (tests/fuzz/plans) are checked against the rules of plans, by shadow execution, and by an interpreter on numbers.
# No compiler runs for each: there are thousands per second. A faulty graph is reduced and printed as C++.
#
# Programs cover every operation, layer and loss: values, gradients, training steps with several optimisers, state that
# is updated after each sample; float and double, batches up to 64 with any number of samples per call, lanes<1>,
# threads. The plain evaluation (tests/fuzz/plain) shares no code with the library; it computes in long double and bounds
# rounding errors, so that tolerances are tight and a wrong index is detected. A faulty program is reduced and then
# printed with the first numbers that differ.
set -u
cd "$(dirname "$0")/.." || exit 1
. tools/setup.sh

case " $* " in *" -h "* | *" --help "*) sed -n '2,25s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
tapeless_setup tests || exit 1
exec python3 tests/fuzz/run.py "$@"
