// Models that were exported for RTNeural: JSON, either of Keras' layers one behind the other, or of a state_dict of
// PyTorch by name.
//
//   constexpr auto hidden = gru_layer<"gru", 8>(tanh(dense<"in", 8>(xs)));
//   constexpr auto y = dense<"out", 1>(hidden);
//   program<y> net;
//   for (const io::rtneural_layer& l : io::rtneural_info("model.json")) std::puts(l.type.c_str());
//   io::load_rtneural("model.json", net, {"in", "gru.l0", "out"});     // the file's layers with weights, in order
//   io::load_state_dict("torch.json", net, {{"gru.l0.*", "gru.*_l0"}}); // names as in io::load, of PyTorch
//
// Kinds: dense, time-distributed-dense, conv1d, conv2d, gru, lstm, prelu, batchnorm, batchnorm2d; layers of activations
// have no weights. Shapes are checked; activations, dilations, strides and padding are part of the typed model and no
// weights, so compare them with rtneural_info. Files have more in one of two orders, which are turned:
//
//   dense      [in][out], [out]; without a bias it is 0
//   conv1d     [taps][in][out], [out]                  name.weight [in, taps, out]
//   conv2d     [times][features][in][out], [out]       name.weight [in, times, features, out]
//   gru        [in][3 h], [h][3 h], [2][3 h]           gates update, reset, new: ours are reset, update, new
//   lstm       [in][4 h], [h][4 h], [4 h]              one bias, which becomes bias_ih
//   prelu      [1][n] or [n]                           the parameter `name` itself
//   batchnorm  scale, shift, mean, variance, each [n]; or mean and variance alone. The epsilon of the file is added to
//              the variance, less that of the layer (options.epsilon)
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include <tapeless/io/convention.hpp>
#include <tapeless/io/json_fields.hpp>
#include <tapeless/io/renaming.hpp>
#include <tapeless/io/source.hpp>
#include <tapeless/io/staged_state.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// What a file says of a layer: 0 or empty where it says nothing.
struct rtneural_layer {
  std::string type, activation;
  int outputs = 0, taps = 0, dilation = 0, groups = 1;
};

struct rtneural_options {
  double epsilon = 1e-5;  // of the batch_norm layers of the typed model
};

namespace detail {

// Numbers in nested lists, row by row, with their extents.
template <class T>
struct nested_numbers {
  std::vector<std::size_t> extents;
  std::vector<T> numbers;

  explicit nested_numbers(const json_field& f) { add(f, 0); }

 private:
  void add(const json_field& f, std::size_t depth) {
    if (!f.is_list()) {
      if (depth != extents.size()) f.refuse("a list", f.shown());
      numbers.push_back(f.number<T>());
      return;
    }
    if (depth == 6) f.refuse("at most six levels of lists", "more");
    if (depth == extents.size()) {
      if (!numbers.empty()) f.refuse("a number", "a list");
      extents.push_back(f.size());
    } else if (extents[depth] != f.size()) {
      f.refuse(std::to_string(extents[depth]) + " items", std::to_string(f.size()));
    }
    for (std::size_t i = 0; i < f.size(); ++i) add(f[i], depth + 1);
  }
};

template <class T>
class rtneural_loading {
 public:
  rtneural_loading(staged_state<T>& to, const rtneural_options& o) : to_(to), options_(o) {}

  void layer(const json_field& f, const std::string& name) {
    const std::string type = f["type"].text();
    const json_field all = f["weights"].list();
    if (type == "dense" || type == "time-distributed-dense") with_bias(all, name, {0, 1}, 2);
    else if (type == "conv1d") with_bias(all, name, {1, 0, 2}, 3);
    else if (type == "conv2d") with_bias(all, name, {2, 0, 1, 3}, 4);
    else if (type == "gru") gru(all, name);
    else if (type == "lstm") lstm(all, name);
    else if (type == "prelu") prelu(all, name);
    else if (type == "batchnorm" || type == "batchnorm2d") norm(f, all, name);
    else f["type"].template refuse<model_error>("a kind of layer that is known", in_quotes(type));
  }

