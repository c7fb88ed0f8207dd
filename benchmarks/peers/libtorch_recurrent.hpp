// torch::nn's cells with a dense output.
#pragma once

#include "libtorch.hpp"

namespace peers {

template <class Cell>
void set_cell(Cell& cell, torch::nn::Linear& out, const float* p) {
  const torch::NoGradGuard guard;
  const auto read = [&](torch::Tensor& to, bool turned) {
    const auto rows = turned ? to.size(1) : to.size(0), columns = to.numel() / rows;
    const torch::Tensor from = torch::from_blob(const_cast<float*>(p), {rows, columns});
    to.copy_(turned ? from.t() : from.reshape(to.sizes()));
    p += to.numel();
  };
  read(cell->weight_ih, true);
  read(cell->bias_ih, false);
  read(cell->weight_hh, true);
  read(cell->bias_hh, false);
  set_linear(out, p);
}

struct torch_gru {
  torch::nn::GRUCell cell;
  torch::nn::Linear out;
  torch::Tensor h, x = torch::zeros({1, 1});
  torch_gru(int hidden, const float* p) : cell(1, hidden), out(hidden, 1), h(torch::zeros({1, hidden})) {
    one_thread();
    set_cell(cell, out, p);
  }
  float step(float now) {
    const c10::InferenceMode guard;
    *x.data_ptr<float>() = now;
    h = cell(x, h);
    return out(h).item<float>();
  }
};

struct torch_lstm {
  torch::nn::LSTMCell cell;
  torch::nn::Linear out;
  torch::Tensor h, c, x = torch::zeros({1, 1});
  torch_lstm(int hidden, const float* p)
      : cell(1, hidden), out(hidden, 1), h(torch::zeros({1, hidden})), c(torch::zeros({1, hidden})) {
    one_thread();
    set_cell(cell, out, p);
  }
  float step(float now) {
    const c10::InferenceMode guard;
    *x.data_ptr<float>() = now;
    std::tie(h, c) = cell(x, std::make_tuple(h, c));
    return out(h).item<float>();
  }
};

}  // namespace peers
