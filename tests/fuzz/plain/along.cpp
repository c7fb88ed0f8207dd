#include "along.hpp"

#include <algorithm>
#include <cmath>

namespace plain {

namespace {

// A function that jumps where `at` is an integer.
num jumping(const num& at, real value) {
  if (near(at, exact(std::round(at.v)))) seen.jump = true;
  return exact(value);
}
bool holds(const num& x) {
  if (near(x, num{})) seen.jump = true;
  return x.v != 0;
}
num remainder(const num& x, const num& y, real (*whole)(real)) {
  const num q = x / y;
  return x - jumping(q, whole(q.v)) * y;
}

}  // namespace

tensor round(const tensor& t) {
  return map(t, [](const num& x) { return jumping(x + exact(0.5L), std::nearbyint(x.v)); });
}
tensor ceil(const tensor& t) {
  return map(t, [](const num& x) { return jumping(x, std::ceil(x.v)); });
}
tensor trunc(const tensor& t) {
  return map(t, [](const num& x) { return jumping(x, std::trunc(x.v)); });
}
tensor fmod(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return remainder(x, y, std::trunc); });
}
tensor mod(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return remainder(x, y, std::floor); });
}
tensor logical_and(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return exact(holds(x) & holds(y)); });
}
tensor logical_or(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return exact(holds(x) | holds(y)); });
}
tensor logical_xor(const tensor& a, const tensor& b) {
  return map(a, b, [](const num& x, const num& y) { return exact(holds(x) != holds(y)); });
}
tensor logical_not(const tensor& t) {
  return map(t, [](const num& x) { return exact(!holds(x)); });
}
tensor celu(const tensor& x, real alpha) {
  const tensor zero = number(0);
  return max(x, zero) + number(alpha) * expm1(min(x, zero) / number(alpha));
}
tensor thresholded(const tensor& x, real limit, real value) {
  return where(less_equal(x, number(limit)), number(value), x);
}
tensor hard_shrink(const tensor& x, real limit) { return where(less_equal(abs(x), number(limit)), number(0), x); }
tensor soft_shrink(const tensor& x, real limit) { return x - clamp(x, number(-limit), number(limit)); }

tensor argmin(const tensor& x, ints axes) { return argmax(-x, axes); }
namespace {
num last_largest(const std::vector<num>& all) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (near(all[i], all[best])) seen.jump = true;
    if (all[i].v >= all[best].v) best = i;
  }
  return exact(static_cast<real>(best));
}
}  // namespace
tensor argmax_last(const tensor& x, ints axes) { return reduce(x, axes, last_largest); }
tensor argmin_last(const tensor& x, ints axes) { return argmax_last(-x, axes); }
tensor softmin(const tensor& x, int axis) { return softmax(-x, axis); }
tensor glu(const tensor& x, int axis) {
  const int half = x.shape[static_cast<std::size_t>(axis)] / 2;
  return slice(x, axis, 0, half, 1) * sigmoid(slice(x, axis, half, half, 1));
}

namespace {

template <class F>
tensor filled(ints shape, F f) {
  tensor r(std::move(shape));
  for (int i = 0; i < static_cast<int>(r.at.size()); ++i) r.at[static_cast<std::size_t>(i)] = f(index_of(r.shape, i));
  return r;
}
template <class F>
tensor masked(const tensor& x, F kept) {
  return filled(x.shape, [&](const ints& i) { return kept(i[i.size() - 1] - i[i.size() - 2]) ? x[i] : exact(0); });
}
// The elements of x along the axis, through the place i.
std::vector<num> line(const tensor& x, std::size_t axis, ints i) {
  std::vector<num> all;
  for (i[axis] = 0; i[axis] < x.shape[axis]; ++i[axis]) all.push_back(x[i]);
  return all;
}
// An operand without as many axes, or with extents of 1.
tensor like(const tensor& x, const ints& shape) { return broadcast(x, shape); }

}  // namespace

tensor tril(const tensor& x, int k) {
  return masked(x, [k](int d) { return d <= k; });
}
tensor triu(const tensor& x, int k) {
  return masked(x, [k](int d) { return d >= k; });
}
tensor tile(const tensor& x, ints times) {
  tensor t = x;
  while (t.shape.size() < times.size()) t = expand(t, 0);
  ints shape = t.shape;
  for (std::size_t i = 0; i < times.size(); ++i) shape[shape.size() - times.size() + i] *= times[i];
  return filled(shape, [&](ints i) {
    for (std::size_t k = 0; k < i.size(); ++k) i[k] %= t.shape[k];
    return t[i];
  });
}
tensor repeat_interleave(const tensor& x, int axis, int count) {
  const auto a = static_cast<std::size_t>(axis);
  ints shape = x.shape;
  shape[a] *= count;
  return filled(shape, [&](ints i) {
    i[a] /= count;
    return x[i];
  });
}
tensor hardmax(const tensor& x, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const tensor best = expand(argmax(x, {axis}), axis);
  return filled(x.shape, [&](ints i) {
    const int here = i[a];
    i[a] = 0;
    return exact(best[i].v == here);
  });
}

