// least_squares<residual, options...>: the Levenberg-Marquardt method, for the parameters of an expression.
//
//   constexpr auto residual = a * exp(-k * x) + c - y;      // of one sample: a scalar, or any shape
//   least_squares<residual, batch<32>, in<double>> fit;
//   fit[a][0] = 1, fit[k][0] = 1;                           // the starting point
//   const auto found = fit.minimise(x = times, y = values);  // over all samples; no allocation
//   program<model> use{fit.parameters()};
//
// Minimises F(w) = 1/2 sum r(w)^2 over all samples and all elements of the residual. Each step solves
//
//   (J^T J + mu D) h = -J^T r,   D = the largest diagonal of J^T J so far,   w <- w + h if F becomes smaller
//
// with exact derivatives J. Scaling: D. Marquardt, An algorithm for least-squares estimation of nonlinear parameters,
// 1963, with the maximum of J. Moré, The Levenberg-Marquardt algorithm: implementation and theory, 1978. Damping: H. B.
// Nielsen, Damping parameter in Marquardt's method, 1999, algorithm 3.16 of K. Madsen, H. B. Nielsen, O. Tingleff,
// Methods for non-linear least squares problems, 2004: with rho, the decrease of F relative to that of its quadratic
// model, mu <- mu max(1/10, 1 - (2 rho - 1)^3) after a step, mu <- mu nu, nu <- 2 nu after a rejected one. Deviations:
// 1/10 where they have 1/3; mu is relative to D, so that it starts with initial_damping; and the three tests of
// convergence do not depend on the units of parameters and residuals, as Moré's.
//
// Bounds: a parameter at a bound that the gradient pushes outwards keeps its value in a step, the others move, and
// the step is clipped (C. Kanzow, N. Yamashita, M. Fukushima, Levenberg-Marquardt methods with strong local convergence
// properties for solving nonlinear equations with convex constraints, 2004, without their line search: a step that
// does not decrease F is repeated with more damping). Equal bounds fix a parameter.
#pragma once

#include <tapeless/fit/doors.hpp>

namespace tapeless::inline TAPELESS_ISA {

template <class Config>
class basic_least_squares : public detail::observations<Config> {
  using base = detail::observations<Config>;
  using T = typename base::T;
  using triangle = typename base::triangle;
  static constexpr int P = base::elements;
  static constexpr T epsilon = std::numeric_limits<T>::epsilon(), infinity = std::numeric_limits<T>::infinity();

 public:
  // Converged: |J^T r|_j <= gradient_tolerance |J_j| |r| for every parameter j, the cosine of the angle between its
  // column and the residuals;
  T gradient_tolerance = simd::sqrt(epsilon);
  // |h| <= step_tolerance |w|; or the decrease of F, and that of its model, <= cost_tolerance F.
  T step_tolerance = simd::sqrt(epsilon), cost_tolerance = 8 * epsilon;
  T initial_damping = T(1e-3);
  T longest_step = infinity;  // the Euclidean norm of a step is not larger
  int most_steps = 100;       // including rejected ones

  constexpr explicit basic_least_squares(seed s = {}) noexcept : base(s) {
    for (int j = 0; j < P; ++j) lower_[j] = -infinity, upper_[j] = infinity;
  }

  // Minimises over all samples of the bindings, from where the parameters are. The parameters are then the best that
  // were found; if there is an error, those from before.
  template <class... B>
  constexpr fit_result<T> minimise(const B&... b) noexcept {
    if constexpr (detail::accepts<Config, B...>()) {
      long count = -1;
      if (const error e = base::admit(this->state_, this->work_, count, b...))
        return detail::refused_call<T>(stop::refused, e);
      T numbers[] = {base::number_of(b)..., T(0)};
      base::template exchange_numbers<B...>(this->state_, numbers);
      const fit_result<T> r = search(count, b...);
      if (r.error) base::template exchange_numbers<B...>(this->state_, numbers);
      return r;
    } else {
      return {};
    }
  }

  // A parameter, row by row.
  template <graph E>
  constexpr auto operator[](expr<E>) noexcept {
    if constexpr (has_parameter<E>()) return this->template leaf<leaf_of<E>()>();
    else return detail::nothing<T, E.root().shape.size()>();
  }
  template <graph E>
  constexpr auto operator[](expr<E>) const noexcept {
    if constexpr (has_parameter<E>()) return this->template leaf<leaf_of<E>()>();
    else return detail::nothing<const T, E.root().shape.size()>();
  }
  // The bounds of a parameter, element by element: fit.lower(k)[0] = 0. Initially there are none.
  template <graph E>
  constexpr auto lower(expr<E>) noexcept {
    if constexpr (has_parameter<E>()) return bounds_of<E>(lower_);
    else return detail::nothing<T, E.root().shape.size()>();
  }
  template <graph E>
  constexpr auto upper(expr<E>) noexcept {
    if constexpr (has_parameter<E>()) return bounds_of<E>(upper_);
    else return detail::nothing<T, E.root().shape.size()>();
  }

