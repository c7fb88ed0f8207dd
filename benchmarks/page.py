#!/usr/bin/env python3
"""Runs the benchmarks and writes what they measured into docs/benchmarks.md, between its markers.

    python3 benchmarks/page.py [--runs 3] [--speed FILE...] [--cost FILE...]

    --runs N          run.sh runs so often; each row of the table is the run with the median time
    --speed, --cost   what run.sh and compile_cost.sh wrote with --json, instead of running them; of several costs of
                      one case the least is taken
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import subprocess
import tempfile

from compile_cost import fit

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"


def measured(script, folder, number=0):
    target = pathlib.Path(folder, f"{script}-{number}.json")
    done = subprocess.run(["bash", str(ROOT / "benchmarks" / script), "--json", str(target)], cwd=ROOT)
    if not target.is_file(): raise SystemExit(f"{script}: exit status {done.returncode}")
    return json.loads(target.read_text())


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"): return line.split(":", 1)[1].strip()
    return "unknown processor"


def has_wide_vectors():
    return "avx512f" in pathlib.Path("/proc/cpuinfo").read_text()


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---|---|" + "--:|" * (len(header) - 2)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def speed_table(runs):
    rows = []
    for first in runs[0]["results"]:
        same = [r for run in runs for r in run["results"]
                if (r["case"], r["compiler"]) == (first["case"], first["compiler"])]
        r = sorted(same, key=lambda r: r["microseconds"])[len(same) // 2]
        share = sorted(r["share_of_peak"] for r in same)[len(same) // 2]
        best = max(r["best_share_of_peak"] for r in same)
        rows.append([r["case"], r["compiler"], f"{r['microseconds']:.3g}", f"{min(r['min'] for r in same):.3g}",
                     f"{max(r['max'] for r in same):.3g}", f"{r['gflops']:.1f}", f"{100 * share:.0f} %",
                     f"{100 * best:.0f} %",
                     f"{r['allocations']:g}"])
    return table(
        ["", "compiler", "µs", "min", "max", "GFLOP/s", "of peak", "of peak, least times", "allocations"], rows)


def cost_table(cost):
    rows = []
    for r in cost["results"]:
        figures = ["does not compile", "", "", ""] if "failed" in r else [
            f"{r['seconds']:.2f} s", f"{r['wall']:.2f} s", f"{r['peak_mib']:.0f} MiB", f"{r['object_kib']:.0f} KiB"]
        rows.append([r["case"], r["compiler"], *figures, str(r["runs"])])
    return table(["", "compiler", "user + system", "wall", "peak memory", "object", "least of"], rows)


def fit_table(cost):
    return table(["", "compiler", "seconds", "seconds a layer", "8 to 16", "16 to 32", "32 to 64"],
                 [["chain", f["compiler"], f"{f['intercept']:.2f}", f"{f['seconds_per_layer']:.3f}",
                   *(f"{s:.3f}" for s in f["between"])] for f in cost["fits"]])


def fits(results):
    """The chains again: intercept and slope of each compiler, from the least seconds."""
    found = []
    for compiler in dict.fromkeys(r["compiler"] for r in results):
        points = [(int(r["case"].split()[2]), r["seconds"]) for r in results
                  if r["compiler"] == compiler and r["case"].startswith("chain of") and "failed" not in r]
        if len(points) > 1: found.append({"compiler": compiler, **fit(points)})
    return found


def least(costs):
    """Of each case and compiler the result that took the fewest seconds."""
    best = {}
    for r in (r for cost in costs for r in cost["results"]):
        key = (r["case"], r["compiler"])
        runs = best[key]["runs"] + r["runs"] if key in best else r["runs"]
        if key not in best or r.get("seconds", 1e9) < best[key].get("seconds", 1e9): best[key] = r
        best[key] = best[key] | {"runs": runs}
    return {"results": list(best.values()), "fits": fits(best.values())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--speed", nargs="+", type=pathlib.Path, default=[])
    parser.add_argument("--cost", nargs="+", type=pathlib.Path, default=[])
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        runs = [json.loads(f.read_text()) for f in options.speed] or [
            measured("run.sh", folder, i) for i in range(options.runs)]
        costs = [json.loads(f.read_text()) for f in options.cost] or [measured("compile_cost.sh", folder)]
    vectors = "AVX-512, 16 floats a vector" if has_wide_vectors() else "without AVX-512"
    loads = [load for measurement in runs + costs for load in measurement["load"]]
    cost = least(costs)
    text = (f"{datetime.date.today().isoformat()}: {processor()} ({vectors}), {os.cpu_count()} cores. Load average "
            f"{min(loads):.1f} to {max(loads):.1f}, of which the benchmark itself makes 1.\n\n{speed_table(runs)}\n\n"
            f"{cost_table(cost)}\n\n{fit_table(cost)}")
    page = re.sub(r"(<!-- measured -->\n).*?(<!-- /measured -->)", lambda m: f"{m[1]}\n{text}\n\n{m[2]}",
                  PAGE.read_text(), flags=re.S)
    PAGE.write_text(page)


if __name__ == "__main__":
    main()
