#!/usr/bin/env python3
"""Adds up the results of ctest: python3 tests/count.py <ctest's JUnit file> <folder of results> [failures so far]

A test counts the cases in its Boost.Test report (<name>.xml) or the numbers that it wrote (<name>.txt: passed failed), and
as one if it left neither. A test that failed although its cases passed (a crash, a leak) counts as another failure.
Prints "N passed, N failed"; the exit status is non-zero when anything failed or nothing ran.
"""

import pathlib
import sys
import xml.etree.ElementTree as xml


def counts(name, failed, results):
    """(passed, failed) of one ctest test."""
    good = bad = 0
    report, numbers = results / f"{name}.xml", results / f"{name}.txt"
    if report.is_file() and report.stat().st_size:
        for suite in xml.fromstring(report.read_text()).findall("TestSuite"):  # the outermost suite has the totals
            good += int(suite.get("test_cases_passed")) + int(suite.get("test_cases_passed_with_warnings", 0))
            bad += int(suite.get("test_cases_failed"))  # includes aborted ones
    elif numbers.is_file():
        good, bad = map(int, numbers.read_text().split())
    elif not failed:
        good = 1
    return good, bad or int(failed)


def main():
    tests, results = xml.parse(sys.argv[1]).getroot().iter("testcase"), pathlib.Path(sys.argv[2])
    passed, failed = 0, int(sys.argv[3]) if len(sys.argv) > 3 else 0
    for test in tests:
        good, bad = counts(test.get("name"), test.get("status") != "run", results)
        print(f"{test.get('name'):<12} {good:>5} passed {bad:>5} failed   {float(test.get('time')):6.1f} s")
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