 private:
  // The cost is half of element (P, P) of the products, the gradient is the last column.
  static constexpr T cost_of(const T* m) { return m[triangle::at(P, P)] / 2; }
  static constexpr T gradient_of(const T* m, int j) { return m[triangle::at(j, P)]; }
  static constexpr T diagonal_of(const T* m, int j) { return m[triangle::at(j, j)]; }
  // If a derivative is not finite, neither is the sum of its squares.
  static constexpr bool is_good(const T* m) {
    T sum = diagonal_of(m, P);
    for (int j = 0; j < P; ++j) sum += diagonal_of(m, j);
    return detail::is_finite(sum);
  }

  template <class... B>
  constexpr fit_result<T> search(long count, const B&... b) noexcept {
    T first[P], w[P], next[P], h[P]{}, scale[P];
    T here[triangle::size], there[triangle::size];
    T *now = here, *trial = there;
    base::read_parameters(first);
    for (int j = 0; j < P; ++j) w[j] = bounded_ ? clip(first[j], j) : first[j];
    if (bounded_) base::write_parameters(w);
    base::evaluate(now, count, false, b...);
    if (!is_good(now)) {
      base::write_parameters(first);
      return detail::refused_call<T>(stop::not_finite,
                                     {fault::loss_not_finite, "residual", 0, 0, static_cast<double>(cost_of(now))});
    }
    for (int j = 0; j < P; ++j) scale[j] = diagonal_of(now, j) > 0 ? diagonal_of(now, j) : T(1);
    fit_result<T> r;
    r.evaluations = 1;
    T mu = initial_damping, nu = 2;
    bool fixed[P]{};
    if (hold(now, w, fixed)) return finish(r, stop::gradient, now);
    for (int tries = 0; tries < most_steps; ++tries) {
      bool good = equations_.solve(now, scale, mu, bounded_ ? fixed : nullptr, h);
      T length = 0, size = 0, model = 0;
      const bool whole = shorten(w, h);
      for (int j = 0; j < P; ++j) {
        next[j] = w[j] + h[j];
        length += h[j] * h[j];
        size += w[j] * w[j];
        model += h[j] * (mu * scale[j] * h[j] - gradient_of(now, j));
      }
      model = whole ? model / 2 : decrease(now, h);
      if (good && length <= step_tolerance * step_tolerance * size) return finish(r, stop::step, now);
      good = good && model > 0;
      if (good) {
        base::write_parameters(next);
        base::evaluate(trial, count, true, b...);
        ++r.evaluations;
        good = is_good(trial);
      }
      if (good) {
        const T cost = cost_of(now), change = cost - cost_of(trial);
        const bool ends = model <= cost_tolerance * cost && simd::abs(change) <= cost_tolerance * cost;
        good = change > 0;
        if (good) {
          ++r.steps;
          T* const old = now;
          now = trial, trial = old;
          for (int j = 0; j < P; ++j) {
            w[j] = next[j];
            if (diagonal_of(now, j) > scale[j]) scale[j] = diagonal_of(now, j);
          }
          const T miss = 2 * (change / model) - 1, factor = 1 - miss * miss * miss;
          mu *= factor > T(0.1) ? factor : T(0.1);
          nu = 2;
          if (hold(now, w, fixed)) return finish(r, stop::gradient, now);
        } else {
          base::write_parameters(w);
        }
        if (ends) return finish(r, stop::cost, now);
      }
      if (!good) {
        base::write_parameters(w);
        mu *= nu;
        nu *= 2;
      }
    }
    return finish(r, stop::too_many_steps, now);
  }

