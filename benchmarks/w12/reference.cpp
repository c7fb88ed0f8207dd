#include "../harness/reference.hpp"
#include "problem.hpp"

namespace {
using namespace w12;
using numbers = std::vector<double>;
constexpr std::size_t T = tokens, W = width, D = each, H = hidden;

// x [rows][in] times w [in][out], plus b; and its derivatives, added to those of w, b and x.
numbers times(const numbers& x, const double* w, const double* b, std::size_t in, std::size_t out) {
  numbers y(x.size() / in * out);
  for (std::size_t r = 0; r < x.size() / in; ++r)
    for (std::size_t o = 0; o < out; ++o) {
      double sum = b[o];
      for (std::size_t i = 0; i < in; ++i) sum += x[r * in + i] * w[i * out + o];
      y[r * out + o] = sum;
    }
  return y;
}
void times_back(const numbers& x, const double* w, const numbers& dy, std::size_t in, std::size_t out, double* dw,
                double* db, numbers& dx) {
  dx.resize(x.size());
  for (std::size_t r = 0; r < x.size() / in; ++r)
    for (std::size_t o = 0; o < out; ++o) {
      const double d = dy[r * out + o];
      db[o] += d;
      for (std::size_t i = 0; i < in; ++i) {
        dw[i * out + o] += x[r * in + i] * d;
        dx[r * in + i] += w[i * out + o] * d;
      }
    }
}
struct layer_norm {
  numbers normal{}, deviation{};
  numbers forward(const numbers& x, const double* scale, const double* shift) {
    normal.assign(x.size(), 0), deviation.assign(T, 0);
    numbers y(x.size());
    for (std::size_t t = 0; t < T; ++t) {
      double mean = 0, variance = 0;
      for (std::size_t i = 0; i < W; ++i) mean += x[t * W + i] / W;
      for (std::size_t i = 0; i < W; ++i) variance += (x[t * W + i] - mean) * (x[t * W + i] - mean) / W;
      deviation[t] = std::sqrt(variance + epsilon);
      for (std::size_t i = 0; i < W; ++i) {
        normal[t * W + i] = (x[t * W + i] - mean) / deviation[t];
        y[t * W + i] = scale[i] * normal[t * W + i] + shift[i];
      }
    }
    return y;
  }
  void backward(const numbers& dy, const double* scale, double* dscale, double* dshift, numbers& dx) const {
    for (std::size_t t = 0; t < T; ++t) {
      double sum = 0, along = 0;
      for (std::size_t i = 0; i < W; ++i) {
        const double d = dy[t * W + i] * scale[i];
        dscale[i] += dy[t * W + i] * normal[t * W + i], dshift[i] += dy[t * W + i];
        sum += d / W, along += d * normal[t * W + i] / W;
      }
      for (std::size_t i = 0; i < W; ++i)
        dx[t * W + i] += (dy[t * W + i] * scale[i] - sum - along * normal[t * W + i]) / deviation[t];
    }
  }
};

// The loss of one sample; adds to g. Parameters are at[0] to at[11].
double sample(const numbers& x, const float* target, const std::vector<const double*>& p,
              const std::vector<double*>& g) {
  layer_norm first, second;
  const numbers h = first.forward(x, p[0], p[1]), qkv = times(h, p[2], p[3], W, 3 * W);
  const auto part = [&](std::size_t which, std::size_t t, std::size_t head, std::size_t i) {
    return t * 3 * W + which * W + head * D + i;
  };
  numbers weight(heads * T * T), answer(T * W);
  const double root = std::sqrt(static_cast<double>(D));
  for (std::size_t head = 0; head < heads; ++head)
    for (std::size_t q = 0; q < T; ++q) {
      double* w = &weight[(head * T + q) * T];
      double total = 0;
      for (std::size_t k = 0; k < T; ++k) {
        for (std::size_t i = 0; i < D; ++i) w[k] += qkv[part(0, q, head, i)] * qkv[part(1, k, head, i)] / root;
        total += w[k] = std::exp(w[k]);
      }
      for (std::size_t k = 0; k < T; ++k) {
        w[k] /= total;
        for (std::size_t i = 0; i < D; ++i) answer[q * W + head * D + i] += w[k] * qkv[part(2, k, head, i)];
      }
    }
  numbers a = times(answer, p[4], p[5], W, W);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += x[i];
  const numbers n = second.forward(a, p[6], p[7]);
  numbers u = times(n, p[8], p[9], W, H);
  for (double& v : u) v = std::max(v, 0.0);
  numbers y = times(u, p[10], p[11], H, W), dy;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += a[i];
  const double loss = bench::squared_error(y, target, dy);
  for (double& v : dy) v /= batch;

  numbers du, dn, da = dy, danswer, dh, dqkv(qkv.size()), unused(x.size());
  times_back(u, p[10], dy, H, W, g[10], g[11], du);
  for (std::size_t i = 0; i < u.size(); ++i) du[i] = u[i] > 0 ? du[i] : 0;
  times_back(n, p[8], du, W, H, g[8], g[9], dn);
  second.backward(dn, p[6], g[6], g[7], da);
  times_back(answer, p[4], da, W, W, g[4], g[5], danswer);
  for (std::size_t head = 0; head < heads; ++head)
    for (std::size_t q = 0; q < T; ++q) {
      const double* w = &weight[(head * T + q) * T];
      double dw[T]{}, along = 0;
      for (std::size_t k = 0; k < T; ++k) {
        for (std::size_t i = 0; i < D; ++i) {
          const double d = danswer[q * W + head * D + i];
          dw[k] += d * qkv[part(2, k, head, i)];
          dqkv[part(2, k, head, i)] += d * w[k];
        }
        along += dw[k] * w[k];
      }
      for (std::size_t k = 0; k < T; ++k)
        for (std::size_t i = 0; i < D; ++i) {
          const double d = w[k] * (dw[k] - along) / root;
          dqkv[part(0, q, head, i)] += d * qkv[part(1, k, head, i)];
          dqkv[part(1, k, head, i)] += d * qkv[part(0, q, head, i)];
        }
    }
  times_back(h, p[2], dqkv, W, 3 * W, g[2], g[3], dh);
  first.backward(dh, p[0], g[0], g[1], unused);
  return loss;
}

bench::values right() {
  numbers p = bench::convert<double>(parameters()), g(p.size());
  const std::vector<float> xs = inputs(), ys = targets();
  bench::plain_adam rule{1e-3};
  bench::values found;
  for (int step = 0; step < 5; ++step) {
    std::fill(g.begin(), g.end(), 0.0);
    std::vector<const double*> at;
    std::vector<double*> to;
    for (std::size_t k = 0, begin = 0; k < counts.size(); begin += static_cast<std::size_t>(counts[k++]))
      at.push_back(&p[begin]), to.push_back(&g[begin]);
    double total = 0;
    for (std::size_t s = 0; s < batch; ++s) {
      const float* from = &xs[s * T * W];
      total += sample(numbers(from, from + T * W), &ys[s * T * W], at, to) / batch;
    }
    found.push_back(total);
    const numbers before = p;
    rule(p, g);
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= 1e-3 * decay * before[i];
  }
  found.insert(found.end(), p.begin(), p.end());
  return found;
}

// Products, forward and of both derivatives, except that of the input of the first layer.
constexpr double dense = double{tokens} * (3 * width * width + width * width + 2 * width * hidden);
constexpr double attention = 2.0 * tokens * tokens * width;
// Adam divides by the size of the gradient, so rounding matters where that is small.
const bench::define here{"W12", 2.0 * batch * 3 * (dense + attention), 1e-3, {3e-5, 1e-5}, {1e-9, 1e-9}, right};
}  // namespace
