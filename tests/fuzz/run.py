"""Random programs against a plain evaluation: see tests/fuzz.sh."""

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
BUILD = checks.ROOT / "build" / "fuzz"
PROGRAMS = 4  # in one file: most of a small file's time goes into the headers
WIDTHS = {"native": ["-march=native"], "avx2": ["-march=haswell"], "sse2": [], "none": ["-DTAPELESS_NO_SIMD"]}


class Machine:
    """The compilers and widths of this machine, and what every program is linked with."""

    def __init__(self, compilers, widths):
        found = [(name, path) for name, path in checks.compilers() if self.version(path) >= (14 if "clang" in name else 12)]
        if not found:
            sys.exit("no g++ (12 and later) and no clang++ (14 and later) on the path")
        of = lambda clang: sorted((c for c in found if ("clang" in c[0]) == clang), key=lambda c: self.version(c[1]))
        gcc, clang = of(False), of(True)
        if compilers:
            of = lambda clang: [c for c in found if c[0] in compilers.split(",") and ("clang" in c[0]) == clang]
        # The newest of each, and the oldest clang; g++ gets as many programs as they together.
        gcc, clang = of(False), of(True)
        self.compilers = gcc[-1:] * 2 + clang[:1] + clang[-1:]
        processor = pathlib.Path("/proc/cpuinfo").read_text() if pathlib.Path("/proc/cpuinfo").exists() else ""
        self.widths = [w for w in WIDTHS if w != "avx2" or (" avx2" in processor and " fma" in processor)]
        self.widths = [w for w in self.widths if not widths or w in widths.split(",")]
        self.headers, self.lock = {}, threading.Lock()
        BUILD.mkdir(parents=True, exist_ok=True)
        self.objects = []
        for source in sorted(HERE.rglob("*.cpp")):
            self.objects.append(BUILD / (source.stem + ".o"))
            status, lines = checks.run([self.compilers[0][1], "-std=c++20", "-O2", "-c", str(source), "-o", str(self.objects[-1])])
            if status:
                sys.exit("\n".join(lines))

    @staticmethod
    def version(path):
        told = subprocess.run([path, "-dumpversion"], stdout=subprocess.PIPE, text=True).stdout.strip().split(".")[0]
        return int(told) if told.isdigit() else 0

    def combination(self, rng):
        return rng.choice(self.compilers), rng.choice(self.widths)

    def flags(self, width):
        return ["-std=c++20", "-O1", "-pthread", f"-I{checks.INCLUDE}", f"-I{HERE}", *WIDTHS[width]]

    def precompiled(self, compiler, width):
        """The headers, once for all files; a compiler that cannot do that reads them each time."""
        name, path = compiler
        with self.lock:
            waiting = self.headers.setdefault((name, width), threading.Lock())
        with waiting:
            folder = BUILD / f"{name}-{width}"
            header, compiled = folder / "all.hpp", folder / ("all.hpp.pch" if "clang" in name else "all.hpp.gch")
            if (name, width) not in self.made:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                header.write_text('#include "check.hpp"\n')
                status, _ = checks.run([path, *self.flags(width), "-x", "c++-header", str(header), "-o", str(compiled)])
                self.made[name, width] = [] if status else ["-include-pch", str(compiled)] if "clang" in name else ["-include", str(header)]
            return self.made[name, width]

    made = {}

    def compile(self, combination, source, program):
        compiler, width = combination
        return checks.run([compiler[1], *self.flags(width), *self.precompiled(compiler, width), str(source), *map(str, self.objects), "-o", str(program)])


class Result:
    def __init__(self):
        self.values, self.faults, self.seen = 0, {}, set()  # faults: by case, what is wrong


def first_error(lines):
    for line in lines:
        if re.search(r"\b(error|Error)\b", line):
            return re.sub(r"^\S*:\d+:\d+: ", "", line)[:300]
    return (lines or ["the compiler failed without a message"])[-1][:300]


def execute(program):
    try:
        done = subprocess.run([str(program)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=300)
        return done.returncode, done.stdout.splitlines()
    except subprocess.TimeoutExpired as e:
        return -1, (e.stdout or b"").decode(errors="replace").splitlines() + ["it did not end within 300 s"]


def try_cases(machine, cases, combination, stem):
    """Compiles and runs cases as one file; what does not compile together is tried one by one."""
    result = Result()
    source, program = BUILD / f"{stem}.cpp", BUILD / stem
    source.write_text(file_text(cases))
    try:
        status, lines = machine.compile(combination, source, program)
        if status and len(cases) > 1:
            for case in cases:
                alone = try_cases(machine, [case], combination, stem + "_" + case.name)
                result.values += alone.values
                result.faults.update(alone.faults)
            return result
        if status:
            result.faults[cases[0].name] = ["does not compile: " + first_error(lines)]
            return result
        status, lines = execute(program)
        at, ended = None, False
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


def kind_of(text):
    """Faults alike are reduced once."""
    text = re.sub(r"\[[^\]]*\]|v\d+|[\d.e+-]+", "#", text)
    return text[:60]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", help="one case of a seed, as in case_17")
    parser.add_argument("--compilers", help="of these names alone, as in g++,clang++-19")
    parser.add_argument("--widths", help=f"of {', '.join(WIDTHS)} these alone")
    parser.add_argument("--no-reduction", action="store_true")
    told = parser.parse_args()
    machine, programs, values, faulty, reduced = Machine(told.compilers, told.widths), 0, 0, 0, {}
    end = time.monotonic() + 60 * told.minutes
    with concurrent.futures.ThreadPoolExecutor(told.jobs) as pool:
        def one_file(number):
            cases = [random_case(f"{told.seed}/{i}", f"case_{i}") for i in range(number * PROGRAMS, (number + 1) * PROGRAMS)]
            if told.only:
                cases = [c for c in cases if c.name == told.only]
            combination = machine.combination(random.Random(f"{told.seed}/{number}"))
            return cases, combination, try_cases(machine, cases, combination, f"file_{number}")

        number, running = int(told.only[5:]) // PROGRAMS if told.only else 0, set()
        while True:
            while len(running) < told.jobs and time.monotonic() < end and not (told.only and running):
                running.add(pool.submit(one_file, number))
                number += 1
            if not running:
                break
            done, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            if told.only:
                end = 0
            for future in done:
                cases, combination, result = future.result()
                programs += len(cases)
                values += result.values
                for case in cases:
                    if case.name not in result.faults:
                        continue
                    faulty += 1
                    texts = result.faults[case.name]
                    compiler = combination[0][0] + " " + " ".join(["-std=c++20 -O1", *WIDTHS[combination[1]]])
                    print(f"\nFAULT: {case.name} of seed {told.seed}, {compiler}", flush=True)
                    again = ""
                    if not told.no_reduction and reduced.get(kind_of(texts[0]), 0) < 2:
                        reduced[kind_of(texts[0])] = reduced.get(kind_of(texts[0]), 0) + 1
                        case, again = reduce.smaller(case, texts, lambda c: try_cases(machine, [c], combination, f"reduced_{c.name}").faults.get(c.name))
                        texts = again or texts
                    print("\n".join("    " + line for line in Writer(case).shown()))
                    print(f"    counts of samples: {', '.join(map(str, case.counts))}")
                    print("\n".join("  " + t for t in texts[:3]), flush=True)
    print(f"{programs} programs, {values} values, {faulty} faults")
    return 1 if faulty or not programs else 0


if __name__ == "__main__":
    sys.exit(main())