  // Which parameters stay at a bound. True if the gradient is small in all others.
  constexpr bool hold(const T* m, const T* w, bool* fixed) const noexcept {
    const T squares = diagonal_of(m, P) * (gradient_tolerance * gradient_tolerance);
    bool small = true;
    for (int j = 0; j < P; ++j) {
      const T g = gradient_of(m, j);
      bool open = !(g * g <= squares * diagonal_of(m, j));
      if (bounded_) {
        fixed[j] = (w[j] <= lower_[j] && g >= 0) || (w[j] >= upper_[j] && g <= 0);
        open = open && !fixed[j];
      }
      small = small & !open;
    }
    return small;
  }
  // Keeps a step within the bounds and the longest step; true if it already was.
  constexpr bool shorten(const T* w, T* h) const noexcept {
    bool whole = true;
    if (longest_step < infinity) {
      T squares = 0;
      for (int j = 0; j < P; ++j) squares += h[j] * h[j];
      if (squares > longest_step * longest_step) {
        const T factor = longest_step / simd::sqrt(squares);
        for (int j = 0; j < P; ++j) h[j] *= factor;
        whole = false;
      }
    }
    if (bounded_)
      for (int j = 0; j < P; ++j) {
        const T inside = clip(w[j] + h[j], j);
        if (inside == w[j] + h[j]) continue;
        h[j] = inside - w[j];
        whole = false;
      }
    return whole;
  }
  constexpr T clip(T w, int j) const noexcept { return w < lower_[j] ? lower_[j] : w > upper_[j] ? upper_[j] : w; }
  // How much the quadratic model of F decreases by a step: -h^T J^T r - 1/2 h^T J^T J h.
  static constexpr T decrease(const T* m, const T* h) noexcept {
    T sum = 0;
    for (int i = 0; i < P; ++i) {
      T row = diagonal_of(m, i) * h[i] / 2 + gradient_of(m, i);
      for (int j = i + 1; j < P; ++j) row += m[triangle::at(i, j)] * h[j];
      sum -= row * h[i];
    }
    return sum;
  }

  static constexpr fit_result<T> finish(fit_result<T> r, stop reason, const T* m) noexcept {
    r.value = cost_of(m);
    r.reason = reason;
    return r;
  }
  template <graph E>
  static constexpr int leaf_of() {
    constexpr node n = E.root();
    if (!is_leaf(n, ir::role::parameter)) return -1;
    const int at = detail::find_leaf<typename base::machine>(n.leaf->kind, n.leaf->hash);
    return at >= 0 && base::machine::nodes.nodes[at].shape == n.shape ? at : -1;
  }
  template <graph E>
  static constexpr bool has_parameter() {
    static_assert(leaf_of<E>() >= 0 ? true : mistake<detail::shown_shape<E.root().shape>>,
                  "tapeless: least_squares: fit[w], fit.lower(w), fit.upper(w): the residual has no such parameter of "
                  "this shape: name one of it, as parameter<\"name\">(residual)");
    return leaf_of<E>() >= 0;
  }
  template <graph E>
  constexpr auto bounds_of(T* bounds) noexcept {
    constexpr auto size = static_cast<std::size_t>(E.root().shape.size());
    constexpr int first = [] {
      int at = 0;
      for (int k = 0; Config::parameters.at[k]->leaf->hash != E.root().leaf->hash; ++k)
        at += Config::parameters.at[k]->shape.size();
      return at;
    }();
    bounded_ = true;
    return std::span<T, size>(bounds + first, size);
  }

  detail::damped_equations<T, P> equations_;
  T lower_[P], upper_[P];
  bool bounded_ = false;
};

namespace detail {
template <class Options, graph Residual, int... I>
consteval auto choose_fit(std::integer_sequence<int, I...> parameters) {
  if constexpr (constexpr auto door = refusal<Options::batch, Options::in_double, graph_of(rows_of<Residual, I>)...>();
                door.refused)
    return door;
  else return std::type_identity<basic_least_squares<fit_config<Options, Residual, decltype(parameters)>>>{};
}
template <class First, class... X>
consteval auto choose_least_squares() {
  if constexpr (inert_like<First> || (inert_like<X> || ...)) {
    return std::type_identity<inert_fit>{};
  } else if constexpr (constexpr fit_verdict v = judge_fit<false, First, X...>(); v.what != fit_fault::none) {
    using wrong = typename argument_at<v.at, First, X...>::type;
    return std::type_identity<least_squares_refused<v.what, argument_shown<wrong>>>{};
  } else {
    constexpr graph residual = graph_of(First{});
    return choose_fit<options<X...>, residual>(std::make_integer_sequence<int, parameters_of<residual>.size>{});
  }
}
}  // namespace detail

template <auto... X>
using least_squares = typename decltype(detail::choose_least_squares<std::remove_cvref_t<decltype(X)>...>())::type;

}  // namespace tapeless::inline TAPELESS_ISA