 private:
  using extents = std::vector<std::size_t>;
  nested_numbers<T> part(const json_field& all, std::size_t i, std::size_t rank) const {
    if (i >= all.size()) all.refuse(std::to_string(i + 1) + " lists or more", std::to_string(all.size()));
    nested_numbers<T> n(all[i]);
    if (n.extents.size() != rank)
      all[i].refuse("lists nested " + std::to_string(rank) + " times", std::to_string(n.extents.size()));
    return n;
  }
  void set(const std::string& name, const nested_numbers<T>& from) { to_.values(name, from.extents) = from.numbers; }

  // Axis i of ours is axis order[i] of the file's.
  void with_bias(const json_field& all, const std::string& name, const extents& order, std::size_t rank) {
    const nested_numbers<T> from = part(all, 0, rank);
    extents ours, step(rank, 1);
    for (std::size_t i = rank - 1; i-- > 0;) step[i] = step[i + 1] * from.extents[i + 1];
    for (const std::size_t axis : order) ours.push_back(from.extents[axis]);
    std::vector<T>& to = to_.values(name + ".weight", ours);
    for (std::size_t k = 0; k < to.size(); ++k) {
      std::size_t rest = k, at = 0;
      for (std::size_t i = rank; i-- > 0; rest /= ours[i]) at += rest % ours[i] * step[order[i]];
      to[k] = from.numbers[at];
    }
    if (all.size() > 1) set(name + ".bias", part(all, 1, 1));
    else to_.values(name + ".bias", {ours.back()}).assign(ours.back(), T(0));
  }
  // The first two of three gates change places, in every row.
  static void swap_gates(nested_numbers<T>& n, const json_field& f) {
    const std::size_t width = n.extents.back(), h = width / 3;
    if (width == 0 || width % 3 != 0) f.refuse("three gates", std::to_string(width) + " numbers");
    for (std::size_t row = 0; row < n.numbers.size(); row += width)
      for (std::size_t i = 0; i < h; ++i) std::swap(n.numbers[row + i], n.numbers[row + h + i]);
  }
  void gru(const json_field& all, const std::string& name) {
    nested_numbers<T> x = part(all, 0, 2), h = part(all, 1, 2), bias = part(all, 2, 2);
    for (nested_numbers<T>* n : {&x, &h, &bias}) swap_gates(*n, all);
    if (bias.extents[0] != 2)
      all[2].template refuse<model_error>("two biases (reset_after)", std::to_string(bias.extents[0]));
    set(name + ".weight_ih", x);
    set(name + ".weight_hh", h);
    const auto half = static_cast<std::ptrdiff_t>(bias.extents[1]);
    to_.values(name + ".bias_ih", {bias.extents[1]}).assign(bias.numbers.begin(), bias.numbers.begin() + half);
    to_.values(name + ".bias_hh", {bias.extents[1]}).assign(bias.numbers.begin() + half, bias.numbers.end());
  }
  void lstm(const json_field& all, const std::string& name) {
    set(name + ".weight_ih", part(all, 0, 2));
    set(name + ".weight_hh", part(all, 1, 2));
    const nested_numbers<T> bias = part(all, 2, 1);
    set(name + ".bias_ih", bias);
    to_.values(name + ".bias_hh", bias.extents).assign(bias.numbers.size(), T(0));
  }
  void prelu(const json_field& all, const std::string& name) {
    if (all.size() != 1) all.refuse("one list", std::to_string(all.size()));
    nested_numbers<T> slopes(all[std::size_t{0}]);
    slopes.extents = {slopes.numbers.size()};
    set(name, slopes);
  }
  void norm(const json_field& f, const json_field& all, const std::string& name) {
    const bool affine = all.size() == 4;
    if (!affine && all.size() != 2) all.refuse("two or four lists", std::to_string(all.size()));
    const std::size_t first = affine ? 2 : 0;
    const nested_numbers<T> mean = part(all, first, 1);
    nested_numbers<T> variance = part(all, first + 1, 1);
    for (T& v : variance.numbers) v += static_cast<T>(f["epsilon"].template number<double>() - options_.epsilon);
    set(name + ".mean", mean);
    set(name + ".variance", variance);
    if (affine) {
      set(name + ".scale", part(all, 0, 1));
      set(name + ".shift", part(all, 1, 1));
    } else {
      to_.values(name + ".scale", mean.extents).assign(mean.numbers.size(), T(1));
      to_.values(name + ".shift", mean.extents).assign(mean.numbers.size(), T(0));
    }
  }

