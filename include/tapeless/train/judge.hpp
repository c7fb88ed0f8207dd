// Means of the loss and of metrics over samples, in inference mode.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include <tapeless/program/program.hpp>
#include <tapeless/train/require.hpp>
#include <tapeless/train/samples.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Of a net of type Net, by the loss as it was written and these metrics.
template <class Net, class... Metrics>
class judge {
  using T = typename Net::value_type;
  using loss = typename Net::loss_expression;
  // With the functions that the net is trained with.
  template <auto... Options>
  using evaluation_with = program<loss{}, typename Metrics::expression{}..., batch<Net::samples>, in<T>, Options...>;
  static consteval auto choose_evaluation() {
    if constexpr (Net::configuration::approximates) return std::type_identity<evaluation_with<fast_activations>>{};
    else return std::type_identity<evaluation_with<>>{};
  }
  using evaluation = typename decltype(choose_evaluation())::type;

 public:
  using configuration = typename evaluation::configuration;
  explicit judge(const Net& net) : evaluation_(net.parameters()) {}

  static constexpr int count = 1 + static_cast<int>(sizeof...(Metrics));

  // means[0] is that of the loss, then those of the metrics.
  template <class Samples>
  void measure(const Net& net, Samples& samples, const std::vector<std::size_t>& order, double* means) {
    evaluation_.set_parameters(net.parameters());
    std::fill(means, means + count, 0.0);
    for (long first = 0; first < samples.count(); first += evaluation::samples) {
      const long now = std::min<long>(evaluation::samples, samples.count() - first);
      require(samples.with(order.data() + first, now, [&](const auto&... b) {
        return std::apply([&](const auto&... known) { return evaluation_.run(known...); },
                          std::tuple_cat(known_to_evaluation(b)...));
      }));
      int k = 0;
      add(evaluation_[loss{}], now, means[k++]);
      (add(evaluation_[typename Metrics::expression{}], now, means[k++]), ...);
    }
    for (int k = 0; k < count; ++k) means[k] /= static_cast<double>(samples.count());
  }

 private:
  // Without run-time scalars of the optimiser, where the model is judged by the samples of the training.
  template <class B>
  static auto known_to_evaluation(const B& b) {
    constexpr node n = leaf_of_binding<B>;
    if constexpr (is_leaf(n, ir::role::scalar) && !configuration::bound_by(binding_key(n)).there) return std::tuple<>();
    else return std::tuple<B>(b);
  }
  // A value for each sample, or one for all.
  static void add(std::span<const T> values, long samples, double& sum) {
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    sum += total * static_cast<double>(samples) / static_cast<double>(values.size());
  }

  evaluation evaluation_;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
