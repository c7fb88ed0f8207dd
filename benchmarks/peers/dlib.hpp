// dlib's networks: parameters of a fully connected layer are weight [in][out], then bias, as in all systems here.
#pragma once

#include <dlib/dnn.h>

#include "../harness/numbers.hpp"

namespace peers {

// Samples of rows x columns numbers as a tensor for the network.
template <class Net>
dlib::resizable_tensor dlib_samples(Net& net, const std::vector<float>& x, long rows, long columns = 1) {
  std::vector<dlib::matrix<float>> samples;
  for (auto at = x.begin(); at != x.end(); at += rows * columns) {
    samples.emplace_back(rows, columns);
    std::copy(at, at + rows * columns, samples.back().begin());
  }
  dlib::resizable_tensor t;
  net.to_tensor(samples.begin(), samples.end(), t);
  return t;
}

// Sets or appends the parameters of layers I..., in this order.
template <std::size_t... I, class Net>
void dlib_load(Net& net, const std::vector<float>& from) {
  auto next = from.begin();
  const auto one = [&](dlib::tensor& t) {
    std::copy(next, next + static_cast<long>(t.size()), t.host());
    next += static_cast<long>(t.size());
  };
  (one(dlib::layer<I>(net).layer_details().get_layer_params()), ...);
}
template <std::size_t... I, class Net, class List>
void dlib_append(const Net& net, List& to) {
  const auto one = [&](const dlib::tensor& t) { to.insert(to.end(), t.host(), t.host() + t.size()); };
  (one(dlib::layer<I>(net).layer_details().get_layer_params()), ...);
}

// A network, its samples and targets, and a solver for each layer.
template <class Net, class Label, class Solver>
struct dlib_training {
  Net net{};
  dlib::resizable_tensor x;
  std::vector<Label> y;
  double rate;
  std::vector<Solver> solvers;

  dlib_training(const std::vector<float>& samples, long rows, long columns, std::vector<Label> targets, double r,
                Solver solver)
      : x(dlib_samples(net, samples, rows, columns)),
        y(std::move(targets)),
        rate(r),
        solvers(Net::num_computational_layers, solver) {
    net.compute_loss(x, y.begin());  // allocates the parameters
  }
  double step() {
    const double loss = net.compute_parameter_gradients(x, y.begin());
    net.update_parameters(dlib::make_sstack(solvers), rate);
    return loss;
  }
};

template <int A, int B, int Classes>
using dlib_classifier = dlib::loss_multiclass_log<
    dlib::fc<Classes, dlib::relu<dlib::fc<B, dlib::relu<dlib::fc<A, dlib::input<dlib::matrix<float>>>>>>>>;

}  // namespace peers