  staged_state<T>& to_;
  const rtneural_options& options_;
};

constexpr int rtneural_depth = 12;

inline int last_number(const json_field& f) {
  if (!f.is_list()) return f.whole(0);
  return f.size() == 0 ? 0 : f[f.size() - 1].whole(0);
}
inline rtneural_layer described_layer(const json_field& f) {
  rtneural_layer l;
  l.type = f["type"].text();
  if (f.has("activation")) l.activation = f["activation"].text();
  if (f.has("shape")) l.outputs = last_number(f["shape"]);
  if (f.has("kernel_size")) l.taps = last_number(f["kernel_size"]);
  if (f.has("dilation")) l.dilation = last_number(f["dilation"]);
  if (f.has("groups")) l.groups = last_number(f["groups"]);
  return l;
}

template <class Net>
void load_rtneural_text(const std::string& text, const std::string& file, Net& net,
                        const std::vector<std::string>& names, const rtneural_options& o) {
  using T = typename Net::value_type;
  const json all = parse_json(text, {.file = file, .offset = 0}, rtneural_depth);
  const json_field layers = json_field(file, "", all)["layers"].list();
  staged_state<T> state(file, net);
  rtneural_loading<T> loading(state, o);
  std::size_t used = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i]["weights"].list().size() == 0) continue;
    if (used == names.size())
      layers[i].template refuse<model_error>("no layer with weights behind the " + std::to_string(used) + " named ones",
                                             layers[i]["type"].shown());
    loading.layer(layers[i], names[used++]);
  }
  if (used < names.size())
    throw model_error({file}, std::to_string(names.size()) + " layers with weights", std::to_string(used));
  state.commit();
}

template <class Net>
void load_state_dict_text(const std::string& text, const std::string& file, Net& net,
                          const std::vector<renaming>& rules) {
  using T = typename Net::value_type;
  const json all = parse_json(text, {.file = file, .offset = 0}, rtneural_depth);
  const json_field top(file, "", all);
  staged_state<T> state(file, net);
  std::vector<std::string> used;
  net.for_each_state([&](const state_leaf& s, auto) {
    if (s.kind != ir::role::parameter) return;
    const std::string theirs = renamed(s.name, rules);
    nested_numbers<T> from(top[theirs.c_str()]);
    if (is_turned(s.axes, from.extents.size(), pytorch)) {
      from.numbers = transposed(std::span<const T>(from.numbers), from.extents[0]);
      std::rotate(from.extents.begin(), from.extents.begin() + 1, from.extents.end());
    }
    state.values(s.name, from.extents) = from.numbers;
    used.push_back(theirs);
  });
  for (const auto& [key, unused] : all.items())
    if (std::find(used.begin(), used.end(), key) == used.end())
      throw name_error({file}, "only what the program has", in_quotes(key));
  state.commit();
}

}  // namespace detail

// The layers of a file. Throws file_error, format_error, name_error.
inline std::vector<rtneural_layer> rtneural_info(const std::string& path) {
  const detail::json all = detail::parse_json(read_bytes(path), {.file = path, .offset = 0}, detail::rtneural_depth);
  const detail::json_field layers = detail::json_field(path, "", all)["layers"].list();
  std::vector<rtneural_layer> found;
  for (std::size_t i = 0; i < layers.size(); ++i) found.push_back(detail::described_layer(layers[i]));
  return found;
}

// Gives the layers of these names the weights of the file's layers that have any, in order. Throws file_error,
// format_error; name_error if the program has no such layer; shape_error; model_error for another number of layers or
// a kind that is not known. Then the program is as it was.
template <class Net>
void load_rtneural(const std::string& path, Net& net, const std::vector<std::string>& names,
                   const rtneural_options& o = {}) {
  detail::load_rtneural_text(read_bytes(path), path, net, names, o);
  if constexpr (requires { net.discard_gradients(); }) net.discard_gradients();
}

// Every parameter of the program from a state_dict as JSON, by name and in PyTorch's order of axes. Throws as above;
// name_error as well for what is left over.
template <class Net>
void load_state_dict(const std::string& path, Net& net, const std::vector<renaming>& rename = {}) {
  detail::load_state_dict_text(read_bytes(path), path, net, rename);
  if constexpr (requires { net.discard_gradients(); }) net.discard_gradients();
}

}  // namespace tapeless::inline TAPELESS_ISA::io
