// The functions of the library by their textbook formulas: elementwise, along axes, over classes, cells.
#pragma once

#include <cstdint>

#include "tensor.hpp"

namespace plain {

tensor operator+(const tensor& a, const tensor& b);
tensor operator-(const tensor& a, const tensor& b);
tensor operator*(const tensor& a, const tensor& b);
tensor operator/(const tensor& a, const tensor& b);
tensor operator-(const tensor& a);

// clang-format off
tensor square(const tensor&); tensor sqrt(const tensor&); tensor rsqrt(const tensor&); tensor cbrt(const tensor&);
tensor exp(const tensor&); tensor expm1(const tensor&); tensor log(const tensor&); tensor log1p(const tensor&); tensor log2(const tensor&);
tensor sin(const tensor&); tensor cos(const tensor&); tensor tan(const tensor&);
tensor asin(const tensor&); tensor acos(const tensor&); tensor atan(const tensor&);
tensor sinh(const tensor&); tensor cosh(const tensor&); tensor tanh(const tensor&);
tensor sigmoid(const tensor&); tensor softplus(const tensor&); tensor erf(const tensor&);
tensor erfc(const tensor&); tensor normal_cdf(const tensor&); tensor log_sigmoid(const tensor&);
tensor asinh(const tensor&); tensor acosh(const tensor&); tensor atanh(const tensor&);
tensor abs(const tensor&); tensor sign(const tensor&); tensor floor(const tensor&); tensor relu(const tensor&);
tensor stop_gradient(const tensor&);
tensor selu(const tensor&); tensor gelu(const tensor&); tensor gelu_tanh(const tensor&); tensor silu(const tensor&);
tensor mish(const tensor&); tensor softsign(const tensor&);
tensor hard_sigmoid(const tensor&); tensor hard_tanh(const tensor&); tensor hard_swish(const tensor&);
tensor leaky_relu(const tensor&, real slope = 0.01L); tensor elu(const tensor&, real alpha = 1);
tensor prelu(const tensor& x, const tensor& slope);
tensor pow(const tensor& x, const tensor& y); tensor atan2(const tensor& y, const tensor& x);
tensor max(const tensor&, const tensor&); tensor min(const tensor&, const tensor&);
tensor less(const tensor&, const tensor&); tensor less_equal(const tensor&, const tensor&);
tensor greater(const tensor&, const tensor&); tensor greater_equal(const tensor&, const tensor&);
tensor equal(const tensor&, const tensor&); tensor not_equal(const tensor&, const tensor&);
tensor where(const tensor& c, const tensor& a, const tensor& b); tensor clamp(const tensor& x, const tensor& low, const tensor& high);

tensor sum(const tensor&, ints axes); tensor mean(const tensor&, ints axes); tensor prod(const tensor&, ints axes);
tensor max(const tensor&, ints axes); tensor min(const tensor&, ints axes); tensor argmax(const tensor&, ints axes);
tensor norm(const tensor&, ints axes); tensor variance(const tensor&, ints axes); tensor logsumexp(const tensor&, ints axes);
tensor softmax(const tensor&, int axis); tensor log_softmax(const tensor&, int axis);

tensor mse(const tensor& z, const tensor& y); tensor mae(const tensor& z, const tensor& y);
tensor huber(const tensor& z, const tensor& y, real delta = 1); tensor binary_cross_entropy(const tensor& z, const tensor& y);
tensor hinge(const tensor& z, const tensor& y); tensor softmax_cross_entropy(const tensor& z, const tensor& y);
tensor negative_log_likelihood(const tensor& z, const tensor& y); tensor kl_divergence(const tensor& z, const tensor& y);

// Each element or position, for losses with weights.
tensor log_cosh(const tensor& z, const tensor& y); tensor quantile(const tensor& z, const tensor& y, real q);
tensor poisson_nll(const tensor& z, const tensor& y); tensor gaussian_nll(const tensor& z, const tensor& y, const tensor& s);
tensor binary_focal(const tensor& z, const tensor& y, real gamma, real alpha); tensor softmax_focal(const tensor& z, const tensor& y);
tensor cross_entropies(const tensor& z, const tensor& y); tensor cosine_similarity_loss(const tensor& z, const tensor& y);
tensor triplet(const tensor& a, const tensor& p, const tensor& n, real margin);
tensor mean_of_all(const tensor&); tensor sum_of_all(const tensor&);
// Of a target: an index becomes one-hot.
tensor label_smoothing(const tensor& y, int classes, real e, bool index); tensor class_weights(const tensor& y, const tensor& w, bool index);
// clang-format on

// Which of two values a model has: the first in a training step.
inline bool training = false;
tensor in_training(const tensor& a, const tensor& b);

// Random numbers by their definition: Philox4x32-10 of a program's seed, 0 here, and a name; counted by the step, the
// number of the sample in the call, and the element.
struct draws {
  std::uint64_t step = 0, sample = 0;
  bool in_double = false;
};
inline draws drawing;
tensor random_uniform(const char* name, ints shape);
tensor random_normal(const char* name, ints shape);
tensor bernoulli(const char* name, real p, ints shape);
tensor dropout(const char* name, real p, const tensor& x);

// Parameters of a cell: weight_ih, weight_hh, bias_ih, bias_hh.
tensor rnn_cell(const tensor& x, const tensor& h, const tensor& wi, const tensor& wh, const tensor& bi,
                const tensor& bh);
tensor gru_cell(const tensor& x, const tensor& h, const tensor& wi, const tensor& wh, const tensor& bi,
                const tensor& bh);
tensor gru_cell_before(const tensor& x, const tensor& h, const tensor& wi, const tensor& wh, const tensor& bi,
                       const tensor& bh);
struct lstm_state {
  tensor h, c;
};
lstm_state lstm_cell(const tensor& x, const tensor& h, const tensor& c, const tensor& wi, const tensor& wh,
                     const tensor& bi, const tensor& bh);
lstm_state lstm_cell(const tensor& x, const tensor& h, const tensor& c, const tensor& wi, const tensor& wh,
                     const tensor& bi, const tensor& bh, const tensor& peepholes);

// Layers of cells "rnn", "gru" or "lstm" over a sequence, whose state stops at the length. Four parameters for each
// direction of each layer.
tensor recurrent_layers(const std::string& cell, const tensor& xs, int length, int layers, bool both,
                        const std::vector<tensor>& parameters);

num largest(const std::vector<num>& all);

}  // namespace plain
