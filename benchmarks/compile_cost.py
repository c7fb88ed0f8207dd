#!/usr/bin/env python3
"""Compiles generated sources and reports the cost. Called by compile_cost.sh."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

INCLUDE = pathlib.Path(__file__).resolve().parent.parent / "include"
FLAGS = ["-std=c++20", "-O3", "-march=native", "-DNDEBUG", f"-I{INCLUDE}", "-c"]
HEAD = "#include <tapeless/tapeless.hpp>\nusing namespace tapeless;\n"
CHAINS = [4, 8, 16, 32, 64]


def training(optimiser, batch):
    """A function that constructs a training step and one that runs it."""
    return (f"using trainer = training_step<loss, {optimiser}, batch<{batch}>>;\n"
            "void* make(void* at) { return new (at) trainer{seed{7}}; }\n"
            "float step(trainer& net, std::span<const float> a, std::span<const float> b) "
            "{ return net.step(x = a, y = b); }\n")


def w1():
    return (HEAD + 'constexpr auto x = input<"x", 2>;\nconstexpr auto y = input<"y", 1>;\n'
            'constexpr auto out = sigmoid(dense<"out", 1>(tanh(dense<"hidden", 8>(x))));\n'
            "constexpr auto loss = mse(out, y);\n" + training("sgd{}", 4))


def w2():
    return (HEAD + 'constexpr auto x = input<"x", 64>;\nconstexpr auto y = input<"y", 10>;\n'
            'constexpr auto h1 = relu(dense<"first", 64>(x));\nconstexpr auto h2 = relu(dense<"second", 32>(h1));\n'
            'constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);\n' + training("adam{}", 32))


def w3():
    return (HEAD + 'constexpr auto x = input<"x", 784>;\nconstexpr auto y = input<"y", 10>;\n'
            'constexpr auto h1 = relu(dense<"first", 128>(x));\nconstexpr auto h2 = relu(dense<"second", 64>(h1));\n'
            'constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);\n' +
            training("momentum{.velocity = momentum::of_gradients}", 64))


def w4():
    return (HEAD + 'constexpr auto x = input<"x", 1, 28, 28>;\nconstexpr auto y = input<"y", 10>;\n'
            'constexpr auto p1 = max_pool2d<2>(relu(conv2d<"a", 6, 5>(x)));\n'
            'constexpr auto p2 = max_pool2d<2>(relu(conv2d<"b", 16, 5>(p1)));\n'
            'constexpr auto h1 = relu(dense<"first", 120>(reshape<256>(p2)));\n'
            'constexpr auto h2 = relu(dense<"second", 84>(h1));\n'
            'constexpr auto loss = softmax_cross_entropy(dense<"out", 10>(h2), y);\n' + training("sgd{}", 32))


def scalar(operations):
    """One operator at a time on single numbers, each of the three kinds in turn, and the gradient with respect to both inputs."""
    lines = [HEAD, 'constexpr auto a = input<"a">;\nconstexpr auto b = input<"b">;\nconstexpr auto v0 = a * b;\n']
    kinds = ["sin(v{0})", "v{0} * a", "v{0} + b"]
    lines += [f"constexpr auto v{i} = {kinds[i % 3].format(i - 1)};\n" for i in range(1, operations)]
    f = f"v{operations - 1}"
    return "".join(lines) + (
        f"constexpr auto da = grad({f}, a);\nconstexpr auto db = grad({f}, b);\n"
        "using all = program<da, db, in<double>>;\nvoid* make(void* at) { return new (at) all; }\n"
        "double run(all& p, double x, double y) { p.run(a = x, b = y); return p[da][0] + p[db][0]; }\n")


def scanned(steps):
    """A GRU of 16 over a sequence, with the gradient with respect to all its parameters in a training step."""
    return (HEAD + f'constexpr auto xs = input<"xs", {steps}, 1>;\nconstexpr auto x = input<"x", 1>;\n'
            'constexpr auto y = input<"y", 1>;\nconstexpr auto h = slot<"h", 16>;\n'
            'constexpr auto next = gru_cell<"gru", 16>(x, h);\n'
            'constexpr auto hs = scan(next, each(x, xs), carry(h, next));\n'
            'constexpr auto out = dense<"out", 1>(reshape<16>(slice<0, -1, to_end>(hs)));\n'
            "constexpr auto loss = mse(out, y);\nusing trainer = training_step<loss, sgd{}, batch<16>>;\n"
            "void* make(void* at) { return new (at) trainer{seed{7}}; }\n"
            "float step(trainer& net, std::span<const float> a, std::span<const float> b) "
            "{ return net.step(xs = a, y = b); }\n")


def chain(layers):
    lines = [HEAD, 'constexpr auto x = input<"x", 32>;\nconstexpr auto y = input<"y", 32>;\nconstexpr auto h0 = x;\n']
    lines += [f'constexpr auto h{i + 1} = relu(dense<"layer{i}", 32>(h{i}));\n' for i in range(layers - 1)]
    lines.append(f'constexpr auto loss = softmax_cross_entropy(dense<"out", 32>(h{layers - 1}), y);\n')
    return "".join(lines) + training("adam{}", 32)


def residual(blocks):
    """x + w tanh(w x): a product, a function, a product and a sum in each block, written one operator at a time."""
    lines = [HEAD, 'constexpr auto x = input<"x", 8>;\nconstexpr auto w = parameter<"w", 8>;\nconstexpr auto h0 = x;\n']
    lines += [f"constexpr auto h{i + 1} = h{i} + w * tanh(w * h{i});\n" for i in range(blocks)]
    return "".join(lines) + (
        f"constexpr auto loss = sum(h{blocks});\nconstexpr auto dw = grad(loss, w);\nusing both = program<loss, dw>;\n"
        "void* make(void* at) { return new (at) both; }\n"
        "float run(both& p, std::span<const float> a) { p.run(x = a); return p[loss][0] + p[dw][0]; }\n")


def cases():
    """(name, source, further flags)"""
    residual_100 = "residual chain, 100 blocks"
    return ([("empty file", "", []), ("bare include", HEAD, []), ("W1", w1(), []), ("W2", w2(), []),
             ("W2, -g", w2(), ["-g"]), ("W3", w3(), []), ("W4", w4(), [])] +
            [(f"chain of {n} layers", chain(n), []) for n in CHAINS] +
            [(residual_100, residual(100), []), (f"{residual_100}, -g", residual(100), ["-g"]),
             ("scalar expression, 1000 operations, gradient", scalar(1000), []),
             ("scan over 10 steps", scanned(10), []), ("scan over 1000 steps", scanned(1000), [])])


def name_of(compiler):
    version = subprocess.run([compiler, "-dumpversion"], capture_output=True, text=True, check=True).stdout
    return f"{pathlib.Path(compiler).name.split('-')[0]}-{version.strip().split('.')[0]}"


def compile_once(compiler, source, output, flags):
    """CPU time, wall-clock time and peak memory in bytes; None if it does not compile."""
    start = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen([compiler, *FLAGS, *flags, str(source), "-o", str(output)], stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            print(said.read(2000), file=sys.stderr)
            return None
    # The usage of the driver includes that of its children: the sum of times, the maximum of memory.
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss * 1024


def fit(points):
    """Least squares through (layers, seconds), and the seconds per layer between neighbours."""
    n = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x)**2 for x, _ in points)
    between = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(points, points[1:])]
    return {"intercept": round(mean_y - slope * mean_x, 3), "seconds_per_layer": round(slope, 4),
            "between": [round(s, 4) for s in between]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json")
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("compilers", nargs="+")
    options = parser.parse_args()

    results, fits, load = [], [], os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        print("| | compiler | user + system | wall | peak memory | object |\n|---|---|--:|--:|--:|--:|", flush=True)
        for compiler in options.compilers:
            points = []
            name = name_of(compiler)
            for case, text, flags in cases():
                if options.only not in case: continue
                source, output = pathlib.Path(folder, "source.cpp"), pathlib.Path(folder, "source.o")
                source.write_text(text)
                runs = [compile_once(compiler, source, output, flags) for _ in range(options.repetitions)]
                if None in runs:
                    print(f"| {case} | {name} | does not compile | | | |", flush=True)
                    results.append({"case": case, "compiler": name, "runs": len(runs), "failed": True})
                    continue
                seconds, wall, peak = min(r[0] for r in runs), min(r[1] for r in runs), max(r[2] for r in runs)
                results.append({"case": case, "compiler": name, "runs": len(runs), "seconds": round(seconds, 3),
                                "wall": round(wall, 3), "peak_mib": round(peak / 2**20, 1),
                                "object_kib": round(output.stat().st_size / 2**10, 1)})
                if case.startswith("chain"): points.append((int(case.split()[2]), seconds))
                print("| {case} | {compiler} | {seconds:.2f} s | {wall:.2f} s | {peak_mib:.0f} MiB | {object_kib:.0f} KiB "
                      "|".format(**results[-1]), flush=True)
            if len(points) > 1:
                fits.append({"case": "chain, fitted", "compiler": name, **fit(points)})
    print()
    for f in fits:
        print(f"{f['compiler']}: {f['intercept']:.2f} s + {f['seconds_per_layer']:.3f} s per layer; between lengths "
              + ", ".join(f"{s:.3f}" for s in f["between"]) + " s a layer")
    if options.json:
        lines = ",\n".join(json.dumps(r) for r in results)
        fitted = ",\n".join(json.dumps(f) for f in fits)
        pathlib.Path(options.json).write_text(
            f'{{"results": [\n{lines}\n], "fits": [\n{fitted}\n], "load": [{load:.2f}, {os.getloadavg()[0]:.2f}]}}\n')
    return 1 if any("failed" in r for r in results) else 0


if __name__ == "__main__":
    sys.exit(main())
