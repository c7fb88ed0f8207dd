#!/usr/bin/env python3
"""Links units for SSE2, AVX2 and AVX-512 into one program, with xsimd's and with portable vectors, and runs those that this
machine can run. No two units may share a function of the library or of xsimd; without optimisation, where every function
that is not inlined by force stands in the object. And no compiler may put a plan into a program: a plan has the addresses of
all operations, and so of everything that transforms and prints them.

    python3 tests/machines/run.py [--compiler g++] [--results FILE]
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parent))
import checks

MARCH = {"sse2": "x86-64", "avx2": "x86-64-v3", "avx512": "x86-64-v4"}
UNITS = [(machine + suffix, march, flags) for suffix, flags in (("", []), ("_portable", ["-DTAPELESS_PORTABLE_VECTORS"]))
         for machine, march in MARCH.items()]


def functions(path):
    """The functions and objects that an object file defines and the linker would take from another one as well."""
    lines = subprocess.run(["nm", "--defined-only", path], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[2] for line in lines if line.split()[1] in "WVu"}


def shared_problems(objects):
    """Names of the library that two units define."""
    names = {unit: functions(path) for unit, path in objects.items()}
    ours = re.compile(r"8tapeless|5xsimd")
    problems = [] if len(names) > 1 and all(any(ours.search(n) for n in found) for found in names.values()) else ["nothing to compare"]
    units = sorted(names)
    for i, a in enumerate(units):
        for b in units[i + 1:]:
            common = sorted(n for n in names[a] & names[b] if ours.search(n))
            problems += [f"{a} and {b} share {len(common)} functions, as {common[0][:300]}"] if common else []
    return problems


def plan_problems(path):
    """Names of plans, and of what only plans are made with."""
    lines = subprocess.run(["nm", "-C", "--defined-only", path], capture_output=True, text=True, check=True).stdout.splitlines()
    names = [re.sub(r"^\S* ?\S+ ", "", line) for line in lines]
    made = re.compile(r"\bir::frozen<|\bfreezing<|\bprinter::|_op::(simplify|derive|write|batch)\(")
    found = [n for n in names if made.search(n)]
    problems = [] if any("tapeless" in n for n in names) else ["nothing of the library is in it"]
    return problems + ([f"{len(found)} of them, as {found[0][:300]}"] if found else [])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--results", help="file for the counts")
    options = parser.parse_args()
    passed = failed = 0

    def report(name, problems):
        nonlocal passed, failed
        print(("FAILED " if problems else "passed ") + name, *problems, sep="\n    ", flush=True)
        passed, failed = passed + (not problems), failed + bool(problems)

    with tempfile.TemporaryDirectory() as work:
        plain = [options.compiler, "-std=c++20", "-I", "include", "-Wall", "-Wextra", "-Werror"]
        for level in ["-O0", "-O2"]:
            objects = {}
            for unit, march, flags in UNITS:
                if level == "-O0" and "portable" in unit:
                    continue
                path = f"{work}/{unit}{level}.o"
                status, output = checks.run([*plain, level, *flags, f"-march={march}", f"-DMACHINE={unit}", "-c", HERE / "unit.cpp",
                                             "-o", path])
                if status:
                    report(f"{unit}, {level}: compiles", output[:20])
                else:
                    objects[unit] = path
            report(f"{', '.join(objects)}, {level}: no function in common", shared_problems(objects))
            if level == "-O2" and len(objects) == len(UNITS):
                status, output = checks.run([*plain, level, HERE / "choose.cpp", *objects.values(), "-o", f"{work}/program"])
                if status:
                    report("the program links", output[:20])
                    continue
                status, output = checks.run([f"{work}/program"])
                print(*output, sep="\n")
                passed += sum(line.startswith("passed") for line in output)
                bad = sum(line.startswith("FAILED") for line in output)
                failed += bad or status != 0
        for name, path in checks.oldest_and_newest(checks.compilers()[0]):
            status, output = checks.run([path, "-std=c++20", "-O2", "-DNDEBUG", "-march=x86-64-v3", "-I", "include", "-c",
                                         HERE / "entries.cpp", "-o", f"{work}/entries.o"])
            report(f"{name}: no plan in a program", output[:20] if status else plan_problems(f"{work}/entries.o"))
    print(f"{passed} passed, {failed} failed")
    if options.results:
        pathlib.Path(options.results).write_text(f"{passed} {failed}\n")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
