// The laws that every differentiable operation, layer and loss obeys, each stated once. A test names an input X and
// functions F... of it; further inputs are bound to fixed values.
//
//   first_order     jacobian(F, X) agrees with differences of F; vjp is u^T J, jvp is J v
//   second_order    hessian agrees with differences of the gradient and is symmetric; hvp is H v
//   batched<N, T>   a program for N samples has the values and gradients of a program for one sample
//   precisions      float agrees with double
//
// u is a table of fixed numbers with the shape of F, so that no adjoint is all ones.
//
// The laws of derivatives are about expressions: their plans are made and interpreted at run time (planned.hpp), for
// several numbers of lanes. What programs make of values and gradients is compiled in `batched`, for one sample and for
// many.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/tapeless.hpp>

#include "planned.hpp"

namespace laws {

using namespace tapeless;

template <class A, class B>
void close(const A& found, const B& expected, double tolerance, const char* what, int function) {
  close(doubles(found.begin(), found.end()), doubles(expected.begin(), expected.end()), tolerance, what, function);
}

template <int N>
consteval numbers<N> fixed_numbers() {
  numbers<N> n;
  for (std::uint64_t i = 0; i < N; ++i) n.value[i] = fixed_number(i);
  return n;
}
template <int... D>
consteval auto fixed_like(tensor<D...>) {
  return table<fixed_numbers<(1 * ... * D)>(), D...>;
}

// u, and u . F: a scalar whose gradient is u^T J.
template <auto F>
inline constexpr auto u = fixed_like(F);
template <auto F>
inline constexpr auto objective = sum(u<F>* F);
template <auto F, auto X>
inline constexpr auto pulled = vjp(F, X, u<F>);

// Calls use<F...>(index of the first) for a few functions at a time, because compilers are slow for programs with many
// outputs.
template <auto A, auto B, auto C, auto... Rest, class Use>
void in_groups_of_three(Use use, int first);
template <auto... F, class Use>
void in_groups(Use use, int first = 0) {
  if constexpr (sizeof...(F) > 3) in_groups_of_three<F...>(use, first);
  else use.template operator()<F...>(first);
}
template <auto A, auto B, auto C, auto... Rest, class Use>
void in_groups_of_three(Use use, int first) {
  use.template operator()<A, B, C>(first);
  in_groups<Rest...>(use, first + 3);
}

// The samples of an additional input, for `batched`.
template <auto X>
struct samples_of {
  using expression = std::remove_cvref_t<decltype(X)>;
  doubles numbers;
  std::vector<float> rounded{numbers.begin(), numbers.end()};
  template <class T>
  auto operator()(int first, int count) const {
    constexpr int size = X.shape.size();
    const auto part = [=](const auto& all) {
      return std::span(all).subspan(static_cast<std::size_t>(first * size), static_cast<std::size_t>(count * size));
    };
    if constexpr (sizeof(T) == 4) return X = part(rounded);
    else return X = part(numbers);
  }
};

// 0, but part of the program: a derivative may have lost the leaf, and binding a leaf that a program lacks is an error.
template <class Bound>
inline constexpr auto known = 0_c * sum(typename Bound::expression{});

template <auto X>
struct about {
  static constexpr int size = X.shape.size();
  template <int... D>
  static constexpr auto direction_like(tensor<D...>) {
    return input<"direction", D...>;
  }
  static constexpr auto v = direction_like(X);

  static doubles copy(auto span) { return doubles(span.begin(), span.end()); }

  // Makes one call with a value of X, an input or a parameter.
  template <class Program, class... Others>
  static void evaluate(Program& run, const doubles& at, const Others&... others) {
    if constexpr (is_leaf(X.root, ir::role::parameter)) {
      run.for_each_parameter([&](const char* name, const shape&, auto values) {
        if (hash_text(name) == X.root.leaf->hash) std::copy(at.begin(), at.end(), values.begin());
      });
      BOOST_TEST_REQUIRE(run.run(others...).ok());
    } else {
      BOOST_TEST_REQUIRE(run.run(X = at, others...).ok());
    }
  }

