// How to write an operation: a small struct states its parts; this file turns it into the table that the passes use and
// the object that users call.
//
//   struct tanh_op : pointwise<1> {
//     static constexpr char name[] = "tanh";
//     template <class V> static constexpr V eval(V x) { return simd::tanh(x); }
//     static constexpr void derive(rule& r) { r.adjoint[0] = r.g * (1 - square(r.y)); }
//   };
//   TAPELESS_UNARY(tanh, elementwise<ops::tanh_op>)
#pragma once

#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/registry.hpp>
#include <tapeless/simd/math.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The arguments and results of a derivative rule: the node, its output y, the adjoint g of the output, the operands x;
// the rule sets the adjoint of each operand. An adjoint may have the output's shape and is then summed to the
// operand's.
struct rule {
  builder& graph;
  const node& self;
  term y, g, x[3], adjoint[3];
  bool wants[3]{};  // operands whose adjoint is needed
};

namespace detail {

// Plans and kernels find the type of an operation by its id: its evaluation for any lane type, O::eval<V>, and the loop
// that O::machine<Engine, I> makes for shapes, lanes and other plans. The id is the hash of the name, or O::id.
template <std::uint64_t Id>
using found_operation = typename decltype(find_registered(registry_key<operation, Id>{}))::type;
template <class O>
consteval std::uint64_t id_of_operation() {
  if constexpr (requires { O::id; }) return O::id;
  else return hash_text(O::name);
}
// True if another operation already has the name. Must be evaluated before O is registered.
template <class O>
consteval bool name_is_taken() {
  return requires { typename found_operation<id_of_operation<O>()>; };
}
template <class O, std::uint64_t Id = id_of_operation<O>()>
struct registered_operation {
  static constexpr std::uint64_t id = Id;
  friend constexpr auto find_registered(registry_key<operation, id>) { return std::type_identity<O>{}; }
};

template <class O>
consteval const operation* table_of();

template <class O>
consteval operation describe() {
  operation op;
  op.name = O::name;
  if constexpr (name_is_taken<O>())
    op.id = registered_operation<O, mix(id_of_operation<O>(), 1)>::id;  // rejected when it is first used
  else op.id = registered_operation<O>::id;
  op.kind = O::kind;
  op.arity = O::arity;
  op.flops = O::flops;
  if constexpr (requires { O::commutative; }) op.commutative = O::commutative;
  if constexpr (requires { O::identity; }) op.identity = O::identity;
  if constexpr (requires { O::adds; }) op.adds = O::adds;
  if constexpr (requires { O::is_boundary; }) op.is_boundary = O::is_boundary;
  if constexpr (requires { O::is_product; }) op.is_product = O::is_product;
  if constexpr (requires { typename O::product_first; }) op.with_product[0] = table_of<typename O::product_first>();
  if constexpr (requires { typename O::product_second; }) op.with_product[1] = table_of<typename O::product_second>();
  if constexpr (requires { O::over_samples; }) op.over_samples = O::over_samples;
  if constexpr (requires { O::in_program; }) op.in_program = O::in_program;
  if constexpr (requires { O::in_training; }) op.in_training = O::in_training;
  if constexpr (requires { &O::instead; }) op.instead = &O::instead;
  if constexpr (requires { O::in_live; }) op.in_live = O::in_live;
  if constexpr (requires { O::keeps; }) op.keeps = O::keeps;
  if constexpr (requires { O::remembers; }) op.remembers = O::remembers;
  if constexpr (requires { O::whole_only; }) op.whole_only = O::whole_only;
  if constexpr (requires { O::asks_mode; }) op.asks_mode = O::asks_mode;
  if constexpr (requires { O::any_layout; }) op.any_layout = O::any_layout;
  if constexpr (requires { O::is_approximation; }) op.is_approximation = O::is_approximation;
  if constexpr (requires { typename O::approximation; }) op.approximation = table_of<typename O::approximation>();
  if constexpr (requires { O::print; }) op.print = O::print;
  if constexpr (requires { &O::derive; }) op.derive = &O::derive;
  if constexpr (requires { &O::simplify; }) op.simplify = &O::simplify;
  if constexpr (requires { &O::write; }) op.write = &O::write;
  if constexpr (requires { &O::look; }) op.look = &O::look;
  if constexpr (requires { &O::place; }) op.place = &O::place;
  if constexpr (requires { &O::absorb_sum; }) op.absorb_sum = &O::absorb_sum;
  if constexpr (requires { &O::batch; }) op.batch = &O::batch;
  if constexpr (requires { &O::drops_samples; }) op.drops_samples = &O::drops_samples;
  if constexpr (requires { &O::template loop<float>; }) {
    op.loop32 = &O::template loop<float>;
    op.loop64 = &O::template loop<double>;
  }
  if constexpr (O::kind == ir::loop::pointwise || O::kind == ir::loop::reduction) {
    if constexpr (O::kind == ir::loop::reduction || O::arity == 2) op.evaluate.binary = &O::template eval<double>;
    else if constexpr (O::arity == 1) op.evaluate.unary = &O::template eval<double>;
    else op.evaluate.ternary = &O::template eval<double>;
    // A comparison can return a mask and a choice can take one, so that a mask between them is never turned into
    // numbers.
    op.tests = requires { &O::template test<double>; };
    op.chooses = requires { &O::template choose<double>; };
  }
  return op;
}

}  // namespace detail

