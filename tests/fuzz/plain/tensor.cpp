#include "tensor.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace plain {

int product(const ints& extents) {
  int n = 1;
  for (const int e : extents) n *= e;
  return n;
}
ints index_of(const ints& shape, int element) {
  ints index(shape.size());
  for (std::size_t i = shape.size(); i-- > 0;) {
    index[i] = element % shape[i];
    element /= shape[i];
  }
  return index;
}
int element_of(const ints& shape, const ints& index) {
  int element = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (index[i] < 0 || index[i] >= shape[i]) std::abort();  // a bug in the fuzzer
    element = element * shape[i] + index[i];
  }
  return element;
}

tensor::tensor(ints s) : shape(std::move(s)), at(static_cast<std::size_t>(product(shape))) {}
tensor::tensor(ints s, std::vector<real> values) : tensor(std::move(s)) {
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = exact(values.at(i));
}
num& tensor::operator[](const ints& index) { return at[static_cast<std::size_t>(element_of(shape, index))]; }
const num& tensor::operator[](const ints& index) const {
  return at[static_cast<std::size_t>(element_of(shape, index))];
}

tensor table(ints shape, std::vector<real> values) {
  tensor t(std::move(shape));
  for (std::size_t i = 0; i < t.at.size(); ++i) {
    const real v = values.at(i);
    t.at[i] = static_cast<real>(static_cast<float>(v)) == v ? exact(v) : rounded(v);
  }
  return t;
}
tensor number(real v) { return table({}, {v}); }
tensor iota(int n) {
  tensor t(ints{n});
  for (int i = 0; i < n; ++i) t.at[static_cast<std::size_t>(i)] = exact(i);
  return t;
}

ints all_axes(const tensor& x) {
  ints axes;
  for (int i = 0; i < x.rank(); ++i) axes.push_back(i);
  return axes;
}

ints broadcast_shape(const ints& a, const ints& b) {
  ints s(std::max(a.size(), b.size()), 1);
  for (const ints* from : {&a, &b})
    for (std::size_t i = 0; i < from->size(); ++i) {
      int& to = s[s.size() - from->size() + i];
      if ((*from)[i] != 1) to = (*from)[i];
    }
  return s;
}
namespace {
const num& repeated(const tensor& x, const ints& index) {
  ints own(index.end() - x.rank(), index.end());
  for (std::size_t i = 0; i < own.size(); ++i)
    if (x.shape[i] == 1) own[i] = 0;
  return x[own];
}
template <class F>
tensor filled(ints shape, F f) {
  tensor r(std::move(shape));
  for (int i = 0; i < static_cast<int>(r.at.size()); ++i) r.at[static_cast<std::size_t>(i)] = f(index_of(r.shape, i));
  return r;
}
int from_front(int axis, int rank) { return axis < 0 ? axis + rank : axis; }
}  // namespace

tensor map(const tensor& x, num (*f)(const num&)) {
  tensor r = x;
  for (num& n : r.at) n = f(n);
  return r;
}
tensor map(const tensor& a, const tensor& b, num (*f)(const num&, const num&)) {
  return filled(broadcast_shape(a.shape, b.shape), [&](const ints& i) { return f(repeated(a, i), repeated(b, i)); });
}
tensor map(const tensor& a, const tensor& b, const tensor& c, num (*f)(const num&, const num&, const num&)) {
  return filled(broadcast_shape(broadcast_shape(a.shape, b.shape), c.shape),
                [&](const ints& i) { return f(repeated(a, i), repeated(b, i), repeated(c, i)); });
}

tensor reduce(const tensor& x, ints axes, num (*f)(const std::vector<num>&)) {
  std::vector<bool> gone(x.shape.size());
  for (const int a : axes) gone[static_cast<std::size_t>(from_front(a, x.rank()))] = true;
  ints kept;
  for (std::size_t i = 0; i < gone.size(); ++i)
    if (!gone[i]) kept.push_back(x.shape[i]);
  tensor r(kept);
  std::vector<std::vector<num>> groups(r.at.size());
  for (int i = 0; i < static_cast<int>(x.at.size()); ++i) {
    const ints index = index_of(x.shape, i);
    ints to;
    for (std::size_t k = 0; k < gone.size(); ++k)
      if (!gone[k]) to.push_back(index[k]);
    groups[static_cast<std::size_t>(element_of(kept, to))].push_back(x.at[static_cast<std::size_t>(i)]);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) r.at[i] = f(groups[i]);
  return r;
}