  template <class Bound>
  static held what_holds(const Bound& b) {
    doubles numbers;
    if constexpr (Bound::is_range) numbers.assign(b.data, b.data + b.size);
    else numbers.push_back(b.value);
    return {Bound::expression::root.leaf, std::move(numbers)};
  }
  // Expressions at a point: planned at run time, or by a program.
  template <bool Compiled, auto... E, class... Others>
  static evaluation evaluation_of(const Others&... others) {
    if constexpr (Compiled) {
      auto run = std::make_shared<program<E..., (0_c * sum(v)), known<Others>..., in<double>>>();
      return [=](const doubles& at, const doubles& direction) {
        evaluate(*run, at, v = direction, others...);
        return std::vector<doubles>{copy((*run)[E])...};
      };
    } else {
      auto plan = std::make_shared<planned>(std::initializer_list<graph>{graph_of(E)...});
      std::vector<held> fixed{what_holds(others)...};
      return [=](const doubles& at, const doubles& direction) {
        std::vector<held> all = fixed;
        all.push_back({X.root.leaf, at});
        all.push_back({v.root.leaf, direction});
        return (*plan)(all);
      };
    }
  }

  template <auto... F, class... Others>
  static void first_order(const doubles& at, const Others&... others) {
    in_groups<F...>([&]<auto... G>(int first) { group_first_order<G...>(first, at, others...); });
  }
  template <auto... F, class... Others>
  static void second_order(const doubles& at, const Others&... others) {
    in_groups<F...>([&]<auto... G>(int first) { group_second_order<G...>(first, at, others...); });
  }
  // `samples` holds N samples, one after the other; `others` are samples_of<additional input>.
  template <int N, class T, auto... F, class... Others>
  static void batched(const doubles& samples, const Others&... others) {
    in_groups<F...>([&]<auto... G>(int first) { group_batched<N, T, G...>(first, samples, others...); });
  }

 private:
  template <auto... F>
  static constexpr bool compiled = (needs_program<graph_of(F)>() || ...);

  template <auto... F, class... Others>
  static void group_first_order(int k, const doubles& at, const Others&... others) {
    check_first_order(
        evaluation_of<compiled<F...>, F..., pulled<F, X>..., jvp(F, X, v)..., jacobian(F, X)...>(others...), at,
        sizeof...(F), k);
  }
  template <auto... F, class... Others>
  static void group_second_order(int k, const doubles& at, const Others&... others) {
    check_second_order(evaluation_of<compiled<F...>, grad(objective<F>, X)..., hessian(objective<F>, X)...,
                                     hvp(objective<F>, X, v)...>(others...),
                       at, sizeof...(F), k);
  }

  // Sample s of an output; an output that does not depend on the samples has one value.
  template <auto E, class Program>
  static doubles sample(const Program& p, int s) {
    const auto all = p[E];
    const std::size_t each = static_cast<std::size_t>(E.shape.size());
    const std::size_t from = all.size() == each ? 0 : each * static_cast<std::size_t>(s);
    doubles r;
    for (std::size_t i = 0; i < each; ++i) r.push_back(static_cast<double>(all[from + i]));
    return r;
  }

  template <int N, class T, auto... F, class... Others>
  static void group_batched(int number, const doubles& samples, const Others&... others) {
    program<F..., grad(objective<F>, X)..., known<Others>..., in<double>> one;
    program<F..., grad(objective<F>, X)..., known<Others>..., in<T>, batch<N>> many;
    const std::vector<T> all(samples.begin(), samples.end());
    BOOST_TEST_REQUIRE(many.run(X = all, others.template operator()<T>(0, N)...).ok());
    const double tolerance = sizeof(T) == 4 ? 3e-5 : 1e-12;
    for (int s = 0; s < N; ++s) {
      // Both programs get the same rounded numbers.
      const doubles at(all.begin() + s * size, all.begin() + (s + 1) * size);
      BOOST_TEST_REQUIRE(one.run(X = at, others.template operator()<double>(s, 1)...).ok());
      int k = number;
      (
          [&] {
            close(sample<F>(many, s), sample<F>(one, 0), tolerance, "sample", k);
            close(sample<grad(objective<F>, X)>(many, s), sample<grad(objective<F>, X)>(one, 0), tolerance,
                  "gradient of a sample", k);
            ++k;
          }(),
          ...);
    }
  }
};

}  // namespace laws
