#!/usr/bin/env python3
"""Compiles the examples and the listings of the documentation in more ways than the test suite does, which builds them with
g++ or clang++: with the newest clang++, and with g++ -fsanitize=undefined, under which no address is known to differ from
null, as for small machines; the latter together with the programs of the benchmarks.

    python3 tests/builds.py [--results FILE] [--all]
"""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True
import checks

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--results", help="file for the counts")
    parser.add_argument("--all", action="store_true", help="also run what has passed before and has not changed")
    options = parser.parse_args()

    shown = [*sorted((checks.ROOT / "examples").rglob("*.cpp")), *sorted((checks.ROOT / "docs/listings").glob("*.cpp"))]
    measured = sorted((checks.ROOT / "benchmarks").glob("w*/tapeless.cpp"))
    found, _ = checks.compilers()
    ways = []
    for clang in checks.of_kind(found, "clang++")[-1:]:
        ways.append((f"compiles with {clang[0]}", clang[1], [], shown))
    for gcc in checks.of_kind(found, "g++")[-1:]:
        ways.append((f"compiles with {gcc[0]} -fsanitize=undefined", gcc[1], ["-fsanitize=undefined"], shown + measured))

    umbrella = checks.Precompiled()
    plan = checks.Checks(__file__)
    for name, compiler, flags, programs in ways:
        version = "\n".join(checks.run([compiler, "--version"])[1])
        for program in programs:
            way = ["-std=c++20", *flags, *WARNINGS, "-isystem", "include", "-I", "benchmarks"]

            def problems(compiler=compiler, way=way, program=program):
                status, output = checks.run([compiler, *way, *umbrella(compiler, way), "-fsyntax-only", program])
                return output[:20] or ["failed without a word"] if status else []

            plan.add(f"{program.relative_to(checks.ROOT)}: {name}", [version, program.read_text()], problems)
    return plan.finish(options.results)


if __name__ == "__main__":
    sys.exit(main())
