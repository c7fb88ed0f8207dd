// The typed model that fits a configuration, as text: what a user writes.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include <tapeless/io/nam_config.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

template <class F>
std::string numbers_shown(int count, F number) {
  std::string s = "{";
  for (int i = 0; i < count; ++i) s += (i ? ", " : "") + std::to_string(number(i));
  return s + "}";
}

inline std::string shown_stack(const wavenet_stack& s) {
  std::string t = "wavenet_stack{.channels = " + std::to_string(s.channels);
  if (s.head != 1) t += ", .head = " + std::to_string(s.head);
  if (s.width() != s.channels) t += ", .bottleneck = " + std::to_string(s.bottleneck);
  if (s.gated) t += ", .gated = true";
  if (s.head_bias) t += ", .head_bias = true";
  if (s.head_taps != 1) t += ", .head_taps = " + std::to_string(s.head_taps);
  for (const named_activation& a : nam_activations)
    if (a.value == s.activation && a.value != wavenet_activation::tanh)
      t += std::string(", .activation = wavenet_activation::") + a.ours;
  if (s.slope.value != wavenet_stack{}.slope.value) {
    char slope[32];
    std::snprintf(slope, sizeof(slope), "%.17g", s.slope.value);
    t += std::string(", .slope = ") + slope;
  }
  t += ", .dilations = " + numbers_shown(s.layers(), [&](int i) { return s.dilations[i]; });
  int different = s.layers();  // from here on all layers have the same taps
  while (different > 1 && s.taps_of(different - 2) == s.taps_of(s.layers() - 1)) --different;
  if (different > 1 || s.taps_of(0) != 3)
    t += ", .taps = " + numbers_shown(different, [&](int i) { return s.taps_of(i); });
  return t + "}";
}

inline std::string shown_type(const nam_config& c, const std::string& name) {
  std::string t = c.architecture == nam_architecture::lstm
                      ? "models::nam_lstm<\"" + name + "\", " + std::to_string(c.hidden) +
                            (c.layers == 1 ? "" : ", " + std::to_string(c.layers))
                      : "models::nam_wavenet<\"" + name + "\"";
  for (const wavenet_stack& s : c.stacks) t += ", " + shown_stack(s);
  return t + ">";
}

inline std::string shown_activation(const wavenet_stack& s) {
  for (const named_activation& a : nam_activations)
    if (a.value == s.activation)
      return a.value == wavenet_activation::leaky_relu ? a.ours + (" of slope " + std::to_string(s.slope.value))
                                                       : a.ours;
  return {};
}

// The first thing in which a file differs from a typed model: what was expected, what was found.
using difference = std::optional<std::pair<std::string, std::string>>;

inline difference difference_of(const wavenet_stack& ours, const wavenet_stack& theirs, const std::string& where) {
  const auto number = [&](const char* what, int a, int b) -> difference {
    if (a == b) return {};
    return std::pair{std::string(what) + " = " + std::to_string(a) + " in " + where, std::to_string(b)};
  };
  const auto yes = [&](const char* what, bool a, bool b) -> difference {
    if (a == b) return {};
    return std::pair{where + (a ? " with " : " without ") + what, std::string(a ? "one without" : "one with")};
  };
  if (auto d = number("channels", ours.channels, theirs.channels)) return d;
  if (auto d = number("head channels", ours.head, theirs.head)) return d;
  if (auto d = number("bottleneck", ours.width(), theirs.width())) return d;
  if (auto d = number("head taps", ours.head_taps, theirs.head_taps)) return d;
  if (auto d = yes("gates", ours.gated, theirs.gated)) return d;
  if (auto d = yes("a bias of the head", ours.head_bias, theirs.head_bias)) return d;
  if (auto d = number("layers", ours.layers(), theirs.layers())) return d;
  for (int i = 0; i < ours.layers(); ++i) {
    const std::string layer = " of layer " + std::to_string(i + 1);
    if (auto d = number(("dilation" + layer).c_str(), ours.dilations[i], theirs.dilations[i])) return d;
    if (auto d = number(("taps" + layer).c_str(), ours.taps_of(i), theirs.taps_of(i))) return d;
  }
  if (const std::string a = shown_activation(ours), b = shown_activation(theirs); a != b)
    return std::pair{"activation " + a + " in " + where, b};
  return {};
}

inline difference difference_of(const nam_config& ours, const nam_config& theirs) {
  if (ours.architecture != theirs.architecture)
    return ours.architecture == nam_architecture::lstm ? std::pair{std::string("an LSTM"), std::string("a WaveNet")}
                                                       : std::pair{std::string("a WaveNet"), std::string("an LSTM")};
  if (ours.hidden != theirs.hidden)
    return std::pair{std::to_string(ours.hidden) + " units", std::to_string(theirs.hidden)};
  if (ours.layers != theirs.layers)
    return std::pair{std::to_string(ours.layers) + " layers", std::to_string(theirs.layers)};
  if (ours.stacks.size() != theirs.stacks.size())
    return std::pair{std::to_string(ours.stacks.size()) + " stacks", std::to_string(theirs.stacks.size())};
  for (std::size_t i = 0; i < ours.stacks.size(); ++i)
    if (auto d = difference_of(ours.stacks[i], theirs.stacks[i], "stack " + std::to_string(i + 1))) return d;
  return {};
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
