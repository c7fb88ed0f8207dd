// What a program is told beside its expressions: program<logits, batch<32>, in<double>>.
#pragma once

#include <tapeless/calculus/batch.hpp>
#include <tapeless/expr/flatten.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <int N>
struct batch_t {};
template <class T>
struct in_t {};
template <int N>
struct lanes_t {};
template <int N>
struct threads_t {};
struct check_gradients_t {};
struct training_mode_t {};
struct live_t {};
struct fast_activations_t {};
template <int N>
struct streams_t {};
template <graph... G>
struct also_t {};

// assign(slot, value): what a slot becomes after each sample, program<out, assign(state, next)>. The value has the
// slot's shape. All assignments of a program read old state and commit together; a slot has at most one. Samples then
// follow one another: batch<N> and threads<N> are refused, and a call of n samples costs n times one. A call that fails
// its checks moves nothing. Assigned slots that have become denormal are set to 0, within 16 samples.
//
// assign(slot, value, first): the slot begins as `first`, as the state of a scan does in carry(slot, value, first): a
// learned initial state, whatever the parameters are when the first sample comes. `first` depends on no input; slots in
// it are read as they are then, in the order of the assignments. Until then the slot itself is not read; that it has
// begun is a slot of its own, "h.begun" for a slot "h": 0, then 1. A call looks at that number; `first` is computed
// only once, for each stream by itself (program/opening.hpp).
template <graph Slot, graph Value>
struct assignment {};
template <graph Slot, graph Value, graph First>
struct assignment_from {};

template <graph S, graph V>
requires(is_leaf(S.root(), ir::role::slot) &&
         S.root().shape == V.root().shape) constexpr assignment<S, V> assign(expr<S>, expr<V>) {
  return {};
}
template <graph S, graph V, graph F>
requires(is_leaf(S.root(), ir::role::slot) && S.root().shape == V.root().shape && S.root().shape == F.root().shape &&
         !detail::any_written_leaf<F>(varies_by_sample)) constexpr assignment_from<S, V, F> assign(expr<S>, expr<V>,
                                                                                                   expr<F>) {
  return {};
}
template <int... A, int... B, int... C>
constexpr inert assign(tensor<A...>, tensor<B...>, tensor<C...>) {
  static_assert(
      mistake<tensor<A...>, tensor<B...>, tensor<C...>>,
      "tapeless: assign(slot, value, first): the first is a slot<\"name\", extents...>, the others are values "
      "of its shape, and what it begins as depends on no input");
  return {};
}
template <int... A, int... B>
constexpr inert assign(tensor<A...>, tensor<B...>) {
  static_assert(
      mistake<tensor<A...>, tensor<B...>>,
      "tapeless: assign(slot, value): the first is a slot<\"name\", extents...>, the second a value of its shape");
  return {};
}

namespace detail {
template <int N>
consteval auto make_batch() {
  static_assert(
      N > 0 ? true : mistake<batch_t<N>>,
      "tapeless: batch<N>: a tile holds at least one sample: N must be positive, and a call takes any number");
  if constexpr (N > 0) return batch_t<N>{};
  else return inert{};
}
template <int N>
consteval auto make_threads() {
  static_assert(N > 0 ? true : mistake<threads_t<N>>,
                "tapeless: threads<N>: a call runs on at least one thread: N must be positive");
  if constexpr (N > 0) return threads_t<N>{};
  else return inert{};
}
template <int N>
consteval auto make_streams() {
  static_assert(N > 0 ? true : mistake<streams_t<N>>,
                "tapeless: streams<N>: there is at least one stream: N must be positive");
  if constexpr (N > 0) return streams_t<N>{};
  else return inert{};
}
template <class T>
consteval auto make_in() {
  constexpr bool known = __is_same(T, float) || __is_same(T, double);
  static_assert(known ? true : mistake<in_t<T>>, "tapeless: in<T>: a program computes in float or in double");
  if constexpr (known) return in_t<T>{};
  else return inert{};
}
template <int N>
consteval auto make_lanes() {
  static_assert(
      N == 1 ? true : mistake<lanes_t<N>>,
      "tapeless: lanes<N>: only lanes<1> is there, plain scalar code: any other width is the machine's, leave it out");
  if constexpr (N == 1) return lanes_t<N>{};
  else return inert{};
}
}  // namespace detail

