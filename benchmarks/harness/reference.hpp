// Reference values, computed as plainly as possible: in double, one sample and one number at a time.
#pragma once

#include <algorithm>
#include <cmath>

#include "numbers.hpp"
#include "workload.hpp"

namespace bench {

enum class activation { none, relu, tanh, sigmoid };

inline double apply(activation f, double z) {
  switch (f) {
    case activation::relu:
      return z > 0 ? z : 0;
    case activation::tanh:
      return std::tanh(z);
    case activation::sigmoid:
      return 1 / (1 + std::exp(-z));
    default:
      return z;
  }
}
// The derivative, given the value y of the function.
inline double slope(activation f, double y) {
  switch (f) {
    case activation::relu:
      return y > 0 ? 1 : 0;
    case activation::tanh:
      return 1 - y * y;
    case activation::sigmoid:
      return y * (1 - y);
    default:
      return 1;
  }
}

// Dense layers; parameters in the order of numbers.hpp.
struct plain_network {
  std::vector<int> sizes;
  activation hidden, last;
  std::vector<double> p, g = std::vector<double>(p.size());
  std::vector<std::vector<double>> a{};  // the values of each layer for one sample

  std::size_t depth() const { return sizes.size() - 1; }
  std::size_t begin(std::size_t layer) const {
    std::size_t at = 0;
    for (std::size_t l = 0; l < layer; ++l) at += static_cast<std::size_t>((sizes[l] + 1) * sizes[l + 1]);
    return at;
  }
  const std::vector<double>& forward(const float* x) { return forward_from({x, x + sizes[0]}); }
  const std::vector<double>& forward_from(std::vector<double> x) {
    a.assign(1, std::move(x));
    for (std::size_t l = 0; l < depth(); ++l) {
      const auto in = static_cast<std::size_t>(sizes[l]), out = static_cast<std::size_t>(sizes[l + 1]);
      const double* w = p.data() + begin(l);
      std::vector<double> z(w + in * out, w + in * out + out);
      for (std::size_t i = 0; i < in; ++i)
        for (std::size_t o = 0; o < out; ++o) z[o] += w[i * out + o] * a[l][i];
      for (double& each : z) each = apply(l + 1 == depth() ? last : hidden, each);
      a.push_back(z);
    }
    return a.back();
  }
  // Adds to g; d is the derivative with respect to the outputs of the last layer. Returns that with respect to the
  // inputs.
  std::vector<double> backward(std::vector<double> d) {
    for (std::size_t l = depth(); l-- > 0;) {
      const auto in = static_cast<std::size_t>(sizes[l]), out = static_cast<std::size_t>(sizes[l + 1]);
      for (std::size_t o = 0; o < out; ++o) d[o] *= slope(l + 1 == depth() ? last : hidden, a[l + 1][o]);
      const double* w = p.data() + begin(l);
      double* gw = g.data() + begin(l);
      std::vector<double> below(in);
      for (std::size_t i = 0; i < in; ++i)
        for (std::size_t o = 0; o < out; ++o) {
          gw[i * out + o] += a[l][i] * d[o];
          below[i] += w[i * out + o] * d[o];
        }
      for (std::size_t o = 0; o < out; ++o) gw[in * out + o] += d[o];
      d = below;
    }
    return d;
  }
};

// -log softmax(z)[label]; d becomes its derivative.
inline double cross_entropy(const std::vector<double>& z, int label, std::vector<double>& d) {
  const double top = *std::max_element(z.begin(), z.end());
  double sum = 0;
  for (double each : z) sum += std::exp(each - top);
  d.clear();
  for (double each : z) d.push_back(std::exp(each - top) / sum);
  const auto right = static_cast<std::size_t>(label);
  d[right] -= 1;
  return std::log(sum) + top - z[right];
}
inline double squared_error(const std::vector<double>& z, const float* y, std::vector<double>& d) {
  double sum = 0;
  d.clear();
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double r = z[i] - static_cast<double>(y[i]);
    sum += r * r;
    d.push_back(2 * r / static_cast<double>(z.size()));
  }
  return sum / static_cast<double>(z.size());
}

struct plain_sgd {
  double rate;
  void operator()(std::vector<double>& p, const std::vector<double>& g) {
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * g[i];
  }
};
// v <- mu v + g, w <- w - rate v
struct plain_momentum {
  double rate, mu = 0.9;
  std::vector<double> v{};
  void operator()(std::vector<double>& p, const std::vector<double>& g) {
    v.resize(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * (v[i] = mu * v[i] + g[i]);
  }
};
struct plain_adam {
  double rate;
  int t = 0;
  std::vector<double> m{}, v{};
  void operator()(std::vector<double>& p, const std::vector<double>& g) {
    m.resize(p.size()), v.resize(p.size()), ++t;
    for (std::size_t i = 0; i < p.size(); ++i) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      p[i] -= rate * (m[i] / (1 - std::pow(0.9, t))) / (std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-8);
    }
  }
};

// Five steps over one batch: their losses, then the parameters. loss(sample, output, d) returns the loss of a sample.
template <class Loss, class Optimiser>
values train(plain_network net, const std::vector<float>& x, Loss loss, Optimiser update) {
  values found;
  const std::size_t features = static_cast<std::size_t>(net.sizes[0]), batch = x.size() / features;
  for (int step = 0; step < 5; ++step) {
    double total = 0;
    std::fill(net.g.begin(), net.g.end(), 0.0);
    for (std::size_t s = 0; s < batch; ++s) {
      std::vector<double> d;
      total += loss(s, net.forward(x.data() + s * features), d) / static_cast<double>(batch);
      for (double& each : d) each /= static_cast<double>(batch);
      net.backward(d);
    }
    found.push_back(total);
    update(net.p, net.g);
  }
  found.insert(found.end(), net.p.begin(), net.p.end());
  return found;
}

}  // namespace bench
