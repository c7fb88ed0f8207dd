#!/usr/bin/env python3
"""Runs examples that train, and checks that they reach the figures that the pages state.

    python3 tests/examples.py --programs build/test/examples [--results FILE]

Other processors round differently, and training amplifies that: a figure counts as reached within a tolerance.
"""

import argparse
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent


def stated(page, words):
    """The numbers in a sentence of a page, given as a pattern in which N stands for each."""
    pattern = words.replace("N", r"([\d.,]*\d)").replace(" ", r"\s+")
    found = re.findall(pattern, (ROOT / page).read_text())
    assert len(found) == 1, f"{page}: {len(found)} sentences like: {words}"
    return [float(n.replace(",", "")) for n in (found[0] if isinstance(found[0], tuple) else found)]


def characters(printed):
    """The losses of a language model, by the step."""
    loss = {int(step): float(value) for step, value in re.findall(r"step +(\d+) +loss ([\d.]+)", printed)}
    told = stated("docs/layers_sequences.md", "is N nats per character after N steps, N after N and N after N")
    for value, step in zip(told[::2], told[1::2]):
        assert abs(loss[int(step)] - value) <= 0.15 * value, f"step {int(step)}: {loss[int(step)]}, on the page {value}"


def resnet(printed):
    """The accuracy on digits that it has not seen."""
    accuracy = [float(value) for value in re.findall(r"accuracy on unseen images ([\d.]+)", printed)][-1]
    told, = stated("docs/layers.md", "recognises N of the digits that it has not seen")
    assert accuracy >= 0.985, f"accuracy {accuracy}"
    assert abs(accuracy - told) <= 0.006, f"accuracy {accuracy}, on the page {told}"


def error_to_signal(printed):
    """How far the sound is from that of the amplifier, on notes that the model has not heard; and on the page."""
    value = float(re.search(r"error-to-signal ratio.* ([\d.]+)", printed)[1])
    told, = stated("docs/model_files.md", "the error-to-signal ratio on notes that it has not heard is N:")
    return value, told


def train_amp(printed):
    """A WaveNet, trained anew."""
    value, told = error_to_signal(printed)
    assert value <= 1.5 * told, f"error-to-signal ratio {value}, on the page {told}"


def amp(printed):
    """The model that is in the repository."""
    value, told = error_to_signal(printed)
    assert abs(value - told) <= 0.02 * told, f"error-to-signal ratio {value}, on the page {told}"
    assert " of 3000 blocks late" in printed  # how many depends on the machine


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--programs", required=True, type=pathlib.Path, help="folder of the built examples")
    parser.add_argument("--results", help="file for the counts")
    options = parser.parse_args()

    passed = failed = 0
    for check in (characters, resnet, train_amp, amp):
        try:
            check(subprocess.run([options.programs.resolve() / check.__name__], check=True, stdout=subprocess.PIPE,
                                 text=True, timeout=600, cwd=ROOT).stdout)
            print(f"passed {check.__name__}", flush=True)
            passed += 1
        except (AssertionError, KeyError, IndexError, TypeError, OSError, subprocess.SubprocessError) as problem:
            print(f"FAILED {check.__name__}: {problem}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    if options.results:
        pathlib.Path(options.results).write_text(f"{passed} {failed}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
