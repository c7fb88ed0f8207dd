// What a .nam file says of its model: version, architecture, configuration, how many weights.
//
//   {"version": "0.5.4", "architecture": "WaveNet", "config": {...}, "weights": [...], "sample_rate": 48000,
//    "metadata": {...}}
//
// Versions 0.5.0 to 0.7.*. Architectures: WaveNet, with heads of one or more taps, taps and one activation of a stack's
// own, and a bottleneck ("A1", and what players have of "A2"); LSTM; SlimmableContainer, of which one model is chosen.
// Refused, by name: FiLM, groups, a 1x1 for the head, a condition of its own, a head behind the stacks, a dilated head,
// layers without the 1x1, blended gates, activations that differ within a stack.
#pragma once

#include <charconv>
#include <string>
#include <vector>

#include <tapeless/io/json_fields.hpp>
#include <tapeless/io/model_error.hpp>
#include <tapeless/nn/models/nam_wavenet.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

enum class nam_architecture : unsigned char { wavenet, lstm };

struct nam_config {
  nam_architecture architecture = nam_architecture::wavenet;
  int inputs = 1;
  std::vector<wavenet_stack> stacks;  // WaveNet
  int hidden = 0, layers = 0;         // LSTM
  std::size_t weights = 0;            // that belong to it
};

