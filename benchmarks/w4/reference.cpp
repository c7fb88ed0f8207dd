#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
using numbers = std::vector<double>;

// A convolution without padding, ReLU and 2x2 max pooling of one sample, written plainly.
struct stage {
  int in, out, side;  // channels; width and height of the input
  const double *kernel, *bias;
  double *dkernel, *dbias;
  numbers x{}, y{};                // the input, and the output of the ReLU
  std::vector<std::size_t> won{};  // for each result, its index in y

  int wide() const { return side - 4; }
  std::size_t at(int c, int i, int j) const { return static_cast<std::size_t>((c * wide() + i) * wide() + j); }
  template <class F>
  void each(F f) const {  // f(index in y, index in x, index in the kernel)
    for (int o = 0; o < out; ++o)
      for (int i = 0; i < wide(); ++i)
        for (int j = 0; j < wide(); ++j)
          for (int c = 0; c < in; ++c)
            for (int k = 0; k < 25; ++k)
              f(at(o, i, j), static_cast<std::size_t>((c * side + i + k / 5) * side + j + k % 5),
                static_cast<std::size_t>((o * in + c) * 25 + k));
  }
  numbers forward(const numbers& input) {
    x = input;
    y.assign(at(out, 0, 0), 0);
    for (std::size_t n = 0; n < y.size(); ++n) y[n] = bias[n / at(1, 0, 0)];
    each([&](std::size_t to, std::size_t from, std::size_t w) { y[to] += kernel[w] * x[from]; });
    for (double& v : y) v = std::max(v, 0.0);
    numbers result;
    won.clear();
    for (int o = 0; o < out; ++o)
      for (int i = 0; i < wide(); i += 2)
        for (int j = 0; j < wide(); j += 2) {
          std::size_t best = at(o, i, j);
          for (std::size_t other : {at(o, i, j + 1), at(o, i + 1, j), at(o, i + 1, j + 1)})
            if (y[other] > y[best]) best = other;
          won.push_back(best);
          result.push_back(y[best]);
        }
    return result;
  }
  numbers backward(const numbers& d) {
    numbers dy(y.size()), dx(x.size());
    for (std::size_t n = 0; n < d.size(); ++n)
      if (y[won[n]] > 0) dy[won[n]] += d[n];
    for (std::size_t n = 0; n < dy.size(); ++n) dbias[n / at(1, 0, 0)] += dy[n];
    each([&](std::size_t to, std::size_t from, std::size_t w) {
      dkernel[w] += dy[to] * x[from];
      dx[from] += dy[to] * kernel[w];
    });
    return dx;
  }
};

bench::values right() {
  numbers p = bench::convert<double>(w4::parameters()), g(p.size());
  constexpr long first = 0, second = 156, dense = 156 + 2416;
  const std::vector<float> images = w4::images();
  const std::vector<int> labels = w4::labels();
  bench::values found;
  for (int step = 0; step < 5; ++step) {
    std::fill(g.begin(), g.end(), 0.0);
    double total = 0;
    stage a{1, 6, 28, &p[first], &p[first + 150], &g[first], &g[first + 150]};
    stage b{6, 16, 12, &p[second], &p[second + 2400], &g[second], &g[second + 2400]};
    bench::plain_network net{
        {256, 120, 84, 10}, bench::activation::relu, bench::activation::none, numbers(p.begin() + dense, p.end())};
    for (std::size_t s = 0; s < w4::batch; ++s) {
      const numbers image(images.begin() + static_cast<long>(s) * 784, images.begin() + static_cast<long>(s + 1) * 784);
      const numbers features = b.forward(a.forward(image));
      numbers d;
      net.forward_from(features);
      total += bench::cross_entropy(net.a.back(), labels[s], d) / w4::batch;
      for (double& each : d) each /= w4::batch;
      a.backward(b.backward(net.backward(d)));
    }
    std::copy(net.g.begin(), net.g.end(), g.begin() + dense);
    bench::plain_sgd{0.05}(p, g);
    found.push_back(total);
  }
  found.insert(found.end(), p.begin(), p.end());
  return found;
}
constexpr double conv1 = 6 * 576 * 25, conv2 = 16 * 64 * 150, rest = 256 * 120 + 120 * 84 + 84 * 10;
const bench::define here{"W4", 2.0 * w4::batch*(2 * conv1 + 3 * conv2 + 3 * rest), 0.05, {3e-6, 2e-5}, {1e-9, 1e-9},
                         right};
}  // namespace
