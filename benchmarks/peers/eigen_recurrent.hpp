// One time step of a GRU and of an LSTM with one input and a dense output, in Eigen with fixed sizes.
#pragma once

#include "eigen.hpp"

namespace peers {

template <int H, int Gates>
struct eigen_cell {
  using state = Eigen::Array<float, H, 1>;
  using all = Eigen::Array<float, Gates * H, 1>;
  matrix<float, Gates * H, H> wh;
  all wx, bx, bh;
  state out, h = state::Zero();
  float out_bias;

  explicit eigen_cell(const float* p) {
    const auto read = [&](float* to, auto count) { std::copy(p, p + count, to), p += count; };
    read(wx.data(), wx.size());
    read(bx.data(), bx.size());
    read(wh.data(), wh.size());  // [out][in], column-major: the shared [in][out]
    read(bh.data(), bh.size());
    read(out.data(), out.size());
    read(&out_bias, 1);
  }
  template <class E>
  static auto sigmoid(const E& x) {
    return (0.5f * (0.5f * x).tanh() + 0.5f).eval();
  }
  all recurrent() const {
    all r;
    r.matrix().noalias() = wh * h.matrix();
    return r + bh;
  }
};

template <int H>
struct eigen_gru : eigen_cell<H, 3> {
  using base = eigen_cell<H, 3>;
  using eigen_cell<H, 3>::eigen_cell;
  float step(float x) {
    const typename base::all i = this->wx * x + this->bx, r = this->recurrent();
    const Eigen::Array<float, 2 * H, 1> gates = this->sigmoid(i.template head<2 * H>() + r.template head<2 * H>());
    const typename base::state fresh = (i.template tail<H>() + gates.template head<H>() * r.template tail<H>()).tanh();
    this->h = fresh + gates.template tail<H>() * (this->h - fresh);
    return (this->out * this->h).sum() + this->out_bias;
  }
};

template <int H>
struct eigen_lstm : eigen_cell<H, 4> {
  using base = eigen_cell<H, 4>;
  typename base::state c = base::state::Zero();
  using eigen_cell<H, 4>::eigen_cell;
  float step(float x) {
    const typename base::all z = this->wx * x + this->bx + this->recurrent();
    const Eigen::Array<float, 2 * H, 1> gates = this->sigmoid(z.template head<2 * H>());
    const typename base::state open = this->sigmoid(z.template tail<H>());
    c = gates.template tail<H>() * c + gates.template head<H>() * z.template segment<H>(2 * H).tanh();
    this->h = open * c.tanh();
    return (this->out * this->h).sum() + this->out_bias;
  }
};

}  // namespace peers
