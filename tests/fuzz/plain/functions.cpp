#include "functions.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plain {

tensor operator+(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return x + y; });
}
tensor operator-(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return x - y; });
}
tensor operator*(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return x * y; });
}
tensor operator/(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return x / y; });
}
// With its derivative by formula: near 0 it bends too much for differences.
tensor log(const tensor& t) {
  return map(t, [](const num& n) {
    const real value = std::log(n.v), slope = std::fabs(1 / n.v);
    return num{value, slope * n.e + 2 * std::fabs(value), n.d / n.v,
               slope * (n.f + std::fabs(n.d) * (slope * n.e + 4))};
  });
}
tensor operator-(const tensor& a) {
  return map(a, [](const num& x) { return -x; });
}

namespace {

real sigmoid_of(real x) { return 1 / (1 + std::exp(-x)); }
real softplus_of(real x) { return std::fmax(x, 0) + std::log1p(std::exp(-std::fabs(x))); }

// Smooth functions; the number is the size of terms that cancel within the value or derivative.
#define SMOOTH(name, floor, formula)                         \
  }                                                          \
  tensor name(const tensor& t) {                             \
    return map(t, [](const num& n) {                         \
      return unary(                                          \
          n, [](real x) -> real { return formula; }, floor); \
    });                                                      \
  }                                                          \
  namespace {

SMOOTH(square, 0, x* x)
SMOOTH(sqrt, 0, std::sqrt(x))
SMOOTH(rsqrt, 0, 1 / std::sqrt(x))
SMOOTH(cbrt, 0, std::cbrt(x))
SMOOTH(exp, 0, std::exp(x))
SMOOTH(expm1, 1, std::expm1(x))
SMOOTH(log1p, 0, std::log1p(x))
SMOOTH(log2, 0, std::log2(x))
SMOOTH(sin, 1, std::sin(x))
SMOOTH(cos, 1, std::cos(x))
SMOOTH(tan, 1, std::tan(x))
SMOOTH(asin, 1, std::asin(x))
SMOOTH(acos, 1, std::acos(x))
SMOOTH(atan, 1, std::atan(x))
SMOOTH(sinh, 1, std::sinh(x))
SMOOTH(cosh, 1, std::cosh(x))
SMOOTH(tanh, 1, std::tanh(x))
SMOOTH(sigmoid, 1, sigmoid_of(x))
SMOOTH(softplus, 1, softplus_of(x))
SMOOTH(erf, 1, std::erf(x))
SMOOTH(erfc, 1, std::erfc(x))
SMOOTH(normal_cdf, 1, std::erfc(-x / std::numbers::sqrt2_v<real>) / 2)
SMOOTH(log_sigmoid, 1, -softplus_of(-x))
SMOOTH(asinh, 1, std::copysign(std::log(std::fabs(x) + std::sqrt(x * x + 1)), x))
SMOOTH(acosh, 1, std::log(x + std::sqrt(x * x - 1)))
SMOOTH(atanh, 1, std::log((1 + x) / (1 - x)) / 2)
SMOOTH(gelu, 2, x*(1 + std::erf(x / std::numbers::sqrt2_v<real>)) / 2)
SMOOTH(gelu_tanh, 2, x*(1 + std::tanh(std::sqrt(2 / std::numbers::pi_v<real>) * (x + 0.044715L * x * x * x))) / 2)
SMOOTH(silu, 2, x* sigmoid_of(x))
SMOOTH(mish, 2, x* std::tanh(softplus_of(x)))
SMOOTH(log_cosh_of, 2, std::fabs(x) + std::log1p(std::exp(-2 * std::fabs(x))) - std::numbers::ln2_v<real>)
#undef SMOOTH

// Piecewise functions, with the points at which pieces meet.
#define PIECES(name, formula, ...)                                                                                  \
  }                                                                                                                 \
  tensor name(const tensor& t) {                                                                                    \
    return map(t, [](const num& n) { return unary(n, [](real x) -> real { return formula; }, 1, {__VA_ARGS__}); }); \
  }                                                                                                                 \
  namespace {

PIECES(selu, 1.0507009873554805L * (x > 0 ? x : 1.6732632423543772L * std::expm1(x)), 0)
PIECES(softsign, x / (1 + std::fabs(x)), 0)
PIECES(hard_sigmoid, std::clamp(x / 6 + 0.5L, 0.0L, 1.0L), -3, 3)
PIECES(hard_tanh, std::clamp(x, -1.0L, 1.0L), -1, 1)
PIECES(hard_swish, x* std::clamp(x / 6 + 0.5L, 0.0L, 1.0L), -3, 3)
#undef PIECES

// One of two numbers. If rounding may change their order, only equal derivatives can be compared.
num one_of(const num& a, const num& b, bool first) {
  if (near(a, b) || a.v == b.v)
    if (std::fabs(a.d - b.d) > slack * unit * (a.f + b.f)) seen.kink = true;
  return first ? a : b;
}
const num zero{};

num step(const num& a, const num& b, bool holds) {
  if (near(a, b)) seen.jump = true;
  return exact(holds);
}

}  // namespace

