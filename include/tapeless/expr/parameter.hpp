// Parameters: declared by name and shape, and found again by name in any expression that has them.
#pragma once

#include <tapeless/expr/leaves.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

template <text A, text B>
consteval bool same_text() {
  return hash_text(A.chars) == hash_text(B.chars);
}

// Its index among the leaves, or -1.
template <graph G>
consteval int find_parameter(std::uint64_t name) {
  int at = 0;
  for (const node* n : leaves_below<G>) {
    if (is_leaf(*n, ir::role::parameter) && n->leaf->hash == name) return at;
    ++at;
  }
  return -1;
}

template <graph G, int I>
consteval graph single_node() {
  return registered<graph_data<1, 0>{{*leaves_below<G>.at[I]}}>::handle;
}

}  // namespace detail

template <text Name, int... D>
struct parameter_t : expr<detail::leaf_graph<detail::symbol_for<Name, ir::role::parameter>, D...>()> {
  using leaf = expr<detail::leaf_graph<detail::symbol_for<Name, ir::role::parameter>, D...>()>;
  using leaf::operator=;

  // The same parameter with another initialiser (nn/initialisers.hpp); by default, scalars and vectors start at zero
  // and others are drawn from Glorot's uniform distribution. orientation::inputs_first: it is stored [in.., out], like
  // the weights of layers, which are the only ones that are turned for files of PyTorch.
  template <initialiser F, role Part = role::weight, orientation Axes = orientation::plain>
  static constexpr auto with() {
    constexpr const symbol& s = detail::symbol_for<Name, ir::role::parameter, ir::scope::parameter, F, 0, Part, Axes>;
    return expr<detail::leaf_graph<s, D...>()>{};
  }
  // The same parameter with another role, which optimisers ask for.
  template <role Part>
  static constexpr auto as() {
    return with<nullptr, Part>();
  }

  // parameter<"hidden.weight">(loss): the parameter of that name in an expression.
  template <graph G>
  requires(sizeof...(D) == 0 && detail::find_parameter<G>(hash_text(Name.chars)) >= 0) constexpr auto operator()(
      expr<G>) const {
    return expr<detail::single_node<G, detail::find_parameter<G>(hash_text(Name.chars))>()>{};
  }
  template <int... S>
  constexpr inert operator()(tensor<S...>) const {
    static_assert(
        sizeof...(D) != 0 ? true : mistake<parameter_t, tensor<S...>>,
        "tapeless: parameter<\"name\">(expression): the expression has no parameter of this name: give one of those "
        "that its layers were made with");
    static_assert(
        sizeof...(D) == 0 ? true : mistake<parameter_t, tensor<S...>>,
        "tapeless: parameter<\"name\">(expression): a parameter is found by its name alone: leave the shape out");
    return {};
  }
  constexpr inert operator()(inert) const { return {}; }
};

namespace detail {
template <text Name, int... D>
struct parameter_leaf : made_leaf {
  using wrong = inert;
  static constexpr auto leaf() { return parameter_t<Name, D...>{}; }
};
}  // namespace detail

// In layers: a parameter of the layer, or state that training leaves behind, as a leaf of the graph under construction.
template <text Name, initialiser Draw = nullptr, role Part = role::weight, orientation Axes = orientation::plain>
constexpr term parameter_term(builder& b, const shape& extents) {
  constexpr const symbol& s = detail::symbol_for<Name, ir::role::parameter, ir::scope::parameter, Draw, 0, Part, Axes>;
  return b.at(b.insert(detail::leaf_node(s, extents)));
}
// The weights between the inputs and the outputs of a layer, [in.., out].
template <text Name, initialiser Draw = nullptr>
constexpr term weight_term(builder& b, const shape& extents) {
  return parameter_term<Name, Draw, role::weight, orientation::inputs_first>(b, extents);
}
template <text Name, initialiser Draw = nullptr>
constexpr term bias_term(builder& b, const shape& extents) {
  return parameter_term<Name, Draw, role::bias>(b, extents);
}
template <text Name>
constexpr term slot_term(builder& b, const shape& extents, double initial = 0) {
  node n = detail::leaf_node(detail::symbol_for<Name, ir::role::slot, ir::scope::step>, extents);
  n.value = initial;
  return b.at(b.insert(n));
}

template <text Name, int... D>
inline constexpr auto parameter = detail::make_leaf<detail::parameter_leaf<Name, D...>, Name, D...>();

}  // namespace tapeless::inline TAPELESS_ISA
