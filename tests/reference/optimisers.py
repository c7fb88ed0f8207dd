#!/usr/bin/env python3
"""Records the parameters that PyTorch's optimisers reach on the problem of tests/optim/problem.hpp, in float64.

    python3 tests/reference/optimisers.py    writes tests/reference/optimisers.hpp

Needs PyTorch, Debian's python3-torch, and clang-format-14. The settings are those of tests/optim/formulas.hpp.
"""

import pathlib
import subprocess

import torch

torch.set_default_dtype(torch.float64)  # of an optimiser's numbers as well

STEPS = (1, 2, 10, 100)
SGD, Adam = torch.optim.SGD, torch.optim.Adam
OPTIMISERS = {
    "sgd": lambda p: SGD(p, lr=0.05),
    "momentum": lambda p: SGD(p, lr=0.02, momentum=0.9),
    "momentum, of_gradients": lambda p: SGD(p, lr=0.02, momentum=0.8),
    "momentum, nesterov": lambda p: SGD(p, lr=0.02, momentum=0.8, nesterov=True),
    "momentum, of_gradients, nesterov": lambda p: SGD(p, lr=0.02, momentum=0.8, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, eps=1e-3, initial_accumulator_value=0.125),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.8, eps=1e-3),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.9, eps=1e-3),
    "rmsprop, centred, with momentum":
        lambda p: torch.optim.RMSprop(p, lr=0.005, alpha=0.8, eps=0.01, momentum=0.5, centered=True),
    "adam": lambda p: Adam(p, lr=0.01, betas=(0.8, 0.9), eps=1e-4),
    "adam, amsgrad": lambda p: Adam(p, lr=0.02, betas=(0.8, 0.9), eps=1e-4, amsgrad=True),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.8, 0.9), eps=1e-4, weight_decay=0.25),
    # Before PyTorch 2.0, NAdam without foreach multiplies by mu(t) twice.
    "nadam": lambda p: torch.optim.NAdam(p, lr=0.01, betas=(0.8, 0.9), eps=1e-4, momentum_decay=0.1, foreach=True),
    "adamax": lambda p: torch.optim.Adamax(p, lr=0.02, betas=(0.8, 0.9), eps=1e-3),
    "rprop": lambda p: torch.optim.Rprop(p, lr=0.1, etas=(0.5, 1.2), step_sizes=(0.01, 0.3)),
}


X = torch.tensor([[((i * (k + 3) + 5 * k) % 11 - 5) / 4 for k in range(3)] for i in range(10)])
Y = torch.tensor([[((i * (j + 4) + 3 * j) % 7 - 3) / 2 for j in range(2)] for i in range(10)])


def recorded(make):
    """The nine parameters after each of STEPS."""
    m = torch.tensor([[0.5, -0.25], [0.125, 0.75], [-0.5, 0.375]]).requires_grad_()
    level = torch.tensor([0.5, -0.75]).requires_grad_()
    shift = torch.tensor(0.25).requires_grad_()
    parameters = [m, level, shift]
    optimiser, rows = make(parameters), []
    for step in range(1, STEPS[-1] + 1):
        optimiser.zero_grad()
        h = X @ m
        loss = ((h + level * torch.tanh(h) + shift - Y) ** 2).mean()
        loss.backward()
        optimiser.step()
        if step in STEPS:
            rows.append([float(v) for p in parameters for v in p.detach().flatten()])
    return rows


def main():
    lines = [f"// Written by tests/reference/optimisers.py with PyTorch {torch.__version__}.", "#pragma once", "",
             "namespace optim_tests {", "",
             f"inline constexpr int recorded_steps[] = {{{', '.join(map(str, STEPS))}}};", "",
             "// M by rows, level and shift after each of these steps.",
             f"struct recorded {{ const char* name; double after[{len(STEPS)}][9]; }};",
             "inline constexpr recorded by_pytorch[] = {"]
    for name, make in OPTIMISERS.items():
        rows = ["{" + ", ".join(map(repr, row)) + "}" for row in recorded(make)]
        lines.append(f'{{"{name}", {{{", ".join(rows)}}}}},')
    lines += ["};", "", "}  // namespace optim_tests", ""]
    done = subprocess.run(["clang-format-14", "--assume-filename=optimisers.hpp"], check=True, text=True,
                          input="\n".join(lines), stdout=subprocess.PIPE, cwd=pathlib.Path(__file__).parent)
    pathlib.Path(__file__).with_suffix(".hpp").write_text(done.stdout)


if __name__ == "__main__":
    main()
