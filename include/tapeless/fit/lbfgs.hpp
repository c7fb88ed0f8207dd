// lbfgs<loss, history<M>, options...>: the limited-memory BFGS method, for the parameters of a loss.
//
//   lbfgs<loss, history<10>, batch<32>> fit{seed{1}};
//   const auto found = fit.minimise(x = images, y = labels);  // the mean over all samples; no allocation
//   program<logits> use{fit.parameters()};
//
// w <- w + a d with d = -H g by the two-loop recursion (algorithms 7.4 and 7.5 of J. Nocedal, S. J. Wright, Numerical
// optimization, second edition, 2006), from the last M steps; a satisfies the strong Wolfe conditions
// (fit/line_search.hpp). The first direction, which has no scale yet, is tried with the length 1 at most. Where no step
// is found, the history is given up, and the search ends if -g is no better. Random numbers of the loss are the same in
// every evaluation.
#pragma once

#include <tapeless/fit/doors.hpp>
#include <tapeless/fit/line_search.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/training_step.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class Step, graph Loss, int M, class Parameters>
class basic_lbfgs;
template <class Step, graph Loss, int M, int... K>
class basic_lbfgs<Step, Loss, M, std::integer_sequence<int, K...>> : protected Step {
  using T = typename Step::value_type;
  using Config = typename Step::configuration;
  using point = detail::line_point<T>;
  static constexpr const auto& all = detail::parameters_of<Loss>;
  static constexpr int P = all.elements;
  static constexpr T epsilon = std::numeric_limits<T>::epsilon();

 public:
  using Step::averaged, Step::for_each_parameter, Step::parameters, Step::set_parameters, Step::reset;
  using Step::plan, Step::report, Step::operator[];
  using typename Step::machine;
  using typename Step::value_type;

  // Converged: the largest |g_j| <= gradient_tolerance (1 + |f|); |step| <= step_tolerance |w|; or f decreases, or is
  // predicted to decrease, by no more than cost_tolerance |f|.
  T gradient_tolerance = simd::sqrt(epsilon), step_tolerance = 2 * epsilon, cost_tolerance = 2 * epsilon;
  int most_steps = 1000;
  detail::strong_wolfe<T> line{};

  constexpr explicit basic_lbfgs(seed s = {}) noexcept : Step(s) {}

