"""Compares random programs with a plain evaluation: see tests/fuzz.sh."""

import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import checks  # noqa: E402
import reduce  # noqa: E402
from cases import random_case  # noqa: E402
from tree import Writer, file_text  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PLANS = HERE / "plans"
BUILD = checks.ROOT / "build" / "fuzz"
# An output that simplifies to an input cannot be bound as well.
IS_AN_INPUT = "an output that simplifies to an input is that input"
PROGRAMS = 4  # in one file, compiled together if all compile
WIDTHS = {"native": ["-march=native"], "avx2": ["-march=haswell"], "sse2": [], "none": ["-DTAPELESS_NO_SIMD"]}


class Machine:
    """The compilers and widths of this machine, and the objects that every program is linked with."""

    def __init__(self, compilers, widths):
        asked = compilers.split(",") if compilers else None
        found = [c for c in checks.compilers()[0] if not asked or c[0] in asked]
        gcc, clang = (sorted((c for c in found if ("clang" in c[0]) == is_clang), key=self.version)
                      for is_clang in (False, True))
        # The newest of each and the oldest clang; g++ gets as many programs as both clangs.
        self.compilers = gcc[-1:] * 2 + clang[:1] + clang[-1:]
        if not found:
            sys.exit("no g++ (12 and later) and no clang++ (14 and later) of that name on the path")
        processor = pathlib.Path("/proc/cpuinfo").read_text() if pathlib.Path("/proc/cpuinfo").exists() else ""
        runs_avx2 = " avx2" in processor and " fma" in processor
        self.widths = [w for w in (widths.split(",") if widths else WIDTHS) if w != "avx2" or runs_avx2]
        self.lock, self.waiting, self.headers = threading.Lock(), {}, {}
        BUILD.mkdir(parents=True, exist_ok=True)
        self.objects = []
        for source in sorted(s for s in HERE.rglob("*.cpp") if s.parent != PLANS):
            self.objects.append(str(BUILD / (source.stem + ".o")))
            status, lines = checks.run([self.compilers[0][1], "-std=c++20", "-O2", "-c", str(source), "-o",
                                        self.objects[-1]])
            if status:
                sys.exit("\n".join(lines))

    @staticmethod
    def version(compiler):
        told = subprocess.run([compiler[1], "-dumpversion"], stdout=subprocess.PIPE,
                              text=True).stdout.strip().split(".")[0]
        return int(told) if told.isdigit() else 0

    def combination(self, rng):
        return rng.choice(self.compilers), rng.choice(self.widths)

    @staticmethod
    def flags(width):
        return ["-std=c++20", "-O1", *WIDTHS[width]]

    def everything(self, width):
        return [*self.flags(width), "-pthread", f"-I{checks.INCLUDE}", f"-I{HERE}"]

    def precompiled(self, compiler, width):
        """Precompiles the headers; a compiler that cannot do that reads them each time."""
        name, path = compiler
        with self.lock:
            waiting = self.waiting.setdefault((name, width), threading.Lock())
        with waiting:
            if (name, width) not in self.headers:
                folder = BUILD / f"{name}-{width}"
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                header, compiled = folder / "all.hpp", folder / ("all.hpp.pch" if "clang" in name else "all.hpp.gch")
                header.write_text('#include "check.hpp"\n')
                status, _ = checks.run([path, *self.everything(width), "-x", "c++-header", str(header), "-o",
                                        str(compiled)])
                included = ["-include-pch", str(compiled)] if "clang" in name else ["-include", str(header)]
                self.headers[name, width] = [] if status else included
            return self.headers[name, width]

    def compile(self, combination, source, program):
        compiler, width = combination
        return checks.run([compiler[1], *self.everything(width), *self.precompiled(compiler, width), str(source),
                           *self.objects, "-o", str(program)])


class Result:
    def __init__(self):
        self.values, self.faults = 0, {}  # faults: the description by case


def first_error(lines):
    for line in lines:
        if re.search(r"\berror\b", line):
            return re.sub(r"^\S*:\d+:\d+: ", "", line)[:300]
    return (lines or ["the compiler failed without a message"])[-1][:300]


