#!/usr/bin/env python3
"""Times W1 to W13 of two revisions in turns. Called by compare.sh, which describes the options."""

import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

import run


def checked_out(revision, folder):
    """The revision's files in a folder of their own."""
    commit = subprocess.run(["git", "rev-parse", "--verify", revision + "^{commit}"], cwd=run.ROOT, check=True,
                            capture_output=True, text=True).stdout.strip()
    place = folder / commit[:12]
    if not place.is_dir():
        archive = subprocess.run(["git", "archive", commit], cwd=run.ROOT, check=True, capture_output=True).stdout
        partial = place.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        subprocess.run(["tar", "-x", "-C", str(partial)], input=archive, check=True)
        partial.rename(place)
    return place


def built(root, workload, compiler, folder):
    """The program of one workload from the files below root."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / workload
    harness = run.ROOT / "benchmarks" / "harness"  # the same for both
    sources = [harness / "driver.cpp", harness / "allocations.cpp",
               root / "benchmarks" / workload.lower() / "reference.cpp",
               root / "benchmarks" / workload.lower() / "tapeless.cpp"]
    subprocess.run([compiler, "-std=c++20", *run.NATIVE, f"-I{root}/include", "-w", *map(str, sources), "-o", str(program)],
                   check=True)
    return program


def instructions(program):
    """Instructions of one call, by precision: from two numbers of calls, so that those of the start cancel."""
    def of(calls, precision):
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", str(program), "--calls",
                               str(calls), "--precision", precision], check=True, capture_output=True, text=True)
        return int(re.search(r"Collected : (\d+)", done.stderr)[1])
    found = {}
    for precision in ("float", "double"):
        few, many = (of(calls, precision) for calls in (20, 120))
        if many > few + 100:  # else there is no subject of this precision
            found["tapeless", precision] = (many - few) / 100
    return found


def times(program, core, seconds):
    report = program.with_suffix(".timed")
    report.unlink(missing_ok=True)
    subprocess.run([str(program), "--json", str(report), "--repetitions", "9", "--seconds", str(seconds)],
                   stdout=subprocess.DEVNULL, **run.pinned(core))
    found = json.loads(report.read_text())["results"]
    wrong = [r["system"] for r in found if not r["agrees"]]
    if wrong: raise SystemExit(f"{program.name}: wrong values: {', '.join(wrong)}")
    return {(r["system"], r["precision"]): r["median_ns"] for r in found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("revision")
    parser.add_argument("--filter", default="W")
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.01)
    parser.add_argument("--instructions", action="store_true")
    options = parser.parse_args()
    core = int(os.environ.get("TAPELESS_CORE", (os.cpu_count() or 1) - 1))
    folder = run.ROOT / "build" / "compare"
    before = checked_out(options.revision, folder)
    slower = False
    both = [w for w in run.ORDER if (before / "benchmarks" / w.lower()).is_dir()]  # the earlier one may have fewer
    for workload in [w for w in both if w.startswith(options.filter)]:
        compiler = options.compiler
        programs = [built(before, workload, compiler, folder / f"{before.name}-{pathlib.Path(compiler).name}"),
                    built(run.ROOT, workload, compiler, folder / f"now-{pathlib.Path(compiler).name}")]
        if options.instructions:
            old, new = (instructions(p) for p in programs)
            for key in new:
                ratio = new[key] / old[key]
                slower = slower or ratio > 1.03
                print(f"{workload:4} {key[1]:7} {old[key]:9.0f} {new[key]:9.0f}  {ratio:.3f}{'  more' if ratio > 1.03 else ''}", flush=True)
            continue
        rounds = [[times(p, core, options.seconds) for p in programs] for _ in range(options.rounds)]
        for key in rounds[0][1]:
            old, new = ([r[i][key] for r in rounds] for i in (0, 1))
            ratio = statistics.median(n / o for o, n in zip(old, new))
            slower = slower or ratio > 1.03
            print(f"{workload:4} {key[1]:7} {run.duration(statistics.median(old)):>9} {run.duration(statistics.median(new)):>9}"
                  f"  {ratio:.3f}{'  slower' if ratio > 1.03 else ''}", flush=True)
    sys.exit(1 if slower else 0)


if __name__ == "__main__":
    main()