tensor relu(const tensor& t) {
  return map(t, [](const num& x) { return one_of(x, zero, x.v > 0); });
}
tensor abs(const tensor& t) {
  return map(t, [](const num& x) { return one_of(x, -x, x.v > 0); });
}
tensor sign(const tensor& t) {
  return map(t, [](const num& x) {
    if (near(x, zero)) seen.jump = true;
    return exact(x.v > 0 ? 1 : x.v < 0 ? -1 : 0);
  });
}
tensor floor(const tensor& t) {
  return map(t, [](const num& x) {
    if (near(x, exact(std::round(x.v)))) seen.jump = true;
    return exact(std::floor(x.v));
  });
}
tensor stop_gradient(const tensor& t) {
  return map(t, [](const num& x) { return without_derivative(x); });
}

tensor leaky_relu(const tensor& x, real slope) { return prelu(x, number(slope)); }
tensor prelu(const tensor& x, const tensor& slope) {
  return map(x, slope, [](const num& n, const num& s) { return one_of(n, s * n, n.v > 0); });
}
tensor elu(const tensor& x, real alpha) {
  const tensor left = number(alpha) * expm1(min(x, number(0)));
  return map(x, left, [](const num& n, const num& l) { return one_of(n, l, n.v > 0); });
}
tensor pow(const tensor& x, const tensor& y) {
  return map(x, y, [](const num& a, const num& b) {
    return binary(
        a, b, [](real p, real q) { return std::pow(p, q); }, 0);
  });
}
tensor atan2(const tensor& y, const tensor& x) {
  return map(y, x, [](const num& a, const num& b) {
    return binary(
        a, b, [](real p, real q) { return std::atan2(p, q); }, 1);
  });
}
tensor max(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return one_of(x, y, x.v >= y.v); });
}
tensor min(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return one_of(x, y, x.v <= y.v); });
}
tensor less(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return step(x, y, x.v < y.v); });
}
tensor less_equal(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return step(x, y, x.v <= y.v); });
}
tensor greater(const tensor& a, const tensor& b) { return less(b, a); }
tensor greater_equal(const tensor& a, const tensor& b) { return less_equal(b, a); }
tensor equal(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return step(x, y, x.v == y.v); });
}
tensor not_equal(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return step(x, y, x.v != y.v); });
}
tensor where(const tensor& c, const tensor& a, const tensor& b) {
  return map(c, a, b, [](const num& k, const num& x, const num& y) {
    if (near(k, zero)) seen.jump = true;
    return k.v != 0 ? x : y;
  });
}
tensor clamp(const tensor& x, const tensor& low, const tensor& high) { return min(max(x, low), high); }

num largest(const std::vector<num>& all) {
  num best = all[0];
  for (const num& n : all) best = one_of(best, n, best.v >= n.v);
  return best;
}

