// A call: check every binding, then pack samples into lanes, tile by tile.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>

#include <tapeless/program/binding.hpp>
#include <tapeless/program/engine.hpp>
#include <tapeless/program/status.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// The leaf or output that a binding is for: of its expression, unless it says which.
template <class B>
consteval node find_leaf_of_binding() {
  if constexpr (requires { B::leaf; }) return B::leaf;
  else return graph_of(typename B::expression{}).root();
}
template <class B>
inline constexpr node leaf_of_binding = find_leaf_of_binding<B>();

// What identifies the thing a binding is for: role and name of a leaf, or the expression itself.
constexpr std::uint64_t binding_key(const node& n) {
  if (n.op->kind == ir::loop::leaf && detail::given(n.leaf))
    return mix(static_cast<std::uint64_t>(n.leaf->kind) + 1, n.leaf->hash);
  return n.hash;
}

// Whether two expressions of one key are the same thing: a binding may not see a leaf in another shape than the
// program.
constexpr bool same_kind(const node& a, const node& b) {
  return a.shape == b.shape && (!given(a.leaf) || !given(b.leaf) || a.leaf->classes == b.leaf->classes);
}

struct bound_node {
  bool there = false;
  tapeless::node node{};
};

// The leaves of a program's expressions, and its outputs, as bindings see them.
template <graph... G>
struct leaves_of {
  // The node that a binding with this key stands for: a leaf that a call gives a value, or an output.
  static constexpr bound_node bound_by(std::uint64_t key) {
    bound_node found;
    auto look = [&](const node& n) {
      if (!found.there && binding_key(n) == key) found = {true, n};
    };
    (
        [&] {
          for (const node* n : leaves_below<G>)
            if (is_bound_by_calls(*n) || is_leaf(*n, ir::role::scalar)) look(*n);
          look(G.root());
        }(),
        ...);
    if (!found.there)  // an input that dropped out, as of a Hessian that turned out to be constant, may be bound
      (void(any_written_leaf<G>([&](const node& n) {
         if (is_bound_by_calls(n) || is_leaf(n, ir::role::scalar)) look(n);
         return found.there;
       })),
       ...);
    return found;
  }
  // Calls f(node) for every leaf that calls bind, some repeatedly.
  template <class F>
  static constexpr void each_bound_leaf(F f) {
    (
        [&] {
          for (const node* n : leaves_below<G>)
            if (is_bound_by_calls(*n)) f(*n);
        }(),
        ...);
  }
  static constexpr node root_of_output(int output) {
    const node all[] = {G.root()..., {}};
    return all[output];
  }
  // Outputs may be taken several times.
  static constexpr bool bound_at_most_once(std::initializer_list<const node*> leaves) {
    for (auto a = leaves.begin(); a != leaves.end(); ++a)
      for (auto b = a + 1; b != leaves.end(); ++b)
        if ((is_bound_by_calls(**a) || is_leaf(**a, ir::role::scalar)) && binding_key(**a) == binding_key(**b))
          return false;
    return true;
  }
  // The first input without a binding, or none.
  static constexpr const symbol* unbound_input(std::initializer_list<std::uint64_t> keys) {
    const symbol* missing = nullptr;
    (
        [&] {
          for (const node* n : leaves_below<G>) {
            bool found = detail::given(missing) || !is_bound_by_calls(*n);
            for (std::uint64_t key : keys) found = found || key == binding_key(*n);
            if (!found) missing = n->leaf;
          }
        }(),
        ...);
    return missing;
  }
  static constexpr int output_of(const node& n) {
    int at = 0, found = -1;
    ((found = found < 0 && binding_key(G.root()) == binding_key(n) && same_kind(G.root(), n) ? at : found, ++at), ...);
    return found;
  }
};

// Whether an output has a value for each sample, or one for all, is read off the expression as it was written, whatever
// simplification and batching make of it: it has one for each if an input is in it, or what moves on with each sample,
// a slot that is assigned or, in a live program, a delay line.
template <bool Live, graph G, graph... Assigned>
consteval bool written_by_sample() {
  return any_written_node<G>([](const node& n) {
    if (n.op->kind != ir::loop::leaf) return Live && n.op->remembers;
    return varies_by_sample(n) || (is_leaf(n, ir::role::slot) && ((n.leaf->hash == Assigned.root().leaf->hash) || ...));
  });
}