tensor cumsum(const tensor& x, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  return filled(x.shape, [&](const ints& i) {
    std::vector<num> all = line(x, a, i);
    all.resize(static_cast<std::size_t>(i[a]) + 1);
    return sum(all);
  });
}
tensor linear_recurrence(const tensor& by, const tensor& added, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const ints shape = broadcast_shape(by.shape, added.shape);
  const tensor p = like(by, shape), q = like(added, shape);
  return filled(shape, [&](const ints& i) {
    const std::vector<num> factor = line(p, a, i), all = line(q, a, i);
    num y = all[0];
    for (std::size_t k = 1; k <= static_cast<std::size_t>(i[a]); ++k) y = factor[k] * y + all[k];
    return y;
  });
}
tensor cumprod(const tensor& x, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  return filled(x.shape, [&](const ints& i) {
    const std::vector<num> all = line(x, a, i);
    num y = all[0];
    for (std::size_t k = 1; k <= static_cast<std::size_t>(i[a]); ++k) y = y * all[k];
    return y;
  });
}

tensor gather_along(const tensor& x, int axis, const tensor& indices) {
  const auto a = static_cast<std::size_t>(axis);
  ints from = x.shape, to = indices.shape;
  from[a] = to[a] = 1;
  from = to = broadcast_shape(from, to);
  from[a] = x.shape[a];
  to[a] = indices.shape[a];
  const tensor table = like(x, from), places = like(indices, to);
  return filled(to, [&](ints i) {
    i[a] = std::clamp(whole(places[i]), 0, from[a] - 1);
    return table[i];
  });
}
tensor scatter_add_along(const tensor& values, int axis, int extent, const tensor& indices) {
  const auto a = static_cast<std::size_t>(axis);
  const ints shape = broadcast_shape(values.shape, indices.shape);
  const tensor added = like(values, shape), places = like(indices, shape);
  ints to = shape;
  to[a] = extent;
  std::vector<std::vector<num>> parts(static_cast<std::size_t>(product(to)));
  for (int e = 0; e < product(shape); ++e) {
    ints i = index_of(shape, e);
    const num here = added[i];
    i[a] = std::clamp(whole(places[i]), 0, extent - 1);
    parts[static_cast<std::size_t>(element_of(to, i))].push_back(here);
  }
  tensor r(to);
  for (std::size_t e = 0; e < parts.size(); ++e) r.at[e] = sum(parts[e]);
  return r;
}
tensor scatter_along(const tensor& x, int axis, const tensor& indices, const tensor& values) {
  const int extent = x.shape[static_cast<std::size_t>(axis)];
  const tensor ones = like(number(1), values.shape);
  return where(scatter_add_along(ones, axis, extent, indices), scatter_add_along(values, axis, extent, indices), x);
}
tensor scatter_add(const tensor& values, int axis, int extent, const tensor& indices) {
  const int rank = indices.rank(), count = product(indices.shape);
  ints s(values.shape.begin(), values.shape.begin() + axis);
  s.push_back(count);
  s.insert(s.end(), values.shape.begin() + axis + rank, values.shape.end());
  ints one(s.size(), 1);
  one[static_cast<std::size_t>(axis)] = count;
  return scatter_add_along(reshape(values, s), axis, extent, reshape(indices, one));
}

namespace {
std::vector<std::size_t> in_order(const std::vector<num>& all, int k) {
  std::vector<std::size_t> order(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t p, std::size_t q) { return all[p].v != all[q].v ? all[p].v > all[q].v : p < q; });
  for (std::size_t i = 1; i < order.size() && i <= static_cast<std::size_t>(k); ++i)
    if (near(all[order[i - 1]], all[order[i]])) seen.jump = true;
  return order;
}
}  // namespace
tensor top_k_indices(const tensor& x, int axis, int k) {
  const auto a = static_cast<std::size_t>(axis);
  ints shape = x.shape;
  shape[a] = k;
  return filled(shape, [&](ints i) {
    const auto place = static_cast<std::size_t>(i[a]);
    return exact(static_cast<real>(in_order(line(x, a, i), k)[place]));
  });
}
tensor top_k(const tensor& x, int axis, int k) { return gather_along(x, axis, top_k_indices(x, axis, k)); }

}  // namespace plain
