#!/usr/bin/env python3
"""Records what PyTorch's layers for images and sequences compute, and their gradients, in float64.

    python3 tests/reference/layers.py    writes tests/reference/layers.hpp

Needs PyTorch, Debian's python3-torch. The settings are those of tests/nn/by_pytorch.cpp. Operands are
numbered(size, k): element i is ((7 i + 5 k) mod 23 - 11) / 8 + i / 1024, so that no two are equal; the gradient is that of
the sum of numbered(size, 3) times the result. Weights of convolutions are numbered as tapeless stores them.
"""

import pathlib
import textwrap

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def numbered(k, *shape):
    i = torch.arange(int(torch.tensor(shape).prod()))
    return ((((7 * i + 5 * k) % 23) - 11) / 8 + i / 1024).reshape(shape)


def conv(x, shape, **more):
    """A weight [channels / groups, taps.., filters], as PyTorch has it."""
    w = numbered(1, *shape).movedim(-1, 0)
    return (F.conv1d, F.conv2d, F.conv3d)[len(shape) - 3](x, w, **more)


def normed(x, f):
    return f(x, numbered(1, x.shape[1]), numbered(2, x.shape[1]))


LINE, IMAGE, VOLUME = (1, 2, 7), (1, 4, 4, 5), (1, 2, 3, 3, 3)
LAYERS = {
    "conv1d, circular": (LINE, lambda x: conv(F.pad(x, (2, 1), mode="circular"), (2, 3, 3))),
    "conv1d, causal": (LINE, lambda x: conv(F.pad(x, (4, 0)), (2, 3, 3), stride=2, dilation=2)),
    "conv2d, replicate": (IMAGE, lambda x: conv(F.pad(x, (0, 3, 1, 2), mode="replicate"), (4, 2, 3, 2))),
    "conv2d, reflect": (IMAGE, lambda x: conv(F.pad(x, (2, 2, 1, 1), mode="reflect"), (4, 2, 3, 2), stride=2)),
    "conv2d, same": (IMAGE, lambda x: conv(x, (2, 2, 3, 4), padding="same", dilation=(1, 2), groups=2)),
    "conv3d": (VOLUME, lambda x: conv(x, (2, 2, 3, 2, 3), stride=(1, 2, 1), padding=(1, 1, 0))),
    "conv3d, groups": (VOLUME, lambda x: conv(x, (1, 2, 2, 2, 4), stride=2, padding=1, groups=2)),
    "conv_transpose1d": (LINE, lambda x: F.conv_transpose1d(x, numbered(1, 2, 3, 3), stride=3, padding=1, output_padding=2,
                                                            dilation=2)),
    "conv_transpose2d": (IMAGE, lambda x: F.conv_transpose2d(x, numbered(1, 4, 2, 3, 2), stride=2, padding=(1, 0),
                                                             output_padding=(1, 0), groups=2)),
    "max_pool2d, ceiling": (IMAGE, lambda x: F.max_pool2d(x, 3, 2, 1, ceil_mode=True)),
    "max_pool2d, indices": (IMAGE, lambda x: F.max_pool2d(x, (2, 3), 2, 1, ceil_mode=True, return_indices=True)[1].double()
                            + 0 * x.sum()),
    "max_pool3d": (VOLUME, lambda x: F.max_pool3d(x, 2, 1, 1)),
    "avg_pool1d, ceiling": (LINE, lambda x: F.avg_pool1d(x, 2, 3, 1, ceil_mode=True)),
    "avg_pool2d, counted": (IMAGE, lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True)),
    "avg_pool2d, uncounted": (IMAGE, lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False)),
    "avg_pool3d": (VOLUME, lambda x: F.avg_pool3d(x, 2, 1, 1, count_include_pad=False)),
    "adaptive_avg_pool2d": (IMAGE, lambda x: F.adaptive_avg_pool2d(x, (2, 4))),
    "adaptive_max_pool1d": (LINE, lambda x: F.adaptive_max_pool1d(x, 5)),
    "adaptive_max_pool2d": (IMAGE, lambda x: F.adaptive_max_pool2d(x, (3, 4))),
    "group_norm": (IMAGE, lambda x: normed(x, lambda v, a, b: F.group_norm(v, 2, a, b))),
    "instance_norm": (IMAGE, lambda x: normed(x, lambda v, a, b: F.instance_norm(v, weight=a, bias=b))),
    "local_response_norm": (IMAGE, lambda x: F.local_response_norm(x, 3, 0.5, 0.75, 2.0)),
    "local_response_norm, even": (IMAGE, lambda x: F.local_response_norm(x, 2, 0.5, 0.5, 1.0)),
    "batch_norm": ((3, 4, 4, 2), lambda x: normed(x, lambda v, a, b: F.batch_norm(v, None, None, a, b, True))),
    "nearest": (LINE, lambda x: F.interpolate(x, 10, mode="nearest")),
    "nearest, exact": (LINE, lambda x: F.interpolate(x, 5, mode="nearest-exact")),
    "linear": (LINE, lambda x: F.interpolate(x, 12, mode="linear")),
    "linear, aligned": (LINE, lambda x: F.interpolate(x, 12, mode="linear", align_corners=True)),
    "bilinear": (IMAGE, lambda x: F.interpolate(x, (6, 3), mode="bilinear")),
    "bicubic": (IMAGE, lambda x: F.interpolate(x, (5, 4), mode="bicubic")),
    "bicubic, aligned": (IMAGE, lambda x: F.interpolate(x, (3, 7), mode="bicubic", align_corners=True)),
}


def recorded(shape, layer):
    x = numbered(0, *shape).requires_grad_()
    y = layer(x)
    (numbered(3, *y.shape) * y).sum().backward()
    listed = lambda t: "{" + ", ".join(f"{v:.13g}" for v in t.detach().flatten().tolist()) + "}"
    return listed(y), listed(x.grad)


def main():
    lines = [f"// Written by tests/reference/layers.py with PyTorch {torch.__version__}.", "#pragma once", "",
             "#include <vector>", "", "namespace nn_tests {", "",
             "// The output of a layer, and the gradient of a weighted sum of it with respect to the input.", "struct recorded {",
             "  const char* name;", "  std::vector<double> value, gradient;", "};",
             "// clang-format off",
             "inline const recorded by_pytorch[] = {"]
    for name, (shape, layer) in LAYERS.items():
        value, gradient = recorded(shape, layer)
        lines += textwrap.wrap(f'{{"{name}", {value}, {gradient}}},', 119, initial_indent=" ", subsequent_indent=" ")
    lines += ["};", "// clang-format on", "", "}  // namespace nn_tests"]
    pathlib.Path(__file__).with_name("layers.hpp").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
