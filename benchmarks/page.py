#!/usr/bin/env python3
"""Writes the results of the benchmarks into docs/benchmarks.md, between its markers, and draws its pictures.

    python3 benchmarks/page.py [--speed FILE...] [--cost FILE...] [--scaling FILE] [--threads FILE]

    --speed FILE...   output of run.sh --json, one file for each compiler; without it the benchmarks are run, with g++ and
                      the newest clang found
    --cost FILE...    output of compile_cost.sh --json; of several results for one case the minimum is taken
    --scaling FILE    output of scaling.sh --json
    --threads FILE    output of threads.sh --json
    --latency FILE    output of latency.sh --json
    --add             only puts the workloads of --speed behind the rest, as measured later or on another machine, in the place
                      of an earlier addition of the same, and renews what --latency gives
"""

import argparse
import json
import pathlib
import re
import subprocess
import tempfile

import latency
from compile_cost import fit
from run import ORDER, PEERS, ROOT, SYSTEMS, duration, table
from scaling import draw
from threads import table as threads_table

PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures"


def measured(script, folder, *arguments):
    target = pathlib.Path(folder, f"{script}-{'-'.join(arguments)}.json".replace("/", "-"))
    done = subprocess.run(["bash", str(ROOT / "benchmarks" / script), *arguments, "--json", str(target)], cwd=ROOT)
    if not target.is_file(): raise SystemExit(f"{script}: exit status {done.returncode}")
    return json.loads(target.read_text())


def markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---|" + "--:|" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def is_own(row): return row["system"].split(",")[0] == "tapeless"  # also with an option


def is_library(row): return not is_own(row) and row["system"] != "by hand"


def groups(run):
    """(workload, precision, results) of every workload that has a result of tapeless."""
    for workload in ORDER:
        for precision in ("float", "double"):
            rows = [r for r in run["results"] if r["workload"] == workload and r["precision"] == precision]
            own = next((r for r in rows if r["system"] == "tapeless"), None)
            if own: yield workload, precision, own, rows


def titled(workload, precision): return workload + (", double" if workload == "W9" and precision == "double" else "")


def summary(runs):
    header = ["", *(f"tapeless, {name(r)}" for r in runs), "by hand", "best library", "", "libtorch", "of peak"]
    rows = []
    for workload, precision, own, all_rows in groups(runs[0]):
        hand = [r for r in all_rows if r["system"] == "by hand"]
        libraries = sorted((r for r in all_rows if is_library(r)), key=lambda r: r["median_ns"])
        torch = [r for r in all_rows if r["system"] == "libtorch"]
        others = []
        for run in runs[1:]:
            found = [o for w, p, o, _ in groups(run) if (w, p) == (workload, precision)]
            others.append(duration(found[0]["median_ns"]) if found else "")
        peak = runs[0]["peak_gflops"] / (2 if precision == "double" else 1)
        rows.append([titled(workload, precision),
                     duration(own["median_ns"]), *others, duration(hand[0]["median_ns"]) if hand else "",
                     duration(libraries[0]["median_ns"]) if libraries else "",
                     libraries[0]["system"] if libraries else "", duration(torch[0]["median_ns"]) if torch else "",
                     f"{100 * own['flops'] / own['median_ns'] / peak:.0f} %"])
    return markdown(header, rows)


def name(run):
    if "clang" in run["compiler"]: return f"clang {run['compiler'].split('version ')[1].split()[0]}"
    return f"g++ {run['compiler'].split()[-1]}"


def where_others_win(run):
    """A list of the systems that are faster by more than the noise."""
    lines = []
    for workload, precision, own, rows in groups(run):
        faster = sorted((r for r in rows if not is_own(r) and r["median_ns"] < 0.97 * own["median_ns"]),
                        key=lambda r: r["median_ns"])
        if faster:
            lines.append(f"- {titled(workload, precision)}: " + ", ".join(
                f"{r['system']} in {r['median_ns'] / own['median_ns']:.2f} of the time" for r in faster))
    return "\n".join(lines) if lines else "Nowhere, by more than 3 %."


