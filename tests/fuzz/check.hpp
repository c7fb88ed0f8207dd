// A generated case as a subject. The case C defines T, P, the model, and how its program is called and read.
#pragma once

#include <tapeless/nn/embedding.hpp>
#include <tapeless/nn/rms_norm.hpp>
#include <tapeless/nn/transformer.hpp>
#include <tapeless/plan/verify.hpp>
#include <tapeless/program/sequences.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/thread_pool.hpp>

#include "subject.hpp"

namespace fuzz {

// Optimisers that the library does not have: the first two reduce the gradient before they use it.
// w <- w - eta g / (1 + |g|²)
struct normalised {
  double learning_rate = 0.25;
  constexpr void operator()(tapeless::update& u) const {
    const tapeless::term g = u.gradient;
    u.assign(u.parameter,
             u.parameter - u.scalar<"learning_rate">(learning_rate) * g / (1.0 + tapeless::sum(tapeless::square(g))));
  }
};
// w <- w - eta (g - mean g)
struct centred {
  double learning_rate = 0.25;
  constexpr void operator()(tapeless::update& u) const {
    u.assign(u.parameter,
             u.parameter - u.scalar<"learning_rate">(learning_rate) * (u.gradient - tapeless::mean(u.gradient)));
  }
};
inline rule rule_of(const tapeless::sgd& o) { return {rule::sgd, o.learning_rate}; }
inline rule rule_of(const tapeless::adam& o) { return {rule::adam, o.learning_rate, o.beta1, o.beta2, o.epsilon}; }
inline rule rule_of(const normalised& o) { return {rule::normalised, o.learning_rate}; }
inline rule rule_of(const centred& o) { return {rule::centred, o.learning_rate}; }
inline rule rule_of(const tapeless::adamw& o) {
  return {rule::adam, o.learning_rate, o.beta1, o.beta2, o.epsilon, o.weight_decay};
}
inline rule rule_of(const tapeless::momentum& o) {
  const rule::kind what = o.velocity == tapeless::momentum::of_steps ? rule::momentum : rule::gradient_momentum;
  return {what, o.learning_rate, o.mu, 0, 0, 0, o.nesterov};
}
inline rule rule_of(const tapeless::adagrad& o) { return {rule::adagrad, o.learning_rate, 0, 0, o.epsilon}; }
inline rule rule_of(const tapeless::adadelta& o) { return {rule::adadelta, o.learning_rate, o.rho, 0, o.epsilon}; }
inline rule rule_of(const tapeless::rmsprop& o) { return {rule::rmsprop, o.learning_rate, o.rho, 0, o.epsilon}; }

// The ranges of a call, as a case binds them.
template <class T>
struct ranges {
  data& d;
  const std::vector<T>& range(std::size_t leaf) const { return d.range<T>(leaf); }
  const std::vector<int>& indices(std::size_t leaf) const { return d.indices(leaf); }
  double number(std::size_t leaf) const { return d.number(leaf); }
  std::span<T> out(std::size_t output) const { return d.out<T>(output); }
};

inline outcome told(const tapeless::error& e) {
  outcome o;
  o.ok = !e;
  if (e) {
    o.error = std::string(tapeless::describe(e.what)) + ", " + e.where + ", expected " + std::to_string(e.expected) +
              ", found " + std::to_string(e.found);
    if (e.what == tapeless::fault::output_too_small) o.expected = e.expected;
  }
  return o;
}

template <class T>
void visit(const char* name, T* values, std::size_t size, void* context, subject::visitor f) {
  std::vector<real> all(values, values + size);
  f(context, name, all.data(), size);
  for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<T>(all[i]);
}

template <class C>
class tested : public subject {
  using T = typename C::T;
  using P = typename C::P;

 public:
  const model& shape() const override { return C::shape(); }
  bool in_double() const override { return sizeof(T) == sizeof(double); }
  bool shared() const override { return C::shared; }
  int tile() const override { return C::tile; }
  std::vector<int> counts() const override { return {std::begin(C::counts), std::end(C::counts)}; }

  void parameters(bool threads, void* context, visitor f) override {
    (threads ? on_threads_ : alone_)->for_each_parameter([&](const char* name, const auto&, auto values) {
      visit<T>(name, values.data(), values.size(), context, f);
    });
  }

 protected:
  std::unique_ptr<P> alone_ = std::make_unique<P>(), on_threads_ = C::shared ? std::make_unique<P>() : nullptr;
  static tapeless::thread_pool& team() {
    static tapeless::thread_pool pool(3);
    return pool;
  }
};

template <class C>
class tested_program : public tested<C> {
  using T = typename C::T;
  template <class V>
  static std::vector<real> all(const V& values) {
    return {values.begin(), values.end()};
  }

 public:
  std::vector<wanted> outputs() const override { return C::outputs(); }
  std::vector<assigned> assignments() const override { return C::assignments(); }
  bool live() const override { return C::live; }
  int streams() const override { return C::streams; }
  bool training_mode() const override { return C::as_in_training; }
  outcome call(data& d, bool threads) override {
    ranges<T> bound{d};
    if constexpr (C::shared)
      if (threads)
        return told(C::call(
            [&](const auto&... b) { return this->on_threads_->run(tapeless::on(this->team()), b...).error; }, bound));
    return told(C::call([&](const auto&... b) { return this->alone_->run(b...).error; }, bound));
  }
  std::vector<real> read(int output) const override {
    std::vector<real> found;
    C::read(*this->alone_, [&](int k, const T* values, std::size_t size) {
      if (k == output) found.assign(values, values + size);
    });
    return found;
  }
  std::vector<real> slot(int leaf) const override {
    std::vector<real> found;
    C::read_slots(*this->alone_, [&](int k, const auto& values) {
      if (k == leaf) found.assign(values.begin(), values.end());
    });
    return found;
  }
};

template <class C>
class tested_training : public tested<C> {
  using T = typename C::T;

 public:
  int loss() const override { return C::loss; }
  rule optimiser() const override { return rule_of(C::optimiser); }
  outcome call(data& d, bool threads) override {
    ranges<T> bound{d};
    real value = 0;
    const auto keep = [&](const auto& result) {
      value = result.value;
      return result.error;
    };
    outcome o;
    if constexpr (C::shared) {
      if (threads)
        o = told(C::call(
            [&](const auto&... b) { return keep(this->on_threads_->step(tapeless::on(this->team()), b...)); }, bound));
    }
    if (!threads) o = told(C::call([&](const auto&... b) { return keep(this->alone_->step(b...)); }, bound));
    o.loss = value;
    return o;
  }
  std::vector<real> read(int) const override { return {}; }
  std::vector<real> slot(int) const override { return {}; }
};

}  // namespace fuzz
