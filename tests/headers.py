#!/usr/bin/env python3
"""Checks the headers: each compiles alone without a warning (the core also without exceptions and RTTI), and includes only
from its own folder and from those before it.

    python3 tests/headers.py [--compiler g++] [--all]
"""

import argparse
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import checks

# In order: a header includes from its own folder and from those before it.
FLOORS = ["base", "shape", "simd", "expr", "ops", "calculus", "nn", "optim", "kernels", "plan", "program", "nn/models",
          "fit", "print", "metrics", "io", "viz", "train"]
NESTED = ["nn/models"]  # folders within others, with a place of their own
HOSTED = ["io", "viz", "train"]  # may allocate and throw; the others are the core
HOME_OF_XSIMD = "simd/xsimd.hpp"
UMBRELLA = "tapeless.hpp"

# A question whether an operation has one of its functions, as `op.look ? ...`.
HOOKS = re.findall(r"\(\*(\w+)\)\(", (checks.INCLUDE / "tapeless/expr/operation.hpp").read_text())
HOOK = rf"\bop(->|\.)({'|'.join(HOOKS)})\b"
ASKED = re.compile(rf"{HOOK}(\s*(\?|&&|\|\||[=!]=)|\)(?!\())|![\w.>-]*{HOOK}(?!\()")

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def includes(text):
    """(line number, included file) of each include directive."""
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if found:
            yield number, found[1], found[2]


def floor_of(header):
    return next((n for n in NESTED if header.startswith(n + "/")), header.split("/")[0])


def upward(header, text):
    """Problems with the includes of one header."""
    floor = floor_of(header)
    if header != UMBRELLA and floor not in FLOORS:
        return [f"no folder of this name: {floor}; the folders are {' '.join(FLOORS)}"]
    problems = [f"line {number}: an address in a comparison is no constant for g++ -fsanitize=undefined: detail::is_op, detail::given"
                for number, line in enumerate(text.splitlines(), 1)
                if re.search(r"[=!]= &\w", line) or ASKED.search(re.sub(r"given\([^()]*\)", "", line))]
    for number, quote, name in includes(text):
        where = f"line {number}: "
        if quote == '"':
            problems.append(where + f'#include "{name}": write <tapeless/...>')
        elif name.startswith("xsimd") and header != HOME_OF_XSIMD:
            problems.append(where + f"only {HOME_OF_XSIMD} includes xsimd")
        elif name == "boost/hana.hpp":
            problems.append(where + "include single Hana headers, not the umbrella")
        elif name == "tapeless/" + UMBRELLA:
            problems.append(where + "the umbrella is for users")
        elif name.startswith("tapeless/") and header != UMBRELLA:
            target = floor_of(name.removeprefix("tapeless/"))
            if target not in FLOORS or FLOORS.index(target) > FLOORS.index(floor):
                problems.append(where + f"{floor} includes {name} from a later folder")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--results", help="file for the counts")
    parser.add_argument("--all", action="store_true", help="also run what has passed before and has not changed")
    options = parser.parse_args()

    version = "\n".join(checks.run([options.compiler, "--version"])[1])
    plan = checks.Checks(__file__)

    def alone(header, flags):
        command = [options.compiler, "-std=c++20", "-fsyntax-only", *WARNINGS, *flags, "-I", "include", "-x", "c++", "-"]
        status, output = checks.run(command, f"#include <tapeless/{header}>\n")
        return output[:20] or ["failed without a word"] if status else []

    for path in sorted(checks.INCLUDE.rglob("*.hpp")):
        header = path.relative_to(checks.INCLUDE / "tapeless").as_posix()
        text = path.read_text()
        plan.add(f"{header}: includes point downward", [], lambda h=header, t=text: upward(h, t))
        name, flags = "compiles alone", []
        if header != UMBRELLA and header.split("/")[0] not in HOSTED:
            name, flags = "compiles alone, without exceptions and RTTI", ["-fno-exceptions", "-fno-rtti"]
        plan.add(f"{header}: {name}, {pathlib.Path(options.compiler).name}", [version], lambda h=header, f=flags: alone(h, f))
    return plan.finish(options.results)


if __name__ == "__main__":
    sys.exit(main())
