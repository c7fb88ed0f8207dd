#include "number.hpp"

#include <cmath>

namespace plain {

edges seen;
real unit = 0;

bool near(const num& a, const num& b) {
  const real e = a.e + b.e;
  return e > 0 && std::fabs(a.v - b.v) <= slack * unit * e;
}

num operator+(const num& a, const num& b) {
  const real v = a.v + b.v, d = a.d + b.d;
  return {v, a.e + b.e + std::fabs(v), d, a.f + b.f + std::fabs(d)};
}
num operator-(const num& a) { return {-a.v, a.e, -a.d, a.f}; }
num operator-(const num& a, const num& b) { return a + -b; }
num operator*(const num& a, const num& b) {
  const real v = a.v * b.v, left = a.d * b.v, right = a.v * b.d;
  return {v, std::fabs(a.v) * b.e + std::fabs(b.v) * a.e + std::fabs(v), left + right,
          std::fabs(a.d) * b.e + std::fabs(b.v) * a.f + std::fabs(a.v) * b.f + std::fabs(b.d) * a.e +
              2 * (std::fabs(left) + std::fabs(right))};
}
num operator/(const num& a, const num& b) {
  const real inverse = 1 / b.v, square = inverse * inverse;
  return a * num{inverse, b.e * square + std::fabs(inverse), -b.d * square,
                 b.f * square + 2 * std::fabs(b.d * square * inverse) * b.e + 2 * std::fabs(b.d) * square};
}

num unary(const num& x, real (*f)(real), real floor, std::initializer_list<real> kinks) {
  constexpr real h = 2e-4L;
  const real y = f(x.v), above = f(x.v + h), below = f(x.v - h);
  const real slope = (8 * (above - below) - (f(x.v + 2 * h) - f(x.v - 2 * h))) / (12 * h);
  const real bend = (above - 2 * y + below) / (h * h);
  // The slope bounds the error, unless the program uses a different piece.
  const real steep = std::fmax(std::fabs(slope), std::fmax(std::fabs(above - y), std::fabs(y - below)) / h);
  num r{y, steep * x.e + 2 * std::fabs(y) + floor * (1 + std::fabs(x.v)), slope * x.d, 0};
  if (x.d != 0 || x.f != 0) {
    r.f = steep * x.f + std::fabs(bend * x.d) * x.e +
          std::fabs(x.d) *
              (4 * steep + floor * (1 + std::fabs(x.v)) + 1e-13L * (1 + std::fabs(y) + std::fabs(bend)) / unit);
    for (const real k : kinks)
      if (std::fabs(x.v - k) <= std::fmax(3 * h, slack * unit * x.e)) seen.kink = true;
  }
  return r;
}

num binary(const num& x, const num& y, real (*f)(real, real), real floor) {
  constexpr real h = 2e-4L;
  const auto slope = [&](real dx, real dy) {
    return (8 * (f(x.v + dx, y.v + dy) - f(x.v - dx, y.v - dy)) -
            (f(x.v + 2 * dx, y.v + 2 * dy) - f(x.v - 2 * dx, y.v - 2 * dy))) /
           (12 * h);
  };
  const real v = f(x.v, y.v), a = slope(h, 0), b = slope(0, h);
  const real aa = (f(x.v + h, y.v) - 2 * v + f(x.v - h, y.v)) / (h * h),
             bb = (f(x.v, y.v + h) - 2 * v + f(x.v, y.v - h)) / (h * h);
  const real ab = (f(x.v + h, y.v + h) - f(x.v + h, y.v - h) - f(x.v - h, y.v + h) + f(x.v - h, y.v - h)) / (4 * h * h);
  num r{v, std::fabs(a) * x.e + std::fabs(b) * y.e + 8 * std::fabs(v) + floor * (1 + std::fabs(x.v) + std::fabs(y.v)),
        a * x.d + b * y.d, 0};
  const real moved = std::fabs(x.d) + std::fabs(y.d);
  r.f = std::fabs(a) * x.f + std::fabs(b) * y.f + std::fabs(x.d) * (std::fabs(aa) * x.e + std::fabs(ab) * y.e) +
        std::fabs(y.d) * (std::fabs(bb) * y.e + std::fabs(ab) * x.e) +
        moved * (8 * (std::fabs(a) + std::fabs(b)) + floor +
                 1e-13L * (1 + std::fabs(v) + std::fabs(aa) + std::fabs(bb)) / unit);
  return r;
}

num exact(real v) { return {v, 0, 0, 0}; }
num rounded(real v) { return {v, std::fabs(v), 0, 0}; }
num without_derivative(num x) {
  x.d = x.f = 0;
  return x;
}

num sum(const std::vector<num>& all) {
  num r;
  real size = 0, steep = 0;
  for (const num& x : all) {
    r = {r.v + x.v, r.e + x.e, r.d + x.d, r.f + x.f};
    size += std::fabs(x.v);
    steep += std::fabs(x.d);
  }
  if (all.size() < 2) return r;
  const real rounds = 1 + std::log2(static_cast<real>(all.size()));
  r.e += rounds * size;
  r.f += rounds * steep;
  return r;
}

num root(const num& x) {
  const real off = slack * unit * x.e, v = std::sqrt(std::fmax(x.v, 0));
  const real spread = std::sqrt(std::fmax(x.v + off, 0)) - std::sqrt(std::fmax(x.v - off, 0));
  return {v, spread / (slack * unit) + 2 * v, 0, 0};
}

}  // namespace plain