// The constant table of an operation; its address is what nodes hold.
template <class O>
inline constexpr operation operation_of = detail::describe<O>();

namespace detail {
template <class O>
consteval const operation* table_of() {
  return &operation_of<O>;
}

// True if a node has operation O. Compared by id, since g++ cannot always tell that two addresses differ (given.hpp).
template <class O>
constexpr bool is_op(const node& n) {
  return n.op->id == operation_of<O>.id;
}
constexpr bool same_op(const node& a, const node& b) { return a.op->id == b.op->id; }
}  // namespace detail

// Folds operations on constants, in double.
constexpr int fold_constants(builder& b, const node& n) {
  double x[3]{};
  for (int i = 0; i < n.op->arity; ++i) {
    if (!is_constant(b[n.in[i]])) return -1;
    x[i] = b[n.in[i]].value;
  }
  node c;
  c.op = &leaf_operation;
  c.shape = n.shape;
  const evaluator& f = n.op->evaluate;
  c.value = detail::given(f.unary)    ? f.unary(x[0])
            : detail::given(f.binary) ? f.binary(x[0], x[1])
                                      : f.ternary(x[0], x[1], x[2]);
  return b.insert(c);
}

template <int Arity>
struct pointwise {
  static constexpr ir::loop kind = ir::loop::pointwise;
  static constexpr int arity = Arity;
  static constexpr int flops = 1;
  static constexpr int simplify(builder& b, const node& n) { return fold_constants(b, n); }
};

// A constant in the builder of a term.
constexpr term constant_term(builder& b, double value, const shape& s = {}) {
  node n;
  n.op = &leaf_operation;
  n.value = value;
  n.shape = s;
  return b.at(b.insert(n));
}
constexpr bool is_constant(term t, double value) { return is_constant(*t, value); }
namespace detail {
// 0, 1, ..., n - 1.
constexpr term iota_term(builder& b, int n) { return b.at(b.insert(leaf_node(iota_symbol, make_shape(n)))); }
}  // namespace detail

// Applies a pointwise operation to terms.
template <class O, class... T>
constexpr term apply(term first, T... rest) {
  builder& b = *first.owner;
  const int operands[] = {first.id, rest.id...};
  node n;
  n.op = &operation_of<O>;
  n.in[0] = static_cast<short>(first.id);
  n.shape = b[first.id].shape;
  for (int i = 1; i < O::arity; ++i) {
    n.in[i] = static_cast<short>(operands[i]);
    const shape& other = b[operands[i]].shape;
    if (other == n.shape) continue;
    if (!broadcasts(n.shape, other)) tapeless_composition_has_shapes_that_do_not_fit();
    n.shape = broadcast(n.shape, other);
  }
  return {&b, b.put(n)};
}

