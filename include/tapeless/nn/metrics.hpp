// Metrics of one sample as expressions, written like losses: prediction first, target second, then an optional weight;
// the mean over the elements or positions of a sample, unless a reduction says otherwise. All derivatives are 0.
// Squared and absolute errors are mse and mae. metrics/ has metrics of whole data sets.
//
//   accuracy<k>(z, y)        1 if the class of y is among the k largest elements of z, which may be logits or
//                            probabilities, else 0; y as in losses over classes; k = 1
//   error_rate<k>(z, y)      1 - accuracy<k>
//   binary_accuracy(z, y)    1 if z > 0 and y > 1/2, or neither, else 0: z are logits, y is 0 or 1
//
// Of equal elements the first counts as the largest, as in argmax and NumPy; PyTorch's topk leaves the choice open, and
// Keras' TopKCategoricalAccuracy counts all of them. A prediction of NaN is wrong, and one that is NaN elsewhere counts
// as larger.
#pragma once

#include <tapeless/nn/class_losses.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

// Counts the classes before that of y in descending order. NaN is not less than or equal to anything, itself included.
template <int K>
struct accuracy_f : class_loss {
  static constexpr bool valid = K >= 1;
  struct wrong_numbers {
    template <int... D>
    constexpr wrong_numbers(tensor<D...>) {  // NOLINT: implicit on purpose
      static_assert(valid ? true : mistake<std::integer_sequence<int, K>>,
                    "tapeless: accuracy<k>(z, y), error_rate<k>(z, y): k, the number of guesses, is at least 1");
    }
  };
  static constexpr term each(term z, term y) {
    const unsigned classes = last_axis(z->shape);
    const term index = y->shape == z->shape ? argmax(y, classes) : y, place = positions(z, classes);
    const term at = spread(index, z->shape, classes), score = spread(expected(index, z), z->shape, classes);
    const term before = ops::not_less_equal(z, score) + equal(z, score) * (place < at);
    return sum(before, classes) < static_cast<double>(K);
  }
};
template <int K>
struct error_rate_f : accuracy_f<K> {
  static constexpr term each(term z, term y) { return 1.0 - accuracy_f<K>::each(z, y); }
};

struct binary_accuracy_f : elementwise_loss {
  static constexpr term each(term z, term y) { return equal(0.0 < z, 0.5 < y) * equal(z, z); }
};

}  // namespace detail

TAPELESS_LOSS(accuracy, (int K = 1), detail::accuracy_f<K>)
TAPELESS_LOSS(error_rate, (int K = 1), detail::error_rate_f<K>)
TAPELESS_LOSS(binary_accuracy, (), detail::binary_accuracy_f)

}  // namespace tapeless::inline TAPELESS_ISA
