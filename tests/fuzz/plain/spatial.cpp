// Padding, pooling, transposed convolution, resizing and what normalises channels, by their definitions, element by
// element.
#include <cmath>

#include "functions.hpp"

namespace plain {

namespace {
ints except_last(const tensor& x, int axes, const ints& then) {
  ints s(x.shape.begin(), x.shape.end() - axes);
  s.insert(s.end(), then.begin(), then.end());
  return s;
}
// x as [lead, height, width].
tensor planes(const tensor& x, int axes) {
  const int width = x.shape.back(), height = axes == 2 ? x.shape.end()[-2] : 1;
  return reshape(x, {product(x.shape) / (width * height), height, width});
}
tensor alone(const num& n) {
  tensor t(ints{});
  t.at[0] = n;
  return t;
}
}  // namespace

// The number of the element that stands at place i of n, or -1.
int behind_border(const char* border, int i, int n) {
  switch (border[0]) {
    case 'e':
      return i < 0 ? 0 : i >= n ? n - 1 : i;
    case 'r':
      return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
    case 'w':
      return (i % n + n) % n;
    default:
      return i < 0 || i >= n ? -1 : i;
  }
}
tensor pad_border(const tensor& x, int axis, int before, int after, const char* border) {
  const auto a = static_cast<std::size_t>(axis < 0 ? axis + x.rank() : axis);
  ints shape = x.shape;
  shape[a] += before + after;
  tensor r(shape);
  for (std::size_t e = 0; e < r.at.size(); ++e) {
    ints i = index_of(shape, static_cast<int>(e));
    i[a] = behind_border(border, i[a] - before, x.shape[a]);
    r.at[e] = i[a] < 0 ? exact(0) : x[i];
  }
  return r;
}

// For each depth of the result, the sum of convolutions of images at the depths of its taps.
tensor conv3d(const tensor& x, const tensor& w, const tensor& bias, const ints& stride, int groups) {
  std::vector<tensor> depths;
  for (int o = 0; o * stride[0] + w.shape[1] <= x.shape[1]; ++o) {
    tensor sum;
    for (int p = 0; p < w.shape[1]; ++p) {
      const tensor image = squeeze(slice(x, 1, o * stride[0] + p, 1, 1), 1);
      const tensor taps = squeeze(slice(w, 1, p, 1, 1), 1);
      const tensor part = convolve(image, taps, {stride[1], stride[2]}, {0, 0}, {1, 1}, groups);
      sum = p == 0 ? part : sum + part;
    }
    depths.push_back(sum);
  }
  return stack(1, depths) + reshape(bias, {bias.shape[0], 1, 1, 1});
}

tensor pool(const char* kind, const tensor& x, int axes, const std::vector<pooled_axis>& along) {
  const tensor image = planes(x, axes);
  const pooled_axis one{1, 1, 1, 0, 1, 0, 1};
  const pooled_axis &h = axes == 2 ? along[0] : one, &w = along.back();
  tensor r(ints{image.shape[0], h.positions, w.positions});
  for (int c = 0; c < image.shape[0]; ++c)
    for (int i = 0; i < h.positions; ++i)
      for (int j = 0; j < w.positions; ++j) {
        std::vector<num> window;
        int counted = 0;
        for (int p = 0; p < h.size; ++p)
          for (int q = 0; q < w.size; ++q) {
            const int y = i * h.stride + p * h.dilation - h.before, z = j * w.stride + q * w.dilation - w.before;
            counted += y >= h.low && y < h.high && z >= w.low && z < w.high;
            if (y >= 0 && y < image.shape[1] && z >= 0 && z < image.shape[2]) window.push_back(image[{c, y, z}]);
          }
        r[{c, i, j}] = kind[0] == 'm' ? largest(window) : sum(window) / exact(counted);
      }
  return reshape(r, except_last(x, axes, axes == 2 ? ints{h.positions, w.positions} : ints{w.positions}));
}

// Each output pools elements floor(i n / m) to ceil((i + 1) n / m).
tensor adaptive_pool(const char* kind, const tensor& x, int axes, int rows, int columns) {
  const tensor image = planes(x, axes);
  const int n[] = {image.shape[1], image.shape[2]}, m[] = {axes == 2 ? rows : 1, columns};
  tensor r(ints{image.shape[0], m[0], m[1]});
  for (int c = 0; c < image.shape[0]; ++c)
    for (int i = 0; i < m[0]; ++i)
      for (int j = 0; j < m[1]; ++j) {
        std::vector<num> of_rows;
        for (int y = i * n[0] / m[0]; y < ((i + 1) * n[0] + m[0] - 1) / m[0]; ++y)
          for (int z = j * n[1] / m[1]; z < ((j + 1) * n[1] + m[1] - 1) / m[1]; ++z)
            of_rows.push_back(image[{c, y, z}]);
        r[{c, i, j}] = kind[0] == 'm' ? largest(of_rows) : sum(of_rows) / exact(static_cast<real>(of_rows.size()));
      }
  return reshape(r, except_last(x, axes, axes == 2 ? ints{m[0], m[1]} : ints{m[1]}));
}

// w: [channels, filters / groups, taps..].
tensor transposed_convolve(const tensor& x, const tensor& w, steps stride, steps before, steps extent, steps dilation,
                           int groups) {
  const int axes = x.rank() - 1;
  const tensor image = planes(x, axes);
  const int channels = x.shape[0], each = w.shape[1], kh = axes == 2 ? w.shape[2] : 1, kw = w.shape.back();
  if (axes == 1) stride.height = 1, before.height = 0, extent.height = 1, dilation.height = 1;
  const tensor taps = reshape(w, {channels, each, kh, kw});
  tensor r(ints{each * groups, extent.height, extent.width});
  for (int f = 0; f < each * groups; ++f)
    for (int y = 0; y < extent.height; ++y)
      for (int z = 0; z < extent.width; ++z) {
        std::vector<num> terms{exact(0)};
        for (int c = f / each * (channels / groups); c < (f / each + 1) * (channels / groups); ++c)
          for (int p = 0; p < kh; ++p)
            for (int q = 0; q < kw; ++q) {
              const int i = y + before.height - p * dilation.height, j = z + before.width - q * dilation.width;
              if (i < 0 || j < 0 || i % stride.height || j % stride.width) continue;
              if (i / stride.height >= image.shape[1] || j / stride.width >= image.shape[2]) continue;
              terms.push_back(image[{c, i / stride.height, j / stride.width}] * taps[{c, f % each, p, q}]);
            }
        r[{f, y, z}] = sum(terms);
      }
  return reshape(r, axes == 2 ? ints{each * groups, extent.height, extent.width} : ints{each * groups, extent.width});
}

tensor resize(const tensor& x, int axis, int m, const char* how, const char* at) {
  const auto a = static_cast<std::size_t>(axis < 0 ? axis + x.rank() : axis);
  const int n = x.shape[a];
  ints shape = x.shape;
  shape[a] = m;
  tensor r(shape);
  for (std::size_t e = 0; e < r.at.size(); ++e) {
    ints i = index_of(shape, static_cast<int>(e));
    const real k = i[a];
    const real p = at[0] == 'h'             ? (k + 0.5L) * n / m - 0.5L
                   : at[1] == 'l' && m == 1 ? 0  // aligned: of one element the first
                   : at[1] == 'l'           ? k * (n - 1) / (m - 1)
                                            : k * n / m;
    const auto element = [&](real number) {
      i[a] = static_cast<int>(std::fmin(std::fmax(number, 0.0L), n - 1));
      return x[i];
    };
    const real tiny = 1e-12L, low = std::floor(p + tiny), t = p - low;
    if (how[0] == 'n') {
      r.at[e] = element(at[1] == 's' ? low : std::floor(p + 0.5L + tiny));
    } else if (how[0] == 'l') {
      r.at[e] = element(low) * rounded(1 - t) + element(low + 1) * rounded(t);
    } else {
      std::vector<num> terms;
      for (int j = -1; j <= 2; ++j) {
        const real d = std::fabs(t - static_cast<real>(j)), c = -0.75L;
        const real weight = d <= 1 ? ((c + 2) * d - (c + 3)) * d * d + 1 : (((d - 5) * d + 8) * d - 4) * c;
        num w = rounded(weight);
        w.e += 16;  // its terms, up to 16, cancel
        terms.push_back(element(low + j) * w);
      }
      r.at[e] = sum(terms);
    }
  }
  return r;
}

tensor group_norm(const tensor& x, const tensor& scale, const tensor& shift, int groups, real epsilon) {
  const int each = product(x.shape) / groups;
  const tensor g = reshape(x, {groups, each});
  const tensor middle = expand(mean(g, {1}), 1), spread = expand(variance(g, {1}), 1);
  ints channels(x.shape.size(), 1);
  channels[0] = x.shape[0];
  const tensor y = reshape((g - middle) / sqrt(spread + number(epsilon)), x.shape);
  return reshape(scale, channels) * y + reshape(shift, channels);
}

tensor local_response_norm(const tensor& x, int size, real alpha, real beta, real k) {
  tensor r(x.shape);
  for (std::size_t e = 0; e < r.at.size(); ++e) {
    ints i = index_of(x.shape, static_cast<int>(e));
    const int c = i[0];
    std::vector<num> squares;
    for (i[0] = c - size / 2; i[0] <= c + (size - 1) / 2; ++i[0])
      if (i[0] >= 0 && i[0] < x.shape[0]) squares.push_back(x[i] * x[i]);
    const num below = number(k).at[0] + number(alpha).at[0] * (sum(squares) / exact(size));
    r.at[e] = x.at[e] * pow(alone(below), number(-beta)).at[0];
  }
  return r;
}

tensor channel_dropout(const char* name, real p, const tensor& x) {
  if (!training) return x;
  ints channels(x.shape.size(), 1);
  channels[0] = x.shape[0];
  return where(bernoulli(name, p, channels), number(0), x * number(1 / (1 - p)));
}

}  // namespace plain
