#!/usr/bin/env python3
"""Times every block of live models. Called by latency.sh, which describes the options."""

import argparse
import json
import os
import pathlib
import subprocess
import time

from run import HERE, ROOT, Builder, duration, machine, pinned

RATE = 48000
FIGURES = [("median_ns", "median"), ("p99_ns", "p99"), ("p999_ns", "p99.9"), ("max_ns", "slowest")]


def table(found):
    lines = ["| | " + " | ".join(title for _, title in FIGURES) + " |", "|---|" + "--:|" * len(FIGURES)]
    for r in found["results"]:
        for part, name in (("live", r["model"]), ("control", "arithmetic of the same length")):
            lines.append(f"| {name} | " + " | ".join(duration(r[part][key]) for key, _ in FIGURES) + " |")
    return "\n".join(lines)


def sentence(found):
    due = 1e9 * found["frames"] / RATE
    return (f"{found['blocks']:,} blocks of {found['frames']} frames, each due after {duration(due)} at {RATE // 1000} kHz "
            f"({found['time']}: {found['machine']}, {found['compiler']})")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--blocks", type=int, default=1000000)
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--core", type=int, default=int(os.environ.get("TAPELESS_CORE", (os.cpu_count() or 1) - 1)))
    options = parser.parse_args()
    builder = Builder(options.compiler, ROOT / "build" / f"benchmarks-{pathlib.Path(options.compiler).name}")
    made, message = builder.compile(HERE / "latency" / "tapeless.cpp", "tapeless")
    if made is None: raise SystemExit(f"does not compile\n{message}")
    program, message = builder.link("latency", [made], [])
    if program is None: raise SystemExit(message)
    blocks = 100 if options.check_only else options.blocks
    done = subprocess.run([str(program), str(blocks)], capture_output=True, text=True, **pinned(options.core))
    if done.returncode: raise SystemExit(done.stderr or f"exit status {done.returncode}")
    found = json.loads(done.stdout) | {"machine": machine(), "compiler": options.compiler,
                                       "time": time.strftime("%Y-%m-%d %H:%M")}
    if options.check_only: return print("live models: every block is timed")
    print(f"{sentence(found)}\n\n{table(found)}")
    if options.json: pathlib.Path(options.json).write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
