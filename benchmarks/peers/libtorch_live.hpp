// Live models in libtorch: a convolution's history is a tensor in front of the block; an LSTM keeps its state.
#pragma once

#include "../harness/live.hpp"
#include "libtorch.hpp"

namespace peers {

struct torch_wavenet {
  struct layer {
    torch::Tensor conv, bias, mix, out, out_bias, history;
    std::int64_t dilation;
  };
  struct stack {
    torch::Tensor in, head, head_bias;
    std::vector<layer> layers;
  };
  float scale;
  std::vector<stack> stacks;

  torch_wavenet(const bench::wavenet& w, const float* p) {
    one_thread();
    // [in][taps][out] to [out, in, taps]
    const auto weight = [&](int in, int taps, int out) {
      const torch::Tensor t =
          torch::from_blob(const_cast<float*>(p), {in, taps, out}).permute({2, 0, 1}).contiguous().clone();
      p += in * taps * out;
      return t;
    };
    const auto bias = [&](int out) {
      const torch::Tensor t = torch::from_blob(const_cast<float*>(p), {out}).clone();
      p += out;
      return t;
    };
    scale = *p++;
    for (int s = 0; s < 2; ++s) {
      const bench::wavenet_stack& of = w.stacks[s];
      const int c = of.channels;
      stack to;
      to.in = weight(w.in(s), 1, c);
      for (int l = 0; l < of.layers; ++l) {
        layer k;
        k.dilation = of.dilations[l];
        k.conv = weight(c, w.taps, c);
        k.bias = bias(c);
        k.mix = weight(1, 1, c);
        if (w.has_out(s, l)) k.out = weight(c, 1, c), k.out_bias = bias(c);
        k.history = torch::zeros({1, c, (w.taps - 1) * k.dilation});
        to.layers.push_back(k);
      }
      to.head = weight(c, 1, of.head);
      if (of.bias) to.head_bias = bias(of.head);
      stacks.push_back(to);
    }
  }
  static torch::Tensor dilated(const torch::Tensor& window, const layer& l) {
    constexpr std::int64_t stride = 1, padding = 0;
    return torch::conv1d(window, l.conv, l.bias, at::IntArrayRef(stride), at::IntArrayRef(padding),
                         at::IntArrayRef(l.dilation));
  }
  void step(const float* from, float* to, int frames) {
    const c10::InferenceMode guard;
    const torch::Tensor condition = torch::from_blob(const_cast<float*>(from), {1, 1, frames});
    torch::Tensor x = condition, sum;
    for (stack& s : stacks) {
      x = torch::conv1d(x, s.in);
      for (layer& l : s.layers) {
        const torch::Tensor window = torch::cat({l.history, x}, 2);
        l.history = window.narrow(2, frames, l.history.size(2));
        const torch::Tensor a = dilated(window, l).add_(torch::conv1d(condition, l.mix)).tanh_();
        sum = sum.defined() ? sum.add_(a) : a.clone();
        if (l.out.defined()) x = torch::conv1d(a, l.out, l.out_bias).add_(x);
      }
      sum = torch::conv1d(sum, s.head, s.head_bias);
    }
    sum.mul_(scale);
    std::copy_n(sum.data_ptr<float>(), frames, to);
  }
};

struct torch_lstm_stack {
  torch::nn::LSTM cells;
  torch::nn::Linear out;
  torch::Tensor h, c;

  torch_lstm_stack(const bench::lstm_stack& m, const float* p)
      : cells(torch::nn::LSTMOptions(1, m.hidden).num_layers(m.layers)),
        out(m.hidden, 1),
        h(torch::zeros({m.layers, 1, m.hidden})),
        c(torch::zeros({m.layers, 1, m.hidden})) {
    one_thread();
    const torch::NoGradGuard guard;
    auto named = cells->named_parameters();
    for (int l = 0; l < m.layers; ++l)
      for (const char* part : {"weight_ih_l", "bias_ih_l", "weight_hh_l", "bias_hh_l"}) {
        torch::Tensor& to = named[part + std::to_string(l)];
        const bool turned = to.dim() == 2;
        const std::int64_t columns = 4 * m.hidden, rows = to.numel() / columns;
        const torch::Tensor from = torch::from_blob(const_cast<float*>(p), {rows, columns});
        to.copy_(turned ? from.t() : from.reshape(to.sizes()));
        p += to.numel();
      }
    p = set_linear(out, p);
    for (torch::Tensor* state : {&h, &c}) {
      state->copy_(torch::from_blob(const_cast<float*>(p), state->sizes()));
      p += state->numel();
    }
  }
  void step(const float* from, float* to, int frames) {
    const c10::InferenceMode guard;
    const auto [all, state] = cells(torch::from_blob(const_cast<float*>(from), {frames, 1, 1}), std::make_tuple(h, c));
    std::tie(h, c) = state;
    const torch::Tensor y = out(all);
    std::copy_n(y.data_ptr<float>(), frames, to);
  }
};

}  // namespace peers
