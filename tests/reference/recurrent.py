#!/usr/bin/env python3
"""Records what PyTorch computes for recurrent layers over padded sequences, in float64: states and gradients.

    /usr/bin/python3 tests/reference/recurrent.py    writes tests/reference/recurrent.hpp

Needs PyTorch, Debian's python3-torch, and clang-format-14. Numbers come in the library's layout: weights are [in, out].
Parameters and inputs are those of `rule`, which tests/program/sequences.cpp repeats.
"""

import pathlib
import subprocess

import torch
from torch import nn

torch.set_default_dtype(torch.float64)

IN, HIDDEN, STEPS, LENGTHS = 2, 3, 4, (4, 3, 1)


def rule(count, number):
    return torch.tensor([((i * 37 + 11 * number) % 23 - 11) / 16 for i in range(count)])


def turned(t):
    return t.t() if t.dim() == 2 else t


def ours(name):
    """weight_ih_l0_reverse: l0_reverse.weight_ih."""
    part, layer = name.split("_l")
    return f"l{layer}.{part}"


def case(name, kind):
    module = kind(IN, HIDDEN, num_layers=2, bidirectional=True, batch_first=True)
    named = sorted((ours(k), p) for k, p in module.named_parameters())
    with torch.no_grad():
        for k, (_, p) in enumerate(named):
            p.copy_(turned(rule(p.numel(), k).reshape(tuple(reversed(p.shape)))))
    samples = len(LENGTHS)
    x = rule(samples * STEPS * IN, 100).reshape(samples, STEPS, IN).requires_grad_()
    packed = nn.utils.rnn.pack_padded_sequence(x, LENGTHS, batch_first=True)
    y = nn.utils.rnn.pad_packed_sequence(module(packed)[0], batch_first=True)[0]
    (y * rule(STEPS * 2 * HIDDEN, 200).reshape(STEPS, 2 * HIDDEN)).sum().backward()
    rows = [("y", y), ("x", x.grad)] + [(n, turned(p.grad)) for n, p in named]
    text = ", ".join('{"%s", {%s}}' % (n, ", ".join(f"{v:.13g}" for v in t.detach().reshape(-1).tolist()))
                     for n, t in rows)
    return f'    {{"{name}", {{{text}}}}},\n'


text = "// Written by tests/reference/recurrent.py from PyTorch %s.\n#pragma once\n\n" % torch.__version__.split("a")[0]
text += "#include <map>\n#include <string>\n#include <vector>\n\nnamespace pytorch {\n\n"
text += "// For each kind the states, 0 behind the lengths, then the gradients of the sequences and of each parameter.\n"
text += "inline const std::map<std::string, std::map<std::string, std::vector<double>>> recurrent = {\n"
text += case("gru", nn.GRU) + case("lstm", nn.LSTM) + case("rnn", nn.RNN)
text += "};\n\n}  // namespace pytorch\n"
path = pathlib.Path(__file__).with_suffix(".hpp")
path.write_text(text)
subprocess.run(["clang-format-14", "-i", path], check=True)
