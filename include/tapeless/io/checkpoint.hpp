// Checkpoints: what a program or training step keeps, in a safetensors file.
//
//   io::save("net.safetensors", net, {.metadata = {{"epoch", "7"}}});
//   const io::loaded found = io::load("net.safetensors", net);           // training goes on with the same bits
//
//   program<logits> infer;
//   io::load("net.safetensors", infer, {.what = io::contents::model});   // its parameters, by name
//   io::load("torch.safetensors", infer, {.what = io::contents::model, .weights = io::pytorch});
//
// Names: io/kept_state.hpp; metadata: io/checkpoint_metadata.hpp; both are explained in docs/checkpoints.md.
// Cost: a copy of what is loaded, and of what is turned for PyTorch. One call at a time for one program.
#pragma once

#include <tapeless/io/load_kept.hpp>
#include <tapeless/io/save_kept.hpp>

namespace tapeless::inline TAPELESS_ISA::io {
namespace detail {

template <class Net>
consteval bool is_kept() {
  constexpr bool program = keeps_state<std::remove_const_t<Net>>;
  static_assert(program || std::is_base_of_v<inert_program, Net> ? true : mistake<Net>,
                "tapeless: save(path, net), load(path, net): net is a program<...> or a training_step<...>");
  return program;
}

}  // namespace detail

// Writes what o.what names, in the program's element type. The file is replaced as a whole (io/replacement.hpp). Throws
// file_error; name_error if two values have one name, a key of the metadata is the library's, or there are no averages;
// and format_error if a text is not UTF-8. Then the file is as it was.
template <class Net>
void save(const std::string& path, const Net& net, const save_options& o = {}) {
  if constexpr (detail::is_kept<Net>()) {
    text_map metadata{{detail::graph_key, detail::shown_graph(detail::model_in<Net>::hash)},
                      {detail::orientation_key, detail::shown_convention(o.weights)}};
    if (o.weights == pytorch) metadata["format"] = "pt";
    if constexpr (Net::draws)
      if (o.what == contents::everything) metadata[detail::random_key] = detail::shown_random(net.random());
    detail::save_kept<typename Net::value_type>(path, detail::kept_in(net), std::move(metadata), o);
  }
}

// Reads what o.what names, by name, converted to the program's element type. Throws file_error, format_error,
// truncated_error; name_error for the first name that is missing (strict) or left over (strict, everything);
// shape_error, element_error; graph_error if the file comes from another expression (strict, everything) and says so;
// orientation_error if it says that its weights are in another order. Then the program is as it was.
template <class Net>
loaded load(const safetensors_reader& file, Net& net, const load_options& o = {}) {
  static_assert(!std::is_const_v<Net>, "tapeless: load(path, net): net is changed and must not be const");
  if constexpr (!std::is_const_v<Net> && detail::is_kept<Net>()) {
    detail::loading_target<typename Net::value_type> to{detail::model_in<Net>::hash, detail::kept_in(net)};
    if constexpr (Net::draws) to.random = &net.random();
    loaded found = detail::loading<typename Net::value_type>(file, std::move(to), o).commit();
    if constexpr (requires { net.discard_gradients(); }) net.discard_gradients();
    return found;
  } else {
    return {};
  }
}
template <class Net>
loaded load(const std::string& path, Net& net, const load_options& o = {}) {
  return load(safetensors_reader(path), net, o);
}

}  // namespace tapeless::inline TAPELESS_ISA::io
