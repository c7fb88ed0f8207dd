#!/usr/bin/env python3
"""Keeps the listings and outputs in README and docs equal to programs that are built and run.

    python3 tools/docs.py                                  inserts listings
    python3 tools/docs.py --programs build/test/listings   also inserts the outputs of these programs
    python3 tools/docs.py --check [...]                    changes nothing, but reports differences

In a Markdown file,

    <!-- listing: examples/digits.cpp model -->            the lines between `// [model]` and `// [/model]`
    <!-- listing: examples/snake.hpp -->                   the whole file
    <!-- output: neuron line -->                           the output of the program `neuron` between a line `== line`
                                                           and the next such line; without a name, all of it

Each ends with `<!-- /listing -->` or `<!-- /output -->`; this tool writes what is in between.
"""

import argparse
import difflib
import pathlib
import re
import subprocess
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^(<!-- (listing|output): (\S+)(?: (\S+))? -->)\n(.*?)^(<!-- /\2 -->)$", re.M | re.S)
OPENING = re.compile(r"^<!-- (?:listing|output):", re.M)


class Missing(Exception):
    """A listing or output that a page refers to does not exist."""


def listing(source, name):
    """The marked lines of a source file, without other markers and common indentation."""
    path = ROOT / source
    if not path.is_file():
        raise Missing(f"{source}: no such file")
    text = path.read_text()
    if name:
        found = re.search(rf"^ *// \[{re.escape(name)}\]\n(.*?)^ *// \[/{re.escape(name)}\]$", text, re.M | re.S)
        if not found:
            raise Missing(f"{source}: no lines between // [{name}] and // [/{name}]")
        text = found[1]
    text = re.sub(r"^ *// \[/?[\w-]+\]\n", "", text, flags=re.M)
    language = {".cpp": "cpp", ".hpp": "cpp", ".sh": "sh", ".txt": "cmake"}.get(path.suffix, "")
    return f"```{language}\n{textwrap.dedent(text).strip(chr(10))}\n```\n"


class Outputs:
    """The outputs of programs, each of which runs once."""

    def __init__(self, folders):
        self.folders, self.texts = folders, {}

    def __call__(self, program, name):
        if program not in self.texts:
            found = [f / program for f in self.folders if (f / program).is_file()]
            if not found:
                raise Missing(f"the program {program} is not built")
            done = subprocess.run([found[0]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600,
                                  encoding="utf-8", cwd=ROOT)
            if done.returncode:
                raise Missing(f"the program {program} ends with status {done.returncode}:\n{done.stdout}")
            self.texts[program] = done.stdout
        text = self.texts[program]
        if name:
            found = re.search(rf"^== {re.escape(name)}\n(.*?)(?=^== |\Z)", text, re.M | re.S)
            if not found:
                raise Missing(f"{program} prints no line == {name}")
            text = found[1]
        return "```\n" + text.strip("\n") + "\n```\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, report differences")
    parser.add_argument("--programs", action="append", default=[], type=pathlib.Path, help="folder of built programs")
    parser.add_argument("--results", help='file for the counts, "passed failed"')
    options = parser.parse_args()
    output = Outputs([folder.resolve() for folder in options.programs])
    passed = failed = 0

    for page in PAGES:
        text, name = page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix()

        def renew(block):
            nonlocal passed, failed
            head, kind, what, part, old, tail = block.groups()
            if kind == "output" and not options.programs:
                return block[0]
            try:
                new = listing(what, part) if kind == "listing" else output(what, part)
            except Missing as problem:
                print(f"FAILED {name}: {problem}")
                failed += 1
                return block[0]
            if options.check and new != old:
                print(f"FAILED {name}: {kind} {what} {part or ''} differs; python3 tools/docs.py renews it")
                sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), "page", what))
                failed += 1
            else:
                passed += 1
            return f"{head}\n{new}{tail}"

        blocks = len(BLOCK.findall(text))
        if blocks != len(OPENING.findall(text)):
            print(f"FAILED {name}: a listing or output is not closed")
            failed += 1
        shown = BLOCK.sub("", text)
        if re.search(r"^```cpp$", shown, re.M):
            print(f"FAILED {name}: C++ that is not included from a program")
            failed += 1
        renewed = BLOCK.sub(renew, text)
        if not options.check and renewed != text:
            page.write_text(renewed, encoding="utf-8")
            print(f"renewed {name}")

    print(f"{passed} passed, {failed} failed")
    if options.results:
        pathlib.Path(options.results).write_text(f"{passed} {failed}\n")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
