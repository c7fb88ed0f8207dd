// The WaveNet of Neural Amp Modeler: stacks of dilated causal convolutions, as players of amplifier models have them.
//
//   constexpr auto amp = models::nam_wavenet<"amp", wavenet_stack{.channels = 4, .head = 2, .dilations = {1, 2, 4}},
//                                            wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8, 16}}>;
//   constexpr auto y = amp(x);   // x: [1, frames], y: [1, frames]; or [inputs, frames] and [head of the last, frames]
//   amp.receptive_field          // frames of x that an element of y depends on, its own among them
//
//   stack:   x begins as W x, a 1x1 convolution without bias of what the stack before left (of the input: the first)
//            for each dilation d:  z = conv(x; taps, d) + b + M c          c: the input of the model
//                                  a = f(z); gated: f(first half of z) sigmoid(second half)
//                                  s = s + a                               the head sum
//                                  x = x + W' a + b'
//            s = conv(s; head_taps) [+ b]; the head sum of the next stack begins with it
//   result:  head_scale s of the last stack
//
// All convolutions are causal. The bottleneck of a stack, its channels by default, is the extent of a; the head of each
// stack is the bottleneck of the next. Presets: nam_standard, nam_lite, nam_feather, nam_nano ("A1").
//
// Parameters: amp.stack1.in.weight; amp.stack1.layer1.conv.weight, .conv.bias, .mix.weight, .out.weight, .out.bias,
// ...; amp.stack1.head.weight, .head.bias; ...; amp.head_scale, initially 0.02. Files: io/nam.hpp.
//
// After A. van den Oord et al., WaveNet: A Generative Model for Raw Audio (2016), with the condition added to each
// layer; S. Atkinson, Neural Amp Modeler. Not in tapeless.hpp: it has a header of its own.
#pragma once

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/numbered.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class wavenet_activation : unsigned char {
  tanh,
  relu,
  leaky_relu,
  sigmoid,
  silu,
  hard_tanh,
  hard_swish,
  softsign
};

// One stack. A stack has at most 32 layers: as many as dilations.
struct wavenet_stack {
  static constexpr int most = 32;

  int channels = 0;
  int head = 1;        // channels that it hands on to the next head sum, or that the model has
  int bottleneck = 0;  // 0: as many as channels
  bool gated = false;
  bool head_bias = false;
  int head_taps = 1;
  wavenet_activation activation = wavenet_activation::tanh;
  number slope = 0.01;  // of leaky_relu
  int dilations[most]{};
  int taps[most]{3};  // of each layer; the last one given holds for those that follow

  constexpr int layers() const {
    int n = 0;
    while (n < most && dilations[n] != 0) ++n;
    return n;
  }
  constexpr int taps_of(int layer) const {
    while (layer > 0 && taps[layer] == 0) --layer;
    return taps[layer];
  }
  constexpr int width() const { return bottleneck > 0 ? bottleneck : channels; }
  constexpr int reach() const {
    int frames = head_taps - 1;
    for (int i = 0; i < layers(); ++i) frames += (taps_of(i) - 1) * dilations[i];
    return frames;
  }
  constexpr bool possible() const {
    bool all = channels > 0 && head > 0 && bottleneck >= 0 && head_taps > 0 && layers() > 0;
    for (int i = 0; i < layers(); ++i) all = all && dilations[i] > 0 && taps_of(i) > 0;
    return all;
  }
};

// What the program that is best known for these models calls standard, lite, feather and nano: two stacks each.
inline constexpr wavenet_stack nam_standard[] = {
    {.channels = 16, .head = 8, .dilations = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}},
    {.channels = 8, .head_bias = true, .dilations = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}}};
inline constexpr wavenet_stack nam_lite[] = {
    {.channels = 12, .head = 6, .dilations = {1, 2, 4, 8, 16, 32, 64}},
    {.channels = 6, .head_bias = true, .dilations = {128, 256, 512, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512}}};
inline constexpr wavenet_stack nam_feather[] = {
    {.channels = 8, .head = 4, .dilations = {1, 2, 4, 8, 16, 32, 64}},
    {.channels = 4, .head_bias = true, .dilations = {128, 256, 512, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512}}};
inline constexpr wavenet_stack nam_nano[] = {
    {.channels = 4, .head = 2, .dilations = {1, 2, 4, 8, 16, 32, 64}},
    {.channels = 2, .head_bias = true, .dilations = {128, 256, 512, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512}}};

namespace detail {

template <wavenet_stack S>
constexpr term wavenet_activated(term z) {
  using enum wavenet_activation;
  if constexpr (S.activation == tanh) return tapeless::tanh(z);
  else if constexpr (S.activation == relu) return tapeless::relu(z);
  else if constexpr (S.activation == leaky_relu) return leaky_relu_f<S.slope>{}(z);
  else if constexpr (S.activation == sigmoid) return tapeless::sigmoid(z);
  else if constexpr (S.activation == silu) return tapeless::silu(z);
  else if constexpr (S.activation == hard_tanh) return tapeless::hard_tanh(z);
  else if constexpr (S.activation == hard_swish) return tapeless::hard_swish(z);
  else return tapeless::softsign(z);
}

// A convolution of one tap without bias.
template <text Name, int Filters>
constexpr term channels_mixed(term x) {
  return convolve_f<convolution{}>{}(x,
                                     weight_term<Name + ".weight">(*x.owner, make_shape(x->shape.dim[0], 1, Filters)));
}

template <text Name, wavenet_stack... S>
struct nam_wavenet_f {
  static constexpr int size = sizeof...(S);
  static constexpr wavenet_stack stacks[size + 1] = {S...};
  static constexpr bool possible = [] {
    bool all = size > 0 && size < 100;
    for (int i = 0; i < size; ++i)
      all = all && stacks[i].possible() && (i == 0 || stacks[i - 1].head == stacks[i].width());
    return all;
  }();
  static constexpr bool fits(const node& x) { return possible && x.shape.rank == 2; }

