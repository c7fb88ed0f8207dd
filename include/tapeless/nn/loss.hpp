// How a loss or a metric is written: F computes it for each element or position of a sample, on terms; this file adds
// the reduction over them, the optional weight, and the functions that users call.
//
//   struct mse_f : elementwise_loss {
//     static constexpr term each(term z, term y) { return square(z - y); }
//   };
//   TAPELESS_LOSS(mse, (), detail::mse_f)      // mse(z, y), mse(z, y, w), mse<reduction::sum>(z, y)
//
// Numbers of a loss are template arguments before the reduction: TAPELESS_LOSS(huber, (number Delta = number{1.0}),
// detail::huber_f<Delta>) gives huber<0.5, reduction::sum>(z, y). F::valid says whether they are in range;
// F::wrong_numbers reports that they are not.
//
// A loss of three operands has a function each(a, b, c); the weight is the fourth.
//
// A weight w multiplies each element or position, to which it broadcasts. Where it is 0, the value and all derivatives
// are 0, whatever z and y contain, NaN and infinities included. The mean divides by the number of elements, not by the
// sum of the weights.
#pragma once

#include <tapeless/nn/function.hpp>
#include <tapeless/ops/softmax.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Over the elements or positions of a sample. `none` gives all of them.
enum class reduction { mean, sum, none };

namespace detail {

// Losses of elements: z and y have one shape. An operand that does not fit is converted to `wrong` in the user's own
// line, so that the message shows no layer in between.
struct elementwise_loss {
  static constexpr bool valid = true;
  static constexpr bool fits(const shape& z, const shape& y) { return z == y; }
  static constexpr shape shape_of_each(const shape& z) { return z; }
  template <class F, class... Before>
  struct wrong {
    template <int... D>
    constexpr wrong(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(mistake<F, Before..., tensor<D...>>,
                    "tapeless: loss(prediction, target, weight): prediction and target must have the same shape, to "
                    "which a weight broadcasts: reshape or broadcast one of them");
    }
  };
};

constexpr unsigned last_axis(const shape& s) { return 1u << (s.rank - 1); }

// Losses over the last axis, with one value for each position of the axes before it.
struct last_axis_loss {
  static constexpr bool valid = true;
  static constexpr bool fits(const shape& z, const shape& y) { return z.rank > 0 && z == y; }
  static constexpr shape shape_of_each(const shape& z) { return drop_last(z); }
  template <class F, class... Before>
  struct wrong {
    template <int... D>
    constexpr wrong(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(mistake<F, Before..., tensor<D...>>,
                    "tapeless: loss along the last axis(prediction, target, weight): prediction and target must have "
                    "the same shape and at least one axis; a weight broadcasts to that shape without its last axis");
    }
  };
};

// Likewise; the target may also be the index of a class.
struct class_loss : last_axis_loss {
  static constexpr bool fits(const shape& z, const shape& y) { return z.rank > 0 && (z == y || drop_last(z) == y); }
  template <class F, class... Before>
  struct wrong {
    template <int... D>
    constexpr wrong(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(mistake<F, Before..., tensor<D...>>,
                    "tapeless: loss over classes(prediction, target, weight): the target must have the shape of the "
                    "prediction, a probability for each class, or that shape without its last axis, a class index; a "
                    "weight broadcasts to the latter");
    }
  };
};

template <class F, class... Before>
struct rejection {
  using type = typename F::template wrong<F, Before...>;
};
template <class F, class... Before>
requires(!F::valid) struct rejection<F, Before...> {
  using type = typename F::wrong_numbers;
};
template <class F, class... Before>
using rejected = typename rejection<F, Before...>::type;

// F with its reduction. One operand more than F has is a weight.
template <class F, reduction R>
struct loss {
  static constexpr bool of_three = requires(term t) { F::each(t, t, t); };

  static constexpr bool fits(const node& z, const node& y) {
    if constexpr (of_three) return false;
    else return F::valid && F::fits(z.shape, y.shape);
  }
  static constexpr bool fits(const node& z, const node& y, const node& third) {
    if constexpr (of_three) return F::valid && F::fits(z.shape, y.shape, third.shape);
    else return fits(z, y) && weighs(third, z);
  }
  static constexpr bool fits(const node& a, const node& b, const node& c, const node& w) {
    return of_three && fits(a, b, c) && weighs(w, a);
  }
  static constexpr bool weighs(const node& w, const node& z) {
    const shape all = F::shape_of_each(z.shape);
    return broadcasts(all, w.shape) && broadcast(all, w.shape) == all;
  }

  static constexpr term reduced(term each) {
    if (R == reduction::none || each->shape.rank == 0) return each;
    return R == reduction::sum ? sum(each) : mean(each);
  }
  constexpr term operator()(term z, term y) const {
    if (!fits(*z, *y)) tapeless_composition_has_shapes_that_do_not_fit();
    return reduced(F::each(z, y));
  }
  constexpr term operator()(term z, term y, term third) const {
    if (!fits(*z, *y, *third)) tapeless_composition_has_shapes_that_do_not_fit();
    if constexpr (of_three) {
      return reduced(F::each(z, y, third));
    } else {
      const term used = is_used(third, z);
      const term near = where(used, z, 1.0), target = y->shape == z->shape ? where(used, y, 1.0) : y;
      return reduced(third * F::each(near, target));
    }
  }
  constexpr term operator()(term a, term b, term c, term w) const {
    if (!fits(*a, *b, *c, *w)) tapeless_composition_has_shapes_that_do_not_fit();
    const term used = is_used(w, a);
    const term first = where(used, a, 1.0), second = where(used, b, 1.0), third = where(used, c, 1.0);
    return reduced(w * F::each(first, second, third));
  }
  // Where the weight is 0, the operands are replaced by 1: each loss of ones and its derivatives are finite.
  static constexpr term is_used(term w, term z) {
    const shape all = F::shape_of_each(z->shape);
    const term used = not_equal(w, 0.0);
    return all == z->shape ? used : spread(broadcast_to(used, all), z->shape, last_axis(z->shape));
  }
};

}  // namespace detail

#define TAPELESS_NUMBERS(...) __VA_ARGS__ __VA_OPT__(, )
#define TAPELESS_LOSS(name, numbers, ...)                                                                       \
  template <TAPELESS_NUMBERS numbers reduction R = reduction::mean, class... T>                                 \
  requires(detail::takes<detail::loss<__VA_ARGS__, R>, T...>()) constexpr auto name(T... operands) {            \
    return detail::function<detail::loss<__VA_ARGS__, R>>{}(operands...);                                       \
  }                                                                                                             \
  template <TAPELESS_NUMBERS numbers reduction R = reduction::mean, int... Z>                                   \
  constexpr inert name(tensor<Z...>, detail::rejected<__VA_ARGS__, tensor<Z...>>) {                             \
    return {};                                                                                                  \
  }                                                                                                             \
  template <TAPELESS_NUMBERS numbers reduction R = reduction::mean, int... Z, int... Y>                         \
  constexpr inert name(tensor<Z...>, tensor<Y...>, detail::rejected<__VA_ARGS__, tensor<Z...>, tensor<Y...>>) { \
    return {};                                                                                                  \
  }                                                                                                             \
  template <TAPELESS_NUMBERS numbers reduction R = reduction::mean, int... Z, int... Y, int... S>               \
  constexpr inert name(tensor<Z...>, tensor<Y...>, tensor<S...>,                                                \
                       detail::rejected<__VA_ARGS__, tensor<Z...>, tensor<Y...>, tensor<S...>>) {               \
    return {};                                                                                                  \
  }

}  // namespace tapeless::inline TAPELESS_ISA