// The samples of one tile. A call takes any number of samples; it loops over tiles.
template <int N>
inline constexpr auto batch = detail::make_batch<N>();
// The element type: in<float> (the default) or in<double>.
template <class T>
inline constexpr auto in = detail::make_in<T>();
// lanes<1>: plain scalar code, which also runs in constant evaluation.
template <int N>
inline constexpr auto lanes = detail::make_lanes<N>();
// Memory for up to N threads: an arena for each, part of the workspace. They come with a call, as in
// net.step(on(pool), x = ...), see program/threads.hpp; a call without them is as ever, and has the same bits.
template <int N>
inline constexpr auto threads = detail::make_threads<N>();
// A training step fails as well where an element of its gradients is not finite, before anything is updated. Costs one
// more look at every gradient, about as much as reading the parameters once. (That the loss is finite is always
// checked.)
inline constexpr check_gradients_t check_gradients{};

// A program of the expressions as training sees them: in_training(a, b) is a.
inline constexpr training_mode_t training_mode{};
// A program whose delay lines remember (ops/delay.hpp): each call brings the next block of an endless sequence, each
// sample of it as well. A program that assigns slots is live, too; every other one sees whole sequences.
inline constexpr live_t live{};
// tanh and sigmoid as rational functions, which results wait for about two thirds as long: absolute errors of 1.5e-6
// and 7.8e-7, in double as well (simd/rational.hpp). What is composed of them follows, as silu, gelu_tanh and
// recurrent cells, in bodies of scans and in derivatives too, which are those of the exact functions, at the
// approximated values. For programs and training steps; report.approximations names what was approximated.
inline constexpr fast_activations_t fast_activations{};
// N independent streams (voices, channels, environments) in the lanes of one live program: slots that are assigned and
// delay lines have a value for each. A call brings a sample, or block, for each of them, x = values with one stream
// after the other; of a multiple of N samples each N are the next of all streams (else fault::partial_streams).
// net[slot] is the state of one stream after the other; net.reset_stream(i) begins one anew. Parameters, run-time
// scalars and slots that nobody assigns are shared.
template <int N>
inline constexpr auto streams = detail::make_streams<N>();
// More from the same pass: a training step gives the means of these expressions over the samples as well, before it
// updates anything: training_step<loss, adam{}, also<accuracy>>, then net[accuracy].
template <auto... E>
inline constexpr also_t<graph_of(E)...> also{};

