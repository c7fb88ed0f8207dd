// What a program is told beside its expressions: program<logits, batch<32>, in<double>>.
#pragma once

#include <tapeless/expr/leaves.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <int N>
struct batch_t {};
template <class T>
struct in_t {};
template <int N>
struct lanes_t {};
template <int N>
struct threads_t {};

// What a slot becomes after each sample: program<out, assign(state, next)>. All assignments of a program read old state
// and commit together.
template <graph Slot, graph Value>
struct assignment {};

template <graph S, graph V>
  requires(is_leaf(S.root(), role::slot) &&
           S.root().shape == V.root().shape)
constexpr assignment<S, V> assign(expr<S>, expr<V>) {
  return {};
}
template <int... A, int... B>
constexpr inert assign(tensor<A...>, tensor<B...>) {
  static_assert(mistake<tensor<A...>, tensor<B...>>,
                "tapeless: assign(slot, value): the first is a slot<\"name\", extents...>, the second a value of its shape");
  return {};
}

namespace detail {
template <int N>
consteval batch_t<N> make_batch() {
  static_assert(N > 0 || mistake<batch_t<N>>,
                "tapeless: batch<N>: a tile holds at least one sample: N must be positive, and a call takes any number");
  return {};
}
template <int N>
consteval threads_t<N> make_threads() {
  static_assert(N > 0 || mistake<threads_t<N>>,
                "tapeless: threads<N>: a call runs on at least one thread: N must be positive");
  return {};
}
}  // namespace detail

// The samples of one tile. A call takes any number of samples; it loops over tiles.
template <int N>
inline constexpr auto batch = detail::make_batch<N>();
// The element type: in<float> (the default) or in<double>.
template <class T>
inline constexpr in_t<T> in{};
// lanes<1>: plain scalar code, which also runs in constant evaluation.
template <int N>
inline constexpr lanes_t<N> lanes{};
// Memory for up to N threads: an arena for each, part of the workspace. They come with a call, as in
// net.step(on(pool), x = ...), see program/threads.hpp; a call without them is as ever, and has the same bits.
template <int N>
inline constexpr auto threads = detail::make_threads<N>();

namespace detail {

template <class X>
inline constexpr int batch_of = -1;
template <int N>
inline constexpr int batch_of<batch_t<N>> = N;
template <class X>
inline constexpr int lanes_of = 0;
template <int N>
inline constexpr int lanes_of<lanes_t<N>> = N;
template <class X>
inline constexpr int threads_of = 0;
template <int N>
inline constexpr int threads_of<threads_t<N>> = N > 0 ? N : 1;
template <class X>
struct type_of {
  using type = void;
};
template <class T>
struct type_of<in_t<T>> {
  using type = T;
};

template <class X>
inline constexpr bool is_assignment = false;
template <graph S, graph V>
inline constexpr bool is_assignment<assignment<S, V>> = true;

template <class X>
inline constexpr bool is_option = batch_of<X> >= 0 || lanes_of<X> > 0 || threads_of<X> > 0 ||
                                  !__is_same(typename type_of<X>::type, void);

template <class... X>
struct options {
  static constexpr int batch = [] {
    int n = 0;
    ((n = batch_of<X> > 0 ? batch_of<X> : n), ...);
    return n > 0 ? n : 1;
  }();
  static constexpr bool in_double = (__is_same(X, in_t<double>) || ...);
  static constexpr bool scalar = ((lanes_of<X> == 1) || ...);
  static constexpr int threads = [] {
    int n = 0;  // not asked for
    ((n = threads_of<X> > 0 ? threads_of<X> : n), ...);
    return n;
  }();
};

}  // namespace detail
}  // namespace tapeless
