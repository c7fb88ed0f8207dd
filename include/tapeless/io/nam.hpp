// Models of guitar amplifiers: .nam files, as Neural Amp Modeler and other players have them.
//
//   std::puts(io::nam_info("amp.nam").type.c_str());   // models::nam_wavenet<"amp", wavenet_stack{.channels = 16, ...
//
//   constexpr auto amp = models::nam_wavenet_of<"amp", nam_standard>;   // the type that fits
//   constexpr auto y = amp(x);
//   program<y> net;
//   const io::nam_model found = io::load_nam("amp.nam", net, amp);      // found.sample_rate
//   io::save_nam("mine.nam", net, amp);                                 // for players
//
// What is supported, and what is refused: io/nam_config.hpp. An LSTM's first h and c become the parameters h0 and c0.
#pragma once

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <tapeless/io/nam_layout.hpp>
#include <tapeless/io/nam_type.hpp>
#include <tapeless/io/replacement.hpp>
#include <tapeless/io/source.hpp>
#include <tapeless/io/staged_state.hpp>
#include <tapeless/nn/models/nam_lstm.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// What is in a file.
struct nam_model {
  std::string version;
  nam_config config;
  double sample_rate = 48000;  // what files without one mean
  int models = 1;              // of a container: they are numbered from 0, the largest is the last
  std::string type;            // the typed model that fits, with the name "amp"
};

struct nam_options {
  int model = -1;  // of a container; -1: the last one
};

namespace detail {

// The model itself, or one of a container.
inline json_field chosen_model(const json_field& all, const nam_options& o, int& count) {
  all.object();
  const json_field name = all["architecture"];
  if (name.text() != "SlimmableContainer") return all;
  check_version(all["version"]);
  const json_field models = all["config"]["submodels"].list();
  count = static_cast<int>(models.size());
  if (count == 0) models.refuse("a model or more", "none");
  if (o.model >= count)
    models.refuse<model_error>("more than " + std::to_string(o.model) + " models", std::to_string(count));
  return models[static_cast<std::size_t>(o.model < 0 ? count - 1 : o.model)]["model"].object();
}

inline nam_model read_nam_model(const json_field& top, const json_field& model) {
  nam_model m;
  m.config = read_nam_config(model);
  m.version = model["version"].text();
  const json_field& rated = model.has("sample_rate") ? model : top;
  if (rated.has("sample_rate")) m.sample_rate = rated["sample_rate"].number<double>();
  m.type = shown_type(m.config, "amp");
  return m;
}

inline std::vector<float> nam_weights(const std::string& file, const json_field& f, std::size_t expected) {
  f.list();
  if (f.size() < expected)
    throw truncated_error({file}, std::to_string(expected) + " weights", std::to_string(f.size()));
  if (f.size() > expected) throw format_error({file}, std::to_string(expected) + " weights", std::to_string(f.size()));
  std::vector<float> all;
  all.reserve(expected);
  for (std::size_t i = 0; i < expected; ++i) all.push_back(f[i].number<float>());
  return all;
}

template <text Name, wavenet_stack... S>
nam_config config_of(const tapeless::detail::nam_wavenet_t<Name, S...>&) {
  nam_config c;
  c.stacks = {S...};
  return c;
}
template <text Name, int Hidden, int Layers>
nam_config config_of(const tapeless::detail::nam_lstm_t<Name, Hidden, Layers>&) {
  nam_config c;
  c.architecture = nam_architecture::lstm;
  c.hidden = Hidden;
  c.layers = Layers;
  return c;
}

constexpr int nam_depth = 24;  // brackets: a container has ten levels, metadata may have more

// A whole file from its text.
struct nam_text {
  std::string file;
  json all;

  nam_text(const std::string& text, std::string name) : file(std::move(name)) {
    all = parse_json(text, {.file = file, .offset = 0}, nam_depth);
  }
  json_field top() const { return {file, "", all}; }
};

template <class Net, class Model>
nam_model load_nam_text(const nam_text& text, Net& net, const Model& model, const nam_options& o) {
  using T = typename Net::value_type;
  int count = 1;
  const json_field chosen = chosen_model(text.top(), o, count);
  nam_model found = read_nam_model(text.top(), chosen);
  found.models = count;
  if (const difference d = difference_of(config_of(model), found.config))
    throw model_error({text.file}, d->first,
                      d->second + ": the file fits " + shown_type(found.config, Model::name.chars));
  const std::vector<float> weights = nam_weights(text.file, chosen["weights"], found.config.weights);
  const nam_layout layout = lay_out(found.config, Model::name.chars);
  staged_state<T> state(text.file, net);
  std::vector<std::vector<T>*> to;
  for (const nam_value& v : layout.values) {
    to.push_back(v.unused && !state.has(v.name) ? nullptr : &state.values(v.name, v.extents));
    if (v.zero) std::fill(to.back()->begin(), to.back()->end(), T(0));
  }
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (auto* const values = to[layout.order[i].value]) (*values)[layout.order[i].element] = static_cast<T>(weights[i]);
  state.commit();
  return found;
}

}  // namespace detail

