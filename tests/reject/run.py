#!/usr/bin/env python3
"""Compiles the programs of this folder, each of which contains one mistake, with the oldest and the newest g++ and clang++.

    python3 tests/reject/run.py [words of a name ...] [--all] [--thorough]

See README.md in this folder for how such a program is written and what is checked.
"""

import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent))
import checks

MAX_LINES = 12
umbrella = checks.Precompiled()
ERROR = re.compile(r"\b(fatal )?error: ")


def expectations(text):
    """The expected words and their line numbers."""
    found = [(number, line.split("// expect:", 1)[1].strip())
             for number, line in enumerate(text.splitlines(), 1) if "// expect:" in line]
    return [words for _, words in found], [number for number, _ in found]


def first_error(output):
    """The first error with the lines that lead to it and the notes that follow it, without quoted source lines."""
    starts = [i for i, line in enumerate(output) if ERROR.search(line)]
    if not starts:
        return None
    first, end = starts[0], starts[1] if len(starts) > 1 else len(output)
    before = [line for line in output[:first] if not line.startswith(" ")]
    notes = [line for line in output[first + 1:end] if "note: " in line]
    return "\n".join([*before, output[first], *notes])


def problems_of(program, text, compiler, mended, thorough):
    """Problems with the output of one compiler for one program."""
    name = f"tests/reject/{program.name}"
    flags = ["-std=c++20", "-I", "include"]
    command = [compiler, *flags, "-fsyntax-only", name]
    expected, lines = expectations(text)
    if not expected:
        return ["no comment // expect: beside the wrong line"]
    if lines != list(range(lines[0], lines[0] + len(lines))):
        return ["the comments // expect: must stand on consecutive lines"]
    if not re.search(r"^\s*#\s*if(def\s+FIXED|\s+defined\s*\(?\s*FIXED)", text, re.M):
        return ["no #ifdef FIXED with the mended line"]

    # Behind the umbrella header, which is compiled once; when thorough, the mended program stands on its own includes. A
    # program that sets a macro first is about the headers themselves.
    first_line = next(line for line in text.splitlines() if line.startswith("#"))
    before = umbrella(compiler, flags) if "include" in first_line else ()
    problems = []
    status, output = checks.run([*command, *before])
    output = [line for line in output if "umbrella.hpp:1" not in line]
    message = first_error(output)
    if status == 0:
        problems.append("compiles, but must not")
    elif message is None:
        problems.append("fails without an error")
    else:
        problems += [f'the first error does not say "{words}"' for words in expected if words not in message]
        if len(output) > MAX_LINES:
            problems.append(f"{len(output)} lines of output, at most {MAX_LINES} allowed")
        if not any(f"{program.name}:{line}:" in text_line for line in lines for text_line in output):
            problems.append(f"the output does not point at line {lines[0]}")
    if problems:
        problems += ["| " + line for line in output[:2 * MAX_LINES]]

    status, output = checks.run([*command, *(() if thorough else before), "-DFIXED"]) if mended else (0, [])
    if status:
        problems += ["does not compile with -DFIXED:"] + ["| " + line for line in output[:MAX_LINES]]
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="only programs whose name contains one of these")
    parser.add_argument("--results", help="file for the counts")
    parser.add_argument("--all", action="store_true", help="also run what has passed before and has not changed")
    parser.add_argument("--thorough", action="store_true", help="every compiler found, mended programs with their own includes")
    options = parser.parse_args()

    programs = [p for p in sorted(HERE.glob("*.cpp")) if not options.names or any(n in p.name for n in options.names)]
    found, left_out = checks.compilers()
    if not options.thorough:
        found = checks.oldest_and_newest(found)
    print(f"{len(programs)} programs, compilers: {' '.join(name for name, _ in found) or 'none'}")
    if left_out:
        print(f"left out, older than the library supports: {' '.join(left_out)}")
    # That the mended program compiles is a matter of the program: one compiler is enough.
    mending = next((name for name, _ in found if name.startswith("g++")), found[0][0] if found else None)
    plan = checks.Checks(__file__)
    for program in programs:
        text = program.read_text()
        for name, path in found:
            version = "\n".join(checks.run([path, "--version"])[1])
            plan.add(f"{program.name}: {name}", [version, text, str(options.thorough)],
                     lambda p=program, t=text, c=path, m=name == mending: problems_of(p, t, c, m, options.thorough))
    return plan.finish(options.results)


if __name__ == "__main__":
    sys.exit(main())