namespace {
num smallest(const std::vector<num>& all) {
  num best = all[0];
  for (const num& n : all) best = one_of(best, n, best.v <= n.v);
  return best;
}
num first_largest(const std::vector<num>& all) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (near(all[i], all[best])) seen.jump = true;
    if (all[i].v > all[best].v) best = i;
  }
  return exact(static_cast<real>(best));
}
num product_of(const std::vector<num>& all) {
  num r = exact(1);
  for (const num& n : all) r = r * n;
  return r;
}
num length(const std::vector<num>& all) {
  std::vector<num> squares;
  for (const num& n : all) squares.push_back(n * n);
  const num s = sum(squares);
  if (s.v <= 1e-6L) {  // at 0 the derivative is a convention, and near 0 differences are too coarse
    if (s.d != 0) seen.kink = true;
    return without_derivative(root(s));
  }
  num r = root(s);
  r.d = s.d / (2 * r.v);
  r.f = s.f / (2 * r.v) + std::fabs(s.d) / (2 * r.v) * (4 + s.e / s.v);
  return r;
}
num logsumexp_of(const std::vector<num>& all) {
  num top = all[0];
  for (const num& n : all)
    if (n.v > top.v) top = n;
  top = without_derivative(top);
  std::vector<num> parts;
  for (const num& n : all)
    parts.push_back(unary(
        n - top, [](real x) { return std::exp(x); }, 0));
  return unary(
             sum(parts), [](real x) { return std::log(x); }, 0) +
         top;
}
tensor spread(const tensor& reduced, const tensor& x, int axis) {
  return expand(reduced, axis < 0 ? axis + x.rank() : axis);
}
}  // namespace

tensor sum(const tensor& x, ints axes) { return reduce(x, axes, sum); }
tensor mean(const tensor& x, ints axes) {
  return reduce(x, axes, [](const std::vector<num>& all) { return sum(all) / exact(static_cast<real>(all.size())); });
}
tensor prod(const tensor& x, ints axes) { return reduce(x, axes, product_of); }
tensor max(const tensor& x, ints axes) { return reduce(x, axes, largest); }
tensor min(const tensor& x, ints axes) { return reduce(x, axes, smallest); }
tensor argmax(const tensor& x, ints axes) { return reduce(x, axes, first_largest); }
tensor norm(const tensor& x, ints axes) { return reduce(x, axes, length); }
tensor variance(const tensor& x, ints axes) {
  return reduce(x, axes, [](const std::vector<num>& all) {
    const num n = exact(static_cast<real>(all.size())), middle = sum(all) / n;
    std::vector<num> squares;
    for (const num& v : all) squares.push_back((v - middle) * (v - middle));
    return sum(squares) / n;
  });
}
tensor logsumexp(const tensor& x, ints axes) { return reduce(x, axes, logsumexp_of); }
tensor log_softmax(const tensor& x, int axis) { return x - spread(logsumexp(x, {axis}), x, axis); }
tensor softmax(const tensor& x, int axis) { return exp(log_softmax(x, axis)); }

tensor mean_of_all(const tensor& x) { return mean(x, all_axes(x)); }
tensor sum_of_all(const tensor& x) { return sum(x, all_axes(x)); }

namespace {
// Class probabilities; an index becomes one-hot.
tensor weights(const tensor& z, const tensor& y) { return y.shape == z.shape ? y : one_hot(y, z.shape.back()); }
tensor over_classes(const tensor& each) { return mean_of_all(sum(each, {-1})); }
}  // namespace