namespace detail {

struct named_activation {
  wavenet_activation value;
  const char *file, *ours;
};
inline constexpr named_activation nam_activations[] = {
    {wavenet_activation::tanh, "Tanh", "tanh"},
    {wavenet_activation::relu, "ReLU", "relu"},
    {wavenet_activation::leaky_relu, "LeakyReLU", "leaky_relu"},
    {wavenet_activation::sigmoid, "Sigmoid", "sigmoid"},
    {wavenet_activation::silu, "SiLU", "silu"},
    {wavenet_activation::hard_tanh, "Hardtanh", "hard_tanh"},
    {wavenet_activation::hard_swish, "Hardswish", "hard_swish"},
    {wavenet_activation::softsign, "Softsign", "softsign"},
};

// One item for each layer, or one for all: the items must be equal.
inline json_field one_for_all(const json_field& f, int layers) {
  if (!f.is_list()) return f;
  if (f.size() != static_cast<std::size_t>(layers))
    f.refuse("as many items as dilations, " + std::to_string(layers) + ",", std::to_string(f.size()));
  for (std::size_t i = 1; i < f.size(); ++i)
    if (f[i].value() != f[std::size_t{0}].value())
      f[i].refuse<model_error>("the same for all layers of a stack", f[i].shown());
  return f[std::size_t{0}];
}

inline void read_activation(const json_field& f, wavenet_stack& s) {
  const json_field type = f.is_object() ? f["type"] : f;
  const std::string name = type.text();
  for (const named_activation& a : nam_activations)
    if (a.file == name) {
      s.activation = a.value;
      if (f.is_object() && a.value == wavenet_activation::leaky_relu) {
        if (f.has("negative_slope")) s.slope = f["negative_slope"].number<double>();
        f.only({"type", "negative_slope"});
      } else if (f.is_object()) {
        f.only({"type"});
      }
      return;
    }
  type.refuse<model_error>("an activation that is known", in_quotes(name));
}

inline void read_gate(const json_field& f, wavenet_stack& s) {
  if (f.has("gated")) s.gated = f["gated"].yes_or_no();
  if (!f.has("gating_mode")) return;
  const json_field mode = one_for_all(f["gating_mode"], s.layers());
  const std::string name = mode.text();
  if (name != "none" && name != "gated") mode.refuse<model_error>("\"none\" or \"gated\"", in_quotes(name));
  s.gated = name == "gated";
  if (!s.gated || !f.has("secondary_activation")) return;
  wavenet_stack gate;
  read_activation(one_for_all(f["secondary_activation"], s.layers()), gate);
  if (gate.activation != wavenet_activation::sigmoid)
    f["secondary_activation"].refuse<model_error>("\"Sigmoid\"", f["secondary_activation"].shown());
}

// Parts that must be switched off, or as they are without them.
inline void check_parts(const json_field& f) {
  for (const char* film : {"conv_pre_film", "conv_post_film", "input_mixin_pre_film", "input_mixin_post_film",
                           "activation_pre_film", "activation_post_film", "layer1x1_post_film", "head1x1_post_film"})
    if (f.has(film)) {
      const json_field part = f[film];
      const bool active = part.is_object() ? !part.has("active") || part["active"].yes_or_no() : part.yes_or_no();
      if (active) part.refuse<model_error>("nothing active", "one that is");
    }
  if (f.has("head1x1") && f["head1x1"]["active"].yes_or_no())
    f["head1x1"].refuse<model_error>("nothing active", "one that is");
  if (f.has("layer1x1")) {
    const json_field part = f["layer1x1"];
    if (!part["active"].yes_or_no()) part.refuse<model_error>("an active one", "one that is not");
    if (part.has("groups") && part["groups"].whole(1) != 1)
      part["groups"].refuse<model_error>("1", part["groups"].shown());
  }
  for (const char* groups : {"groups_input", "groups_input_mixin"})
    if (f.has(groups) && f[groups].whole(1) != 1) f[groups].refuse<model_error>("1", f[groups].shown());
}

inline void read_head(const json_field& f, wavenet_stack& s) {
  if (!f.has("head")) {
    s.head = f["head_size"].whole(1);
    s.head_bias = f["head_bias"].yes_or_no();
    return;
  }
  const json_field head = f["head"].object();
  head.only({"out_channels", "kernel_size", "bias", "head_dilation"});
  s.head = head["out_channels"].whole(1);
  s.head_taps = head["kernel_size"].whole(1);
  s.head_bias = head["bias"].yes_or_no();
  if (head.has("head_dilation") && head["head_dilation"].whole(1) != 1)
    head["head_dilation"].refuse<model_error>("1", head["head_dilation"].shown());
}

inline void read_layers(const json_field& f, wavenet_stack& s) {
  const json_field dilations = f["dilations"].list();
  if (dilations.size() == 0 || dilations.size() > wavenet_stack::most)
    dilations.refuse<model_error>("1 to " + std::to_string(wavenet_stack::most) + " numbers",
                                  std::to_string(dilations.size()));
  for (std::size_t i = 0; i < dilations.size(); ++i) s.dilations[i] = dilations[i].whole(1);
  const json_field taps = f.has("kernel_sizes") ? f["kernel_sizes"].list() : f["kernel_size"];
  if (taps.is_list() && taps.size() != dilations.size())
    taps.refuse("as many numbers as dilations, " + std::to_string(dilations.size()) + ",", std::to_string(taps.size()));
  for (std::size_t i = 0; i < dilations.size(); ++i) s.taps[i] = (taps.is_list() ? taps[i] : taps).whole(1);
}

inline wavenet_stack read_stack(const json_field& f) {
  f.object().only({"input_size",
                   "condition_size",
                   "head_size",
                   "head_bias",
                   "head",
                   "channels",
                   "bottleneck",
                   "kernel_size",
                   "kernel_sizes",
                   "dilations",
                   "activation",
                   "gated",
                   "gating_mode",
                   "secondary_activation",
                   "slimmable",
                   "groups_input",
                   "groups_input_mixin",
                   "layer1x1",
                   "head1x1",
                   "conv_pre_film",
                   "conv_post_film",
                   "input_mixin_pre_film",
                   "input_mixin_post_film",
                   "activation_pre_film",
                   "activation_post_film",
                   "layer1x1_post_film",
                   "head1x1_post_film"});
  wavenet_stack s;
  s.channels = f["channels"].whole(1);
  if (f.has("bottleneck"))
    if (const int width = f["bottleneck"].whole(1); width != s.channels) s.bottleneck = width;
  read_layers(f, s);
  read_head(f, s);
  read_activation(one_for_all(f["activation"], s.layers()), s);
  read_gate(f, s);
  check_parts(f);
  return s;
}

inline std::size_t weights_of(const wavenet_stack& s, std::size_t inputs, std::size_t condition) {
  const auto channels = static_cast<std::size_t>(s.channels), width = static_cast<std::size_t>(s.width());
  const std::size_t filters = s.gated ? 2 * width : width, head = static_cast<std::size_t>(s.head);
  std::size_t all = inputs * channels + head * (width * static_cast<std::size_t>(s.head_taps) + s.head_bias);
  for (int i = 0; i < s.layers(); ++i)
    all += filters * (channels * static_cast<std::size_t>(s.taps_of(i)) + 1 + condition) + channels * (width + 1);
  return all;
}

inline void read_wavenet(const json_field& f, nam_config& c) {
  f.object().only({"layers", "head", "head_scale", "condition_dsp", "in_channels"});
  for (const char* part : {"head", "condition_dsp"})
    if (f.has(part)) f[part].refuse<model_error>("null", f[part].shown());
  (void)f["head_scale"].number<float>();  // it is the last weight as well
  const json_field layers = f["layers"].list();
  if (layers.size() == 0 || layers.size() > 99)
    layers.refuse<model_error>("1 to 99 stacks", std::to_string(layers.size()));
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const json_field l = layers[i];
    c.stacks.push_back(read_stack(l));
    const int inputs = l["input_size"].whole(1), condition = l["condition_size"].whole(1);
    if (i == 0) c.inputs = inputs;
    else if (inputs != c.stacks[i - 1].channels)
      l["input_size"].refuse("the channels of the stack before, " + std::to_string(c.stacks[i - 1].channels) + ",",
                             std::to_string(inputs));
    if (condition != c.inputs)
      l["condition_size"].refuse("the inputs of the model, " + std::to_string(c.inputs) + ",",
                                 std::to_string(condition));
    if (i > 0 && c.stacks[i - 1].head != c.stacks[i].width())
      l.refuse("channels that the head of the stack before has, " + std::to_string(c.stacks[i - 1].head) + ",",
               std::to_string(c.stacks[i].width()));
    c.weights += weights_of(c.stacks[i], static_cast<std::size_t>(inputs), static_cast<std::size_t>(condition));
  }
  ++c.weights;
}

