#include "tensor.hpp"

namespace plain {

// out[c] = sum over all other letters of a * b.
tensor contract(const std::string& labels, const tensor& a, const tensor& b) {
  const std::size_t comma = labels.find(','), arrow = labels.find("->");
  const std::string left = labels.substr(0, comma), right = labels.substr(comma + 1, arrow - comma - 1),
                    out = labels.substr(arrow + 2);
  std::string letters = out;
  ints extent;
  const auto extent_of = [&](char c) {
    if (const std::size_t i = left.find(c); i != std::string::npos) return a.shape[i];
    return b.shape[right.find(c)];
  };
  for (const char c : left + right)
    if (letters.find(c) == std::string::npos) letters += c;
  for (const char c : letters) extent.push_back(extent_of(c));
  tensor r(ints(extent.begin(), extent.begin() + static_cast<std::ptrdiff_t>(out.size())));
  std::vector<std::vector<num>> terms(r.at.size());
  for (int i = 0; i < product(extent); ++i) {
    const ints at = index_of(extent, i);
    const auto part = [&](const std::string& own) {
      ints index;
      for (const char c : own) index.push_back(at[letters.find(c)]);
      return index;
    };
    terms[static_cast<std::size_t>(element_of(r.shape, part(out)))].push_back(a[part(left)] * b[part(right)]);
  }
  for (std::size_t i = 0; i < terms.size(); ++i) r.at[i] = sum(terms[i]);
  return r;
}

tensor matmul(const tensor& a, const tensor& b) {
  const bool row = a.rank() == 1, column = b.rank() == 1;
  const tensor x = row ? expand(a, 0) : a, y = column ? expand(b, 1) : b;
  const auto front = [](const tensor& t) { return ints(t.shape.begin(), t.shape.end() - 2); };
  ints shape = broadcast_shape(front(x), front(y));
  const int m = x.shape.end()[-2], k = x.shape.end()[-1], n = y.shape.end()[-1];
  const ints lead = shape;
  shape.push_back(m), shape.push_back(n);
  tensor r(shape);
  for (int i = 0; i < static_cast<int>(r.at.size()); ++i) {
    const ints at = index_of(shape, i);
    const auto own = [&](const tensor& t, int one, int two) {
      ints index;
      for (int axis = 0; axis < t.rank() - 2; ++axis) {
        const std::size_t from = lead.size() - static_cast<std::size_t>(t.rank() - 2 - axis);
        index.push_back(t.shape[static_cast<std::size_t>(axis)] == 1 ? 0 : at[from]);
      }
      index.push_back(one), index.push_back(two);
      return t[index];
    };
    std::vector<num> terms;
    for (int j = 0; j < k; ++j) terms.push_back(own(x, at.end()[-2], j) * own(y, j, at.end()[-1]));
    r.at[static_cast<std::size_t>(i)] = sum(terms);
  }
  if (row) r = squeeze(r, column ? r.rank() - 2 : r.rank() - 2);
  if (column) r = squeeze(r, r.rank() - 1);
  return r;
}

tensor outer(const tensor& a, const tensor& b) {
  ints shape = a.shape;
  shape.insert(shape.end(), b.shape.begin(), b.shape.end());
  tensor r(shape);
  for (std::size_t i = 0; i < a.at.size(); ++i)
    for (std::size_t j = 0; j < b.at.size(); ++j) r.at[i * b.at.size() + j] = a.at[i] * b.at[j];
  return r;
}

tensor dense(const tensor& x, const tensor& weight, const tensor& bias) {
  const tensor y = x.rank() == 1
                       ? matmul(x, weight)
                       : reshape(matmul(reshape(x, {product(x.shape) / x.shape.back(), x.shape.back()}), weight), [&] {
                           ints s = x.shape;
                           s.back() = weight.shape.back();
                           return s;
                         }());
  return map(y, bias, [](const num& a, const num& b) { return a + b; });
}

// Convolution: the spatial axes are the last ones; with one axis, its numbers are the widths.
namespace {
struct grid {
  int height, width;  // positions
  static int along(int extent, int taps, int stride, int padding, int dilation) {
    return (extent + 2 * padding - (taps - 1) * dilation - 1) / stride + 1;
  }
};
// x as [lead, height, width].
tensor as_image(const tensor& x, int axes) {
  const int width = x.shape.back(), height = axes == 2 ? x.shape.end()[-2] : 1;
  return reshape(x, {product(x.shape) / (width * height), height, width});
}
void flatten(steps& s, int axes, int other) {
  if (axes == 1) s.height = other;
}
}  // namespace

tensor convolve(const tensor& x, const tensor& w, steps stride, steps padding, steps dilation, int groups) {
  const int axes = x.rank() - 1;
  flatten(stride, axes, 1), flatten(padding, axes, 0), flatten(dilation, axes, 1);
  const tensor image = as_image(x, axes);
  const int channels = w.shape[0], filters = w.shape.back(), kh = axes == 2 ? w.shape[1] : 1, kw = w.shape.end()[-2];
  const grid g{grid::along(image.shape[1], kh, stride.height, padding.height, dilation.height),
               grid::along(image.shape[2], kw, stride.width, padding.width, dilation.width)};
  const tensor taps = reshape(w, {channels, kh, kw, filters});
  tensor r(ints{filters, g.height, g.width});
  for (int f = 0; f < filters; ++f)
    for (int i = 0; i < g.height; ++i)
      for (int j = 0; j < g.width; ++j) {
        std::vector<num> terms;
        for (int c = 0; c < channels; ++c)
          for (int p = 0; p < kh; ++p)
            for (int q = 0; q < kw; ++q) {
              const int y = i * stride.height + p * dilation.height - padding.height;
              const int z = j * stride.width + q * dilation.width - padding.width;
              if (y < 0 || z < 0 || y >= image.shape[1] || z >= image.shape[2]) continue;
              terms.push_back(image[{f / (filters / groups) * channels + c, y, z}] * taps[{c, p, q, f}]);
            }
        r[{f, i, j}] = sum(terms);
      }
  return axes == 2 ? r : reshape(r, {filters, g.width});
}
tensor conv(const tensor& x, const tensor& w, const tensor& bias, steps stride, steps padding, steps dilation,
            int groups) {
  const tensor y = convolve(x, w, stride, padding, dilation, groups);
  return map(y, reshape(bias, x.rank() == 2 ? ints{bias.shape[0], 1} : ints{bias.shape[0], 1, 1}),
             [](const num& a, const num& b) { return a + b; });
}

}  // namespace plain