  constexpr term operator()(term x) const {
    if (!fits(*x)) tapeless_composition_has_shapes_that_do_not_fit();
    const term scale = parameter_term<Name + ".head_scale", &filled<number{0.02}>>(*x.owner, shape{});
    return scale * stack<0>(x, x, term{});
  }
  template <int... D>
  constexpr inert operator()(tensor<D...>) const {
    static_assert(possible ? true : mistake<tensor<D...>>,
                  "tapeless: nam_wavenet<name, stacks...>(x): each wavenet_stack has channels, head, taps and "
                  "dilations of at least 1, and its head is the bottleneck of the next one, or its channels");
    static_assert(!possible ? true : mistake<tensor<D...>>,
                  "tapeless: nam_wavenet<name, stacks...>(x): x is a signal [channels, frames]: reshape a mono one to "
                  "[1, frames]");
    return {};
  }

 private:
  // The head sum of the last stack. `sum` has no node before the first layer of all.
  template <int I>
  static constexpr term stack(term x, term condition, term sum) {
    if constexpr (I == size) {
      return sum;
    } else {
      constexpr wavenet_stack s = stacks[I];
      constexpr auto name = numbered<Name + ".stack", I + 1>;
      x = channels_mixed<name + ".in", s.channels>(x);
      const auto [last, all] = layer<I, 0>(x, condition, sum);
      return stack<I + 1>(last, condition, head<name + ".head", s>(all));
    }
  }
  template <text Part, wavenet_stack Of>
  static constexpr term head(term sum) {
    constexpr convolution causal{.padding = padding::causal};
    if constexpr (Of.head_bias) return conv_f<1, Part, Of.head, Of.head_taps, causal, nullptr>{}(sum);
    else return without_bias<Part, Of>(sum);
  }
  template <text Part, wavenet_stack Of>
  static constexpr term without_bias(term sum) {
    builder& b = *sum.owner;
    const term w = weight_term<Part + ".weight">(b, make_shape(sum->shape.dim[0], Of.head_taps, Of.head));
    if constexpr (Of.head_taps > 1)
      sum = delayed(sum, symbol_for<Part + ".history", ir::role::slot, ir::scope::step>, Of.head_taps - 1);
    return convolve_f<convolution{}>{}(sum, w);
  }
  struct passed {
    term x, sum;
  };
  template <int I, int K>
  static constexpr passed layer(term x, term condition, term sum) {
    constexpr wavenet_stack s = stacks[I];
    if constexpr (K == s.layers()) {
      return {x, sum};
    } else {
      constexpr auto name = numbered<numbered<Name + ".stack", I + 1> + ".layer", K + 1>;
      constexpr convolution causal{.padding = padding::causal, .dilation = s.dilations[K]};
      constexpr int width = s.width(), filters = s.gated ? 2 * width : width;
      const term z = conv_f<1, name + ".conv", filters, s.taps_of(K), causal, nullptr>{}(x) +
                     channels_mixed<name + ".mix", filters>(condition);
      term a = z;
      if constexpr (s.gated)
        a = wavenet_activated<s>(slice(z, 0, 0, width)) * tapeless::sigmoid(slice(z, 0, width, width));
      else a = wavenet_activated<s>(z);
      const term next = x + conv_f<1, name + ".out", s.channels, 1, convolution{}, nullptr>{}(a);
      return layer<I, K + 1>(next, condition, I == 0 && K == 0 ? a : sum + a);
    }
  }
};

template <text Name, wavenet_stack... S>
struct nam_wavenet_t : function<nam_wavenet_f<Name, S...>> {
  static constexpr text name = Name;
  static constexpr int receptive_field = 1 + (0 + ... + S.reach());
};

template <text Name, const auto& Stacks, class I = std::make_integer_sequence<int, std::size(Stacks)>>
struct nam_preset;
template <text Name, const auto& Stacks, int... I>
struct nam_preset<Name, Stacks, std::integer_sequence<int, I...>> {
  using type = nam_wavenet_t<Name, Stacks[I]...>;
};

}  // namespace detail

namespace models {
template <text Name, wavenet_stack... S>
inline constexpr detail::nam_wavenet_t<Name, S...> nam_wavenet{};
// Of an array of stacks: nam_wavenet_of<"amp", nam_standard>.
template <text Name, const auto& Stacks>
inline constexpr typename detail::nam_preset<Name, Stacks>::type nam_wavenet_of{};
}  // namespace models

}  // namespace tapeless::inline TAPELESS_ISA
