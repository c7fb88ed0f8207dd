#!/usr/bin/env python3
"""Time per sample over batch, width and depth; draws the curves. Called by scaling.sh, which describes the options."""

import argparse
import json
import os
import pathlib
import subprocess
import sys

from run import HERE, ROOT, SYSTEMS, Builder, machine, pinned

BASE = {"batch": 32, "width": 64, "depth": 2}
CURVES = {"batch": [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
          "width": [8, 16, 32, 64, 128, 256, 512, 1024],
          "depth": [1, 2, 4, 8, 16, 32]}
NAMES = ["tapeless", "eigen", "libtorch"]


def measure(builder, point, options):
    """Nanoseconds per sample, by system."""
    sizes = [f"-D{name.upper()}={value}" for name, value in point.items()]
    stem = "-".join(f"{name}{value}" for name, value in point.items())
    objects = []
    for source in ("harness/driver.cpp", "harness/allocations.cpp", "scaling/reference.cpp",
                   *(f"scaling/{name}.cpp" for name in NAMES if name in options.systems)):
        system = pathlib.Path(source).stem if "scaling" in source and "reference" not in source else "by_hand"
        fixed = source.startswith("scaling") and system != "libtorch"  # its sizes are run-time values
        made, message = builder.compile(HERE / source, system, sizes if fixed else [], stem if fixed else "")
        if made is None:
            print(f"{stem}: {source} does not compile\n{message}", file=sys.stderr)
            continue
        objects.append(made)
    program, message = builder.link(f"scaling-{stem}", objects, options.systems)
    if program is None: raise SystemExit(message)
    report = program.with_suffix(".timed")
    report.unlink(missing_ok=True)
    subprocess.run([str(program), "--json", str(report), "--repetitions", "9", "--seconds", str(options.seconds)],
                   **pinned(options.core))
    if not report.is_file(): return {}
    results = json.loads(report.read_text())["results"]
    for r in results:
        if not r["agrees"]: print(f"{stem}: {r['system']} computes other values", file=sys.stderr)
    return {r["system"]: r["median_ns"] / point["batch"] for r in results if r["agrees"]}


def draw(curve, rows, folder):
    """One picture with gnuplot, with logarithmic axes."""
    systems = sorted({name for _, times in rows for name in times}, key=str.lower)
    data = "\n".join(" ".join([str(value), *(str(times.get(name, "nan")) for name in systems)])
                     for value, times in rows)
    others = ", ".join(f"{name} {value}" for name, value in BASE.items() if name != curve)
    plots = ", ".join(f"$data using 1:{i + 2} with linespoints lw 2 pt 7 ps 0.6 title '{name}'"
                      for i, name in enumerate(systems))
    script = ("set terminal svg size 640,420 font 'sans,13' background 'white'\n"
              f"set output '{folder}/scaling-{curve}.svg'\n"
              f"set logscale xy\nset xrange [{rows[0][0] * 0.8}:{rows[-1][0] * 1.25}]\nset grid\nset key top right\n"
              f"set format y '%.0f'\nset xlabel '{curve} ({others})'\n"
              f"set ylabel 'ns for each sample and step'\nset xtics ({', '.join(str(v) for v, _ in rows)})\n"
              f"$data << END\n{data}\nEND\nplot {plots}\n")
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json")
    parser.add_argument("--pictures", default=str(ROOT / "docs" / "pictures"))
    parser.add_argument("--curves", nargs="+", default=list(CURVES), choices=list(CURVES))
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--seconds", type=float, default=0.01)
    parser.add_argument("--core", type=int, default=int(os.environ.get("TAPELESS_CORE", (os.cpu_count() or 1) - 1)))
    options = parser.parse_args()
    builder = Builder(options.compiler, ROOT / "build" / f"benchmarks-{pathlib.Path(options.compiler).name}")
    options.systems = [n for n in NAMES if "package" not in SYSTEMS[n] or builder.finds(n)]
    for name in NAMES:
        if name not in options.systems: print(f"missing: {name} (package {SYSTEMS[name]['package']})")

    print(f"{machine()}, {options.compiler}: ns per sample of a training step; "
          + ", ".join(f"{k} {v}" for k, v in BASE.items()) + " where not varied\n")
    measured, curves = {}, {}
    for curve in options.curves:
        rows = []
        for value in CURVES[curve]:
            point = BASE | {curve: value}
            key = tuple(point.values())
            if key not in measured: measured[key] = measure(builder, point, options)
            rows.append((value, measured[key]))
            figures = ", ".join(f"{k} {v:.1f}" for k, v in sorted(measured[key].items()))
            print(f"{curve} {value:5}: {figures}", flush=True)
        curves[curve] = [{curve: value} | times for value, times in rows]
        pathlib.Path(options.pictures).mkdir(parents=True, exist_ok=True)
        draw(curve, rows, options.pictures)
    if options.json:
        out = {"machine": machine(), "compiler": options.compiler, "curves": curves}
        pathlib.Path(options.json).write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
