#!/usr/bin/env python3
"""Keeps the listings, outputs and pictures in README and docs equal to programs that are built and run.

    python3 tools/docs.py                                  inserts listings
    python3 tools/docs.py --programs build/test/listings   also inserts the outputs of these programs
    python3 tools/docs.py --check [...]                    changes nothing, but reports differences
    python3 tools/docs.py [...] docs/course/04_a_cubic.md  only this page

In a Markdown file,

    <!-- listing: examples/digits.cpp model -->            the lines between `// [model]` and `// [/model]`
    <!-- listing: examples/snake.hpp -->                   the whole file
    <!-- output: neuron line -->                           the output of the program `neuron` between a line `== line`
                                                           and the next such line; without a name, all of it

Each ends with `<!-- /listing -->` or `<!-- /output -->`; this tool writes what is in between. A page of the course,
docs/course/NN_name.md, shows the pictures that the program NN_name draws; they are kept in docs/course/pictures, and all of
them make docs/course/index.html.
"""

import argparse
import base64
import difflib
import html
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import textwrap
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
COURSE = ROOT / "docs/course"
LESSONS = sorted(COURSE.glob("[0-9]*.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), COURSE / "README.md", *LESSONS]
PICTURE = re.compile(r"^!\[([^\]]*)\]\(pictures/([^)]+)\)$", re.M)
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
    """The outputs and pictures of programs, each of which runs once."""

    def __init__(self, folders):
        self.folders, self.texts = folders, {}
        self.drawn = tempfile.TemporaryDirectory()

    def pictures(self, program):
        """The pictures that a program draws, by their names."""
        self(program, None)
        return {path.name: path.read_bytes() for path in pathlib.Path(self.drawn.name).glob(program + "*")}

    def __call__(self, program, name):
        if program not in self.texts:
            found = [f / program for f in self.folders if (f / program).is_file()]
            if not found:
                raise Missing(f"the program {program} is not built")
            done = subprocess.run([found[0]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600,
                                  encoding="utf-8", cwd=ROOT, env={**os.environ, "TAPELESS_PICTURES": self.drawn.name})
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


def pictures_of(page, output, check):
    """Problems with the pictures of a lesson's page; without `check` they are renewed."""
    text, folder, problems = page.read_text(encoding="utf-8"), COURSE / "pictures", []
    try:
        drawn = output.pictures(page.stem)
    except Missing as problem:
        return [str(problem)]
    shown = [name for _, name in PICTURE.findall(text)]
    if sorted(shown) != sorted(drawn):
        problems.append(f"shows the pictures {sorted(shown)}, but {page.stem} draws {sorted(drawn)}")
    problems += [f"{name} has no description in the brackets" for words, name in PICTURE.findall(text) if not words]
    for name, data in drawn.items():
        if not check:
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        elif not (folder / name).is_file() or (folder / name).read_bytes() != data:
            problems.append(f"{name} is not what {page.stem} draws; tools/docs.py --programs renews it")
    return problems


def gallery():
    """A page of its own with the question and the pictures of each lesson."""
    lessons = []
    for page in LESSONS:
        text = page.read_text(encoding="utf-8")
        question = re.search(r"^# (.*)$", text, re.M)[1]
        shown = []
        for words, name in PICTURE.findall(text):
            data = (COURSE / "pictures" / name).read_bytes()
            if name.endswith(".svg"):  # as text, which is shorter than in base 64
                source = "image/svg+xml," + urllib.parse.quote(data.decode().replace('"', "'"), " /:;,=()'!*+?")
            else:
                source = "image/gif;base64," + base64.b64encode(data).decode()
            shown.append(f'<img alt="{html.escape(words)}" src="data:{source}">')
        lessons.append(f'<section><h2><a href="{page.name}">{html.escape(question)}</a></h2>\n' + "\n".join(shown) + "</section>\n")
    return GALLERY.replace("LESSONS", "".join(lessons))


GALLERY = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>How networks learn</title>
<style>
:root { color-scheme: light dark }
body { font-family: sans-serif; margin: 2rem auto; max-width: 96rem; padding: 0 1rem }
main { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fill, minmax(min(30rem, 100%), 1fr)) }
h2 { font-size: 1.1rem } img { width: 100%; border-radius: 6px }
</style>
<h1>How networks learn</h1>
<p>The pictures of the course, each made by the program of its lesson.</p>
<main>
LESSONS</main></html>
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, report differences")
    parser.add_argument("--programs", action="append", default=[], type=pathlib.Path, help="folder of built programs")
    parser.add_argument("--results", help='file for the counts, "passed failed"')
    parser.add_argument("pages", nargs="*", type=pathlib.Path, help="default: all")
    options = parser.parse_args()
    output = Outputs([folder.resolve() for folder in options.programs])
    passed = failed = 0

    for page in [p.resolve() for p in options.pages] or PAGES:
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
        if page in LESSONS and options.programs:
            problems = pictures_of(page, output, options.check)
            print(*(f"FAILED {name}: {problem}" for problem in problems), sep="\n", end="\n" if problems else "")
            passed, failed = passed + (not problems), failed + len(problems)

    if not options.pages:
        lessons = {path.stem for path in (ROOT / "examples/course").glob("*.cpp")}
        shown = {name for page in LESSONS for _, name in PICTURE.findall(page.read_text(encoding="utf-8"))}
        kept = {path.name for path in (COURSE / "pictures").iterdir()}
        for name in sorted(lessons ^ {page.stem for page in LESSONS}):
            print(f"FAILED docs/course/{name}.md: a lesson is a program and a page")
            failed += 1
        for name in sorted(kept - shown):
            print(f"FAILED docs/course/pictures/{name}: no page shows it")
            failed += 1
    if options.programs and not options.pages:
        page, new = COURSE / "index.html", gallery()
        old = page.read_text(encoding="utf-8") if page.is_file() else ""
        if old != new and options.check:
            print("FAILED docs/course/index.html: tools/docs.py --programs renews it")
        elif old != new:
            page.write_text(new, encoding="utf-8")
        passed, failed = passed + (old == new or not options.check), failed + (old != new and options.check)

    print(f"{passed} passed, {failed} failed")
    if options.results:
        pathlib.Path(options.results).write_text(f"{passed} {failed}\n")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
