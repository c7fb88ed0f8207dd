#!/usr/bin/env python3
"""Builds, checks and times the workloads W1 to W13. Called by run.sh, which describes the options."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
ORDER = ["W1", "W2", "W3", "W4", "W5a", "W5b", "W6a", "W6b", "W6c", "W7a", "W7b", "W7c", "W8", "W9",
         *(f"W10{k}" for k in "abcdefgh"), "W11a", "W11b", "W12", "W13"]
EXTRA = ["odd"]  # only on request
TIMED = ["median_ns", "min_ns", "max_ns", "flops", "allocations", "allocated_bytes"]
NATIVE = ["-O3", "-march=native", "-DNDEBUG"]

# The requirements of each source file, by its name. Systems without a package are not peers.
SYSTEMS = {
    "tapeless": {"std": "c++20", "flags": [f"-I{ROOT}/include", "-DTAPELESS_VERIFY"]},
    "by_hand": {"std": "c++20"},
    "eigen": {"std": "c++20", "package": "libeigen3-dev", "header": "Eigen/Core",
              "flags": ["-isystem/usr/include/eigen3"]},
    "ceres": {"std": "c++17", "package": "libceres-dev", "header": "ceres/tiny_solver.h",
              "flags": ["-isystem/usr/include/eigen3"], "libraries": ["-lglog"]},
    "openblas": {"std": "c++20", "package": "libopenblas-dev", "header": "cblas.h", "libraries": ["-lopenblas"]},
    "libxsmm": {"std": "c++20", "package": "libxsmm-dev", "header": "libxsmm.h",
                "libraries": ["-lxsmm", "-lopenblas", "-lpthread"]},
    "libtorch": {"std": "c++17", "package": "libtorch-dev", "header": "torch/all.h",
                 "flags": ["-isystem/usr/include/torch/csrc/api/include"],
                 "libraries": ["-Wl,--no-as-needed", "-ltorch", "-ltorch_cpu", "-lc10", "-Wl,--as-needed"]},
    "dlib": {"std": "c++17", "package": "libdlib-dev", "header": "dlib/dnn.h", "libraries": ["-ldlib", "-lopenblas"]},
    "fann": {"std": "c++17", "package": "libfann-dev", "header": "fann.h", "libraries": ["-lfann"]},
    "adolc": {"std": "c++17", "package": "libadolc-dev", "header": "adolc/adolc.h", "libraries": ["-ladolc"]},
    "sacado": {"std": "c++17", "package": "libtrilinos-sacado-dev", "header": "Sacado_No_Kokkos.hpp",
               # Its headers need Kokkos, Teuchos and MPI, on which the package does not depend.
               "flags": ["-isystem/usr/include/trilinos", "-DOMPI_SKIP_MPICXX",
                         *(f"-isystem{p}" for p in pathlib.Path("/usr/lib").glob("*/openmpi/include"))],
               "libraries": ["-ltrilinos_sacado", "-ltrilinos_teuchoscomm", "-ltrilinos_teuchoscore"]},
}
PEERS = [name for name in SYSTEMS if "package" in SYSTEMS[name]]


def newer_than_its_parts(target, dependencies):
    if not target.is_file() or not dependencies.is_file(): return False
    parts = dependencies.read_text().replace("\\\n", " ").split(":", 1)[1].split()
    stamp = target.stat().st_mtime
    return all(os.path.isfile(p) and os.stat(p).st_mtime <= stamp for p in parts)


class Builder:
    def __init__(self, compiler, folder):
        self.compiler, self.folder = compiler, folder
        folder.mkdir(parents=True, exist_ok=True)

    def compile(self, source, system, flags=(), name=""):
        """(object, cost) or (None, message). The cost is stored with the object as long as its parts are unchanged."""
        needs = SYSTEMS[system]
        output = self.folder / (str(source.relative_to(HERE)).replace("/", "-") + name + ".o")
        dependencies, note = output.with_suffix(".d"), output.with_suffix(".json")
        command = [self.compiler, f"-std={needs['std']}", *NATIVE, *needs.get("flags", []), *flags, "-w", "-c", str(source),
                   "-o", str(output), "-MD", "-MF", str(dependencies)]
        if note.is_file() and newer_than_its_parts(output, dependencies):
            kept = json.loads(note.read_text())
            if kept["command"] == command: return output, kept
        output.unlink(missing_ok=True)
        log = output.with_suffix(".log")
        with log.open("w") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode: return None, log.read_text(errors="replace")[:3000]
        # The usage of the driver includes that of its children: the sum of times, the maximum of memory.
        cost = {"command": command, "seconds": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}
        note.write_text(json.dumps(cost))
        return output, cost

    def link(self, name, objects, systems):
        output = self.folder / name
        libraries = [flag for system in systems for flag in SYSTEMS[system].get("libraries", [])]
        command = [self.compiler, *map(str, objects), *libraries, "-o", str(output)]
        done = subprocess.run(command, capture_output=True, text=True)
        return (output, "") if done.returncode == 0 else (None, done.stderr[:3000])

    def stripped_bytes(self, program):
        bare = program.with_suffix(".stripped")
        subprocess.run(["strip", "-o", str(bare), str(program)], check=True)
        return bare.stat().st_size

    def finds(self, system):
        needs = SYSTEMS[system]
        text = f"#include <{needs['header']}>\n"
        done = subprocess.run([self.compiler, f"-std={needs['std']}", *needs.get("flags", []), "-x", "c++", "-E", "-"],
                              input=text, capture_output=True, text=True)
        return done.returncode == 0


def pinned(core):
    # Limits every library that has threads to one.
    environment = os.environ | {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS")}
    def pin():
        if hasattr(os, "sched_setaffinity"): os.sched_setaffinity(0, {core})
    return {"env": environment, "preexec_fn": pin}


def measure(builder, workload, options, missing, failed):
    """The results and problems of all systems of a workload."""
    folder = HERE / workload.lower()
    common = [builder.compile(HERE / "harness" / f, "by_hand") for f in ("driver.cpp", "allocations.cpp")]
    common.append(builder.compile(folder / "reference.cpp", "by_hand"))
    for made, message in common:
        if made is None: raise SystemExit(f"{workload}: the harness does not compile\n{message}")
    objects, systems, costs = [made for made, _ in common], [], {}
    for source in sorted(folder.glob("*.cpp")):
        system = source.stem.split("-")[0]
        if source.stem == "reference" or system in missing: continue
        if options.no_peers and system in PEERS: continue
        if options.systems and system not in options.systems: continue
        made, cost = builder.compile(source, system)
        if made is None:
            failed.append({"workload": workload, "system": source.stem, "reason": "does not compile"})
            print(f"{workload}: {source.name} does not compile\n{cost}", file=sys.stderr)
            continue
        alone, message = builder.link(f"{workload}-{source.stem}", [objects[0], objects[1], objects[2], made], [system])
        if alone is None:
            failed.append({"workload": workload, "system": source.stem, "reason": "does not link"})
            print(f"{workload}: {source.name} does not link\n{message}", file=sys.stderr)
            continue
        # Only the program knows which systems the file contains and whether their values are right.
        report = alone.with_suffix(".checked")
        report.unlink(missing_ok=True)
        done = subprocess.run([str(alone), "--check-only", "--json", str(report)], **pinned(options.core))
        if not report.is_file():
            failed.append({"workload": workload, "system": source.stem, "reason": f"exit status {done.returncode}"})
            continue
        checked = json.loads(report.read_text())["results"]
        for r in checked:
            verdict = "agrees" if r["agrees"] else "WRONG VALUES"
            print(f"  {workload:4} {r['system']:28} {r['precision']:7} {verdict:12} (difference {r['difference']:.2g} of "
                  f"what is tolerated), compiled in {cost['seconds']:.1f} s", flush=True)
            costs[r["system"], r["precision"]] = cost | {"bytes": builder.stripped_bytes(alone)}
            if not r["agrees"]: failed.append({"workload": workload, "system": r["system"], "reason": "other values"})
        if any(r["agrees"] for r in checked):
            objects.append(made)
            systems.append(system)
    if options.check_only or not systems: return 0, []
    program, message = builder.link(f"{workload}-all", objects, systems)
    if program is None: raise SystemExit(f"{workload}: does not link\n{message}")
    report = program.with_suffix(".timed")
    report.unlink(missing_ok=True)
    subprocess.run([str(program), "--json", str(report), "--repetitions", str(options.repetitions), "--seconds",
                    str(options.seconds)], **pinned(options.core))
    if not report.is_file(): raise SystemExit(f"{workload}: the measurement ended early")
    found = json.loads(report.read_text())
    rows = []
    for r in found["results"]:
        if not r["agrees"]: continue
        cost = costs[r["system"], r["precision"]]
        rows.append({"workload": workload, "system": r["system"], "precision": r["precision"],
                     **{key: r[key] for key in TIMED},
                     "compile_seconds": round(cost["seconds"], 3), "compile_peak_mib": round(cost["peak_mib"], 1),
                     "binary_bytes": cost["bytes"]})
    return found["peak_gflops"], rows


def duration(ns):
    for unit, size in (("ms", 1e6), ("µs", 1e3)):
        if ns >= size: return f"{ns / size:.3g} {unit}" if ns < 100 * size else f"{ns / size:.0f} {unit}"
    return f"{ns:.3g} ns" if ns < 100 else f"{ns:.0f} ns"


def table(workload, peak, rows):
    """Fastest first. The ratio is relative to tapeless with the same precision, and so is the share of the peak."""
    own = {r["precision"]: r["median_ns"] for r in rows if r["system"] == "tapeless"}
    lines = [f"| {workload} | median | min | max | ratio | GFLOP/s | of peak | allocations | bytes | compile | compiler "
             "| program |",
             "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for r in sorted(rows, key=lambda r: r["median_ns"]):
        base = own.get(r["precision"], own.get("double", own.get("float")))
        rate = r["flops"] / r["median_ns"]
        share = rate / (peak / 2 if r["precision"] == "double" else peak)
        precision = "" if r["precision"] == "float" else ", double"
        lines.append(f"| {r['system']}{precision} | {duration(r['median_ns'])} | {duration(r['min_ns'])} | "
                     f"{duration(r['max_ns'])} | {ratio(r, base)} | {rate:.1f} | "
                     f"{100 * share:.0f} % | {r['allocations']:g} | {r['allocated_bytes']:.0f} | "
                     f"{r['compile_seconds']:.1f} s | {r['compile_peak_mib']:.0f} MiB | "
                     f"{r['binary_bytes'] / 1024:.0f} KiB |")
    return "\n".join(lines)


def ratio(row, base):
    return f"{row['median_ns'] / base:.2f}" if base else ""


def machine():
    name = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"): name = line.split(":", 1)[1].strip()
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    return f"{name} ({'AVX-512' if 'avx512f' in flags else 'AVX2' if 'avx2' in flags else 'SSE'})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--filter", default="", help="workloads whose name starts with this, such as W2 or W7")
    parser.add_argument("--systems", nargs="+", help="only these source files")
    parser.add_argument("--json")
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--repetitions", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.01)
    parser.add_argument("--core", type=int, default=int(os.environ.get("TAPELESS_CORE", (os.cpu_count() or 1) - 1)))
    options = parser.parse_args()

    version = subprocess.run([options.compiler, "--version"], capture_output=True, text=True, check=True).stdout
    version = version.splitlines()[0]
    builder = Builder(options.compiler, ROOT / "build" / f"benchmarks-{pathlib.Path(options.compiler).name}")
    missing = {} if options.no_peers else {p: SYSTEMS[p]["package"] for p in PEERS if not builder.finds(p)}
    print(f"{machine()}; {version}; {' '.join(NATIVE)}; load {os.getloadavg()[0]:.1f}\n")
    for peer, package in missing.items(): print(f"missing: {peer} (package {package} cannot be installed or used)")

    results, peaks, failed, tables = [], [], [], []
    for workload in [w for w in ORDER if w.startswith(options.filter)] + [w for w in EXTRA if w == options.filter]:
        if not (HERE / workload.lower() / "reference.cpp").is_file(): continue
        peak, rows = measure(builder, workload, options, missing, failed)
        if rows:
            peaks.append(peak)
            results += rows
            tables.append(table(workload, peak, rows))
            print(f"\n{tables[-1]}\n", flush=True)
    peak = sorted(peaks)[len(peaks) // 2] if peaks else 0
    if peaks: print(f"FMA peak of the core: {peak:.1f} GFLOP/s in float ({min(peaks):.1f} to {max(peaks):.1f})")
    for f in failed: print(f"failed: {f['workload']} {f['system']}: {f['reason']}")
    for peer in missing: print(f"missing: {peer}")
    if options.json:
        out = {"peak_gflops": peak, "results": results, "missing": sorted(missing), "failed": failed,
               "machine": machine(), "compiler": version, "time": time.strftime("%Y-%m-%d %H:%M")}
        pathlib.Path(options.json).write_text(json.dumps(out, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