tensor reshape(const tensor& x, ints shape) {
  tensor r = x;
  r.shape = std::move(shape);
  if (product(r.shape) != static_cast<int>(x.at.size())) std::abort();
  return r;
}
tensor permute(const tensor& x, ints order) {
  ints shape;
  for (int& o : order) shape.push_back(x.shape[static_cast<std::size_t>(o = from_front(o, x.rank()))]);
  return filled(shape, [&](const ints& i) {
    ints from(i.size());
    for (std::size_t k = 0; k < i.size(); ++k) from[static_cast<std::size_t>(order[k])] = i[k];
    return x[from];
  });
}
tensor transpose(const tensor& x) {
  ints order = all_axes(x);
  std::reverse(order.begin(), order.end());
  return permute(x, order);
}
tensor slice(const tensor& x, int axis, int first, int count, int step) {
  const auto a = static_cast<std::size_t>(from_front(axis, x.rank()));
  ints shape = x.shape;
  shape[a] = count;
  return filled(shape, [&](ints i) {
    i[a] = first + i[a] * step;
    return x[i];
  });
}
tensor flip(const tensor& x, int axis) {
  const int n = x.shape[static_cast<std::size_t>(from_front(axis, x.rank()))];
  return slice(x, axis, n - 1, n, -1);
}
tensor concat(int axis, const std::vector<tensor>& parts) {
  const auto a = static_cast<std::size_t>(from_front(axis, parts[0].rank()));
  ints shape = parts[0].shape;
  shape[a] = 0;
  for (const tensor& p : parts) shape[a] += p.shape[a];
  return filled(shape, [&](ints i) {
    std::size_t k = 0;
    for (; i[a] >= parts[k].shape[a]; ++k) i[a] -= parts[k].shape[a];
    return parts[k][i];
  });
}
tensor expand(const tensor& x, int axis) {
  ints shape = x.shape;
  shape.insert(shape.begin() + from_front(axis, x.rank() + 1), 1);
  return reshape(x, shape);
}
tensor squeeze(const tensor& x, int axis) {
  ints shape = x.shape;
  shape.erase(shape.begin() + from_front(axis, x.rank()));
  return reshape(x, shape);
}
tensor stack(int axis, const std::vector<tensor>& parts) {
  std::vector<tensor> wider;
  const int a = from_front(axis, parts[0].rank() + 1);
  for (const tensor& p : parts) wider.push_back(expand(p, a));
  return concat(a, wider);
}
tensor pad(const tensor& x, int axis, int before, int after, real value) {
  const auto a = static_cast<std::size_t>(from_front(axis, x.rank()));
  ints shape = x.shape;
  shape[a] += before + after;
  const num filler = number(value).at[0];
  return filled(shape, [&](ints i) {
    i[a] -= before;
    return i[a] < 0 || i[a] >= x.shape[a] ? filler : x[i];
  });
}
tensor broadcast(const tensor& x, ints shape) {
  return filled(std::move(shape), [&](const ints& i) { return repeated(x, i); });
}
tensor windows(const tensor& x, int axis, int size, int stride, int dilation) {
  const auto a = static_cast<std::size_t>(from_front(axis, x.rank()));
  ints shape = x.shape;
  shape[a] = (x.shape[a] - (size - 1) * dilation - 1) / stride + 1;
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(a) + 1, size);
  return filled(shape, [&](ints i) {
    i[a] = i[a] * stride + i[a + 1] * dilation;
    i.erase(i.begin() + static_cast<std::ptrdiff_t>(a) + 1);
    return x[i];
  });
}
tensor pick(const tensor& x, int axis, const ints& indices) {
  tensor t(ints{static_cast<int>(indices.size())});
  const auto a = static_cast<std::size_t>(from_front(axis, x.rank()));
  for (std::size_t i = 0; i < indices.size(); ++i)
    t.at[i] = exact(indices[i] < 0 ? indices[i] + x.shape[a] : indices[i]);
  return gather(x, axis, t);
}
int whole(const num& n) {
  if (n.e > 0 && slack * unit * n.e >= 1e-3L) seen.jump = true;
  const real nearest = std::round(n.v);
  if (n.e > 0 && std::fabs(std::fabs(n.v - std::floor(n.v)) - 0.5L) > 0.4999L) seen.jump = true;  // truncation
  return static_cast<int>(n.e > 0 ? std::trunc(n.v) : nearest);
}
tensor gather(const tensor& x, int axis, const tensor& indices) {
  const int a = from_front(axis, x.rank()), extent = x.shape[static_cast<std::size_t>(a)];
  ints shape(x.shape.begin(), x.shape.begin() + a);
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), x.shape.begin() + a + 1, x.shape.end());
  return filled(shape, [&](const ints& i) {
    const ints which(i.begin() + a, i.begin() + a + indices.rank());
    ints from(i.begin(), i.begin() + a);
    from.push_back(std::clamp(whole(indices[which]), 0, extent - 1));
    from.insert(from.end(), i.begin() + a + indices.rank(), i.end());
    return x[from];
  });
}
tensor one_hot(const tensor& indices, int classes) {
  ints shape = indices.shape;
  shape.push_back(classes);
  return filled(shape, [&](ints i) {
    const int c = i.back();
    i.pop_back();
    const num k = without_derivative(indices[i]);
    if (near(k, exact(c))) seen.jump = true;
    return exact(k.v == c ? 1 : 0);
  });
}

}  // namespace plain