tensor mse(const tensor& z, const tensor& y) { return mean_of_all(square(z - y)); }
tensor mae(const tensor& z, const tensor& y) { return mean_of_all(abs(z - y)); }
tensor huber(const tensor& z, const tensor& y, real delta) {
  const tensor r = abs(z - y), d = number(delta);
  const tensor inner = square(r) * number(0.5L), outer = d * (r - number(delta / 2));
  tensor all = map(inner, outer, r - d, [](const num& a, const num& b, const num& beyond) {
    num chosen = beyond.v <= 0 ? a : b;
    chosen.e += a.e, chosen.f += a.f + std::fabs(a.d);
    return chosen;
  });
  return mean_of_all(all);
}
tensor binary_cross_entropy(const tensor& z, const tensor& y) { return mean_of_all(softplus(z) - y * z); }
tensor hinge(const tensor& z, const tensor& y) { return mean_of_all(relu(number(1) - y * z)); }
tensor cross_entropies(const tensor& z, const tensor& y) { return sum(-(weights(z, y) * log_softmax(z, -1)), {-1}); }
tensor softmax_cross_entropy(const tensor& z, const tensor& y) { return mean_of_all(cross_entropies(z, y)); }
tensor log_cosh(const tensor& z, const tensor& y) { return log_cosh_of(z - y); }
tensor quantile(const tensor& z, const tensor& y, real q) {
  const tensor r = z - y;
  return max(number(-q) * r, number(1 - q) * r);
}
tensor poisson_nll(const tensor& z, const tensor& y) { return exp(z) - y * z; }
tensor gaussian_nll(const tensor& z, const tensor& y, const tensor& s) {
  return number(0.5L) * (s + square(z - y) / exp(s));
}
tensor binary_focal(const tensor& z, const tensor& y, real gamma, real alpha) {
  const tensor p = sigmoid(z), q = sigmoid(-z), one = number(1);
  return y * number(alpha) * pow(q, number(gamma)) * softplus(-z) +
         (one - y) * number(1 - alpha) * pow(p, number(gamma)) * softplus(z);
}
tensor softmax_focal(const tensor& z, const tensor& y) {
  const tensor l = log_softmax(z, -1);
  return sum(-(weights(z, y) * square(number(1) - exp(l)) * l), {-1});
}
tensor cosine_similarity_loss(const tensor& z, const tensor& y) {
  return number(1) - sum(z * y, {-1}) / (norm(z, {-1}) * norm(y, {-1}));
}
tensor triplet(const tensor& a, const tensor& p, const tensor& n, real margin) {
  return relu(norm(a - p, {-1}) - norm(a - n, {-1}) + number(margin));
}
tensor label_smoothing(const tensor& y, int classes, real e, bool index) {
  return number(1 - e) * (index ? one_hot(y, classes) : y) + number(e / classes);
}
tensor class_weights(const tensor& y, const tensor& w, bool index) {
  return (index ? one_hot(y, w.shape.back()) : y) * w;
}
tensor negative_log_likelihood(const tensor& z, const tensor& y) { return over_classes(-(weights(z, y) * z)); }
tensor kl_divergence(const tensor& z, const tensor& y) {
  tensor positive = y;
  for (num& element : positive.at)
    if (element.v <= 0) element = exact(1);
  tensor terms = y * (log(positive) - z);
  for (std::size_t i = 0; i < terms.at.size(); ++i)
    if (y.at[i].v <= 0) terms.at[i] = exact(0);
  return over_classes(terms);
}

namespace {
// Of a name, 64 bits: FNV-1a; with the seed, which is 0.
std::uint64_t key_of(const std::string& name) {
  std::uint64_t h = 14695981039346656037ull;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  const std::uint64_t mixed = (h + 0x9e3779b97f4a7c15ull) * 0xff51afd7ed558ccdull;
  return mixed ^ (mixed >> 29);
}
// J. Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011).
std::vector<std::uint32_t> philox(std::vector<std::uint32_t> c, std::uint32_t k0, std::uint32_t k1) {
  for (int round = 0; round < 10; ++round, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u) {
    const std::uint64_t p = std::uint64_t{0xD2511F53u} * c[0], q = std::uint64_t{0xCD9E8D57u} * c[2];
    c = {std::uint32_t(q >> 32) ^ c[1] ^ k0, std::uint32_t(q), std::uint32_t(p >> 32) ^ c[3] ^ k1, std::uint32_t(p)};
  }
  return c;
}
}  // namespace

tensor in_training(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return training ? x : y; });
}

tensor random_uniform(const char* name, ints shape) {
  tensor t(shape);
  const std::uint64_t key = key_of(name);
  for (std::size_t i = 0; i < t.at.size(); ++i) {
    const std::size_t here = drawing.in_double ? 2 : 4, k = i % here;
    const auto words = philox({std::uint32_t(i / here), std::uint32_t(drawing.sample), std::uint32_t(drawing.step), 0},
                              std::uint32_t(key), std::uint32_t(key >> 32));
    const std::uint64_t both =
        std::uint64_t{words[drawing.in_double ? 2 * k + 1 : 0]} << 32 | words[drawing.in_double ? 2 * k : 0];
    t.at[i] = exact(drawing.in_double ? std::ldexp(real(both >> 12), -52) : std::ldexp(real(words[k] >> 8), -24));
  }
  return t;
}
tensor random_normal(const char* name, ints shape) {
  const tensor u = random_uniform((std::string(name) + ".u").c_str(), shape);
  const tensor v = random_uniform((std::string(name) + ".v").c_str(), shape);
  return sqrt(number(-2) * log(number(1) - u)) * cos(number(2 * std::numbers::pi_v<real>) * v);
}
tensor bernoulli(const char* name, real p, ints shape) { return less(random_uniform(name, shape), number(p)); }
tensor dropout(const char* name, real p, const tensor& x) {
  if (!training) return x;
  return where(bernoulli(name, p, x.shape), number(0), x * number(1 / (1 - p)));
}

