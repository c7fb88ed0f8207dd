#!/usr/bin/env python3
"""Runs the lessons of the course and checks what each claims. The claims about examples/course/NN_name.cpp are the functions of
NN_name.py in this folder: each is given what the program printed, and asserts.

    python3 tests/course/run.py --programs build/course/examples/course [--results FILE] [NN ...]
"""

import argparse
import importlib.util
import inspect
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NUMBER = r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|nan|inf)"


class Output:
    """What a lesson printed: the text, its numbers, its tables."""

    def __init__(self, text):
        self.text = text

    def number(self, words):
        """The first number behind these words, which occur once: "loss after 100 steps: 0.25"."""
        assert self.text.count(words) == 1, f'"{words}" is printed {self.text.count(words)} times'
        return float(re.search(NUMBER, self.text.split(words)[1])[0])

    def rows(self, heading):
        """The numbers of each line behind the line that contains this heading, up to the first line without any."""
        lines = self.text.splitlines()
        found = [i for i, line in enumerate(lines) if heading in line]
        assert len(found) == 1, f'"{heading}" is in {len(found)} lines'
        rows = []
        for line in lines[found[0] + 1:]:
            numbers = [float(n) for n in re.findall(rf"(?<![\w.]){NUMBER}(?![\w])", line)]
            if not numbers:
                break
            rows.append(numbers)
        return rows

    def column(self, heading, index):
        """One column of such rows."""
        return [row[index] for row in self.rows(heading)]


def falls(values):
    """Whether each value is smaller than the one before."""
    return all(b < a for a, b in zip(values, values[1:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--programs", required=True, type=pathlib.Path, help="folder of the built lessons")
    parser.add_argument("--results", help="file for the counts")
    parser.add_argument("numbers", nargs="*", help="numbers of lessons; default: all")
    options = parser.parse_args()
    sys.modules["course"] = sys.modules[__name__]

    passed = failed = 0
    for source in sorted((ROOT / "examples/course").glob("*.cpp")):
        name = source.stem
        if options.numbers and name.split("_")[0] not in [n.zfill(2) for n in options.numbers]:
            continue
        problems = []
        with tempfile.TemporaryDirectory() as drawn:
            done = subprocess.run([options.programs.resolve() / name], stdout=subprocess.PIPE, text=True, encoding="utf-8",
                                  timeout=600, cwd=ROOT, env={**os.environ, "TAPELESS_PICTURES": drawn})
        claims = HERE / f"{name}.py"
        if done.returncode:
            problems.append(f"ends with status {done.returncode}")
        elif not claims.is_file():
            problems.append(f"no claims: tests/course/{name}.py")
        else:
            spec = importlib.util.spec_from_file_location("claims_" + name, claims)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            for claim, check in inspect.getmembers(module, inspect.isfunction):
                if check.__module__ != module.__name__ or claim.startswith("_"):
                    continue
                try:
                    check(Output(done.stdout))
                    passed += 1
                except Exception:
                    problems.append(f"{claim}: {traceback.format_exc(limit=-1)}")
        print(("FAILED " if problems else "passed ") + name, *problems, sep="\n    ", flush=True)
        failed += len(problems)

    print(f"{passed} passed, {failed} failed")
    if options.results:
        pathlib.Path(options.results).write_text(f"{passed} {failed}\n")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