def draw_ratios(run):
    """One column for each workload, one point for each system: its time relative to tapeless."""
    columns, points = [], {}
    for workload, precision, own, rows in groups(run):
        columns.append(workload + ("d" if workload == "W9" and precision == "double" else ""))
        for r in rows: points.setdefault(r["system"], []).append((len(columns), r["median_ns"] / own["median_ns"]))
    order = sorted(points, key=lambda s: (s != "tapeless", s != "by hand", s.lower()))
    blocks = "\n".join("\n".join([f"$d{i} << END", *(f"{x} {y}" for x, y in points[s]), "END"])
                       for i, s in enumerate(order))
    styles = ["lines lw 2" if s == "tapeless" else f"points pt {i % 14 + 1} ps 0.9 lw 2" for i, s in enumerate(order)]
    plots = ", ".join(f'$d{i} with {styles[i]} title "{s}"' for i, s in enumerate(order))
    ticks = ", ".join(f"'{c}' {i + 1}" for i, c in enumerate(columns))
    script = ("set terminal svg size 900,600 font 'sans,13' background 'white'\n"
              f"set output '{PICTURES}/yardsticks.svg'\nset logscale y\nset grid\nset key outside bottom center horizontal maxcols 4\n"
              f"set xrange [0.5:{len(columns) + 0.5}]\nset xtics ({ticks})\n"
              f"set ylabel 'time relative to tapeless'\n{blocks}\nplot {plots}\n")
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def cost_table(cost):
    rows = []
    for r in cost["results"]:
        figures = ["does not compile", "", ""] if "failed" in r else [
            f"{r['seconds']:.2f} s", f"{r['peak_mib']:.0f} MiB", f"{r['object_kib']:.0f} KiB"]
        rows.append([r["case"], r["compiler"], *figures])
    return markdown(["", "compiler", "user + system", "peak memory", "object"], rows)


def fits(results):
    """Intercept and slope of the chains for each compiler, from the minimum times."""
    rows = []
    for compiler in dict.fromkeys(r["compiler"] for r in results):
        points = [(int(r["case"].split()[2]), r["seconds"]) for r in results
                  if r["compiler"] == compiler and r["case"].startswith("chain of") and "failed" not in r]
        if len(points) > 1:
            f = fit(points)
            rows.append([compiler, f"{f['intercept']:.2f} s", f"{f['seconds_per_layer']:.3f} s",
                         ", ".join(f"{s:.3f}" for s in f["between"])])
    return markdown(["chain", "intercept", "per layer", "between lengths"], rows)


def least(costs):
    """The fastest result of each case and compiler."""
    best = {}
    for r in (r for cost in costs for r in cost["results"]):
        key = (r["case"], r["compiler"])
        if key not in best or r.get("seconds", 1e9) < best[key].get("seconds", 1e9): best[key] = r
    return {"results": list(best.values())}


def details(run):
    return "\n\n".join(table(w, run["peak_gflops"], [r for r in run["results"] if r["workload"] == w])
                       for w in ORDER if any(r["workload"] == w for r in run["results"]))


def origin(runs):
    missing = sorted({m for r in runs for m in r["missing"]})
    failed = [f"{f['workload']} {f['system']}: {f['reason']}" for r in runs for f in r["failed"]]
    first = runs[0]
    return (f"{first['time']}: {first['machine']}, FMA peak of one core {first['peak_gflops']:.0f} GFLOP/s in float; "
            + "; ".join(name(r) for r in runs) + f". {versions()}. "
            + (f"Missing: {', '.join(missing)}. " if missing else "No peer was missing. ")
            + (f"Failed: {'; '.join(failed)}." if failed else "All systems computed the same values."))


def write_between(marker, text):
    page = re.sub(rf"(<!-- {marker} -->\n).*?(<!-- /{marker} -->)", lambda m: f"{m[1]}{text}{m[2]}", PAGE.read_text(),
                  flags=re.S)
    PAGE.write_text(page)