namespace {
tensor gate(const tensor& all, int k, int hidden) { return slice(all, 0, k * hidden, hidden, 1); }
}  // namespace

tensor rnn_cell(const tensor& x, const tensor& h, const tensor& wi, const tensor& wh, const tensor& bi,
                const tensor& bh) {
  return tanh(dense(x, wi, bi) + dense(h, wh, bh));
}
tensor gru_cell(const tensor& x, const tensor& h, const tensor& wi, const tensor& wh, const tensor& bi,
                const tensor& bh) {
  const int n = h.shape[0];
  const tensor i = dense(x, wi, bi), s = dense(h, wh, bh);
  const tensor reset = sigmoid(gate(i, 0, n) + gate(s, 0, n)), update = sigmoid(gate(i, 1, n) + gate(s, 1, n));
  const tensor fresh = tanh(gate(i, 2, n) + reset * gate(s, 2, n));
  return (number(1) - update) * fresh + update * h;
}
tensor gru_cell_before(const tensor& x, const tensor& h, const tensor& wi, const tensor& wh, const tensor& bi,
                       const tensor& bh) {
  const int n = h.shape[0];
  const tensor i = dense(x, wi, bi), s = dense(h, wh, bh);
  const tensor reset = sigmoid(gate(i, 0, n) + gate(s, 0, n)), update = sigmoid(gate(i, 1, n) + gate(s, 1, n));
  const tensor fresh = tanh(gate(i, 2, n) + gate(dense(reset * h, wh, bh), 2, n));
  return (number(1) - update) * fresh + update * h;
}
lstm_state lstm_cell(const tensor& x, const tensor& h, const tensor& c, const tensor& wi, const tensor& wh,
                     const tensor& bi, const tensor& bh) {
  const int n = h.shape[0];
  const tensor all = dense(x, wi, bi) + dense(h, wh, bh);
  const tensor next = sigmoid(gate(all, 1, n)) * c + sigmoid(gate(all, 0, n)) * tanh(gate(all, 2, n));
  return {sigmoid(gate(all, 3, n)) * tanh(next), next};
}
lstm_state lstm_cell(const tensor& x, const tensor& h, const tensor& c, const tensor& wi, const tensor& wh,
                     const tensor& bi, const tensor& bh, const tensor& peepholes) {
  const int n = h.shape[0];
  const tensor all = dense(x, wi, bi) + dense(h, wh, bh);
  const auto seen = [&](int k, const tensor& cell) {
    return gate(all, k, n) + gate(peepholes, k == 3 ? 2 : k, n) * cell;
  };
  const tensor next = sigmoid(seen(1, c)) * c + sigmoid(seen(0, c)) * tanh(gate(all, 2, n));
  return {sigmoid(seen(3, next)) * tanh(next), next};
}

namespace {
// The states of one direction, from the last element on if it is backwards.
tensor states_of(const std::string& cell, const tensor& xs, int length, bool backwards, const tensor* p) {
  const int steps = xs.shape[0], hidden = p[1].shape[0];
  tensor h(ints{hidden}), c(ints{hidden});
  std::vector<tensor> all(static_cast<std::size_t>(steps));
  for (int k = 0; k < steps; ++k) {
    const int t = backwards ? steps - 1 - k : k;
    const tensor x = squeeze(slice(xs, 0, t, 1, 1), 0);
    if (t < length) {
      if (cell == "rnn") {
        h = rnn_cell(x, h, p[0], p[1], p[2], p[3]);
      } else if (cell == "gru") {
        h = gru_cell(x, h, p[0], p[1], p[2], p[3]);
      } else {
        const lstm_state next = lstm_cell(x, h, c, p[0], p[1], p[2], p[3]);
        h = next.h, c = next.c;
      }
    }
    all[static_cast<std::size_t>(t)] = h;
  }
  return stack(0, all);
}
}  // namespace

tensor recurrent_layers(const std::string& cell, const tensor& xs, int length, int layers, bool both,
                        const std::vector<tensor>& parameters) {
  tensor now = xs;
  const tensor* p = parameters.data();
  for (int k = 0; k < layers; ++k) {
    tensor next = states_of(cell, now, length, false, p);
    p += 4;
    if (both) {
      next = concat(1, {next, states_of(cell, now, length, true, p)});
      p += 4;
    }
    now = next;
  }
  return now;
}

}  // namespace plain