  // Minimises the mean over all samples of the bindings, from where the parameters are. The parameters are then the
  // best that were found; if there is an error, those from before.
  template <class... B>
  constexpr fit_result<T> minimise(const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>()) {
      const auto random = this->random_;
      T value = 0;
      evaluations_ = 0;
      read(w_);
      if (const error e = evaluate(w_, value, g_, b...))
        return detail::refused_call<T>(e.what == fault::loss_not_finite ? stop::not_finite : stop::refused, e);
      fit_result<T> r;
      r.reason = descend(r, value, b...);
      r.value = value;
      r.evaluations = evaluations_;
      write(w_);
      this->random_ = random;
      return r;
    } else {
      return {};
    }
  }

 private:
  template <class... B>
  constexpr stop descend(fit_result<T>& r, T& value, const B&... b) noexcept {
    kept_ = 0;
    while (!is_small(value)) {
      if (r.steps >= most_steps) return stop::too_many_steps;
      const T slope = direction();
      if (-slope <= 2 * cost_tolerance * simd::abs(value)) return stop::cost;
      T last = 0;
      const auto phi = [&](T a) {
        point p{last = a};
        for (int j = 0; j < P; ++j) next_[j] = w_[j] + a * d_[j];
        if (evaluate(next_, p.value, next_g_, b...)) p.value = std::numeric_limits<T>::infinity();
        p.slope = product(next_g_, d_);
        return p;
      };
      const T length = simd::sqrt(product(d_, d_));
      point p = line({T(0), value, slope}, kept_ > 0 || length < 1 ? T(1) : 1 / length, phi);
      if (p.step == 0) {
        if (kept_ == 0) return stop::no_descent;
        kept_ = 0;
        continue;
      }
      if (p.step != last) p = phi(p.step);
      ++r.steps;
      const T change = value - p.value;
      value = p.value;
      const T moved = p.step * p.step * product(d_, d_), size = product(w_, w_);
      keep();
      if (is_small(value)) break;
      if (moved <= step_tolerance * step_tolerance * size) return stop::step;
      if (change <= cost_tolerance * simd::abs(value)) return stop::cost;
    }
    return stop::gradient;
  }

  constexpr bool is_small(T value) const noexcept {
    T most = 0;
    for (int j = 0; j < P; ++j) most = simd::abs(g_[j]) > most ? simd::abs(g_[j]) : most;
    return most <= gradient_tolerance * (1 + simd::abs(value));
  }

  // d = -H g; returns g^T d, which is negative.
  constexpr T direction() noexcept {
    for (int j = 0; j < P; ++j) d_[j] = -g_[j];
    T factor[M]{};
    for (int i = 0; i < kept_; ++i) {  // the newest first
      const int k = (newest_ + M - i) % M;
      factor[i] = product(s_[k], d_) / curvature_[k];
      for (int j = 0; j < P; ++j) d_[j] -= factor[i] * y_[k][j];
    }
    if (kept_ > 0) {
      const T scale = curvature_[newest_] / product(y_[newest_], y_[newest_]);
      for (int j = 0; j < P; ++j) d_[j] *= scale;
    }
    for (int i = kept_ - 1; i >= 0; --i) {
      const int k = (newest_ + M - i) % M;
      const T change = factor[i] - product(y_[k], d_) / curvature_[k];
      for (int j = 0; j < P; ++j) d_[j] += change * s_[k][j];
    }
    const T slope = product(g_, d_);
    if (slope < 0 || kept_ == 0) return slope;
    kept_ = 0;  // rounding has spoilt it
    return direction();
  }
  // The step to the next point becomes the newest of the history, if the curvature along it is positive.
  constexpr void keep() noexcept {
    const int k = kept_ == 0 ? 0 : (newest_ + 1) % M;
    for (int j = 0; j < P; ++j) {
      s_[k][j] = next_[j] - w_[j];
      y_[k][j] = next_g_[j] - g_[j];
      w_[j] = next_[j];
      g_[j] = next_g_[j];
    }
    curvature_[k] = product(s_[k], y_[k]);
    if (!(curvature_[k] > epsilon * product(y_[k], y_[k]))) {
      kept_ = 0;  // the oldest may have been overwritten
      return;
    }
    newest_ = k;
    if (kept_ < M) ++kept_;
  }

  // In several sums, which the compiler may compute side by side.
  static constexpr T product(const T* a, const T* b) noexcept {
    T sum[8]{};
    int j = 0;
    for (; j + 8 <= P; j += 8)
      for (int k = 0; k < 8; ++k) sum[k] += a[j + k] * b[j + k];
    for (; j < P; ++j) sum[j % 8] += a[j] * b[j];
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
  }

  // The mean loss and its gradient at `w`.
  template <class... B>
  constexpr error evaluate(const T* w, T& value, T* g, const B&... b) noexcept {
    const auto random = this->random_;
    ++evaluations_;
    write(w);
    const result<T> r = Step::gradients(b...);
    this->random_ = random;
    if (r.error) return r.error;
    value = r.value;
    ((copy_gradient_of<K>(g), g += all.at[K]->shape.size()), ...);
    const T sum = product(g - P, g - P);
    if (!detail::is_finite(sum)) return {fault::loss_not_finite, "gradient", 0, 0, static_cast<double>(sum)};
    return {};
  }
  template <int I>
  static constexpr expr<detail::single_node<Loss, all.leaf[I]>()> parameter_at{};
  // False for a parameter that has dropped out of the loss.
  template <int I>
  static constexpr bool is_there = Config::gradient_of(*all.at[I]) >= 0;
  template <int I>
  static constexpr std::size_t size_of = static_cast<std::size_t>(all.at[I]->shape.size());
  template <int I>
  constexpr void copy_gradient_of(T* to) const noexcept {
    if constexpr (is_there<I>) Step::copy_gradient(parameter_at<I>, std::span<T, size_of<I>>(to, size_of<I>));
    else
      for (std::size_t i = 0; i < size_of<I>; ++i) to[i] = T(0);
  }
  constexpr void read(T* to) const noexcept {
    const auto one = [&to, this]<int I>(std::integral_constant<int, I>) {
      for (std::size_t i = 0; i < size_of<I>; ++i)
        if constexpr (is_there<I>) *to++ = (*this)[parameter_at<I>][i];
        else *to++ = T(0);
    };
    (one(std::integral_constant<int, K>{}), ...);
  }
  constexpr void write(const T* from) noexcept {
    const auto one = [&from, this]<int I>(std::integral_constant<int, I>) {
      for (std::size_t i = 0; i < size_of<I>; ++i, ++from)
        if constexpr (is_there<I>) (*this)[parameter_at<I>][i] = *from;
    };
    (one(std::integral_constant<int, K>{}), ...);
  }

  alignas(64) T w_[P]{}, g_[P]{}, d_[P]{}, next_[P]{}, next_g_[P]{};
  alignas(64) T s_[M][P]{}, y_[M][P]{};
  T curvature_[M]{};  // s^T y
  int kept_ = 0, newest_ = 0, evaluations_ = 0;
};

namespace detail {
template <int M, class Options, graph Loss>
consteval auto choose_lbfgs_of() {
  using step = typename decltype(choose_training_of<Options, sgd{}, expr<Loss>>())::type;
  if constexpr (std::is_base_of_v<inert_program, step>) return std::type_identity<step>{};
  else
    return std::type_identity<basic_lbfgs<step, Loss, M, std::make_integer_sequence<int, parameters_of<Loss>.size>>>{};
}
template <class First, class... X>
consteval auto choose_lbfgs() {
  if constexpr (inert_like<First> || (inert_like<X> || ...)) {
    return std::type_identity<inert_fit>{};
  } else if constexpr (constexpr fit_verdict v = judge_fit<true, First, X...>(); v.what != fit_fault::none) {
    using wrong = typename argument_at<v.at, First, X...>::type;
    return std::type_identity<lbfgs_refused<v.what, argument_shown<wrong>>>{};
  } else if constexpr (First::shape.rank != 0) {
    return std::type_identity<lbfgs_refused<fit_fault::no_scalar, argument_shown<First>>>{};
  } else {
    constexpr int kept = (0 + ... + history_of<X>);
    return choose_lbfgs_of < kept == 0 ? 10 : kept, options<X...>, graph_of(First{}) > ();
  }
}
}  // namespace detail

// Without history<M>, M = 10.
template <auto... X>
using lbfgs = typename decltype(detail::choose_lbfgs<std::remove_cvref_t<decltype(X)>...>())::type;

}  // namespace tapeless::inline TAPELESS_ISA
