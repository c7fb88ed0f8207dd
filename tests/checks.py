"""Shared by the checks that run a compiler: finding compilers, parallel runs, remembering passes, counting."""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include"
REMEMBERED = ROOT / "build" / "passed-checks.json"


SUPPORTED = {"g++": 12, "clang++": 14}  # the oldest versions that the library supports


def compilers():
    """Every supported g++ and clang++ on the path, each once, as (name, path); and the names of those that are too old."""
    found, left_out = {}, []
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if os.path.isdir(folder):
            for name in sorted(os.listdir(folder)):
                if re.fullmatch(r"(g\+\+|clang\+\+)(-\d+)?", name):
                    path = os.path.join(folder, name)
                    found.setdefault(os.path.realpath(path), (name, path))
    for real, (name, path) in list(found.items()):
        version = run([path, "-dumpversion"])[1]
        if not version or not version[0].split(".")[0].isdigit() or int(version[0].split(".")[0]) < SUPPORTED[name.split("-")[0]]:
            left_out.append(name)
            del found[real]
    return sorted(found.values()), sorted(left_out)


def version_of(compiler):
    """The version of a compiler of compilers(), as a list of numbers."""
    return [int(n) for n in re.findall(r"\d+", run([compiler[1], "-dumpversion"])[1][0])]


def of_kind(found, kind):
    """The compilers of one kind, g++ or clang++, oldest first."""
    return sorted((c for c in found if c[0].split("-")[0] == kind), key=version_of)


def oldest_and_newest(found):
    """Of compilers(): the oldest and the newest of each kind."""
    kinds = [of_kind(found, kind) for kind in SUPPORTED]
    return [c for of in kinds for c in dict.fromkeys([*of[:1], *of[-1:]])]


def run(command, text=None):
    """Runs a command with English messages; returns (exit status, its whole output as lines)."""
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", env={**os.environ, "LC_ALL": "C"}, cwd=ROOT)
    return done.returncode, done.stdout.splitlines()


class Precompiled:
    """The umbrella header, compiled once for each compiler and its flags; most of the time of a small program goes there."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.lock = threading.Lock()

    @functools.cache
    def _flags(self, compiler, flags):
        home = pathlib.Path(self.folder.name) / hashlib.sha256("\0".join([compiler, *flags]).encode()).hexdigest()
        home.mkdir()
        header = home / "umbrella.hpp"
        header.write_text("#include <tapeless/tapeless.hpp>\n")
        clang = pathlib.Path(compiler).name.startswith("clang")
        made = home / ("umbrella.pch" if clang else "umbrella.hpp.gch")
        status, _ = run([compiler, *flags, "-x", "c++-header", str(header), "-o", str(made)])
        if status:
            return ()  # the programs themselves will show what is wrong
        return ("-include-pch", str(made)) if clang else ("-include", str(header))

    def __call__(self, compiler, flags):
        """Flags for a program that is compiled with these: it then begins with the umbrella header."""
        with self.lock:
            return self._flags(compiler, tuple(flags))


class Checks:
    """Runs independent checks on all cores and prints a line for each.

    A check that passed is not run again while nothing that it depends on has changed: the headers, the runner, and the
    texts given to `add`. `--all` runs everything.
    """

    def __init__(self, runner, depends=()):
        self.checks = []
        state = hashlib.sha256()
        for path in [pathlib.Path(runner), pathlib.Path(__file__), *depends, *sorted(INCLUDE.rglob("*.hpp"))]:
            state.update(str(path).encode() + b"\0" + path.read_bytes())
        self.state = state.hexdigest()
        self.remembered = {}
        if "--all" not in sys.argv and REMEMBERED.is_file():
            try:
                self.remembered = json.loads(REMEMBERED.read_text())
            except ValueError:
                pass  # the file is incomplete: run everything

    def add(self, name, depends, check):
        """`check()` returns lines that describe the problem; an empty list means that it has passed."""
        key = hashlib.sha256("\0".join([self.state, *depends]).encode()).hexdigest()
        self.checks.append((name, key, check))

    def finish(self, results):
        """Runs the checks, prints each and the totals, writes "passed failed" to the file `results`; exit status."""
        jobs = int(os.environ.get("TAPELESS_JOBS") or len(os.sched_getaffinity(0)))
        failed = 0
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            waiting = [(name, key, None if self.remembered.get(name) == key else pool.submit(check))
                       for name, key, check in self.checks]
            for name, key, future in waiting:
                problems = future.result() if future else []
                print(("FAILED " if problems else "passed ") + name, *problems, sep="\n    ", flush=True)
                failed += bool(problems)
                self.remembered[name] = "" if problems else key
        passed = len(self.checks) - failed
        print(f"{passed} passed, {failed} failed")
        if results:
            pathlib.Path(results).write_text(f"{passed} {failed}\n")
        REMEMBERED.parent.mkdir(exist_ok=True)
        REMEMBERED.write_text(json.dumps(self.remembered, indent=0, sort_keys=True))
        return 1 if failed or not self.checks else 0