// `count` samples, of which `from` says where each begins, one after the other, or into lanes; a tile that is not full
// repeats its first sample.
template <class T, class Rows>
TAPELESS_INLINE constexpr void pack(Rows from, int count, bool samples_first, int padded, int size, T* to) noexcept {
  using U = std::remove_cvref_t<decltype(*from(0))>;
  if (samples_first) {
    if constexpr (std::is_same_v<Rows, simd::strided_rows<U>>) {
      if (count == padded) {  // a length that the compiler knows
        if constexpr (std::is_same_v<T, U>) kernels::copy_row(from(0), to, padded * size);
        else
          for (int i = 0; i < padded * size; ++i) to[i] = static_cast<T>(from(0)[i]);
        return;
      }
    }
    for (int s = 0; s < padded; ++s)
      for (int i = 0; i < size; ++i) to[s * size + i] = static_cast<T>(from(s < count ? s : 0)[i]);
    return;
  }
  if constexpr (std::is_same_v<T, U>) {
    simd::transpose<T>(from, to, padded, count, size);
  } else {
    for (int s = 0; s < count; ++s)
      for (int i = 0; i < size; ++i) to[i * padded + s] = static_cast<T>(from(s)[i]);
  }
  if (count < padded)
    for (int i = 0; i < size; ++i) {
      T* const row = to + i * padded;
      for (T* rest = row + count; rest != row + padded; ++rest) *rest = *row;
    }
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
        simd::storeu(
            to + i, [&]<int... I>(std::integer_sequence<int, I...>) {
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

// Infinity and NaN have an exponent of ones alone. Asked of the bits: a compiler that is told that there are no such
// numbers answers other questions without looking.
constexpr bool is_finite(float f) { return (__builtin_bit_cast(std::uint32_t, f) >> 23 & 0xffu) != 0xffu; }
constexpr bool is_finite(double d) { return (__builtin_bit_cast(std::uint64_t, d) >> 52 & 0x7ffu) != 0x7ffu; }

// A whole number of any type as a long, or the nearest one.
template <class I>
constexpr long as_long(I i) {
  constexpr long low = std::numeric_limits<long>::min(), high = std::numeric_limits<long>::max();
  if (i > I(0))
    return static_cast<unsigned long long>(i) > static_cast<unsigned long long>(high) ? high : static_cast<long>(i);
  return static_cast<long long>(i) < low ? low : static_cast<long>(i);
}

// Checks one input; `samples` is -1 until the first input has said how many there are.
template <class B>
constexpr void check_input(const B& b, long& samples, error& e) noexcept {
  constexpr node n = leaf_of_binding<B>;
  constexpr long size = n.shape.size();
  constexpr const char* name = n.leaf->name;
  if (e) return;
  const long there = b.size / size;
  long count = there;
  if constexpr (B::has_rows) count = b.rows.count;
  if (there * size != b.size) {
    e = {fault::partial_sample, name, size, b.size};
  } else if (samples >= 0 && count != samples) {
    e = {fault::different_samples, name, samples, count};
  } else if (b.size == 0 || count == 0) {
    e = {fault::no_samples, name, 1, 0};
  } else if (!b.data) {
    e = {fault::no_memory, name, b.size, 0};
  } else {
    samples = count;
    if constexpr (B::has_rows) {
      if (!b.rows.number) e = {fault::no_memory, name, count, 0};
      for (long i = 0; i < count && !e; ++i)
        if (static_cast<unsigned long long>(b.rows.number[i]) >= static_cast<unsigned long long>(there))
          e = {fault::row_out_of_range, name, there, as_long(b.rows.number[i])};
    }
    if constexpr (n.leaf->kind == ir::role::index) {
      constexpr long classes = n.leaf->classes;
      const auto row = [&](long s) {
        if constexpr (B::has_rows) return static_cast<long>(b.rows.number[s]);
        else return s;
      };
      for (long i = 0; i < count * size && !e; ++i)
        if (const auto found = b.data[row(i / size) * size + i % size];
            static_cast<unsigned long long>(found) >= static_cast<unsigned long long>(classes))  // so is a negative one
          e = {fault::class_out_of_range, name, classes, as_long(found)};
    }
  }
}

// Checks one number for a leaf of one element.
template <class T, class B>
constexpr void check_number(const B& b, error& e) noexcept {
  constexpr node n = leaf_of_binding<B>;
  constexpr const char* name = n.leaf->name;
  if (e) return;
  if constexpr (n.leaf->kind == ir::role::index) {
    constexpr long classes = n.leaf->classes;
    const bool inside = b.value > -1 && b.value < static_cast<double>(classes);
    if (inside && b.value == static_cast<double>(static_cast<long>(b.value))) return;
    const long nearest = b.value > 2e9 ? 2'000'000'000L : b.value > -2e9 ? static_cast<long>(b.value) : -2'000'000'000L;
    if (!is_finite(b.value) || inside) e = {fault::class_not_whole, name, classes, 0, b.value};
    else e = {fault::class_out_of_range, name, classes, nearest, b.value};
  } else {
    // A run-time scalar stays; one that is not finite would make everything so. An input may be NaN or infinite, as in
    // a range.
    constexpr double most = static_cast<double>(std::numeric_limits<T>::max());
    const bool given = is_finite(b.value);
    if (given ? b.value > most || b.value < -most : n.leaf->kind == ir::role::scalar)
      e = {fault::number_not_finite, name, 0, 0, b.value};
  }
}

// Memory of a call, in bytes.
struct bytes {
  std::uintptr_t begin = 0, end = 0;
  template <class T>
  static bytes of(const T* at, long count) noexcept {
    const auto first = reinterpret_cast<std::uintptr_t>(at);
    return {first, first + static_cast<std::uintptr_t>(count) * sizeof(T)};
  }
  bool overlaps(const bytes& o) const noexcept { return begin < o.end && o.begin < end; }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
