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

// F with its reduction. Three operands are z, y and a weight, unless F itself has three.
template <class F, reduction R>
struct loss {
  static constexpr bool fits(const node& z, const node& y) {
    if constexpr (requires { F::fits(z.shape, y.shape); }) return F::valid && F::fits(z.shape, y.shape);
    else return false;
  }
  static constexpr bool fits(const node& z, const node& y, const node& w) {
    if constexpr (requires { F::fits(z.shape, y.shape, w.shape); }) {
      return F::valid && F::fits(z.shape, y.shape, w.shape);
    } else {
      if (!fits(z, y)) return false;
      const shape all = F::shape_of_each(z.shape);
      return broadcasts(all, w.shape) && broadcast(all, w.shape) == all;
    }
  }

  static constexpr term reduced(term each) {
    if (R == reduction::none || each->shape.rank == 0) return each;
    return R == reduction::sum ? sum(each) : mean(each);
  }
  constexpr term operator()(term z, term y) const {
    if (!fits(*z, *y)) tapeless_composition_has_shapes_that_do_not_fit();
    return reduced(F::each(z, y));
  }
  // Where the weight is 0, z and y are replaced by 1: each loss of ones and its derivatives are finite.
  constexpr term operator()(term z, term y, term w) const {
    if (!fits(*z, *y, *w)) tapeless_composition_has_shapes_that_do_not_fit();
    if constexpr (requires { F::each(z, y, w); }) {
      return reduced(F::each(z, y, w));
    } else {
      const shape all = F::shape_of_each(z->shape);
      term used = not_equal(w, 0.0);
      if (all != z->shape) used = spread(broadcast_to(used, all), z->shape, last_axis(z->shape));
      const term near = where(used, z, 1.0), target = y->shape == z->shape ? where(used, y, 1.0) : y;
      return reduced(w * F::each(near, target));
    }
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
  }

}  // namespace tapeless::inline TAPELESS_ISA
