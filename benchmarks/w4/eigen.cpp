// Convolutions as matrix products: for each sample the windows of the image become columns (im2col).
#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using peers::eigen_dense;
using peers::eigen_sgd;
template <int R, int C>
using rows_first = Eigen::Matrix<float, R, C, Eigen::RowMajor>;

template <int In, int Out, int Side>
struct convolution {
  static constexpr int wide = Side - 4, places = wide * wide, half = wide / 2, taps = In * 25;
  rows_first<Out, taps> kernel, dkernel;
  peers::matrix<float, Out> bias, dbias;
  rows_first<taps, places> windows, dwindows;
  rows_first<Out, places> y[w4::batch], dy;  // after the ReLU

  const float* set(const float* p) {
    std::copy(p, p + kernel.size(), kernel.data());
    std::copy(p + kernel.size(), p + kernel.size() + Out, bias.data());
    return p + kernel.size() + Out;
  }
  template <class List>
  void append(List& to) const {
    to.insert(to.end(), kernel.data(), kernel.data() + kernel.size());
    to.insert(to.end(), bias.data(), bias.data() + Out);
  }
  void look(const float* x) {
    for (int c = 0; c < In; ++c)
      for (int k = 0; k < 25; ++k)
        for (int i = 0; i < wide; ++i) {
          const float* from = x + (c * Side + i + k / 5) * Side + k % 5;
          std::copy(from, from + wide, windows.data() + (c * 25 + k) * places + i * wide);
        }
  }
  void forward(int sample, const float* x, float* pooled) {
    look(x);
    rows_first<Out, places>& out = y[sample];
    out.noalias() = kernel * windows;
    out = (out.colwise() + bias).cwiseMax(0.f);
    for (int o = 0; o < Out; ++o)
      for (int i = 0; i < half; ++i) {
        const float* p = out.data() + o * places + 2 * i * wide;
        for (int j = 0; j < half; ++j)
          *pooled++ = std::max(std::max(p[2 * j], p[2 * j + 1]), std::max(p[wide + 2 * j], p[wide + 2 * j + 1]));
      }
  }
  // dx: only if there is a layer before this one; zeroed by the caller.
  void backward(int sample, const float* x, const float* dpooled, float* dx) {
    const rows_first<Out, places>& out = y[sample];
    dy.setZero();
    for (int o = 0; o < Out; ++o)
      for (int i = 0; i < half; ++i)
        for (int j = 0; j < half; ++j) {
          int best = 2 * i * wide + 2 * j;
          for (int other : {best + 1, best + wide, best + wide + 1})
            if (out(o, other) > out(o, best)) best = other;
          const float d = *dpooled++;
          dy(o, best) = out(o, best) > 0 ? d : 0;
        }
    look(x);
    dkernel.noalias() += dy * windows.transpose();
    dbias += dy.rowwise().sum();
    if (!dx) return;
    dwindows.noalias() = kernel.transpose() * dy;
    for (int c = 0; c < In; ++c)
      for (int k = 0; k < 25; ++k)
        for (int i = 0; i < wide; ++i) {
          float* to = dx + (c * Side + i + k / 5) * Side + k % 5;
          const float* from = dwindows.data() + (c * 25 + k) * places + i * wide;
          for (int j = 0; j < wide; ++j) to[j] += from[j];
        }
  }
  void update(float rate) {
    kernel -= rate * dkernel;
    bias -= rate * dbias;
    dkernel.setZero();
    dbias.setZero();
  }
};

struct subject : bench::training<subject> {
  static constexpr int B = w4::batch;
  std::vector<float> images = w4::images();
  std::vector<int> labels = w4::labels();
  convolution<1, 6, 28> a;
  convolution<6, 16, 12> b;
  eigen_dense<float, 256, 120, eigen_sgd> first;
  eigen_dense<float, 120, 84, eigen_sgd> second;
  eigen_dense<float, 84, 10, eigen_sgd> out;
  eigen_sgd rule;
  peers::matrix<float, 864, B> p1, dp1;
  peers::matrix<float, 256, B> p2, dp2;
  peers::matrix<float, 120, B> h1, d1;
  peers::matrix<float, 84, B> h2, d2;
  peers::matrix<float, 10, B> z;

  explicit subject(double rate) : rule{static_cast<float>(rate)} {
    out.set(second.set(first.set(b.set(a.set(w4::parameters().data())))));
    a.dkernel.setZero(), a.dbias.setZero(), b.dkernel.setZero(), b.dbias.setZero();
  }
  float step() {
    for (int s = 0; s < B; ++s) {
      a.forward(s, &images[s * 784], p1.col(s).data());
      b.forward(s, p1.col(s).data(), p2.col(s).data());
    }
    first.forward(p2, h1);
    h1 = h1.cwiseMax(0.f);
    second.forward(h1, h2);
    h2 = h2.cwiseMax(0.f);
    out.forward(h2, z);
    const float loss = peers::eigen_cross_entropy(z, labels.data());
    d2.noalias() = out.weight.transpose() * z;
    d2 = (h2.array() > 0.f).select(d2, 0.f);
    out.update(rule, h2, z);
    d1.noalias() = second.weight.transpose() * d2;
    d1 = (h1.array() > 0.f).select(d1, 0.f);
    second.update(rule, h1, d2);
    dp2.noalias() = first.weight.transpose() * d1;
    first.update(rule, p2, d1);
    dp1.setZero();
    for (int s = 0; s < B; ++s) {
      b.backward(s, p1.col(s).data(), dp2.col(s).data(), dp1.col(s).data());
      a.backward(s, &images[s * 784], dp1.col(s).data(), nullptr);
    }
    a.update(rule.rate);
    b.update(rule.rate);
    return loss;
  }
  void parameters(bench::values& v) const {
    a.append(v);
    b.append(v);
    first.append(v);
    second.append(v);
    out.append(v);
  }
};
const bench::enrol<subject> here{"W4", "Eigen", "float"};
}  // namespace
