// Expressions, derivatives, programs and training: everything but files, thread pools and progress bars.
//
// Folders come in order, lowest first, and what the others of a folder include before them, so that a compiler's
// "included from" chain is one step long.
#pragma once

#include <tapeless/base/floating_point.hpp>

#include <tapeless/expr/expr.hpp>
#include <tapeless/expr/leaves.hpp>
#include <tapeless/expr/mistake.hpp>
#include <tapeless/expr/parameter.hpp>

#include <tapeless/ops/define.hpp>

#include <tapeless/ops/along.hpp>
#include <tapeless/ops/arithmetic.hpp>
#include <tapeless/ops/axes.hpp>
#include <tapeless/ops/comparison.hpp>
#include <tapeless/ops/convolution.hpp>
#include <tapeless/ops/cumulative.hpp>
#include <tapeless/ops/elementary.hpp>
#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/modes.hpp>
#include <tapeless/ops/movement.hpp>
#include <tapeless/ops/over_samples.hpp>
#include <tapeless/ops/padding.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/random.hpp>
#include <tapeless/ops/repetition.hpp>
#include <tapeless/ops/scatter.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/ops/softmax.hpp>
#include <tapeless/ops/spatial.hpp>
#include <tapeless/ops/statistics.hpp>
#include <tapeless/ops/top_k.hpp>
#include <tapeless/ops/transposed_convolution.hpp>
#include <tapeless/ops/triangular.hpp>
#include <tapeless/ops/windows.hpp>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/calculus/substitute.hpp>

#include <tapeless/program/binding.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/options.hpp>

#include <tapeless/nn/initialisers.hpp>

#include <tapeless/nn/activations.hpp>
#include <tapeless/nn/adaptive_pooling.hpp>
#include <tapeless/nn/channel_normalisation.hpp>
#include <tapeless/nn/connections.hpp>
#include <tapeless/nn/convolution.hpp>
#include <tapeless/nn/dense.hpp>
#include <tapeless/nn/glu.hpp>
#include <tapeless/nn/losses.hpp>
#include <tapeless/nn/metrics.hpp>
#include <tapeless/nn/normalisation.hpp>
#include <tapeless/nn/orthogonal.hpp>
#include <tapeless/nn/pooling.hpp>
#include <tapeless/nn/recurrent.hpp>
#include <tapeless/nn/resize.hpp>
#include <tapeless/nn/sequential.hpp>
#include <tapeless/nn/thresholds.hpp>
#include <tapeless/nn/transposed_convolution.hpp>

#include <tapeless/optim/accumulate.hpp>
#include <tapeless/optim/adadelta.hpp>
#include <tapeless/optim/adagrad.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/adamax.hpp>
#include <tapeless/optim/adamw.hpp>
#include <tapeless/optim/elsewhere.hpp>
#include <tapeless/optim/gradients.hpp>
#include <tapeless/optim/lamb.hpp>
#include <tapeless/optim/lion.hpp>
#include <tapeless/optim/momentum.hpp>
#include <tapeless/optim/nadam.hpp>
#include <tapeless/optim/random_search.hpp>
#include <tapeless/optim/rmsprop.hpp>
#include <tapeless/optim/rprop.hpp>
#include <tapeless/optim/select.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/optim/weights.hpp>

#include <tapeless/program/program.hpp>

#include <tapeless/program/block_parts.hpp>
#include <tapeless/program/block_shapes.hpp>

#include <tapeless/program/block_lengths.hpp>
#include <tapeless/program/scan.hpp>
#include <tapeless/program/training_step.hpp>

#include <tapeless/print/plan.hpp>
#include <tapeless/print/to_string.hpp>
