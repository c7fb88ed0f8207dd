// A training that may end at any moment and go on later, with the same bits as one that never stopped.
//
//   fit(net, training(...), training_file{"digits.safetensors"}, fit_options{...});
//
// After each epoch the file has all that the net keeps, the best model (under best/<name>), and where the training
// stands; it is replaced as a whole, so that a crash leaves the file of the epoch before. If it is there when fit
// begins, the training goes on from it; delete it to begin anew. It is a checkpoint: io::load(path, model, {.what =
// io::contents::model}) reads the model as it is now, with .rename = {{"*", "best/*"}} the best one.
#pragma once

#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tapeless/io/checkpoint.hpp>
#include <tapeless/io/json.hpp>
#include <tapeless/train/history.hpp>
#include <tapeless/train/snapshot.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

inline constexpr const char* training_key = "tapeless.training";

// Numbers that are not finite are null in JSON: they are `otherwise` when read.
template <class Fields>
io::detail::json written_fields(const Fields& all) {
  io::detail::json j = io::detail::json::object();
  Fields::each_field(all, [&](const char* name, const auto& v) { j[name] = v; });
  return j;
}
template <class Fields>
void read_fields(const io::detail::json& j, Fields& all, double otherwise) {
  const auto read = [&]<class V>(const io::detail::json& from, V& v) {
    if constexpr (std::is_same_v<V, double>) v = from.is_null() ? otherwise : from.get<double>();
    else v = from.get<V>();
  };
  Fields::each_field(all, [&]<class V>(const char* name, V& v) {
    if constexpr (std::is_arithmetic_v<V>) {
      read(j.at(name), v);
    } else {
      for (const io::detail::json& one : j.at(name)) read(one, v.emplace_back());
    }
  });
}

inline std::string shown_training(const training_state& s) {
  io::detail::json j = written_fields(s);
  j["best_epoch"] = s.history.best;
  j["metrics"] = s.history.metrics;
  j["epochs"] = io::detail::json::array();
  for (const epoch_record& e : s.history.epochs) j["epochs"].push_back(written_fields(e));
  return j.dump();
}

inline training_state training_from(const std::string& text, const std::string& file) {
  training_state s;
  try {
    const io::detail::json j = io::detail::parse_json(text, {file}, 4);
    read_fields(j, s, training_state::infinity);
    s.history.best = j.at("best_epoch").get<long>();
    s.history.metrics = j.at("metrics").get<std::vector<std::string>>();
    for (const io::detail::json& e : j.at("epochs")) {
      read_fields(e, s.history.epochs.emplace_back(), std::numeric_limits<double>::quiet_NaN());
      if (s.history.epochs.back().metrics.size() != s.history.metrics.size())
        throw io::format_error({file}, "a number for each metric", e.dump());
    }
  } catch (const io::detail::json::exception& e) {
    throw io::format_error({file}, std::string("the state of a training as ") + training_key, e.what());
  }
  const auto count = static_cast<long>(s.history.epochs.size());
  if (s.epoch < 0 || s.epoch > count || s.history.best >= count || s.history.best < -1)
    throw io::format_error({file}, "the epochs of a training", std::to_string(count) + " of them");
  return s;
}

// Two trainings that must be the same one.
inline void check_same_training(const training_state& now, const training_state& saved, const std::string& file) {
  const auto check = [&](const char* what, auto a, auto b) {
    if (a != b)
      throw io::training_error({file}, std::string("a training with ") + what + " " + std::to_string(a),
                               std::to_string(b));
  };
  check("seed", now.seed, saved.seed);
  check("samples", now.samples, saved.samples);
  check("batch", now.batch, saved.batch);
  check("shuffle", int{now.shuffle}, int{saved.shuffle});
  if (now.history.metrics != saved.history.metrics)
    throw io::training_error({file}, "a training with the same metrics",
                             std::to_string(saved.history.metrics.size()) + " others");
}

}  // namespace detail

struct training_file {
  std::string path;
  std::map<std::string, io::scaling> scalings{};  // of the data, to be kept with the model
  io::text_map metadata{};                        // of your own

  using keeps_trainings = void;

  // For fit. Throw what save and load throw, and training_error; then nothing is changed.
  template <class Net>
  void resume(Net& net, training_state& state, snapshot<Net>& best) const {
    using T = typename Net::value_type;
    if (!std::filesystem::exists(path)) return;
    const io::safetensors_reader file(path);
    const auto text = file.header().metadata.find(detail::training_key);
    if (text == file.header().metadata.end())
      throw io::training_error({path}, "the file of a training", "a checkpoint without the state of one");
    training_state saved = detail::training_from(text->second, path);
    detail::check_same_training(state, saved, path);
    io::detail::loading_target<T> to{io::detail::model_in<Net>::hash, io::detail::kept_in(net)};
    add_best(to.values, best.numbers());
    if constexpr (Net::draws) to.random = &net.random();
    io::detail::loading<T>(file, std::move(to), {}).commit();
    state = std::move(saved);
  }
  template <class Net>
  void save(const Net& net, const training_state& state, const snapshot<Net>& best) const {
    io::text_map state_metadata{{io::detail::graph_key, io::detail::shown_graph(io::detail::model_in<Net>::hash)},
                                {io::detail::orientation_key, io::detail::shown_convention(io::convention::tapeless)},
                                {detail::training_key, detail::shown_training(state)}};
    if constexpr (Net::draws) state_metadata[io::detail::random_key] = io::detail::shown_random(net.random());
    auto kept = io::detail::kept_in(net);
    add_best(kept, best.numbers());
    io::detail::save_kept<typename Net::value_type>(path, std::move(kept), std::move(state_metadata),
                                                    {.metadata = metadata, .scalings = scalings});
  }

 private:
  // The same values once more, as they lie in the snapshot.
  static void add_best(auto& kept, auto& numbers) {
    const std::size_t count = kept.size();
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
      auto again = kept[i];
      again.prefix = "best/";
      again.numbers = std::span(numbers).subspan(at, kept[i].numbers.size());
      at += kept[i].numbers.size();
      kept.push_back(std::move(again));
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