namespace detail {

// An operation on expressions: one node on top of the operands. Made without a builder, because the compiler pays for
// this at every operator that a user writes.
template <int P>
constexpr graph_data<1, P> node_on(const operation& op, const graph (&operands)[P]) {
  graph_data<1, P> g;
  node& n = g.nodes[0];
  std::uint64_t below[P]{};
  n.op = &op;
  n.shape = operands[0].root().shape;
  for (int k = 0; k < P; ++k) {
    g.operands[k] = operands[k].at;
    const node& x = operands[k].root();
    below[k] = x.hash;
    int same = 0;
    while (below[same] != x.hash) ++same;
    n.in[k] = static_cast<short>(operand_mark - same);
    if (x.shape != n.shape) n.shape = broadcast(n.shape, x.shape);
  }
  n.hash = hash_node(n, below, P);
  return g;
}
template <class O, graph... G>
using applied = expr<registered<node_on(operation_of<O>, {G...})>::handle>;

// A composition on expressions: calls the function with terms.
template <class F>
struct called {
  template <int... I>
  static constexpr int call(builder& b, const int* in, std::integer_sequence<int, I...>) {
    return F{}(b.at(in[I])...).id;
  }
  static constexpr int build(builder& b, const int* in) {
    return call(b, in, std::make_integer_sequence<int, F::arity>{});
  }
};

constexpr builder* owner_of(term t, builder*) { return t.owner; }
constexpr builder* owner_of(double, builder* b) { return b; }
constexpr term as_term(builder&, term t) { return t; }
constexpr term as_term(builder& b, double d) { return constant_term(b, d); }

constexpr bool all_broadcast(std::initializer_list<shape> all) {
  shape s;
  for (const shape& t : all) {
    if (!broadcasts(s, t)) return false;
    s = broadcast(s, t);
  }
  return true;
}

// True if the operands are expressions whose shapes broadcast, without plain numbers among them.
template <class... T>
consteval bool operands_fit() {
  shape all;
  bool fit = true, any = false;
  auto see = [&]<class U>(std::type_identity<U>) {
    if constexpr (requires { U::shape; }) {
      fit = fit && broadcasts(all, U::shape);
      if (fit) all = broadcast(all, U::shape);
      any = true;
    }
  };
  (see(std::type_identity<T>{}), ...);
  return fit && !(any && (std::is_arithmetic_v<T> || ...));
}

}  // namespace detail

// The object that users call for a pointwise operation O: on expressions, on terms, and on terms mixed with numbers.
template <class O>
struct elementwise {
  template <class... T>
  requires((std::is_same_v<T, inert> || ...)) constexpr inert operator()(T...) const { return {}; }
  template <graph... G>
  requires(sizeof...(G) == O::arity && detail::all_broadcast({G.root().shape...})) constexpr auto operator()(
      expr<G>...) const {
    static_assert(
        operation_of<O>.id == detail::id_of_operation<O>() ? true : mistake<O>,
        "tapeless: two operations have the same name: plans tell operations apart by their names: give one of them "
        "another");
    return detail::applied<O, G...>{};
  }
  // Terms, possibly mixed with numbers.
  template <class... T>
  requires(sizeof...(T) == O::arity && (std::is_same_v<T, term> || ...) &&
           ((std::is_same_v<T, term> || std::is_arithmetic_v<T>)&&...)) constexpr term
  operator()(T... t) const {
    builder* b = nullptr;
    ((b = detail::owner_of(t, b)), ...);
    return apply<O>(detail::as_term(*b, t)...);
  }
};

// Diagnostics of the functions that the macros below define. The last operand of an invalid call is converted to this
// type in the user's own line, so that the message shows no layer and no macro in between.
template <class Operation, class... Others>
struct last_operand {
  template <int... D>
  constexpr last_operand(tensor<D...>) {  // NOLINT: implicit on purpose
    static_assert(mistake<Operation, Others..., tensor<D...>>,
                  "tapeless: the shapes of the operands of this operation do not broadcast: aligned at the last axis, "
                  "extents must be equal or 1: reshape, slice or transpose one of them");
  }
  template <class T>
  requires(std::is_arithmetic_v<T>) constexpr last_operand(T) {  // NOLINT: implicit on purpose
    static_assert(mistake<Operation, T>,
                  "tapeless: a number beside an expression has to be part of its type: write 2_c instead of 2");
  }
};

