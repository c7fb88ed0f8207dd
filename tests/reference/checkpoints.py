#!/usr/bin/env python3
"""Writes small models of PyTorch as safetensors files, with inputs and the outputs that PyTorch computes from them.

    python3 tests/reference/checkpoints.py                           writes tests/reference/pytorch/*.safetensors
    python3 tests/reference/checkpoints.py --check MODEL --saved F   loads F, which tapeless saved, into one of the models
                                                                     and compares its outputs

Needs PyTorch, Debian's python3-torch. The format is written plainly: the length of the header, a JSON header, raw bytes. The
models are those of tests/checkpoint/pytorch.cpp.
"""

import argparse
import json
import pathlib
import struct

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "pytorch"
TYPES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}


def raw(tensor):
    if tensor.dtype == torch.bfloat16:
        tensor = tensor.view(torch.int16)
    return tensor.detach().contiguous().numpy().tobytes()


def write(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        bytes_ = raw(tensor)
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path):
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__", None)
    types, tensors = {name: dtype for dtype, name in TYPES.items()}, {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        part = bytearray(content[8 + length + begin:8 + length + end])
        tensors[name] = torch.frombuffer(part, dtype=types[entry["dtype"]]).reshape(entry["shape"])
    return tensors


class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm, self.out = nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 4)

    def forward(self, x):
        return self.out(torch.tanh(self.norm(self.first(x))))


class Conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(2, 4, (3, 2), stride=2, padding=1)
        self.c2 = nn.Conv2d(4, 6, 2, groups=2)
        self.c3 = nn.Conv1d(6, 3, 2)

    def forward(self, x):
        return self.c3(torch.tanh(self.c2(torch.tanh(self.c1(x)))).flatten(2))


class Gru(nn.Module):
    """One step from a given state."""

    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.GRU(3, 4), nn.Linear(4, 2)

    def forward(self, x, h):
        return self.out(self.rnn(x[None], h[None])[1][0])


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn, self.out = nn.LSTM(3, 4), nn.Linear(8, 2)

    def forward(self, x, h, c):
        return self.out(torch.cat([s[0] for s in self.rnn(x[None], (h[None], c[None]))[1]], 1))


MODELS = {
    "dense": (Dense, {"x": (5, 3)}),
    "dense_bf16": (Dense, {"x": (5, 3)}),
    "dense_f16": (Dense, {"x": (5, 3)}),
    "dense_f64": (Dense, {"x": (5, 3)}),
    "conv": (Conv, {"x": (2, 2, 6, 5)}),
    "gru": (Gru, {"x": (5, 3), "h": (5, 4)}),
    "lstm": (Lstm, {"x": (5, 3), "h": (5, 4), "c": (5, 4)}),
}


def made(name):
    torch.manual_seed(1)
    make, inputs = MODELS[name]
    model = make().eval()
    for layer in model.children():
        if isinstance(layer, nn.BatchNorm1d):
            for tensor in (layer.weight.data, layer.bias.data, layer.running_mean):
                tensor.normal_()
            layer.running_var.uniform_(0.5, 2)
    types = {"bf16": torch.bfloat16, "f16": torch.float16, "f64": torch.float64}
    model = model.to(types.get(name.split("_")[-1], torch.float32))
    return model, {key: torch.randn(shape) for key, shape in inputs.items()}


def outputs(model, inputs):
    """In double, of the numbers as they are stored."""
    with torch.no_grad():
        return model.double()(*(v.double() for v in inputs.values()))


def check(name, path):
    model, inputs = made(name)
    expected = outputs(model, inputs)
    other = MODELS[name][0]().eval()
    missing = other.load_state_dict(read(path), strict=False)
    if missing.unexpected_keys or [k for k in missing.missing_keys if not k.endswith("num_batches_tracked")]:
        raise SystemExit(f"{path}: {missing}")
    if not torch.allclose(outputs(other, inputs), expected, atol=1e-6):
        raise SystemExit(f"{path}: other outputs")
    print(f"{path}: the same outputs")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", choices=sorted(MODELS))
    parser.add_argument("--saved", type=pathlib.Path)
    options = parser.parse_args()
    if options.check:
        return check(options.check, options.saved or FOLDER / f"{options.check}.safetensors")
    FOLDER.mkdir(exist_ok=True)
    calls = {}
    for name in MODELS:
        model, inputs = made(name)
        write(FOLDER / f"{name}.safetensors", model.state_dict())
        calls.update({f"{name}.{key}": value for key, value in inputs.items()})
        calls[f"{name}.y"] = outputs(model, inputs)
    write(FOLDER / "calls.safetensors", calls)


if __name__ == "__main__":
    main()
