#!/usr/bin/env python3
"""Fits the rational function of simd::rational_tanh: x P(x^2) / Q(x^2), P and Q of degree 3, on [0, END].

    /usr/bin/python3 tests/reference/rational_tanh.py    prints the coefficients of P and Q, from the highest power down

Needs numpy. The largest relative error is minimised by least squares whose weights grow where the error is largest (C.
Lawson, 1961). The value at END is to be slightly above 1, so that clamping it gives 1. END balances the error of the fit and
that of tanh(END) = 1: it was found by trying.
"""

import numpy

END, DEGREE, POINTS, ROUNDS, ABOVE = 7.2, 3, 1500, 3000, 2.0 ** -21

x = END * (1 - numpy.cos(numpy.pi * numpy.arange(1, POINTS + 1) / POINTS)) / 2  # denser at both ends
y = numpy.tanh(x)
powers = (x / END)[:, None] ** (2 * numpy.arange(DEGREE + 1))
# x P - y Q = 0 with Q(0) = 1, and at END the value 1 + ABOVE, which outweighs everything.
rows = numpy.hstack([x[:, None] * powers, -y[:, None] * powers[:, 1:]])
last = 1e4 * numpy.concatenate([numpy.full(DEGREE + 1, END), numpy.full(DEGREE, -(1 + ABOVE))])

weights, below, best = numpy.full(POINTS, 1 / POINTS), numpy.ones(POINTS), (numpy.inf, None)
for _ in range(ROUNDS):
    factor = numpy.sqrt(weights) / (below * y)
    left, right = numpy.vstack([rows * factor[:, None], last]), numpy.append(y * factor, 1e4 * (1 + ABOVE))
    size = numpy.linalg.norm(left, axis=0)
    found = numpy.linalg.lstsq(left / size, right, rcond=None)[0] / size
    below = 1 + powers[:, 1:] @ found[DEGREE + 1:]
    error = abs(numpy.minimum(1, x * (powers @ found[:DEGREE + 1]) / below) / y - 1)
    best = min(best, (error.max(), found), key=lambda pair: pair[0])
    weights = weights * (error / error.max() + 1e-3) ** 0.6
    weights /= weights.sum()

scale = END ** (2.0 * numpy.arange(DEGREE + 1))
print(f"relative error {best[0]:.3g}")
print("P", ", ".join(f"{c:.10g}" for c in (best[1][:DEGREE + 1] / scale)[::-1]))
print("Q", ", ".join(f"{c:.10g}" for c in (numpy.append(1, best[1][DEGREE + 1:]) / scale)[::-1]))