// What is in a file, without its weights. Throws file_error; format_error, name_error, version_error, model_error.
inline nam_model nam_info(const std::string& path, const nam_options& o = {}) {
  const detail::nam_text text(read_bytes(path), path);
  int count = 1;
  const detail::json_field chosen = detail::chosen_model(text.top(), o, count);
  nam_model m = detail::read_nam_model(text.top(), chosen);
  m.models = count;
  return m;
}

// Gives the parameters of `model` in a program or training step the weights of a file. Throws what nam_info throws;
// model_error if the file has another model, with the type that fits; truncated_error. Then the program is as it was.
template <class Net, class Model>
nam_model load_nam(const std::string& path, Net& net, const Model& model, const nam_options& o = {}) {
  nam_model found = detail::load_nam_text(detail::nam_text(read_bytes(path), path), net, model, o);
  if constexpr (requires { net.discard_gradients(); }) net.discard_gradients();
  return found;
}

namespace detail {

inline json json_of(const wavenet_stack& s, int inputs, int condition) {
  const auto list = [&](auto number) {
    json all = json::array();
    for (int i = 0; i < s.layers(); ++i) all.push_back(number(i));
    return all;
  };
  json j = {{"input_size", inputs},
            {"condition_size", condition},
            {"channels", s.channels},
            {"dilations", list([&](int i) { return s.dilations[i]; })},
            {"gated", s.gated}};
  bool same = true;
  for (int i = 0; i < s.layers(); ++i) same = same && s.taps_of(i) == s.taps_of(0);
  if (same) j["kernel_size"] = s.taps_of(0);
  else j["kernel_sizes"] = list([&](int i) { return s.taps_of(i); });
  if (s.width() != s.channels) j["bottleneck"] = s.bottleneck;
  if (s.head_taps == 1) {
    j["head_size"] = s.head;
    j["head_bias"] = s.head_bias;
  } else {
    j["head"] = {{"out_channels", s.head}, {"kernel_size", s.head_taps}, {"bias", s.head_bias}};
  }
  for (const named_activation& a : nam_activations)
    if (a.value == s.activation) {
      if (a.value == wavenet_activation::leaky_relu)
        j["activation"] = {{"type", a.file}, {"negative_slope", s.slope.value}};
      else j["activation"] = a.file;
    }
  return j;
}

inline json json_of(const nam_config& c, float head_scale) {
  if (c.architecture == nam_architecture::lstm)
    return {{"input_size", c.inputs}, {"hidden_size", c.hidden}, {"num_layers", c.layers}};
  json layers = json::array();
  for (std::size_t i = 0; i < c.stacks.size(); ++i)
    layers.push_back(json_of(c.stacks[i], i ? c.stacks[i - 1].channels : c.inputs, c.inputs));
  return {{"layers", layers}, {"head", nullptr}, {"head_scale", head_scale}};
}

// "0.5.4", or a later one if an older player would misread the model.
inline const char* version_for(const nam_config& c) {
  for (const wavenet_stack& s : c.stacks) {
    bool same = true;
    for (int i = 0; i < s.layers(); ++i) same = same && s.taps_of(i) == s.taps_of(0);
    if (!same || s.head_taps != 1 || s.width() != s.channels || s.activation == wavenet_activation::leaky_relu)
      return "0.7.0";
  }
  return "0.5.4";
}

}  // namespace detail

// Writes a model of one input as a .nam file; weights are rounded to float. The file is replaced as a whole
// (io/replacement.hpp). Throws file_error; name_error if the program lacks a parameter; format_error if a weight is not
// finite. Then the file is as it was.
template <class Net, class Model>
void save_nam(const std::string& path, const Net& net, const Model& model, double sample_rate = 48000) {
  using T = typename Net::value_type;
  nam_config c = detail::config_of(model);
  const detail::nam_layout layout = detail::lay_out(c, Model::name.chars);
  auto copy = std::make_unique<Net>(net);
  detail::staged_state<T> state(path, *copy);
  std::vector<const std::vector<T>*> from;
  for (const detail::nam_value& v : layout.values)
    from.push_back(v.unused && !state.has(v.name) ? nullptr : &state.values(v.name, v.extents));
  std::vector<float> weights;
  for (const detail::nam_place& p : layout.order) {
    T w = from[p.value] ? (*from[p.value])[p.element] : T(0);
    if (p.value + 1 < layout.values.size() && layout.values[p.value + 1].zero) w += (*from[p.value + 1])[p.element];
    weights.push_back(static_cast<float>(w));
    if (!std::isfinite(weights.back()))
      throw format_error({path}, "finite weights", layout.values[p.value].name + " with one that is not");
  }
  const detail::json all = {{"version", detail::version_for(c)},
                            {"architecture", c.architecture == nam_architecture::lstm ? "LSTM" : "WaveNet"},
                            {"config", detail::json_of(c, weights.back())},
                            {"weights", weights},
                            {"sample_rate", sample_rate}};
  const std::string text = all.dump();
  replacement file(path);
  file.write(text.data(), text.size());
  file.commit();
}

}  // namespace tapeless::inline TAPELESS_ISA::io
