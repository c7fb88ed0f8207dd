#include "attention.hpp"

#include <cmath>

namespace plain {

tensor length_mask(int n, const tensor& length) { return less(iota(n), reshape(length, {1})); }
tensor causal_mask(int n) { return less_equal(iota(n), reshape(iota(n), {n, 1})); }

// The largest score is subtracted: it changes nothing but the rounding.
tensor attention(const tensor& q, const tensor& k, const tensor& v, const tensor& mask) {
  const int m = q.shape[0], n = k.shape[0], d = q.shape[1];
  const tensor scores = contract("qd,kd->qk", q * number(1 / std::sqrt(static_cast<real>(d))), k);
  std::vector<tensor> answers;
  for (int i = 0; i < m; ++i) {
    std::vector<int> used;
    for (int j = 0; j < n; ++j) {
      bool use = true;
      if (!mask.at.empty()) {
        const int row = mask.rank() == 2 && mask.shape[0] > 1 ? i : 0, column = mask.shape.back() > 1 ? j : 0;
        use = mask.at[static_cast<std::size_t>(row * mask.shape.back() + column)].v != 0;
      }
      if (use) used.push_back(j);
    }
    if (used.empty()) {
      answers.push_back(broadcast(number(0), {1, v.shape[1]}));
      continue;
    }
    std::vector<tensor> of_scores, of_values;
    for (int j : used) {
      of_scores.push_back(slice(slice(scores, 0, i, 1, 1), 1, j, 1, 1));
      of_values.push_back(slice(v, 0, j, 1, 1));
    }
    answers.push_back(matmul(softmax(concat(1, of_scores), 1), concat(0, of_values)));
  }
  return concat(0, answers);
}

namespace {
real rate(int pair, int pairs) { return std::pow(10000.0L, -static_cast<real>(pair) / pairs); }
}  // namespace

tensor sinusoidal_positions(const tensor& x) {
  const int n = x.shape.end()[-2], width = x.shape.back();
  std::vector<real> waves;
  for (int t = 0; t < n; ++t)
    for (int i = 0; i < width; ++i) {
      const real angle = t * std::pow(10000.0L, -static_cast<real>(i - i % 2) / width);
      waves.push_back(i % 2 ? std::cos(angle) : std::sin(angle));
    }
  return x + table({n, width}, waves);
}
tensor rotary_positions(const tensor& x) {
  const int n = x.shape.end()[-2], pairs = x.shape.back() / 2, last = x.rank() - 1;
  std::vector<real> cosines, sines;
  for (int t = 0; t < n; ++t)
    for (int i = 0; i < pairs; ++i) {
      cosines.push_back(std::cos(t * rate(i, pairs)));
      sines.push_back(std::sin(t * rate(i, pairs)));
    }
  const tensor c = table({n, pairs}, cosines), s = table({n, pairs}, sines);
  const tensor low = slice(x, last, 0, pairs, 1), high = slice(x, last, pairs, pairs, 1);
  return concat(last, {low * c - high * s, high * c + low * s});
}

tensor attention_of_heads(const tensor& x, const tensor& memory, const tensor& mask, head_counts h, const tensor& wi,
                          const tensor& bi, const tensor& wo, const tensor& bo) {
  const int width = x.shape[1], each = width / h.heads, others = each * h.of_keys, repeats = h.heads / h.of_keys;
  const tensor all = dense(x, wi, bi), of_memory = dense(memory, wi, bi);
  tensor seen = mask;
  if (h.causal) seen = mask.at.empty() ? causal_mask(x.shape[0]) : not_equal(mask, number(0)) * causal_mask(x.shape[0]);
  std::vector<tensor> answers;
  for (int head = 0; head < h.heads; ++head) {
    const int group = head / repeats * each;
    tensor q = slice(all, 1, head * each, each, 1), k = slice(of_memory, 1, width + group, each, 1);
    const tensor v = slice(of_memory, 1, width + others + group, each, 1);
    if (h.rotary) q = rotary_positions(q), k = rotary_positions(k);
    answers.push_back(attention(q, k, v, seen));
  }
  return dense(concat(1, answers), wo, bo);
}

tensor rms_norm(const tensor& x, const tensor& scale) {
  ints one = x.shape;
  one.back() = 1;
  return scale * (x / sqrt(reshape(mean(square(x), {-1}), one) + number(0.25L)));
}
tensor layer_norm(const tensor& x, const tensor& scale, const tensor& shift) {
  ints one = x.shape;
  one.back() = 1;
  const tensor centred = x - reshape(mean(x, {-1}), one);
  const tensor deviation = sqrt(reshape(mean(square(centred), {-1}), one) + number(1e-5L));
  return scale * (centred / deviation) + shift;
}

}  // namespace plain
