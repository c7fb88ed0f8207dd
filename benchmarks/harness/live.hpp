// A live model of sound, block by block; its WaveNets and LSTMs, their parameters and their reference.
#pragma once

#include "reference.hpp"

namespace bench {

// step(from, to) plays the next `Frames` frames. Values: what it makes of the whole signal.
template <class Self, int Frames>
struct blocks : subject {
  std::vector<float> signal;
  alignas(64) float heard[Frames]{};
  std::size_t at = 0;

  explicit blocks(std::vector<float> from) : signal(std::move(from)) {}
  void next() {
    static_cast<Self&>(*this).step(signal.data() + at, heard);
    at = (at + Frames) % signal.size();
  }
  values compute() override {
    values v;
    for (std::size_t i = 0; i < signal.size(); i += Frames) {
      next();
      v.insert(v.end(), heard, heard + Frames);
    }
    return v;
  }
  void repeat(long calls) override {
    repeatedly(
        calls, [this]() __attribute__((always_inline)) { next(); });
  }
};

// Twice the receptive field of the larger WaveNet, so that every history is full and begins anew.
inline std::vector<float> sound() { return numbers(8192, 101, 1); }

// x = W x; for each dilation d: z = conv(x; 3 taps, d) + b + M c, a = tanh z, s = s + a, x = x + W' a + b'; then W s +
// b.
struct wavenet_stack {
  int channels, head, layers;
  bool bias;  // of the head
  int dilations[16];
};
struct wavenet {
  static constexpr int taps = 3;
  wavenet_stack stacks[2];