def execute(program):
    try:
        done = subprocess.run([str(program)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=300)
        return done.returncode, done.stdout.splitlines()
    except subprocess.TimeoutExpired as e:
        return -1, (e.stdout or b"").decode(errors="replace").splitlines() + ["it did not end within 300 s"]


def try_cases(machine, cases, combination, stem):
    """Compiles and runs cases as one file; if they do not compile together they are tried one by one."""
    result = Result()
    source, program = BUILD / f"{stem}.cpp", BUILD / stem
    source.write_text(file_text(cases))
    try:
        status, lines = machine.compile(combination, source, program)
        if status and len(cases) > 1:
            for case in cases:
                alone = try_cases(machine, [case], combination, f"{stem}_{case.name}")
                result.values += alone.values
                result.faults.update(alone.faults)
            return result
        if status and any(IS_AN_INPUT in line for line in lines):  # refused, as it should be
            return result
        if status:
            result.faults[cases[0].name] = ["does not compile: " + first_error(lines)]
            return result
        status, lines = execute(program)
        at, ended = cases[0].name, False
        for line in lines:
            if line.startswith("case "):
                at = line[5:]
            elif line.startswith("fault "):
                _, name, text = line.split(" ", 2)
                result.faults.setdefault(name, []).append(text)
            elif m := re.fullmatch(r"values (\d+) faults \d+", line):
                result.values += int(m[1])
                ended = True
        if not ended:
            result.faults.setdefault(at, []).append(f"the program ended with {status}: {lines[-1] if lines else ''}")
        return result
    finally:
        for path in (source, program):
            path.unlink(missing_ok=True)


class Search:
    """Files of programs in numerical order, and their results."""

    def __init__(self, told, machine):
        self.told, self.machine = told, machine
        self.programs = self.values = self.faults = 0
        self.reduced = {}  # how often a kind of fault was reduced: twice is enough

    def file(self, number):
        cases = [random_case(f"{self.told.seed}/{i}", f"case_{i}")
                 for i in range(number * PROGRAMS, (number + 1) * PROGRAMS)]
        cases = [c for c in cases if self.told.only in (None, c.name)]
        combination = self.machine.combination(random.Random(f"{self.told.seed}/{number}"))
        return cases, combination, try_cases(self.machine, cases, combination, f"file_{number}")

    def add(self, cases, combination, result):
        self.programs += len(cases)
        self.values += result.values
        self.faults += len(result.faults)
        for case in cases:
            if case.name in result.faults:
                self.show(case, combination, result.faults[case.name])

    def show(self, case, combination, texts):
        compiler, width = combination
        print(f"\nFAULT in {compiler[0]} {' '.join(self.machine.flags(width))}; again: "
              f"bash tests/fuzz.sh --seed {self.told.seed} --only {case.name}", flush=True)
        kind = reduce.manner(texts)
        if not self.told.no_reduction and self.reduced.get(kind, 0) < 2:
            self.reduced[kind] = self.reduced.get(kind, 0) + 1
            case, texts = reduce.smaller(case, texts, lambda c: try_cases(self.machine, [c], combination,
                                                                          f"reduced_{c.name}").faults.get(c.name))
        print(*("    " + line for line in Writer(case).shown()), sep="\n")
        print("    numbers of samples per call:", ", ".join(map(str, case.counts)))
        print(*("  " + text for text in texts[:3]), sep="\n", flush=True)

    def run(self):
        end = time.monotonic() + 60 * self.told.minutes
        number = int(self.told.only[5:]) // PROGRAMS if self.told.only else 0
        most = self.told.programs or (1 << 60)
        with concurrent.futures.ThreadPoolExecutor(self.told.jobs) as pool:
            running = set()
            while True:
                while len(running) < self.told.jobs and time.monotonic() < end and number * PROGRAMS < most:
                    running.add(pool.submit(self.file, number))
                    number += 1
                    if self.told.only:
                        end = 0
                if not running:
                    break
                done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in done:
                    self.add(*future.result())
        print(f"{self.programs} programs, {self.values} values, {self.faults} faults")
        return 1 if self.faults or not self.programs else 0


def check_plans(told, machine):
    """Random graphs that are planned at run time: no compiler runs for each."""
    program = BUILD / "plans_of_graphs"
    compiler = machine.compilers[0]
    status, lines = checks.run([compiler[1], "-std=c++20", "-O2", "-march=native", "-I", "include", "-I", "tests",
                                str(PLANS / "plans.cpp"), "-o", str(program), "-pthread"])
    if status:
        print(*lines[:20], sep="\n")
        return 1
    limit = ["--cases", str(told.plans)] if told.plans else ["--minutes", str(told.minutes / 4)]
    return subprocess.run([str(program), *limit, "--seed", str(told.seed), "--jobs", str(told.jobs)]).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--plans", type=int)
    parser.add_argument("--programs", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--compilers")
    parser.add_argument("--widths")
    parser.add_argument("--only")
    parser.add_argument("--no-reduction", action="store_true")
    told = parser.parse_args()
    if told.programs:
        told.minutes = max(told.minutes, 60.0)
    machine = Machine(told.compilers, told.widths)
    faulty = 0 if told.only else check_plans(told, machine)
    return max(faulty, Search(told, machine).run())


if __name__ == "__main__":
    sys.exit(main())
