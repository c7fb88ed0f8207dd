#!/usr/bin/env python3
"""Records values and gradients of PyTorch's operations, in float64, for tests/ops/pytorch.cpp.

    python3 tests/reference/operations.py    writes tests/reference/operations.hpp

Needs PyTorch, Debian's python3-torch, and clang-format-14. X has zeros and elements on thresholds; a gradient is that of
a weighted sum of the result.
"""

import pathlib
import subprocess

import torch
import torch.nn.functional as f

torch.set_default_dtype(torch.float64)


def made(rows, columns, value):
    return torch.tensor([[value(i * columns + j) for j in range(columns)] for i in range(rows)], requires_grad=True)


X = made(3, 4, lambda n: ((n * 7 + 3) % 13 - 6) / 4)
Y = made(3, 4, lambda n: ((n * 5 + 2) % 11 - 4.5) / 3)
I = torch.tensor([[1, 3], [0, 0], [2, 1]])
V = made(3, 2, lambda n: n / 4 - 0.6)

OPERATIONS = {
    "round": lambda: torch.round(X) * X,
    "ceil": lambda: torch.ceil(X) * X,
    "trunc": lambda: torch.trunc(X) * X,
    "fmod": lambda: torch.fmod(X, Y),
    "mod": lambda: torch.remainder(X, Y),
    "and": lambda: torch.logical_and(X, Y > 0) * X,
    "or": lambda: torch.logical_or(X > 0, Y > 0) * X,
    "xor": lambda: torch.logical_xor(X, Y > 0) * Y,
    "not": lambda: torch.logical_not(X) * Y,
    "asinh": lambda: torch.asinh(X),
    "acosh": lambda: torch.acosh(X * X + 1.25),
    "atanh": lambda: torch.atanh(X * 0.5),
    "erfc": lambda: torch.erfc(X),
    "log_sigmoid": lambda: f.logsigmoid(X),
    "celu": lambda: f.celu(X, alpha=0.5),
    "hard_shrink": lambda: f.hardshrink(X),
    "soft_shrink": lambda: f.softshrink(X),
    "threshold": lambda: f.threshold(X, 0.25, -1.0),
    "glu": lambda: f.glu(X),
    "softmin": lambda: f.softmin(X, dim=0),
    "tril": lambda: torch.tril(X, 1),
    "triu": lambda: torch.triu(X, -1),
    "argmin": lambda: torch.argmin(X, 1) * X[:, 0],
    "tile": lambda: torch.tile(X, (2, 1, 2)),
    "repeat_interleave": lambda: torch.repeat_interleave(X, 2, 1),
    "cumsum": lambda: torch.cumsum(X, 0),
    "cumprod": lambda: torch.cumprod(X, 1),
    "gather_along": lambda: torch.gather(X, 1, I),
    "scatter_add_along": lambda: torch.zeros(3, 5).scatter_add(1, I, V * V) * X[:, :1],
    "top_k": lambda: torch.topk(X, 3, 0).values,
    "top_k.indices": lambda: torch.topk(X, 2).indices * X[:, :2],
}


def listed(tensor):
    values = tensor.detach().double().flatten().tolist()
    return "{" + ", ".join(repr(v) for v in values) + "}"


rows = []
for name, operation in OPERATIONS.items():
    for leaf in (X, Y, V):
        leaf.grad = None
    result = operation()
    weights = torch.arange(result.numel()).reshape(result.shape) % 5 / 2 - 0.75
    (result * weights).sum().backward()
    slopes = [torch.zeros(leaf.shape) if leaf.grad is None else leaf.grad for leaf in (X, Y)]
    rows.append(f'{{"{name}", {", ".join(map(listed, [result, *slopes]))}}}')
text = f"""// Written by tests/reference/operations.py with PyTorch {torch.__version__}.
#pragma once

#include <vector>

namespace ops_tests {{

// The result of an operation, and the gradients of its weighted sum with respect to x and y.
struct recorded {{
  const char* name;
  std::vector<double> value, by_x, by_y;
}};
inline const recorded by_pytorch[] = {{
{", ".join(rows)}
}};

}}  // namespace ops_tests
"""
path = pathlib.Path(__file__).parent / "operations.hpp"
path.write_text(text)
subprocess.run(["clang-format-14", "-i", path], check=True)
