// The kernel of pointwise code and reductions: loops over kept axes around loops over reduced axes, with the lanes
// along the innermost axis.
#pragma once

#include <tapeless/expr/registry.hpp>
#include <tapeless/kernels/cascade.hpp>
#include <tapeless/kernels/lanes.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

// The compile-time part of a map kernel. Extents are run-time values, so that kernels of different sizes share code.
template <class Micro>
struct map_code {
  Micro micro{};
  int kept = 0;                // outer loops, over kept axes
  int reduced = 0;             // loops inside them, over reduced axes
  bool inner_reduced = false;  // the innermost axis is reduced
  bool partial = false;        // the last vector of a row must be stored partially
  bool long_sum = false;       // reductions are computed as a tree

  constexpr void words(auto& s) { s(micro, kept, reduced, inner_reduced, partial, long_sum); }
};

namespace detail {

// Codes are named by their hash and found again as graphs are: a symbol that spelled out the code of a thousand
// instructions would take a hundred kilobytes, in each function that has it as a template argument.
struct map_kernels;
template <std::uint64_t Id>
inline constexpr auto found_map = find_registered(tapeless::detail::registry_key<map_kernels, Id>{});

template <class T, class V, std::uint64_t Id, class Nest>
struct map_loop {
  static constexpr auto& D = found_map<Id>;
  static constexpr auto& m = D.micro;
  static constexpr int pointers = m.pointers, lanes = simd::lanes<V>;
  static constexpr int inner = D.kept + D.reduced;

  T* const* base;
  Nest loops;
  int at[pointers + 1]{};
  [[no_unique_address]] cascade_if<D.long_sum, V, m.reductions.size> parts{};

  template <int J>
  TAPELESS_INLINE constexpr V operand(int i, int valid) const noexcept {
    constexpr ir::access mode = m.inputs.at[J].mode;
    const int stride = mode == ir::access::strided ? loops.stride(inner, J) : 1;
    constexpr double immediate = m.inputs.at[J].immediate;
    if constexpr (mode == ir::access::immediate) return read<V, mode>(nullptr, 0, 0, immediate);
    else if constexpr (mode == ir::access::broadcast) return read<V, mode>(base[J] + at[J], 0, 0, 0.0);
    else return read<V, mode>(base[J] + at[J] + i * stride, stride, valid, 0.0);
  }

  // One vector: read, compute, store, and combine into acc.
  template <bool Tail>
  TAPELESS_INLINE constexpr void element(int i, int valid, V* acc) const noexcept {
    V r[m.inputs.size + m.instructions.size + 1];
    read_all<0>(r, i, valid);
    execute_all<V, map_loop>(r);
    store_all<0, Tail>(r, i, valid);
    if constexpr (m.reductions.size > 0)
      tapeless::detail::for_indices<0, m.reductions.size>([&]<int J>() TAPELESS_INLINED {
        constexpr ir::instruction c = m.reductions.at[J];
        using O = tapeless::detail::found_operation<c.op->id>;
        V taken = r[c.in[0]];
        if constexpr (Tail && D.inner_reduced) {
          constexpr T neutral = static_cast<T>(c.op->identity);
          taken = simd::select(simd::lt(simd::iota<V>(), V(static_cast<T>(valid))), taken, V(neutral));
        }
        acc[J] = O::template eval<V>(acc[J], taken);
      });
  }

  // In groups, because compilers limit the number of terms in a fold.
  template <int Begin>
  TAPELESS_INLINE constexpr void read_all(V* r, int i, int valid) const noexcept {
    if constexpr (Begin < m.inputs.size) {
      constexpr int count = m.inputs.size - Begin < 128 ? m.inputs.size - Begin : 128;
      [&]<int... J>(std::integer_sequence<int, J...>) TAPELESS_INLINED {
        ((r[Begin + J] = operand<Begin + J>(i, valid)), ...);
      }
      (std::make_integer_sequence<int, count>{});
      read_all<Begin + count>(r, i, valid);
    }
  }
  template <int J, bool Tail>
  TAPELESS_INLINE constexpr void store(const V* r, int i, [[maybe_unused]] int valid) const noexcept {
    constexpr int from = m.outputs.at[J];
    T* target = base[m.inputs.size + J] + at[m.inputs.size + J] + i;
    if constexpr (Tail) simd::store_partial(target, r[from], valid);
    else simd::storeu(target, r[from]);
  }
  template <int Begin, bool Tail>
  TAPELESS_INLINE constexpr void store_all(const V* r, int i, int valid) const noexcept {
    if constexpr (Begin < m.outputs.size) {
      constexpr int count = m.outputs.size - Begin < 128 ? m.outputs.size - Begin : 128;
      [&]<int... J>(std::integer_sequence<int, J...>) TAPELESS_INLINED { (store<Begin + J, Tail>(r, i, valid), ...); }
      (std::make_integer_sequence<int, count>{});
      store_all<Begin + count, Tail>(r, i, valid);
    }
  }

