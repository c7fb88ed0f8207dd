// A line search for the strong Wolfe conditions: algorithms 3.5 and 3.6 of J. Nocedal, S. J. Wright, Numerical
// optimization, second edition, 2006.
#pragma once

#include <tapeless/simd/math.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// phi(step) = f(w + step * d), and its derivative.
template <class T>
struct line_point {
  T step{}, value{}, slope{};
};

// Sufficient decrease, phi(a) <= phi(0) + decrease * a phi'(0), and curvature, |phi'(a)| <= curvature |phi'(0)|.
template <class T>
struct strong_wolfe {
  T decrease = T(1e-4), curvature = T(0.9);
  int most_evaluations = 40;

  constexpr bool decreases(const line_point<T>& start, const line_point<T>& p) const {
    return p.value <= start.value + decrease * p.step * start.slope;
  }
  constexpr bool flat_enough(const line_point<T>& start, const line_point<T>& p) const {
    return simd::abs(p.slope) <= -curvature * start.slope;
  }

  // A point that satisfies both. `start` has step 0 and a negative slope; phi(step) gives a point, whose value is
  // infinite where f is not finite. If none is found: one with sufficient decrease, or else `start`.
  template <class F>
  constexpr line_point<T> operator()(const line_point<T>& start, T first, F phi) const {
    line_point<T> before = start, now = phi(first);
    for (int left = most_evaluations - 1; left > 0; --left) {
      if (!decreases(start, now) || (before.step > 0 && now.value >= before.value))
        return zoom(start, before, now, left, phi);
      if (flat_enough(start, now)) return now;
      if (now.slope >= 0) return zoom(start, now, before, left, phi);
      before = now;
      now = phi(2 * now.step);
    }
    return decreases(start, now) ? now : before;
  }

 private:
  // Between `low`, the best point so far with sufficient decrease, and `high`; phi'(low) points towards `high`.
  template <class F>
  constexpr line_point<T> zoom(const line_point<T>& start, line_point<T> low, line_point<T> high, int left,
                               F phi) const {
    for (; left > 0; --left) {
      const line_point<T> now = phi(between(low, high));
      if (!decreases(start, now) || now.value >= low.value) {
        high = now;
      } else {
        if (flat_enough(start, now)) return now;
        if (now.slope * (high.step - low.step) >= 0) high = low;
        low = now;
      }
    }
    return low;
  }
  // The minimum of the cubic through both points (equation 3.59), at least a tenth of the interval from its ends.
  static constexpr T between(const line_point<T>& a, const line_point<T>& b) {
    const T length = b.step - a.step, d1 = a.slope + b.slope - 3 * (b.value - a.value) / length;
    const T root = simd::sqrt(d1 * d1 - a.slope * b.slope), d2 = length < 0 ? -root : root;
    const T part = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
    if (!(part >= 0 && part <= 1)) return a.step + length / 2;  // also NaN
    return a.step + length * (part < T(0.1) ? T(0.1) : part > T(0.9) ? T(0.9) : part);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
