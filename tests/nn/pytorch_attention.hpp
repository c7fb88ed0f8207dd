// PyTorch's values and gradients of attention and blocks of transformers, compared with ours.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "../ops/compare.hpp"
#include "../reference/attention.hpp"

#include <boost/hana/for_each.hpp>

#include <tapeless/nn/transformer.hpp>
#include <tapeless/ops/gather.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/program/training_step.hpp>

namespace attention_tests {

using namespace tapeless;
using doubles = std::vector<double>;

constexpr int width = 6, queries = 4, keys = 5;
constexpr auto x = parameter<"x0", queries, width>;
constexpr auto memory = parameter<"x1", keys, width>;
constexpr auto length = class_index<"length", keys + 1>;

// The numbers of tests/reference/attention.py.
inline doubles rule(int count, int number) {
  doubles v(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) v[static_cast<std::size_t>(i)] = ((i * 37 + 11 * number) % 23 - 11) / 16.0;
  return v;
}
template <int N, int Number>
consteval numbers<N> ruled() {
  numbers<N> n;
  for (int i = 0; i < N; ++i) n.value[i] = ((i * 37 + 11 * Number) % 23 - 11) / 16.0;
  return n;
}
constexpr auto factors = table<ruled<queries * width, 200>(), queries, width>;

// Sorted by name, as in PyTorch's file; x0 and x1 have numbers 100 and 101.
template <class Net>
void set_by_rule(Net& net) {
  std::vector<std::string> names;
  net.for_each_parameter([&](const char* name, const shape&, auto) { names.push_back(name); });
  std::erase_if(names, [](const std::string& n) { return n.find('.') == n.npos; });
  std::sort(names.begin(), names.end());
  net.for_each_parameter([&](const char* name, const shape& s, auto values) {
    const auto at = std::find(names.begin(), names.end(), name);
    const doubles v = rule(s.size(), at == names.end() ? 100 + (name[1] - '0') : static_cast<int>(at - names.begin()));
    std::copy(v.begin(), v.end(), values.begin());
  });
}

// The value, and the gradient of each parameter, inputs among them, which has PyTorch's by its name.
template <auto Y, class... Bindings>
void agrees(const std::string& name, const Bindings&... bindings) {
  constexpr auto loss = sum(Y * factors);
  const pytorch::case_t& expected = pytorch::attention.at(name);
  BOOST_TEST_CONTEXT(name) {
    program<Y, in<double>> run;
    set_by_rule(run);
    BOOST_TEST_REQUIRE(static_cast<result<void>>(run.run(bindings...)).ok());
    compare::close(run[Y], expected.at("y"), 1e-12);
    training_step<loss, sgd{1}, in<double>> net;
    set_by_rule(net);
    BOOST_TEST_REQUIRE(net.gradients(bindings...).ok());
    std::size_t found = 0;
    boost::hana::for_each(parameters(loss), [&](auto w) {
      const std::string full = w.root.leaf->name;
      BOOST_TEST_CONTEXT(full) {
        doubles g(static_cast<std::size_t>(w.root.shape.size()));
        net.copy_gradient(w, std::span<double, decltype(w)::shape.size()>(g));
        compare::close(g, expected.at(full.substr(full.find('.') + 1)), 1e-11);
        ++found;
      }
    });
    BOOST_TEST(expected.size() == found + 1);
  }
}

}  // namespace attention_tests
