// Symmetric matrices of fixed size, of which the upper triangle is stored row by row: products A A^T, and the solution
// of the damped normal equations.
#pragma once

#include <limits>
#include <utility>

#include <tapeless/simd/math.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <int K>
struct upper_triangle {
  static constexpr int size = K * (K + 1) / 2;
  // Element (i, j), i <= j.
  static constexpr int at(int i, int j) { return i * K - i * (i - 1) / 2 + j - i; }
};

// Calls f for 0 to N - 1, as integral constants, in one piece of code.
template <int N, class F>
TAPELESS_INLINE constexpr void unrolled(F&& f) {
  [&]<int... I>(std::integer_sequence<int, I...>) TAPELESS_INLINED { (f(std::integral_constant<int, I>{}), ...); }
  (std::make_integer_sequence<int, N>{});
}

// A A^T of a matrix with K rows. Each consists of `parts` runs of `length` elements; row[i] is its first element, and
// the runs begin part[i] elements apart.
template <class V, int K>
struct gram {
  using T = simd::scalar_of<V>;
  using triangle = upper_triangle<K>;
  static constexpr int lanes = simd::lanes<V>;
  static constexpr bool at_once = K <= 5;  // all sums fit into registers

  const T* row[K]{};
  int part[K]{};

  TAPELESS_INLINE constexpr void operator()(int parts, int length, T* to) const noexcept {
    if constexpr (at_once) {
      block<K, K, true>(0, 0, parts, length, to);
    } else {
      int i = 0;
      for (; i + 4 <= K; i += 4) strip<4>(i, parts, length, to);
      if constexpr (K % 4 != 0) strip<K % 4>(i, parts, length, to);
    }
  }

 private:
  // Rows i to i + R - 1 of the result.
  template <int R>
  constexpr void strip(int i, int parts, int length, T* to) const noexcept {
    int j = i;
    for (; j + 3 <= K; j += 3) block<R, 3, false>(i, j, parts, length, to);
    if (j + 2 == K) block<R, 2, false>(i, j, parts, length, to);
    if (j + 1 == K) block<R, 1, false>(i, j, parts, length, to);
  }
  // Elements (i + r, j + c) of the result; with Upper, i = j and those with r <= c.
  template <int R, int C, bool Upper>
  TAPELESS_INLINE constexpr void block(int i, int j, int parts, int length, T* to) const noexcept {
    V sum[R * C];
    unrolled<R * C>([&](auto n) TAPELESS_INLINED { sum[n] = V(T(0)); });
    for (int p = 0; p < parts; ++p) {
      int s = 0;
      const auto add = [&](auto load) TAPELESS_INLINED {
        V x[R], y[C];
        unrolled<R>([&](auto r) TAPELESS_INLINED { x[r] = load(row[i + r] + p * part[i + r] + s); });
        unrolled<C>([&](auto c) TAPELESS_INLINED {
          if constexpr (Upper) y[c] = x[c];
          else y[c] = load(row[j + c] + p * part[j + c] + s);
        });
        unrolled<R * C>([&](auto n) TAPELESS_INLINED {
          if constexpr (!Upper || n / C <= n % C) sum[n] = simd::fma(x[n / C], y[n % C], sum[n]);
        });
      };
      for (; s + lanes <= length; s += lanes) add([](const T* at) TAPELESS_INLINED { return simd::loadu<V>(at); });
      if (s < length) add([n = length - s](const T* at) TAPELESS_INLINED { return simd::load_partial<V>(at, n); });
    }
    unrolled<R * C>([&](auto n) TAPELESS_INLINED {
      if constexpr (Upper) {
        if constexpr (n / C <= n % C) to[triangle::at(n / C, n % C)] = simd::reduce_add(sum[n]);
      } else if (i + n / C <= j + n % C) {
        to[triangle::at(i + n / C, j + n % C)] = simd::reduce_add(sum[n]);
      }
    });
  }
};

// Solves (A + mu diag(d)) h = -g, where [A g; g^T c] is the matrix of P + 1 rows in `m`, by A + mu diag(d) = L D L^T,
// the Cholesky factorisation without square roots. With `fixed`, h[j] = 0 where fixed[j] is true. False if a pivot is
// not positive, or nothing but rounding is left of it.
template <class T, int P>
class damped_equations {
  using triangle = upper_triangle<P + 1>;
  static constexpr bool is_small = P <= 6;
  static constexpr T least_pivot = T(P) * std::numeric_limits<T>::epsilon();
  T u_[triangle::size]{};  // D L^T, and the right-hand side as the last column
  T inverse_[P]{};         // of the pivots
  T least_[P]{};
  bool good_ = true;

 public:
  TAPELESS_INLINE constexpr bool solve(const T* m, const T* d, T mu, const bool* fixed, T* h) noexcept {
    for (int i = 0; i < triangle::size; ++i) u_[i] = m[i];
    for (int j = 0; j < P; ++j) u_[triangle::at(j, j)] += mu * d[j];
    if (fixed)
      for (int j = 0; j < P; ++j)
        if (fixed[j]) fix(j);
    for (int j = 0; j < P; ++j) least_[j] = least_pivot * u_[triangle::at(j, j)];
    good_ = true;
    if constexpr (is_small) {
      unrolled<P>([&](auto j) TAPELESS_INLINED {
        pivot(j);
        unrolled<P - 1 - j>([&](auto n) TAPELESS_INLINED {
          constexpr int i = j + 1 + n;
          const T factor = u_[triangle::at(j, i)] * inverse_[j];
          unrolled<P + 1 - i>(
              [&](auto c) TAPELESS_INLINED { u_[triangle::at(i, i + c)] -= factor * u_[triangle::at(j, i + c)]; });
        });
      });
      unrolled<P>([&](auto back) TAPELESS_INLINED {
        constexpr int j = P - 1 - back;
        T sum = u_[triangle::at(j, P)];
        unrolled<back>([&](auto c) TAPELESS_INLINED { sum += u_[triangle::at(j, P - 1 - c)] * h[P - 1 - c]; });
        h[j] = -sum * inverse_[j];
      });
    } else {
      for (int j = 0; j < P; ++j) {
        pivot(j);
        for (int i = j + 1; i < P; ++i) {
          const T factor = u_[triangle::at(j, i)] * inverse_[j];
          for (int c = i; c <= P; ++c) u_[triangle::at(i, c)] -= factor * u_[triangle::at(j, c)];
        }
      }
      for (int j = P - 1; j >= 0; --j) {
        T sum = u_[triangle::at(j, P)];
        for (int c = j + 1; c < P; ++c) sum += u_[triangle::at(j, c)] * h[c];
        h[j] = -sum * inverse_[j];
      }
    }
    return good_;
  }

 private:
  TAPELESS_INLINE constexpr void pivot(int j) noexcept {
    const T found = u_[triangle::at(j, j)];
    good_ = good_ & (found > least_[j]);
    inverse_[j] = T(1) / found;
  }
  constexpr void fix(int j) noexcept {
    for (int i = 0; i < j; ++i) u_[triangle::at(i, j)] = T(0);
    for (int c = j; c <= P; ++c) u_[triangle::at(j, c)] = T(0);
    u_[triangle::at(j, j)] = T(1);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
