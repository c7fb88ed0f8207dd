// The laws that every differentiable operation, layer and loss obeys, each stated once. A test names an input X and
// functions F... of it; further inputs are bound to fixed values.
//
//   first_order     jacobian(F, X) agrees with differences of F; vjp is u^T J, jvp is J v
//   second_order    hessian agrees with differences of the gradient and is symmetric; hvp is H v
//   batched<N, T>   a program for N samples has the values and gradients of a program for one sample
//   precisions      float agrees with double
//
// u is a table of fixed numbers with the shape of F, so that no adjoint is all ones.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/ops/gather.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/tapeless.hpp>

namespace laws {

using namespace tapeless;

using doubles = std::vector<double>;

// Fixed numbers in [low, high).
inline doubles drawn(int count, std::uint64_t stream, double low = -1, double high = 1) {
  doubles values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = low + (high - low) * counter_random::uniform(11, stream, i);
  return values;
}

template <class A, class B>
void close(const A& found, const B& expected, double tolerance, const char* what, int function) {
  BOOST_TEST_REQUIRE(std::size(found) == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    const double f = static_cast<double>(found[i]), e = static_cast<double>(expected[i]);
    if (!(std::abs(f - e) <= tolerance * (1 + std::abs(e))))
      BOOST_ERROR(what << " of function " << function << ", element " << i << ": " << f << ", expected " << e);
  }
}

template <int N>
consteval numbers<N> fixed_numbers() {
  numbers<N> n;
  for (std::uint64_t i = 0; i < N; ++i) n.value[i] = 0.5 + counter_random::uniform(3, 5, i);
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

  // The derivative of each element of `value()` with respect to each element of `at`: element e * size + j. Fourth
  // order in the step.
  template <class Value>
  static doubles differences(doubles& at, Value value) {
    const double step = 1e-3;
    doubles result;
    for (std::size_t j = 0; j < at.size(); ++j) {
      const double here = at[j];
      auto moved = [&](double by) {
        at[j] = here + by;
        return value();
      };
      const doubles a = moved(step), b = moved(-step), c = moved(2 * step), d = moved(-2 * step);
      at[j] = here;
      result.resize(a.size() * at.size());
      for (std::size_t e = 0; e < a.size(); ++e)
        result[e * at.size() + j] = (8 * (a[e] - b[e]) - (c[e] - d[e])) / (12 * step);
    }
    return result;
  }

  static doubles row_times(const doubles& row, const doubles& matrix) {
    doubles r(matrix.size() / row.size());
    for (std::size_t i = 0; i < matrix.size(); ++i) r[i % r.size()] += row[i / r.size()] * matrix[i];
    return r;
  }
  static doubles times_column(const doubles& matrix, const doubles& column) {
    doubles r(matrix.size() / column.size());
    for (std::size_t i = 0; i < matrix.size(); ++i) r[i / column.size()] += matrix[i] * column[i % column.size()];
    return r;
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
  template <auto... F, class... Others>
  static void group_first_order(int k, doubles at, const Others&... others) {
    program<F..., pulled<F, X>..., jvp(F, X, v)..., jacobian(F, X)..., (0_c * sum(v)), known<Others>..., in<double>>
        run;
    const doubles direction = drawn(size, 77);
    auto now = [&] { evaluate(run, at, v = direction, others...); };
    (
        [&] {
          const doubles expected = differences(at, [&] {
            now();
            return copy(run[F]);
          });
          now();
          const doubles matrix = copy(run[jacobian(F, X)]);
          close(matrix, expected, 2e-9, "jacobian", k);
          constexpr auto fixed = fixed_numbers<F.shape.size()>();
          const doubles row(fixed.value, fixed.value + F.shape.size());
          const doubles pull = copy(run[pulled<F, X>]), push = copy(run[jvp(F, X, v)]);
          close(pull, row_times(row, matrix), 1e-12, "vjp", k);
          close(push, times_column(matrix, direction), 1e-12, "jvp", k);
          double one = 0, other = 0;
          for (std::size_t i = 0; i < row.size(); ++i) one += row[i] * push[i];
          for (std::size_t i = 0; i < pull.size(); ++i) other += pull[i] * direction[i];
          close(doubles{one}, doubles{other}, 1e-12, "u J v", k);
          ++k;
        }(),
        ...);
  }

  template <auto... F, class... Others>
  static void group_second_order(int k, doubles at, const Others&... others) {
    program<grad(objective<F>, X)..., hessian(objective<F>, X)..., hvp(objective<F>, X, v)..., objective<F>...,
            (0_c * sum(v)), known<Others>..., in<double>>
        run;
    const doubles direction = drawn(size, 78);
    auto now = [&] { evaluate(run, at, v = direction, others...); };
    (
        [&] {
          constexpr auto slope = grad(objective<F>, X);
          const doubles expected = differences(at, [&] {
            now();
            return copy(run[slope]);
          });
          now();
          const doubles matrix = copy(run[hessian(objective<F>, X)]);
          close(matrix, expected, 5e-9, "hessian", k);
          doubles turned(matrix.size());
          for (std::size_t i = 0; i < matrix.size(); ++i) turned[i % size * size + i / size] = matrix[i];
          close(matrix, turned, 1e-12, "symmetry of the hessian", k);
          close(copy(run[hvp(objective<F>, X, v)]), times_column(matrix, direction), 1e-12, "hvp", k);
          ++k;
        }(),
        ...);
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