def added(runs):
    """All additions, with this one as the last; those that it measures again, on such a machine, are left out."""
    earlier = re.search(r"<!-- measured later -->\n(.*?)<!-- /measured later -->", PAGE.read_text(), flags=re.S)[1]
    measured = {r["workload"] for r in runs[0]["results"]}

    def stays(section):
        of = set(re.findall(r"^\| (W\w+) \| median", section, flags=re.M))
        return not of <= measured or f": {runs[0]['machine']}, " not in section
    sections = [s for s in re.split(r"(?=^### )", earlier, flags=re.M) if s.strip() and stays(s)]
    return "\n" + "".join(f"{s.strip()}\n\n" for s in [*sections, addition(runs)])


def addition(runs):
    found = list(dict.fromkeys(r["workload"] for r in runs[0]["results"]))
    workloads = f"{found[0]} to {found[-1]}" if len(found) > 8 else ", ".join(found)
    return (f"\n### {workloads}, measured by themselves\n\n{origin(runs)}\n\n{summary(runs)}\n\n{name(runs[0])}:\n\n"
            f"{details(runs[0])}\n\n")


def latency_text(found): return f"\n{latency.sentence(found)}:\n\n{latency.table(found)}\n\n"


def versions():
    packages = [SYSTEMS[p]["package"] for p in PEERS]
    done = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}, ", *packages], capture_output=True,
                          text=True)
    return done.stdout.rstrip(", ")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", nargs="+", type=pathlib.Path, default=[])
    parser.add_argument("--cost", nargs="+", type=pathlib.Path, default=[])
    parser.add_argument("--scaling", type=pathlib.Path)
    parser.add_argument("--threads", type=pathlib.Path)
    parser.add_argument("--latency", type=pathlib.Path)
    parser.add_argument("--add", action="store_true")
    options = parser.parse_args()

    if options.add:
        if options.speed: write_between("measured later", added([json.loads(f.read_text()) for f in options.speed]))
        if options.latency: write_between("latency", latency_text(json.loads(options.latency.read_text())))
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        runs = [json.loads(f.read_text()) for f in options.speed]
        if not runs: runs = [measured("run.sh", folder, "--compiler", c) for c in ("g++", newest_clang()) if c]
        costs = [json.loads(f.read_text()) for f in options.cost] or [measured("compile_cost.sh", folder)]
        if options.scaling: scaling = json.loads(options.scaling.read_text())
        else: scaling = measured("scaling.sh", folder)
        threads = json.loads(options.threads.read_text()) if options.threads else measured("threads.sh", folder)
        blocks = json.loads(options.latency.read_text()) if options.latency else measured("latency.sh", folder)
    draw_ratios(runs[0])
    for curve, rows in scaling["curves"].items():
        draw(curve, [(r[curve], {k: v for k, v in r.items() if k != curve}) for r in rows], PICTURES)
    cost = least(costs)
    first = runs[0]
    text = (f"{origin(runs)}\n\n{summary(runs)}\n\n"
            "![Time of each system relative to tapeless](pictures/yardsticks.svg)\n\n"
            f"**Where others are faster** ({name(runs[0])}):\n\n{where_others_win(runs[0])}\n\n"
            + "\n".join(f"![Time per sample over {c}](pictures/scaling-{c}.svg)\n" for c in scaling["curves"])
            + f"\n### Threads\n\nW3's step with {threads['samples']} samples, four tiles, on a thread pool ({threads['time']}, "
            f"{threads['compiler']}). All results have the same bits.\n\n{threads_table(threads)}\n"
            + f"\n### Every system, {name(first)}\n\n{details(first)}\n\n### Compiling\n\n{cost_table(cost)}\n\n"
            + fits(cost["results"]))
    write_between("measured", f"\n{text}\n\n")
    write_between("measured later", "")
    write_between("latency", latency_text(blocks))


def newest_clang():
    done = subprocess.run(["bash", "-c", ". tools/setup.sh; tapeless_newest_clang"], cwd=ROOT, capture_output=True,
                          text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
