// Leaves: the inputs, parameters, state and constants of an expression.
//
//   constexpr auto x = input<"x", 64>;             // per sample, bound by the caller
//   constexpr auto k = class_index<"label", 10>;   // per sample, an integer in [0, 10)
//   constexpr auto t = class_index<"t", 65, 32>;   // a sequence of 32 of them, each in [0, 65)
//   constexpr auto w = parameter<"w", 64, 32>;     // trained; .with<he_normal>() chooses the initialiser
//   constexpr auto r = scalar<"rate", 0.001>;      // a number that may change between calls
//   constexpr auto s = slot<"state", 16>;          // state, initially 0, changed by assignments
//   constexpr auto c = 0.5_c;                      // a constant
#pragma once

#include <initializer_list>

#include <tapeless/expr/expr.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The operation of all leaves; the symbol tells them apart.
inline constexpr operation leaf_operation{.name = "leaf", .id = hash_text("leaf"), .kind = ir::loop::leaf, .arity = 0};

// A wrapper for floating-point template arguments, which some compilers lack.
struct number {
  double value = 0;
  constexpr number(double v) : value(v) {}  // NOLINT: implicit on purpose
};

namespace detail {
template <number>
struct number_shown {};  // in a message
constexpr bool is_finite_number(double d) { return d >= -0x1.fffffffffffffp1023 && d <= 0x1.fffffffffffffp1023; }
constexpr bool is_positive(double d) { return d > 0 && is_finite_number(d); }
}  // namespace detail

template <int N>
struct numbers {
  double value[N]{};
};
template <class... T>
numbers(T...) -> numbers<static_cast<int>(sizeof...(T))>;

namespace detail {

template <text Name>
inline constexpr text name_of = Name;
// A number that distinguishes functions. Addresses cannot be hashed in constant evaluation, but names can.
template <initialiser Draw, int Classes>
consteval std::uint64_t name_of_variant() {
#if defined(_MSC_VER)
  return hash_text(__FUNCSIG__);
#else
  return hash_text(__PRETTY_FUNCTION__);
#endif
}
// 0 for a leaf that has nothing but a name.
template <initialiser Draw, int Classes>
inline constexpr std::uint64_t variant_of = name_of_variant<Draw, Classes>();
template <>
inline constexpr std::uint64_t variant_of<nullptr, 0> = 0;
template <int Classes>
inline constexpr std::uint64_t variant_of<nullptr, Classes> = static_cast<std::uint64_t>(Classes);
// Leaves of another role, as in parameter<"w", 3>.as<role::embedding>(), or of another orientation are others.
constexpr std::uint64_t variant_with(std::uint64_t variant, role part, orientation axes) {
  if (part != role::weight) variant = mix(variant, static_cast<std::uint64_t>(part));
  return axes == orientation::plain ? variant : mix(variant, 256 + static_cast<std::uint64_t>(axes));
}
template <text Name, ir::role Kind, ir::scope Life = ir::scope::parameter, initialiser Draw = nullptr, int Classes = 0,
          role Part = role::weight, orientation Axes = orientation::plain>
inline constexpr symbol symbol_for{name_of<Name>.chars,
                                   hash_text(Name.chars),
                                   Kind,
                                   Life,
                                   Draw,
                                   variant_with(variant_of<Draw, Classes>, Part, Axes),
                                   Classes,
                                   nullptr,
                                   Part,
                                   Axes};

template <numbers V>
inline constexpr auto table_for = V;
template <numbers V>
consteval std::uint64_t hash_numbers() {
  std::uint64_t h = 1;
  for (double d : V.value) h = mix(h, __builtin_bit_cast(std::uint64_t, d));
  return h;
}
template <numbers V>
inline constexpr symbol table_symbol{"table", hash_numbers<V>(), ir::role::table, ir::scope::parameter, nullptr, 0,
                                     0,       table_for<V>.value};

inline constexpr symbol iota_symbol{.name = "iota", .hash = hash_text("iota"), .kind = ir::role::iota};
inline constexpr symbol weight_symbol{
    .name = "sample_weight", .hash = hash_text("sample_weight"), .kind = ir::role::sample_weight};

constexpr node leaf_node(const symbol& s, const shape& extents) {
  node n;
  n.op = &leaf_operation;
  n.leaf = &s;
  n.shape = extents;
  return n;
}

template <const symbol& S, number Value, int... D>
consteval graph_data<1, 0> leaf_data() {
  graph_data<1, 0> g;
  g.nodes[0] = leaf_node(S, make_shape(D...));
  g.nodes[0].value = Value.value;
  builder b(false, 1);
  g.nodes[0].hash = b.hash_of(g.nodes[0]);
  return g;
}

template <const symbol& S, int... D>
consteval graph leaf_graph() {
  return registered<leaf_data<S, number{0.0}, D...>()>::handle;
}
template <const symbol& S, number Value>
consteval graph number_graph() {
  return registered<leaf_data<S, Value>()>::handle;
}

consteval graph_data<1, 0> constant_data(double value) {
  graph_data<1, 0> g{};
  g.nodes[0].op = &leaf_operation;
  g.nodes[0].value = value;
  builder b(false, 1);
  g.nodes[0].hash = b.hash_of(g.nodes[0]);
  return g;
}

// In a message.
template <text Name, long... D>
struct leaf_shown {};

}  // namespace detail

