// Where the weights of a .nam file belong: for each, in the file's order, a parameter and an element of it.
//
//   WaveNet, for each stack:   in [out][in]; for each layer conv [out][in][tap], oldest tap first, its bias, mix
//                              [out][condition], out [out][in], its bias; the head [out][in][tap], its bias if there
//                              is one
//   behind all:                head_scale
//   LSTM, for each layer:      [4 hidden][inputs + hidden], gates input, forget, cell, output; one bias; the first h
//                              and c; behind all the weights and the bias of the output
#pragma once

#include <string>
#include <vector>

#include <tapeless/io/nam_config.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

struct nam_place {
  std::size_t value, element;
};
struct nam_value {
  std::string name;
  std::vector<std::size_t> extents;
  bool zero = false;    // it has no weights in the file
  bool unused = false;  // programs have none: what the last layer of all leaves goes nowhere
};

struct nam_layout {
  std::vector<nam_value> values;
  std::vector<nam_place> order;

  // The next weights of the file: all of a parameter that is stored as [in.., out], with out in front.
  void weights(std::string name, std::size_t in, std::size_t taps, std::size_t out) {
    const std::size_t v = add({std::move(name), {in, taps, out}});
    for (std::size_t o = 0; o < out; ++o)
      for (std::size_t i = 0; i < in; ++i)
        for (std::size_t t = 0; t < taps; ++t) order.push_back({v, (i * taps + t) * out + o});
  }
  void numbers(std::string name, std::vector<std::size_t> extents) {
    std::size_t count = 1;
    for (const std::size_t d : extents) count *= d;
    const std::size_t v = add({std::move(name), std::move(extents)});
    for (std::size_t i = 0; i < count; ++i) order.push_back({v, i});
  }
  std::size_t add(nam_value v) {
    values.push_back(std::move(v));
    return values.size() - 1;
  }
};

inline void lay_out_stack(nam_layout& all, const std::string& name, const wavenet_stack& s, std::size_t inputs,
                          std::size_t condition) {
  const auto channels = static_cast<std::size_t>(s.channels), width = static_cast<std::size_t>(s.width());
  const std::size_t filters = s.gated ? 2 * width : width, head = static_cast<std::size_t>(s.head);
  all.weights(name + ".in.weight", inputs, 1, channels);
  for (int i = 0; i < s.layers(); ++i) {
    const std::string layer = name + ".layer" + std::to_string(i + 1);
    all.weights(layer + ".conv.weight", channels, static_cast<std::size_t>(s.taps_of(i)), filters);
    all.numbers(layer + ".conv.bias", {filters});
    all.weights(layer + ".mix.weight", condition, 1, filters);
    all.weights(layer + ".out.weight", width, 1, channels);
    all.numbers(layer + ".out.bias", {channels});
  }
  all.weights(name + ".head.weight", width, static_cast<std::size_t>(s.head_taps), head);
  if (s.head_bias) all.numbers(name + ".head.bias", {head});
}

inline void lay_out_cell(nam_layout& all, const std::string& name, std::size_t in, std::size_t hidden) {
  const std::size_t x = all.add({name + ".weight_ih", {in, 4 * hidden}});
  const std::size_t h = all.add({name + ".weight_hh", {hidden, 4 * hidden}});
  for (std::size_t gate = 0; gate < 4 * hidden; ++gate) {
    for (std::size_t i = 0; i < in; ++i) all.order.push_back({x, i * 4 * hidden + gate});
    for (std::size_t i = 0; i < hidden; ++i) all.order.push_back({h, i * 4 * hidden + gate});
  }
  all.numbers(name + ".bias_ih", {4 * hidden});
  all.add({name + ".bias_hh", {4 * hidden}, true});
  all.numbers(name + ".h0", {hidden});
  all.numbers(name + ".c0", {hidden});
}

// Of a model whose parameters begin with `name`.
inline nam_layout lay_out(const nam_config& c, const std::string& name) {
  nam_layout all;
  const auto inputs = static_cast<std::size_t>(c.inputs), hidden = static_cast<std::size_t>(c.hidden);
  if (c.architecture == nam_architecture::wavenet) {
    for (std::size_t i = 0; i < c.stacks.size(); ++i)
      lay_out_stack(all, name + ".stack" + std::to_string(i + 1), c.stacks[i],
                    i ? static_cast<std::size_t>(c.stacks[i - 1].channels) : inputs, inputs);
    // The 1x1 behind the last layer of all: its weight and bias, before the head.
    for (std::size_t v = all.values.size(), found = 0; v-- > 0 && found < 2;)
      if (all.values[v].name.find(".out.") != std::string::npos) all.values[v].unused = true, ++found;
    all.numbers(name + ".head_scale", {});
  } else {
    for (int k = 0; k < c.layers; ++k) lay_out_cell(all, name + ".l" + std::to_string(k), k ? hidden : inputs, hidden);
    const std::size_t out = all.add({name + ".out.weight", {hidden, 1}});
    for (std::size_t i = 0; i < hidden; ++i) all.order.push_back({out, i});
    all.numbers(name + ".out.bias", {1});
  }
  return all;
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