  constexpr int in(int s) const { return s == 0 ? 1 : stacks[s - 1].channels; }
  // The convolution behind the last layer of all leads nowhere.
  constexpr bool has_out(int s, int layer) const { return s == 0 || layer + 1 < stacks[s].layers; }
  constexpr int products() const {  // of a frame
    int n = 1;
    for (int s = 0; s < 2; ++s) {
      const int c = stacks[s].channels;
      n += in(s)*c + c * stacks[s].head;
      for (int l = 0; l < stacks[s].layers; ++l) n += taps * c * c + c + has_out(s, l) * c * c;
    }
    return n;
  }
};
inline constexpr wavenet standard_wavenet{{{16, 8, 10, false, {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}},
                                           {8, 1, 10, true, {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}}}};
inline constexpr wavenet nano_wavenet{{{4, 2, 7, false, {1, 2, 4, 8, 16, 32, 64}},
                                       {2, 1, 13, true, {128, 256, 512, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512}}}};

// The factor of the result; for each stack W [in][channels]; for each layer the convolution's weight
// [in][taps][channels] and bias, M [channels], W' [channels][channels] and b', if it leads anywhere; the head's W
// [channels][head] and b.
inline std::vector<float> wavenet_parameters(const wavenet& w) {
  std::vector<float> all{0.02f};
  unsigned seed = 110;
  const auto add = [&](int count, int inputs) {
    const std::vector<float> some = numbers(count, ++seed, 1 / std::sqrt(inputs));
    all.insert(all.end(), some.begin(), some.end());
  };
  for (int s = 0; s < 2; ++s) {
    const int c = w.stacks[s].channels;
    add(w.in(s)*c, w.in(s));
    for (int l = 0; l < w.stacks[s].layers; ++l) {
      add(w.taps * c * c, w.taps * c);
      add(c, w.taps * c);
      add(c, 1);
      if (w.has_out(s, l)) add(c * c, c), add(c, c);
    }
    add(c * w.stacks[s].head, c);
    if (w.stacks[s].bias) add(w.stacks[s].head, c);
  }
  return all;
}

inline values plain_wavenet(const wavenet& w, const std::vector<float>& parameters, const std::vector<float>& signal) {
  using rows = std::vector<std::vector<double>>;  // [channel][frame]
  const std::size_t frames = signal.size();
  const float* p = parameters.data();
  // y += conv(x), with the weight at p.
  const auto convolve = [&](const rows& x, rows& y, int taps, int dilation) {
    for (const std::vector<double>& from : x)
      for (int tap = 0; tap < taps; ++tap)
        for (std::vector<double>& to : y) {
          const auto late = static_cast<std::size_t>((taps - 1 - tap) * dilation);
          const double weight = static_cast<double>(*p++);
          for (std::size_t t = late; t < frames; ++t) to[t] += weight * from[t - late];
        }
  };
  const auto add_bias = [&](rows& y) {
    for (std::vector<double>& to : y) {
      for (double& each : to) each += static_cast<double>(*p);
      ++p;
    }
  };
  const auto zeros = [&](int channels) {
    return rows(static_cast<std::size_t>(channels), std::vector<double>(frames));
  };
  const double scale = static_cast<double>(*p++);
  const rows condition{convert<double>(signal)};
  rows x = condition, sum = zeros(w.stacks[0].channels);
  for (const wavenet_stack& s : w.stacks) {
    rows entered = zeros(s.channels);
    convolve(x, entered, 1, 1);
    x = std::move(entered);
    for (int l = 0; l < s.layers; ++l) {
      rows a = zeros(s.channels);
      convolve(x, a, w.taps, s.dilations[l]);
      add_bias(a);
      convolve(condition, a, 1, 1);
      for (std::size_t c = 0; c < a.size(); ++c)
        for (std::size_t t = 0; t < frames; ++t) sum[c][t] += a[c][t] = std::tanh(a[c][t]);
      if (!w.has_out(&s == w.stacks ? 0 : 1, l)) continue;
      convolve(a, x, 1, 1);
      add_bias(x);
    }
    rows head = zeros(s.head);
    convolve(sum, head, 1, 1);
    if (s.bias) add_bias(head);
    sum = std::move(head);
  }
  for (double& each : sum[0]) each *= scale;
  return sum[0];
}

// Layers of LSTMs of `hidden` and a dense layer, with PyTorch's formulas and gate order. For each layer weight_ih
// [in][4 hidden], bias_ih, weight_hh [hidden][4 hidden], bias_hh; out.weight [hidden], out.bias; the first h of every
// layer, the first c of every layer.
struct lstm_stack {
  int hidden, layers;
  constexpr int in(int layer) const { return layer == 0 ? 1 : hidden; }
  constexpr int products() const {
    int n = hidden;
    for (int l = 0; l < layers; ++l) n += 4 * hidden * (in(l) + hidden);
    return n;
  }
  constexpr int parameters() const { return products() + layers * 10 * hidden + 1; }
};
inline constexpr lstm_stack one_layer{16, 1}, two_layers{8, 2};

inline std::vector<float> lstm_parameters(const lstm_stack& m) {
  return numbers(m.parameters(), 102, 1 / std::sqrt(m.hidden));
}

inline values plain_lstm(const lstm_stack& m, const std::vector<float>& parameters, const std::vector<float>& signal) {
  const std::size_t H = static_cast<std::size_t>(m.hidden);
  std::vector<std::vector<double>> h, c;
  const float* begin = parameters.data() + m.parameters() - 2 * m.layers * m.hidden;
  for (auto* state : {&h, &c})
    for (int l = 0; l < m.layers; ++l, begin += H) state->emplace_back(begin, begin + H);
  values all;
  for (const float now : signal) {
    const float* p = parameters.data();
    std::vector<double> x{static_cast<double>(now)};
    for (std::size_t l = 0; l < h.size(); ++l) {
      std::vector<double> z(4 * H);
      const auto add = [&](const std::vector<double>& from) {
        for (const double each : from)
          for (double& to : z) to += static_cast<double>(*p++) * each;
        for (double& to : z) to += static_cast<double>(*p++);
      };
      add(x);
      add(h[l]);
      for (std::size_t k = 0; k < H; ++k) {
        const auto gate = [&](std::size_t g) { return apply(activation::sigmoid, z[g * H + k]); };
        c[l][k] = gate(1) * c[l][k] + gate(0) * std::tanh(z[2 * H + k]);
        h[l][k] = gate(3) * std::tanh(c[l][k]);
      }
      x = h[l];
    }
    double y = static_cast<double>(p[H]);
    for (std::size_t k = 0; k < H; ++k) y += static_cast<double>(p[k]) * x[k];
    all.push_back(y);
  }
  return all;
}

}  // namespace bench