namespace detail {

template <class X>
inline constexpr bool is_also = false;
template <graph... G>
inline constexpr bool is_also<also_t<G...>> = true;

template <class X>
inline constexpr int batch_of = -1;
template <int N>
inline constexpr int batch_of<batch_t<N>> = N;
template <class X>
inline constexpr int streams_of = 0;
template <int N>
inline constexpr int streams_of<streams_t<N>> = N;
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
template <graph S, graph V, graph F>
inline constexpr bool is_assignment<assignment_from<S, V, F>> = true;

// Without what the slot begins as.
template <class X>
struct plain_assignment {
  using type = X;
};
template <graph S, graph V, graph F>
struct plain_assignment<assignment_from<S, V, F>> {
  using type = assignment<S, V>;
};
// The slots that begin as something, and as what.
template <class... A>
struct beginnings {};
template <class List, class... X>
struct beginnings_among {
  using type = List;
};
template <class... A, graph S, graph V, graph F, class... Rest>
struct beginnings_among<beginnings<A...>, assignment_from<S, V, F>, Rest...>
    : beginnings_among<beginnings<A..., assignment_from<S, V, F>>, Rest...> {};
template <class... A, class X, class... Rest>
struct beginnings_among<beginnings<A...>, X, Rest...> : beginnings_among<beginnings<A...>, Rest...> {};

// The slot "h.begun", for a slot "h": 0 before the first sample, then 1.
template <graph Slot>
struct begun {
  static constexpr const char* name = Slot.root().leaf->name;
  static constexpr int length = [] {
    int n = 0;
    while (name[n]) ++n;
    return n;
  }();
  struct text_chars {
    char chars[length + 7]{};
  };
  static constexpr text_chars text = [] {
    text_chars t;
    for (int i = 0; i < length; ++i) t.chars[i] = name[i];
    for (int i = 0; i < 6; ++i) t.chars[length + i] = ".begun"[i];
    return t;
  }();
  static constexpr symbol of{text.chars, hash_text(text.chars), ir::role::slot, ir::scope::step};
};

template <class A>
inline constexpr std::uint64_t begun_name = 0;
template <graph S, graph V, graph F>
inline constexpr std::uint64_t begun_name<assignment_from<S, V, F>> = begun<S>::of.hash;
template <class... A>
constexpr bool is_begun(beginnings<A...>, [[maybe_unused]] std::uint64_t name) {
  return ((begun_name<A> == name) || ...);
}

// The closed set of what program<...> and training_step<...> are told.
enum class argument : unsigned char {
  unknown,
  expression,
  batch,
  element,
  lanes,
  threads,
  gradients,
  also,
  mode,
  live,
  approximation,
  streams,
  assignment
};
template <class X>
consteval argument argument_of() {
  if constexpr (requires(X x) { graph_of(x); }) return argument::expression;
  else if constexpr (batch_of<X> > 0) return argument::batch;
  else if constexpr (lanes_of<X> > 0) return argument::lanes;
  else if constexpr (threads_of<X> > 0) return argument::threads;
  else if constexpr (!__is_same(typename type_of<X>::type, void)) return argument::element;
  else if constexpr (__is_same(X, check_gradients_t)) return argument::gradients;
  else if constexpr (__is_same(X, training_mode_t)) return argument::mode;
  else if constexpr (__is_same(X, live_t)) return argument::live;
  else if constexpr (__is_same(X, fast_activations_t)) return argument::approximation;
  else if constexpr (streams_of<X> > 0) return argument::streams;
  else if constexpr (is_also<X>) return argument::also;
  else if constexpr (is_assignment<X>) return argument::assignment;
  else return argument::unknown;
}

// The expressions of also<...> among options.
template <class... X>
struct also_among {
  using type = also_t<>;
};
template <graph... G, class... Rest>
struct also_among<also_t<G...>, Rest...> {
  using type = also_t<G...>;
};
template <class First, class... Rest>
requires(!is_also<First>) struct also_among<First, Rest...> : also_among<Rest...> {
};

template <class... X>
struct options {
  using also = typename also_among<X...>::type;
  using begin = typename beginnings_among<beginnings<>, X...>::type;
  static constexpr int streams = (0 + ... + streams_of<X>);  // 0: not asked for
  static constexpr int batch = [] {                          // samples of a tile
    int n = streams;
    ((n = batch_of<X> > 0 ? batch_of<X> : n), ...);
    return n > 0 ? n : 1;
  }();
  static constexpr bool in_double = (__is_same(X, in_t<double>) || ...);
  static constexpr bool is_live = (__is_same(X, live_t) || ...) || (is_assignment<X> || ...) || streams > 0;
  static constexpr bool tiles = ((batch_of<X> > 0) || ...);  // batch<N> is given
  static constexpr ir::mode mode = (__is_same(X, training_mode_t) || ...) ? ir::mode::training
                                   : is_live                              ? ir::mode::live
                                                                          : ir::mode::program;
  static constexpr bool scalar = ((lanes_of<X> == 1) || ...);
  static constexpr bool gradients = (__is_same(X, check_gradients_t) || ...);
  static constexpr bool approximates = (__is_same(X, fast_activations_t) || ...);
  static constexpr int threads = [] {
    int n = 0;  // not asked for
    ((n = threads_of<X> > 0 ? threads_of<X> : n), ...);
    return n;
  }();
};

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
