#!/usr/bin/env python3
"""Writes small models in RTNeural's two formats, with an input and what plain loops in NumPy compute from it.

    python3 tests/reference/rtneural.py      # tests/reference/rtneural/*.json
"""

import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent / "rtneural"
random = np.random.default_rng(11)


def draw(*shape):
    return np.round(random.uniform(-1, 1, shape), 4)


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


def gru(xs, w, u, b):
    """Keras, reset_after: gates update, reset, new."""
    h = np.zeros(u.shape[0])
    n = len(h)
    out = []
    for x in xs:
        a, c = x @ w + b[0], h @ u + b[1]
        z, r = sigmoid(a[:n] + c[:n]), sigmoid(a[n:2 * n] + c[n:2 * n])
        h = (1 - z) * np.tanh(a[2 * n:] + r * c[2 * n:]) + z * h
        out.append(h)
    return np.array(out)


def lstm(xs, w, u, b):
    """Gates input, forget, cell, output."""
    n = u.shape[0]
    h, c, out = np.zeros(n), np.zeros(n), []
    for x in xs:
        a = x @ w + h @ u + b
        c = sigmoid(a[n:2 * n]) * c + sigmoid(a[:n]) * np.tanh(a[2 * n:3 * n])
        h = sigmoid(a[3 * n:]) * np.tanh(c)
        out.append(h)
    return np.array(out)


def conv1d(xs, w, b, dilation):
    """Causal: [frames, in], [taps, in, out]."""
    taps = len(w)
    past = np.concatenate([np.zeros(((taps - 1) * dilation, xs.shape[1])), xs])
    return np.array([sum(past[t + k * dilation] @ w[k] for k in range(taps)) + b for t in range(len(xs))])


def layer(kind, weights, outputs, **more):
    return {"type": kind, "activation": more.pop("activation", ""), "shape": [None, None, outputs],
            "weights": [w.tolist() for w in weights], **more}


def write(name, model, x, y):
    HERE.mkdir(exist_ok=True)
    (HERE / f"{name}.json").write_text(json.dumps(model) + "\n")
    (HERE / f"{name}.csv").write_text("x,y\n" + "".join(f"{a:.9g},{b:.9g}\n" for a, b in zip(x.ravel(), y.ravel())))


def main():
    x = draw(12, 1)
    d1, g, l, d2 = [draw(1, 3), draw(3)], [draw(3, 12), draw(4, 12), draw(2, 12)], [draw(4, 8), draw(2, 8), draw(8)], \
        [draw(2, 1), draw(1)]
    y = lstm(gru(np.tanh(x @ d1[0] + d1[1]), *g), *l) @ d2[0] + d2[1]
    write("recurrent", {"in_shape": [None, None, 1], "layers": [
        layer("time-distributed-dense", d1, 3, activation="tanh"), layer("gru", g, 4), layer("lstm", l, 2),
        layer("dense", d2, 1)]}, x, y)

    c1, d3 = [draw(3, 1, 4), draw(4)], [draw(4, 1)]
    y = np.maximum(conv1d(x, *c1, 2), 0) @ d3[0]
    write("convolution", {"in_shape": [None, None, 1], "layers": [
        layer("conv1d", c1, 4, kernel_size=[3], dilation=[2], groups=1), layer("activation", [], 4, activation="relu"),
        layer("dense", d3, 1)]}, x, y)

    d4, n, p, d5 = [draw(1, 5), draw(5)], [draw(5), draw(5), draw(5), np.abs(draw(5))], [draw(1, 5)], [draw(5, 1), draw(1)]
    a = np.tanh(x @ d4[0] + d4[1])
    a = n[0] * (a - n[2]) / np.sqrt(n[3] + 0.01) + n[1]
    y = np.where(a > 0, a, p[0] * a) @ d5[0] + d5[1]
    write("norm", {"in_shape": [None, None, 1], "layers": [
        layer("dense", d4, 5, activation="tanh"), layer("batchnorm", n, 5, epsilon=0.01), layer("prelu", p, 5),
        layer("dense", d5, 1)]}, x, y)

    # A state_dict of PyTorch: gates reset, update, new; weights [out][in].
    w, u, b, d6 = draw(1, 9), draw(3, 9), draw(2, 9), [draw(3, 1), draw(1)]
    y = gru(x, w, u, b) @ d6[0] + d6[1]
    swapped = [np.concatenate([v[..., 3:6], v[..., :3], v[..., 6:]], axis=-1) for v in (w, u, b)]
    write("torch", {"gru.weight_ih_l0": swapped[0].T.tolist(), "gru.weight_hh_l0": swapped[1].T.tolist(),
                    "gru.bias_ih_l0": swapped[2][0].tolist(), "gru.bias_hh_l0": swapped[2][1].tolist(),
                    "dense.weight": d6[0].T.tolist(), "dense.bias": d6[1].tolist()}, x, y)


if __name__ == "__main__":
    main()