// A node without a symbol is a constant, the same number for every element.
constexpr bool is_constant(const node& n) { return n.op->kind == ir::loop::leaf && !detail::given(n.leaf); }
constexpr bool is_constant(const node& n, double value) { return is_constant(n) && n.value == value; }
constexpr bool is_leaf(const node& n, ir::role kind) {
  return n.op->kind == ir::loop::leaf && detail::given(n.leaf) && n.leaf->kind == kind;
}

// Element k of a table or an iota.
constexpr double number_in_table(const node& n, int k) {
  if (detail::given(n.leaf->formula)) return n.leaf->formula(n.shape, k);
  return detail::given(n.leaf->table) ? n.leaf->table[k] : static_cast<double>(k);
}

// Properties of a leaf that belong to its node rather than to its symbol.
struct leaf_attributes {
  bool varies = false;  // state that has a value for each sample, as in the step of a scan
  int begins_at = 0;  // of an input, in plans: the caller's element at which it begins; outside of the caller's it is 0
};
constexpr leaf_attributes attributes_of_leaf(const node& n) { return {n.attr[0] != 0, static_cast<int>(n.attr[1])}; }
constexpr void set_attributes(node& leaf, leaf_attributes a) {
  leaf.attr[0] = a.varies;
  leaf.attr[1] = a.begins_at;
}

namespace detail {

// Limits of the extents of a leaf: each is positive, there are not too many, and a program can address all elements.
inline constexpr long most_elements = 1L << 28;
constexpr bool extents_fit(std::initializer_list<long> extents) {
  long long size = 1;
  for (long d : extents) {
    if (d < 1 || d > most_elements) return false;
    size *= d;
    if (size > most_elements) return false;
  }
  return extents.size() < static_cast<std::size_t>(max_rank);
}
// Made::leaf() if the extents are valid, else a message. All leaves with extents are checked here.
template <class Made, text Name, long... D>
consteval auto make_leaf() {
  constexpr bool positive = ((D > 0) && ...) && Made::classes > 0;
  constexpr bool fits = extents_fit({D...}) && Made::classes <= most_elements;
  static_assert(positive ? true : mistake<leaf_shown<Name, D...>>,
                "tapeless: every extent of an input, parameter, slot, table or iota, and the number of classes of a "
                "class_index, is at least 1");
  static_assert(!positive || fits ? true : mistake<leaf_shown<Name, D...>>,
                "tapeless: an input, parameter, slot or table has at most six axes and 2^28 elements");
  constexpr bool filled = !fits || Made::numbers < 0 || Made::numbers == (1L * ... * (fits ? D : 1));
  static_assert(filled ? true : mistake<leaf_shown<Name, D...>>,
                "tapeless: table<numbers{...}, extents...>: the number of values is not the product of the extents");
  if constexpr (fits && filled) return Made::leaf();
  else return typename Made::wrong{};
}
struct made_leaf {
  static constexpr long numbers = -1;  // determined by the extents
  static constexpr long classes = 1;   // of a class index
};
template <const symbol& S, int... D>
struct plain_leaf : made_leaf {
  using wrong = inert;
  static constexpr auto leaf() { return expr<leaf_graph<S, D...>()>{}; }
};
template <text Name, int Classes, int... D>
struct index_leaf : made_leaf {
  using wrong = inert;
  static constexpr long classes = Classes;
  static constexpr auto leaf() {
    return expr<leaf_graph<symbol_for<Name, ir::role::index, ir::scope::parameter, nullptr, Classes>, D...>()>{};
  }
};
template <numbers V, int... D>
struct table_leaf : made_leaf {
  using wrong = inert;
  static constexpr long numbers = sizeof(V.value) / sizeof(double);
  static constexpr auto leaf() { return expr<leaf_graph<table_symbol<V>, D...>()>{}; }
};

}  // namespace detail