  // Constants are extracted at compile time; reading the tables at run time would keep all of them in the program.
  TAPELESS_INLINE constexpr void clear([[maybe_unused]] V* acc) const noexcept {
    if constexpr (m.reductions.size > 0) [&]<int... J>(std::integer_sequence<int, J...>) TAPELESS_INLINED {
        (
            [&]() TAPELESS_INLINED {
              constexpr T start = static_cast<T>(m.reductions.at[J].op->identity);
              acc[J] = V(start);
            }(),
            ...);
      }
    (std::make_integer_sequence<int, m.reductions.size>{});
  }

  // For long sums, between two steps and at the end.
  static constexpr auto combine = [](V* to, const V* a, const V* b) TAPELESS_INLINED {
    tapeless::detail::for_indices<0, m.reductions.size>([&]<int J>() TAPELESS_INLINED {
      to[J] = tapeless::detail::found_operation<m.reductions.at[J].op->id>::template eval<V>(a[J], b[J]);
    });
  };
  TAPELESS_INLINE constexpr void settle([[maybe_unused]] V* acc) noexcept {
    if constexpr (D.long_sum) parts.settle(acc, combine, [this](V* a) TAPELESS_INLINED { clear(a); });
  }
  TAPELESS_INLINE constexpr void begin(V* acc) noexcept {
    if constexpr (D.long_sum) parts.restart();
    clear(acc);
  }
  TAPELESS_INLINE constexpr void finish([[maybe_unused]] V* acc) noexcept {
    if constexpr (D.long_sum) parts.finish(acc, combine);
  }

  // The reduced loops from loop L inwards, for vector i of the innermost axis, or for all of that axis if it is
  // reduced.
  template <int L>
  TAPELESS_INLINE constexpr void reduce(int i, int valid, V* acc) noexcept {
    if constexpr (L < inner) {
      for (int e = 0; e < loops.extent(L); ++e) {
        reduce<L + 1>(i, valid, acc);
        for (int j = 0; j < pointers; ++j) at[j] += loops.stride(L, j);
      }
      for (int j = 0; j < pointers; ++j) at[j] -= loops.extent(L) * loops.stride(L, j);
    } else if constexpr (D.inner_reduced) {
      const int n = loops.extent(inner);
      int v = 0;
      for (; v + lanes <= n; v += lanes) {
        element<false>(v, lanes, acc);
        settle(acc);
      }
      if (v < n) {
        element<true>(v, n - v, acc);
        settle(acc);
      }
    } else {
      if constexpr (D.partial) {
        if (valid < lanes) element<true>(i, valid, acc);
        else element<false>(i, lanes, acc);
      } else {
        element<false>(i, lanes, acc);
      }
      settle(acc);
    }
  }

  template <int L>
  TAPELESS_INLINE constexpr void kept() noexcept {
    if constexpr (L < D.kept) {
      for (int e = 0; e < loops.extent(L); ++e) {
        kept<L + 1>();
        for (int j = 0; j < pointers; ++j) at[j] += loops.stride(L, j);
      }
      for (int j = 0; j < pointers; ++j) at[j] -= loops.extent(L) * loops.stride(L, j);
    } else if constexpr (D.inner_reduced) {
      V acc[m.reductions.size + 1];
      begin(acc);
      reduce<L>(0, lanes, acc);
      finish(acc);
      [&]<int... J>(std::integer_sequence<int, J...>) TAPELESS_INLINED {
        ((base[m.inputs.size + m.outputs.size + J][at[m.inputs.size + m.outputs.size + J]] =
              combine_lanes<V, m.reductions.at[J].op>(acc[J])),
         ...);
      }
      (std::make_integer_sequence<int, m.reductions.size>{});
    } else {
      const int n = loops.extent(inner);
      for (int i = 0; i < n; i += lanes) {
        const int valid = n - i;
        V acc[m.reductions.size + 1];
        begin(acc);
        reduce<L>(i, valid, acc);
        finish(acc);
        for (int j = 0; j < m.reductions.size; ++j) {
          T* p = base[m.inputs.size + m.outputs.size + j] + at[m.inputs.size + m.outputs.size + j] + i;
          if (D.partial && valid < lanes) simd::store_partial(p, acc[j], valid);
          else simd::storeu(p, acc[j]);
        }
      }
    }
  }
};

}  // namespace detail

// `base` holds the pointers of the operands, the stored results, the reductions, in this order.
template <class T, class V, std::uint64_t Id, class Nest>
TAPELESS_INLINE constexpr void map(T* const* base, Nest loops) noexcept {
  detail::map_loop<T, V, Id, Nest>{base, loops}.template kept<0>();
}

}  // namespace tapeless::inline TAPELESS_ISA::kernels
