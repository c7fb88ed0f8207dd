// A call: check every binding, then pack samples into lanes, tile by tile.
#pragma once

#include <initializer_list>

#include <tapeless/program/binding.hpp>
#include <tapeless/program/engine.hpp>
#include <tapeless/program/status.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

template <class B>
inline constexpr auto graph_of_binding = graph_of(typename B::expression{});

template <class B>
inline constexpr node leaf_of_binding = graph_of_binding<B>.root();

// What identifies the thing a binding is for: role and name of a leaf, or the expression itself.
constexpr std::uint64_t binding_key(const node& n) {
  if (n.op->kind == loop::leaf && detail::given(n.leaf)) return mix(static_cast<std::uint64_t>(n.leaf->kind) + 1, n.leaf->hash);
  return n.hash;
}

// The leaves of a program's expressions, and its outputs, as bindings see them.
template <graph... G>
struct leaves_of {
  // Whether a binding with this key has a meaning.
  static consteval bool knows(std::uint64_t key) {
    return (... || [&] {
      for (const node* n : leaves_below<G>)
        if ((varies_by_sample(*n) || is_leaf(*n, role::scalar)) && binding_key(*n) == key) return true;
      return G.root().hash == key;
    }());
  }
  static consteval bool bound_at_most_once(std::initializer_list<std::uint64_t> keys) {
    for (auto a = keys.begin(); a != keys.end(); ++a)
      for (auto b = a + 1; b != keys.end(); ++b)
        if (*a == *b) return false;
    return true;
  }
  // The first input without a binding, or none.
  static consteval const symbol* unbound_input(std::initializer_list<std::uint64_t> keys) {
    const symbol* missing = nullptr;
    (
        [&] {
          for (const node* n : leaves_below<G>) {
            bool found = detail::given(missing) || !varies_by_sample(*n);
            for (std::uint64_t key : keys) found = found || key == binding_key(*n);
            if (!found) missing = n->leaf;
          }
        }(),
        ...);
    return missing;
  }
  static constexpr int output_of(std::uint64_t hash) {
    int at = 0, found = -1;
    ((found = found < 0 && G.root().hash == hash ? at : found, ++at), ...);
    return found;
  }
};

// Samples [first, first + count) of a row-major range, one after the other, or into lanes; a tile that is not full
// repeats its first sample.
template <class T, class U>
TAPELESS_INLINE constexpr void pack(const U* from, long first, int count, bool samples_first, int padded, int size,
                                    T* to) noexcept {
  const U* p = from + first * size;
  if (samples_first) {
    if (count == padded) {  // a length that the compiler knows
      if constexpr (std::is_same_v<T, U>) kernels::copy_row(p, to, padded * size);
      else
        for (int i = 0; i < padded * size; ++i) to[i] = static_cast<T>(p[i]);
    } else {
      for (int i = 0; i < padded * size; ++i) to[i] = static_cast<T>(p[i < count * size ? i : i % size]);
    }
    return;
  }
  if constexpr (std::is_same_v<T, U>) {
    simd::transpose<T>(p, size, to, padded, count, size);
  } else {
    for (int s = 0; s < count; ++s)
      for (int i = 0; i < size; ++i) to[i * padded + s] = static_cast<T>(p[s * size + i]);
  }
  if (count < padded)
    for (int i = 0; i < size; ++i)
      for (int s = count; s < padded; ++s) to[i * padded + s] = to[i * padded];
}

// One sample, in whole vectors, which kernels load as they were stored: `Count` elements of which the first is element
// `Begin` of the `Size` that there are; 0 outside.
template <class T, int Size, int Begin, int Count, class U>
TAPELESS_INLINE constexpr void pack_one(const U* from, T* to) noexcept {
  using V = simd::vec<T>;
  constexpr int lanes = simd::lanes<V>;
  constexpr int low = Begin < 0 ? -Begin : 0, high = Size - Begin < Count ? Size - Begin : Count;
  if constexpr (std::is_same_v<T, U> && lanes > 1 && low < high && Size > 1) {  // a number was stored alone, just now
    if (!std::is_constant_evaluated()) {
      int i = 0;
      for (; i + lanes <= low; i += lanes) simd::storeu(to + i, V(T(0)));
      if constexpr (constexpr int skip = low % lanes; skip != 0) {
        constexpr int there = high - low < lanes - skip ? high - low : lanes - skip;
        const V first = simd::load_partial<V>(from, there);
        simd::storeu(to + i, [&]<int... I>(std::integer_sequence<int, I...>) {
          return simd::shuffle<(I < skip ? 0 : lanes + I - skip)...>(V(T(0)), first);
        }(std::make_integer_sequence<int, lanes>{}));
        i += lanes;
      }
      for (; i + lanes <= high; i += lanes) simd::storeu(to + i, simd::loadu<V>(from + Begin + i));
      if (i < high) {
        simd::storeu(to + i, simd::load_partial<V>(from + Begin + i, high - i));
        i += lanes;
      }
      for (; i < Count; i += lanes) simd::storeu(to + i, V(T(0)));
      return;
    }
  }
  for (int i = 0; i < Count; ++i) to[i] = i >= low && i < high ? static_cast<T>(from[Begin + i]) : T(0);
}

// Checks one input; `samples` is -1 until the first input has said how many there are.
template <class B>
constexpr void check_input(const B& b, long& samples, error& e) noexcept {
  constexpr node n = leaf_of_binding<B>;
  constexpr long size = n.shape.size();
  constexpr const char* name = n.leaf->name;
  if (e) return;
  if (b.size % size != 0) {
    e = {fault::partial_sample, name, size, b.size};
  } else if (samples >= 0 && b.size / size != samples) {
    e = {fault::different_samples, name, samples, b.size / size};
  } else if (b.size == 0) {
    e = {fault::no_samples, name, 1, 0};
  } else {
    samples = b.size / size;
    if constexpr (n.leaf->kind == role::index) {
      constexpr long classes = n.leaf->classes;
      for (long i = 0; i < b.size && !e; ++i) {
        const long found = static_cast<long>(b.data[i]);
        if (found < 0 || found >= classes) e = {fault::class_out_of_range, name, classes, found};
      }
    }
  }
}

}  // namespace tapeless::detail
