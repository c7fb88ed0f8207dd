// All losses: prediction first, target second, then an optional weight (nn/loss.hpp). Each returns one number per
// sample, and training averages over samples.
//
//   nn/regression_losses.hpp   mse, mae, huber, log_cosh, quantile, poisson_nll, gaussian_nll
//   nn/binary_losses.hpp       binary_cross_entropy, binary_focal, hinge
//   nn/class_losses.hpp        softmax_cross_entropy, softmax_focal, negative_log_likelihood, kl_divergence
//   nn/targets.hpp             label_smoothing, class_weights, ignore_index, for the targets of these
//   nn/embedding_losses.hpp    cosine_similarity_loss, triplet
#pragma once

#include <tapeless/nn/binary_losses.hpp>
#include <tapeless/nn/class_losses.hpp>
#include <tapeless/nn/embedding_losses.hpp>
#include <tapeless/nn/regression_losses.hpp>
#include <tapeless/nn/targets.hpp>
