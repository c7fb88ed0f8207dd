// logsumexp, softmax, softmin, log_softmax and hardmax. The largest element is subtracted first, so that inputs of 1e4
// and more neither overflow nor lose accuracy; it cancels in the value and in the derivative, which therefore ignores
// it. Equal infinities have the difference 0: elements of -inf contribute nothing, logsumexp is -inf if all elements
// are -inf, and inf if any is inf.
//
//   logsumexp<axes...>(x)      ln(sum of e^x); derivative softmax(x)
//   softmax<axis>(x)          e^x / sum of e^x, of the shape of x; sums to 1 along the axis
//   log_softmax<axis>(x)      x - logsumexp(x), of the shape of x
//   softmin<axis>(x)           softmax(-x)
//   hardmax<axis>(x)           1 at the first largest element, 0 elsewhere; at the first NaN if there is one;
//                              derivative 0
//
// By default, logsumexp works along all axes, the others along the last.
#pragma once

#include <tapeless/ops/likelihood.hpp>
#include <tapeless/ops/statistics.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// The largest element along the axes, as a constant.
constexpr term reference(term x, unsigned axes) { return stop_gradient(reduce<ops::reduce_max_op>(x, axes)); }
// The difference of each element to the largest.
constexpr term below(term x, term top, unsigned axes) {
  return apply<ops::difference_op>(x, spread(top, x->shape, axes));
}
// ln(sum of e^below). The largest elements are counted and the others summed separately, so that a sum close to 1 keeps
// its digits.
constexpr term log_total(term below, unsigned axes) {
  const term e = exp(below), largest = equal(below, 0.0);
  const term rest = sum(e - largest, axes) + (sum(largest, axes) - 1.0);
  return apply<ops::log_of_sum_op>(sum(e, axes), rest);
}

}  // namespace detail

constexpr term logsumexp(term x, unsigned axes) {
  const term top = detail::reference(x, axes);
  return top + detail::log_total(detail::below(x, top, axes), axes);
}

constexpr term softmax(term x, unsigned axes) {
  const term e = exp(detail::below(x, detail::reference(x, axes), axes));
  return e / spread(sum(e, axes), x->shape, axes);
}

constexpr term log_softmax(term x, unsigned axes) {
  const term below = detail::below(x, detail::reference(x, axes), axes);
  return below - spread(detail::log_total(below, axes), x->shape, axes);
}

constexpr term softmin(term x, unsigned axes) { return softmax(-x, axes); }

constexpr term hardmax(term x, unsigned axes) {
  return equal(positions(x, axes), spread(argmax(x, axes), x->shape, axes));
}

namespace detail {

struct logsumexp_f {
  constexpr term operator()(term x, unsigned axes) const { return logsumexp(x, axes); }
};
struct softmax_f {
  constexpr term operator()(term x, unsigned axes) const { return softmax(x, axes); }
};
struct softmin_f {
  constexpr term operator()(term x, unsigned axes) const { return softmin(x, axes); }
};
struct hardmax_f {
  constexpr term operator()(term x, unsigned axes) const { return hardmax(x, axes); }
};
struct log_softmax_f {
  constexpr term operator()(term x, unsigned axes) const { return log_softmax(x, axes); }
};

}  // namespace detail

TAPELESS_ALONG_AXES(logsumexp, detail::logsumexp_f)

TAPELESS_ALONG_AXIS(softmax, detail::softmax_f)
TAPELESS_ALONG_AXIS(log_softmax, detail::log_softmax_f)
TAPELESS_ALONG_AXIS(softmin, detail::softmin_f)
TAPELESS_ALONG_AXIS(hardmax, detail::hardmax_f)

}  // namespace tapeless::inline TAPELESS_ISA
