// A recurrent cell with a dense output over a series of numbers, and its reference.
#pragma once

#include "reference.hpp"

namespace bench {

// step(x) updates the state and returns the output. Values: the outputs over the series.
template <class Self>
struct series : subject {
  std::vector<float> inputs;
  std::size_t at = 0;

  explicit series(std::vector<float> numbers) : inputs(std::move(numbers)) {}
  float next() { return static_cast<Self&>(*this).step(inputs[at++ % inputs.size()]); }
  values compute() override {
    values v;
    for (std::size_t i = 0; i < inputs.size(); ++i) v.push_back(static_cast<double>(next()));
    return v;
  }
  void repeat(long calls) override {
    float sum = 0;
    repeatedly(
        calls, [&]() __attribute__((always_inline)) { sum += next(); });
    at = sum == 12345 ? 1 : 0;  // the outputs are used
  }
};

// A GRU (Gates = 3: reset, update, new) or an LSTM (4: input, forget, cell, output).
template <int H, int Gates>
values plain_series(const std::vector<float>& parameters, const std::vector<float>& x) {
  const float *wx = parameters.data(), *bx = wx + Gates * H, *wh = bx + Gates * H, *bh = wh + H * Gates * H;
  const float* out = bh + Gates * H;
  std::vector<double> h(H), c(H), all;
  const auto sigmoid = [](double z) { return apply(activation::sigmoid, z); };
  for (float now : x) {
    std::vector<double> i(Gates * H), r(Gates * H);
    for (int g = 0; g < Gates * H; ++g) {
      i[g] = static_cast<double>(wx[g]) * now + bx[g];
      r[g] = bh[g];
      for (int k = 0; k < H; ++k) r[g] += wh[k * Gates * H + g] * h[k];
    }
    for (int k = 0; k < H; ++k) {
      if (Gates == 3) {
        const double reset = sigmoid(i[k] + r[k]), update = sigmoid(i[H + k] + r[H + k]);
        const double fresh = std::tanh(i[2 * H + k] + reset * r[2 * H + k]);
        h[k] = (1 - update) * fresh + update * h[k];
      } else {
        const auto z = [&](int g) { return i[g * H + k] + r[g * H + k]; };
        c[k] = sigmoid(z(1)) * c[k] + sigmoid(z(0)) * std::tanh(z(2));
        h[k] = sigmoid(z(3)) * std::tanh(c[k]);
      }
    }
    double y = out[H];
    for (int k = 0; k < H; ++k) y += out[k] * h[k];
    all.push_back(y);
  }
  return all;
}

}  // namespace bench
