// Totals over the tiles of a call, with an error that does not grow with the number of tiles. Each sum is stored
// together with its rounding error, which makes it a number of twice the precision (T. J. Dekker, A floating-point
// technique for extending the available precision, 1971). Without it, 2^24 tiles would lose all digits of a float.
//
// All functions work on elements [from, to), both multiples of a cache line.
#pragma once

#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

template <class T>
struct running_totals {
  T* sum = nullptr;
  T* lost = nullptr;

  // Starts with the first tile.
  constexpr void begin(const T* tile, int from, int to) const noexcept {
    each(from, to, [&]<class V>(int k, V) TAPELESS_INLINED {
      simd::storeu(sum + k, simd::loadu<V>(tile + k));
      simd::storeu(lost + k, V(T(0)));
    });
  }
  // Adds another tile.
  constexpr void add(const T* tile, int from, int to) const noexcept {
    each(from, to, [&]<class V>(int k, V) TAPELESS_INLINED {
      V rest = simd::loadu<V>(lost + k);
      simd::storeu(sum + k, add_to(simd::loadu<V>(sum + k), rest, simd::loadu<V>(tile + k)));
      simd::storeu(lost + k, rest);
    });
  }
  // Adds the last tile and replaces it by the totals. The sum is written too: cache lines that this core has only read
  // are slow to acquire for the core that writes them in the next call.
  constexpr void finish(T* tile, int from, int to) const noexcept {
    each(from, to, [&]<class V>(int k, V) TAPELESS_INLINED {
      V rest = simd::loadu<V>(lost + k);
      const V total = add_to(simd::loadu<V>(sum + k), rest, simd::loadu<V>(tile + k));
      simd::storeu(tile + k, total);
      simd::storeu(sum + k, total);
    });
  }

 private:
  // a + rest + b, rounded; `rest` becomes the rounding error.
  template <class V>
  TAPELESS_INLINE static constexpr V add_to(V a, V& rest, V b) noexcept {
    const V s = a + b, from_b = s - a;
    V error = ((a - (s - from_b)) + (b - from_b)) + rest;
    error = simd::select(simd::eq(error, error), error, V(T(0)));  // an infinite sum has no error, but inf - inf is NaN
    const V total = s + error;
    rest = error - (total - s);
    rest = simd::select(simd::eq(rest, rest), rest, V(T(0)));
    return total;
  }
  template <class F>
  TAPELESS_INLINE static constexpr void each(int from, int to, F f) noexcept {
    using V = simd::vec<T>;
    if (std::is_constant_evaluated())
      for (int k = from; k < to; ++k) f(k, T());
    else
      for (int k = from; k < to; k += simd::lanes<V>) f(k, V());
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::kernels
