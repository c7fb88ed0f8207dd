// FANN in its batch mode. It has neither ReLU nor softmax, so that this is the only training workload that it can
// express.
#include <fann.h>

#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
struct subject : bench::training<subject> {
  std::vector<float> points = w1::points(), targets = w1::targets();
  fann* net;
  fann_train_data* data;

  explicit subject(double rate) {
    net = fann_create_standard(3, 2, 8, 1);
    fann_set_activation_function_hidden(net, FANN_SIGMOID_SYMMETRIC);
    fann_set_activation_steepness_hidden(net, 1);  // tanh(x)
    fann_set_activation_function_output(net, FANN_SIGMOID);
    fann_set_activation_steepness_output(net, 0.5f);  // 1 / (1 + exp(-x))
    fann_set_training_algorithm(net, FANN_TRAIN_BATCH);
    fann_set_train_error_function(net, FANN_ERRORFUNC_LINEAR);
    fann_set_learning_rate(net, static_cast<float>(2 * rate));  // its derivative of a square lacks the factor 2
    data = fann_create_train(w1::batch, 2, 1);
    for (int s = 0; s < w1::batch; ++s) {
      data->input[s][0] = points[2 * s], data->input[s][1] = points[2 * s + 1];
      data->output[s][0] = targets[s];
    }
    const std::vector<float> p = w1::parameters();
    for (int o = 0; o < 8; ++o)  // its weights: neuron by neuron, the bias last
      for (int i = 0; i < 3; ++i) net->weights[o * 3 + i] = p[i * 8 + o];
    for (int i = 0; i < 9; ++i) net->weights[24 + i] = p[24 + i];
  }
  ~subject() override {
    fann_destroy_train(data);
    fann_destroy(net);
  }
  float step() { return fann_train_epoch(net, data); }
  void parameters(bench::values& v) const {
    for (int i = 0; i < 3; ++i)
      for (int o = 0; o < 8; ++o) v.push_back(net->weights[o * 3 + i]);
    for (int i = 0; i < 9; ++i) v.push_back(net->weights[24 + i]);
  }
};
const bench::enrol<subject> here{"W1", "FANN", "float"};
}  // namespace
