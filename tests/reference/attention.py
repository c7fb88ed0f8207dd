#!/usr/bin/env python3
"""Records what PyTorch computes for attention and blocks of transformers, in float64: values and gradients.

    /usr/bin/python3 tests/reference/attention.py    writes tests/reference/attention.hpp

Needs PyTorch, Debian's python3-torch, and clang-format-14. Numbers come in the library's layout: weights are [in, out].
Parameters and inputs are those of `rule`, which tests/nn/attention.cpp repeats.
"""

import pathlib
import subprocess

import torch
from torch import nn

torch.set_default_dtype(torch.float64)

WIDTH, HEADS, HIDDEN, QUERIES, KEYS, LENGTH = 6, 2, 5, 4, 5, 3
NORMS = {"norm1.weight": "norm1.scale", "norm1.bias": "norm1.shift", "norm2.weight": "norm2.scale",
         "norm2.bias": "norm2.shift", "norm3.weight": "norm3.scale", "norm3.bias": "norm3.shift"}


def rule(count, number):
    return torch.tensor([((i * 37 + 11 * number) % 23 - 11) / 16 for i in range(count)])


def turned(t):
    return t.t() if t.dim() == 2 else t


def case(name, module, call, inputs):
    """The output of call(module, inputs...), and the gradients of its sum with fixed factors."""
    named = sorted((NORMS.get(k, k), p) for k, p in module.named_parameters())
    with torch.no_grad():
        for k, (_, p) in enumerate(named):
            p.copy_(turned(rule(p.numel(), k).reshape(tuple(reversed(p.shape)))))
    xs = [rule(rows * WIDTH, 100 + k).reshape(rows, WIDTH).requires_grad_() for k, rows in enumerate(inputs)]
    y = call(module, *xs)
    (y * rule(y.numel(), 200).reshape(y.shape)).sum().backward()
    rows = [("y", y)] + [(f"x{k}", x.grad) for k, x in enumerate(xs)]
    rows += [(n, turned(p.grad)) for n, p in named]
    text = ", ".join('{"%s", {%s}}' % (n, ", ".join(f"{v:.13g}" for v in t.detach().reshape(-1).tolist()))
                     for n, t in rows)
    return f'    {{"{name}", {{{text}}}}},\n'


def attention(**more):
    return lambda m, q, k: m(q, k, k, need_weights=False, **more)[0]


causal = torch.triu(torch.ones(QUERIES, QUERIES), 1).bool()
padded = torch.arange(KEYS) >= LENGTH
mha = lambda: nn.MultiheadAttention(WIDTH, HEADS)
options = lambda **m: dict(d_model=WIDTH, nhead=HEADS, dim_feedforward=HIDDEN, dropout=0.0, **m)
encoder = lambda **m: nn.TransformerEncoderLayer(**options(**m)).train()
decoder = lambda **m: nn.TransformerDecoderLayer(**options(**m)).train()
alone = lambda **m: lambda l, x: l(x, **m)
both = lambda l, x, memory: l(x, memory, tgt_mask=causal, memory_key_padding_mask=padded)

text = "// Written by tests/reference/attention.py from PyTorch %s.\n#pragma once\n\n" % torch.__version__.split("a")[0]
text += "#include <map>\n#include <string>\n#include <vector>\n\nnamespace pytorch {\n\n"
text += "// For each case the output, then the gradients of the inputs and of each parameter, in the order of names.\n"
text += "using case_t = std::map<std::string, std::vector<double>>;\n"
text += "inline const std::map<std::string, case_t> attention = {\n"
text += case("self", mha(), lambda m, x: m(x, x, x, need_weights=False)[0], [QUERIES])
text += case("self causal", mha(), lambda m, x: m(x, x, x, need_weights=False, attn_mask=causal)[0], [QUERIES])
text += case("cross", mha(), attention(), [QUERIES, KEYS])
text += case("cross padded", mha(), attention(key_padding_mask=padded), [QUERIES, KEYS])
text += case("encoder after", encoder(), alone(), [QUERIES])
text += case("encoder before", encoder(norm_first=True), alone(), [QUERIES])
text += case("encoder before, gelu, causal", encoder(norm_first=True, activation="gelu"), alone(src_mask=causal), [QUERIES])
text += case("decoder after", decoder(), both, [QUERIES, KEYS])
text += case("decoder before", decoder(norm_first=True), both, [QUERIES, KEYS])
text += "};\n\n}  // namespace pytorch\n"
path = pathlib.Path(__file__).with_suffix(".hpp")
path.write_text(text)
subprocess.run(["clang-format-14", "-i", path], check=True)