template <text Name, int... D>
inline constexpr auto input =
    detail::make_leaf<detail::plain_leaf<detail::symbol_for<Name, ir::role::input>, D...>, Name, D...>();

template <text Name, int Classes, int... D>
inline constexpr auto class_index = detail::make_leaf<detail::index_leaf<Name, Classes, D...>, Name, D...>();

template <text Name, number Initial = number{0.0}>
inline constexpr expr<detail::number_graph<detail::symbol_for<Name, ir::role::scalar, ir::scope::step>, Initial>()>
    scalar{};

// State: initially 0, changed only by assignments (optim/update.hpp; assign(slot, value) in a program).
template <text Name, int... D>
inline constexpr auto slot = detail::make_leaf<
    detail::plain_leaf<detail::symbol_for<Name, ir::role::slot, ir::scope::step>, D...>, Name, D...>();

template <number V>
inline constexpr expr<detail::registered<detail::constant_data(V.value)>::handle> constant{};

// 0, 1, ..., N - 1.
template <int N>
inline constexpr auto iota = detail::make_leaf<detail::plain_leaf<detail::iota_symbol, N>, text{"iota"}, N>();

// Constant numbers of the given shape in row-major order: table<numbers{1, 2, 3, 4}, 2, 2>.
template <numbers V, int... D>
inline constexpr auto table = detail::make_leaf<detail::table_leaf<V, D...>, text{"table"}, D...>();

namespace detail {
// A fixed decimal or integer literal, read digit by digit: exact for up to 15 digits.
template <char... C>
consteval double parse_literal() {
  constexpr char s[] = {C..., '\0'};
  double mantissa = 0, scale = 1;
  bool fraction = false;
  int exponent = 0, sign = 1;
  for (int i = 0; s[i]; ++i) {
    if (s[i] == '.') fraction = true;
    else if (s[i] == 'e' || s[i] == 'E') {
      for (++i; s[i]; ++i)
        if (s[i] == '-') sign = -1;
        else if (s[i] >= '0' && s[i] <= '9') exponent = exponent * 10 + (s[i] - '0');
      break;
    } else if (s[i] >= '0' && s[i] <= '9') {
      mantissa = mantissa * 10 + (s[i] - '0');
      if (fraction) scale *= 10;
    }
  }
  for (int i = 0; i < exponent; ++i) sign > 0 ? mantissa *= 10 : scale *= 10;
  return mantissa / scale;
}
}  // namespace detail

namespace literals {
// 2_c, 0.5_c, 1e-3_c: a constant expression of rank 0.
template <char... C>
constexpr auto operator""_c() {
  return constant<number{detail::parse_literal<C...>()}>;
}
}  // namespace literals
using namespace literals;

}  // namespace tapeless::inline TAPELESS_ISA