// The types that users may pass as operands.
template <class T>
concept operand = std::is_same_v<T, term> || std::is_same_v<T, inert> || requires {
  T::shape;
};

// Functions instead of objects, so that `using namespace tapeless` is compatible with the global functions of <math.h>.
#define TAPELESS_UNARY(name, ...) \
  template <operand A>            \
  constexpr auto name(A a) {      \
    return __VA_ARGS__{}(a);      \
  }
#define TAPELESS_BINARY(name, ...)                                                                    \
  template <class A, class B>                                                                         \
  requires((operand<A> || operand<B>)&&detail::operands_fit<A, B>()) constexpr auto name(A a, B b) {  \
    return __VA_ARGS__{}(a, b);                                                                       \
  }                                                                                                   \
  template <int... A>                                                                                 \
  constexpr inert name(tensor<A...>, std::type_identity_t<last_operand<__VA_ARGS__, tensor<A...>>>) { \
    return {};                                                                                        \
  }                                                                                                   \
  template <int... A>                                                                                 \
  constexpr inert name(plain_number, tensor<A...>) {                                                  \
    return {};                                                                                        \
  }
#define TAPELESS_TERNARY(name, ...)                                                                                 \
  template <class A, class B, class C>                                                                              \
  requires((operand<A> || operand<B> || operand<C>)&&detail::operands_fit<A, B, C>()) constexpr auto name(A a, B b, \
                                                                                                          C c) {    \
    return __VA_ARGS__{}(a, b, c);                                                                                  \
  }                                                                                                                 \
  template <int... A, int... B>                                                                                     \
  constexpr inert name(tensor<A...>, tensor<B...>,                                                                  \
                       std::type_identity_t<last_operand<__VA_ARGS__, tensor<A...>, tensor<B...>>>) {               \
    return {};                                                                                                      \
  }                                                                                                                 \
  template <int... A>                                                                                               \
  constexpr inert name(tensor<A...>, plain_number, plain_number) {                                                  \
    return {};                                                                                                      \
  }                                                                                                                 \
  template <int... A, int... B>                                                                                     \
  constexpr inert name(tensor<A...>, plain_number, tensor<B...>) {                                                  \
    return {};                                                                                                      \
  }

// The object that users call for a composition F of pointwise operations, written on terms:
//
//   struct softsign_f {
//     static constexpr int arity = 1;
//     constexpr term operator()(term x) const { return x / (1 + abs(x)); }
//   };
template <class F>
struct composition : F {
  using F::operator();
  template <class... T>
  requires((std::is_same_v<T, inert> || ...)) constexpr inert operator()(T...) const { return {}; }
  template <graph... G>
  requires(sizeof...(G) == F::arity && detail::all_broadcast({G.root().shape...})) constexpr auto operator()(
      expr<G>...) const {
    return composed<detail::called<F>, G...>{};
  }
  template <int... A, int... B>
  requires(F::arity == 2) constexpr inert operator()(tensor<A...>, tensor<B...>) const {
    static_assert(mistake<F, tensor<A...>, tensor<B...>>,
                  "tapeless: the shapes of the operands of a composition do not broadcast: aligned at the last axis, "
                  "extents must be equal or 1: reshape, slice or transpose one of them");
    return {};
  }
  template <int... A, int... B, int... C>
  requires(F::arity == 3) constexpr inert operator()(tensor<A...>, tensor<B...>, tensor<C...>) const {
    static_assert(mistake<F, tensor<A...>, tensor<B...>, tensor<C...>>,
                  "tapeless: the shapes of the operands of a composition do not broadcast: aligned at the last axis, "
                  "extents must be equal or 1: reshape, slice or transpose one of them");
    return {};
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