inline void read_lstm(const json_field& f, nam_config& c) {
  f.object().only({"input_size", "hidden_size", "num_layers", "in_channels", "out_channels"});
  c.architecture = nam_architecture::lstm;
  c.inputs = f["input_size"].whole(1);
  c.hidden = f["hidden_size"].whole(1);
  c.layers = f["num_layers"].whole(1, 99);
  if (f.has("out_channels") && f["out_channels"].whole(1) != 1)
    f["out_channels"].refuse<model_error>("1", f["out_channels"].shown());
  const auto h = static_cast<std::size_t>(c.hidden);
  for (int k = 0; k < c.layers; ++k)
    c.weights += 4 * h * ((k ? h : static_cast<std::size_t>(c.inputs)) + h + 1) + 2 * h;
  c.weights += h + 1;
}

// 0.5.0 to 0.7.*: three numbers.
inline void check_version(const json_field& f) {
  const std::string text = f.text();
  int part[3]{}, parts = 0;
  const char *at = text.data(), *const end = at + text.size();
  while (parts < 3) {
    const auto [next, problem] = std::from_chars(at, end, part[parts]);
    if (problem != std::errc{} || part[parts] < 0) break;
    ++parts;
    at = next;
    if (parts < 3 && (at == end || *at++ != '.')) break;
  }
  if (parts != 3 || at != end) f.refuse("three numbers, as 0.5.4,", in_quotes(text));
  if (part[0] != 0 || part[1] < 5 || part[1] > 7) f.refuse<version_error>("0.5 to 0.7", in_quotes(text));
}

inline nam_config read_nam_config(const json_field& model) {
  check_version(model["version"]);
  nam_config c;
  const json_field architecture = model["architecture"];
  const std::string name = architecture.text();
  if (name == "WaveNet") read_wavenet(model["config"], c);
  else if (name == "LSTM") read_lstm(model["config"], c);
  else architecture.refuse<model_error>("\"WaveNet\" or \"LSTM\"", in_quotes(name));
  return c;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA::io
