// Learning-rate schedules: constant objects that give the learning rate of step k = 0, 1, 2, ...
//
//   constexpr auto schedule = warm_up{100, cosine{0.1, 1000}};
//   for (long k = 0; k < 1000; ++k) require(net.step(x = ..., learning_rate = schedule(k)));
//
// Steps are counted by the caller; a negative one counts as 0. Every schedule is an aggregate and can be computed by
// the compiler. reduce_on_plateau is told a loss instead and keeps a state.
#pragma once

#include <tapeless/simd/math.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {
// base^n for whole n >= 0, by squaring.
constexpr double whole_power(double base, long n) {
  double result = 1;
  for (; n > 0; n /= 2, base *= base)
    if (n % 2 != 0) result *= base;
  return result;
}
// From 0 before step `begin` to 1 at step `begin + length`.
constexpr double part_of_steps(long step, long begin, long length) {
  const long done = step - begin;
  if (done <= 0) return 0;
  return done >= length ? 1 : static_cast<double>(done) / static_cast<double>(length);
}
// From `first` at 0 along half a cosine to `last` at 1.
constexpr double along_cosine(double first, double last, double part) {
  constexpr double pi = 3.14159265358979323846;
  return last + 0.5 * (first - last) * (1 + simd::cos(pi * part));
}
}  // namespace detail

struct constant_rate {
  double rate = 0.01;
  constexpr double operator()(long) const { return rate; }
};

// rate * factor^floor(k / every)
struct step_decay {
  double rate = 0.1;
  long every = 1000;
  double factor = 0.1;
  constexpr double operator()(long step) const {
    return rate * detail::whole_power(factor, step > 0 ? step / every : 0);
  }
};

// rate * factor^k
struct exponential_decay {
  double rate = 0.1, factor = 0.999;
  constexpr double operator()(long step) const { return rate * detail::whole_power(factor, step); }
};

// last + (rate - last) (1 - k / steps)^power, then `last`; power 1 is a straight line. L.-C. Chen et al., DeepLab,
// 2016, where last = 0.
struct polynomial_decay {
  double rate = 0.1;
  long steps = 1000;
  double power = 1, last = 0;
  constexpr double operator()(long step) const {
    const double left = 1 - detail::part_of_steps(step, 0, steps);
    return last + (rate - last) * (left > 0 ? simd::pow(left, power) : 0);
  }
};

// last + (rate - last) (1 + cos(pi t / T)) / 2 in periods of T steps, of which t have passed; each period is `growth`
// times as long as the one before, and after `periods` of them the rate stays at `last`; 0: they never end. I.
// Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, 2017.
struct cosine {
  double rate = 0.1;
  long steps = 1000;  // of the first period
  double last = 0;
  int periods = 1;
  int growth = 1;
  constexpr double operator()(long step) const {
    long now = step > 0 ? step : 0, length = steps, period = 0;
    if (growth == 1) {
      period = now / length;
      now %= length;
    } else {
      for (; now >= length; length *= growth, ++period) now -= length;
    }
    if (periods > 0 && period >= periods) return last;
    return detail::along_cosine(rate, last, detail::part_of_steps(now, 0, length));
  }
};

// first + (rate - first) k / steps for `steps` steps, where `rate` is the first of the schedule behind it, which begins
// then. P. Goyal et al., Accurate, large minibatch SGD, 2017.
template <class Schedule>
struct warm_up {
  long steps = 100;
  Schedule then{};
  double first = 0;
  constexpr double operator()(long step) const {
    if (step >= steps) return then(step - steps);
    return first + (then(0) - first) * detail::part_of_steps(step, 0, steps);
  }
};
template <class Schedule>
warm_up(long, Schedule) -> warm_up<Schedule>;
template <class Schedule>
warm_up(long, Schedule, double) -> warm_up<Schedule>;

// Along half a cosine from highest / start_divisor to `highest` in the first part of the steps, and from there to
// highest / (start_divisor * last_divisor). L. N. Smith, N. Topin, Super-convergence, 2018, with the cosines and the
// numbers of PyTorch's OneCycleLR.
struct one_cycle {
  double highest = 0.1;
  long steps = 1000;
  double rising = 0.3;  // of all steps
  double start_divisor = 25, last_divisor = 1e4;
  constexpr double operator()(long step) const {
    const double start = highest / start_divisor;
    const long top = static_cast<long>(rising * static_cast<double>(steps));
    if (step < top) return detail::along_cosine(start, highest, detail::part_of_steps(step, 0, top));
    return detail::along_cosine(highest, start / last_divisor, detail::part_of_steps(step, top, steps - top));
  }
};

// Multiplies the rate by `factor` after more than `patience` losses in a row that were not below the best one times 1 -
// threshold, as PyTorch's ReduceLROnPlateau. A loss that is NaN is not better.
//
//   reduce_on_plateau rate{0.1};
//   ... learning_rate = rate.rate; ... rate(loss);
struct reduce_on_plateau {
  double rate = 0.1, factor = 0.1;
  int patience = 10;
  double threshold = 1e-4, lowest = 0;

  double best = 0;  // the best loss
  int waited = -1;  // losses since then; -1: there was none yet

  // Tells it the next loss; returns the rate from here on.
  constexpr double operator()(double loss) {
    const double margin = threshold * (best < 0 ? -best : best);
    if (waited < 0 ? loss == loss : loss < best - margin) {
      best = loss;
      waited = 0;
    } else if (waited >= 0 && ++waited > patience) {
      rate = rate * factor > lowest ? rate * factor : lowest;
      waited = 0;
    }
    return rate;
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
