#!/usr/bin/env python3
"""W3 with 256 samples on one and more threads. Called by threads.sh, which describes the options."""

import argparse
import json
import os
import pathlib
import subprocess
import time

from run import HERE, ROOT, Builder, duration, machine


def rows(found):
    """(threads, median, minimum, speedup over one thread by the medians, by the minima)."""
    one = found["results"][0]
    return [(r["threads"], r["median_ns"], r["min_ns"], one["median_ns"] / r["median_ns"], one["min_ns"] / r["min_ns"])
            for r in found["results"]]


def table(found):
    lines = ["| threads | median | minimum | speedup (median) | (minimum) |", "|--:|--:|--:|--:|--:|"]
    lines += [f"| {n} | {duration(median)} | {duration(least)} | {gain:.2f} | {best:.2f} |"
              for n, median, least, gain, best in rows(found)]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--repetitions", type=int, default=31)
    parser.add_argument("--seconds", type=float, default=0.05)
    parser.add_argument("--check-only", action="store_true")
    options = parser.parse_args()
    builder = Builder(options.compiler, ROOT / "build" / f"benchmarks-{pathlib.Path(options.compiler).name}")
    made, message = builder.compile(HERE / "threads" / "tapeless.cpp", "tapeless", ["-pthread"])
    if made is None: raise SystemExit(f"does not compile\n{message}")
    program, message = builder.link("threads", [made, "-pthread"], [])
    if program is None: raise SystemExit(message)
    most = min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if options.check_only: most = 3  # the bits do not depend on the number of cores
    repetitions = 0 if options.check_only else max(9, options.repetitions)
    done = subprocess.run([str(program), str(most), str(repetitions), str(options.seconds)], capture_output=True, text=True)
    if done.returncode: raise SystemExit(done.stderr)
    if options.check_only:
        print(f"W3 on 1 to {most} threads: the same bits")
        return
    found = json.loads(done.stdout) | {"machine": machine(), "compiler": options.compiler,
                                       "time": time.strftime("%Y-%m-%d %H:%M")}
    print(f"{machine()}, {options.compiler}: W3's step with {found['samples']} samples\n\n{table(found)}")
    if options.json: pathlib.Path(options.json).write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
