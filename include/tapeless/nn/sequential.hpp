// Composition of layers, and the parameters of a model as a sequence.
//
//   constexpr auto model = sequential(dense<"hidden", 32>, layer::relu, dense<"out", 10>);
//   constexpr auto logits = model(x);
//
//   boost::hana::for_each(parameters(logits), [&](auto w) { std::printf("%zu weights\n", net[w].size()); });
#pragma once

#include <boost/hana/fold_left.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/tuple.hpp>

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/dense.hpp>
#include <tapeless/nn/glu.hpp>
#include <tapeless/nn/thresholds.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/softmax.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

struct apply_layer {
  template <class X, class Layer>
  constexpr auto operator()(X value, const Layer& next) const {
    return next(value);
  }
};

}  // namespace detail

// A layer is anything that can be called with an expression and returns one: dense<...>, the objects of namespace
// layer, a user's lambda, another sequential.
template <class... Layers>
struct sequential_t {
  boost::hana::tuple<Layers...> layers;

  template <class X>
  constexpr auto operator()(X value) const {
    return boost::hana::fold_left(layers, value, detail::apply_layer{});
  }
};

template <class... Layers>
constexpr sequential_t<Layers...> sequential(Layers... layers) {
  return {boost::hana::tuple<Layers...>(layers...)};
}

// Functions of one operand, as objects that can be passed to sequential.
namespace layer {
#define TAPELESS_LAYER(name)                   \
  struct name##_t {                            \
    template <operand A>                       \
    constexpr auto operator()(A value) const { \
      return tapeless::name(value);            \
    }                                          \
  };                                           \
  inline constexpr name##_t name{};
TAPELESS_LAYER(relu)
TAPELESS_LAYER(leaky_relu)
TAPELESS_LAYER(elu)
TAPELESS_LAYER(selu)
TAPELESS_LAYER(gelu)
TAPELESS_LAYER(gelu_tanh)
TAPELESS_LAYER(silu)
TAPELESS_LAYER(mish)
TAPELESS_LAYER(sigmoid)
TAPELESS_LAYER(softplus)
TAPELESS_LAYER(softsign)
TAPELESS_LAYER(tanh)
TAPELESS_LAYER(hard_sigmoid)
TAPELESS_LAYER(hard_tanh)
TAPELESS_LAYER(hard_swish)
TAPELESS_LAYER(celu)
TAPELESS_LAYER(log_sigmoid)
TAPELESS_LAYER(hard_shrink)
TAPELESS_LAYER(soft_shrink)
TAPELESS_LAYER(glu)
TAPELESS_LAYER(softmax)
TAPELESS_LAYER(softmin)
TAPELESS_LAYER(log_softmax)
#undef TAPELESS_LAYER
// All elements along one axis, as needed between a convolution and a dense layer.
struct flatten_t {
  template <class A>
  constexpr auto operator()(A value) const {
    return reshape<-1>(value);
  }
};
inline constexpr flatten_t flatten{};
using tapeless::dense;
}  // namespace layer

namespace detail {

// The positions of the parameters among the leaves of a graph.
template <int Count>
struct parameter_places {
  int at[Count + 1]{};
};
template <graph G>
inline constexpr int parameter_count = [] {
  int found = 0;
  for (const node* n : leaves_below<G>) found += is_leaf(*n, ir::role::parameter);
  return found;
}();
template <graph G>
inline constexpr auto places_of = [] {
  parameter_places<parameter_count<G>> places;
  int found = 0;
  for (int i = 0; i < leaves_below<G>.size; ++i)
    if (is_leaf(*leaves_below<G>.at[i], ir::role::parameter)) places.at[found++] = i;
  return places;
}();

}  // namespace detail

// The parameters of an expression as expressions, in the order in which they are first used: a tuple for
// boost::hana::for_each, transform, size.
template <graph G>
constexpr auto parameters(expr<G>) {
  return []<int... I>(std::integer_sequence<int, I...>) {
    return boost::hana::make_tuple(expr<detail::single_node<G, detail::places_of<G>.at[I]>()>{}...);
  }
  (std::make_integer_sequence<int, detail::parameter_count<G>>{});
}

}  // namespace tapeless::inline TAPELESS_ISA
