// The laws of derivatives on the values of outputs, and plans made at run time.
#include "planned.hpp"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include <tapeless/plan/shadow.hpp>
#include <tapeless/program/tasks.hpp>

#include "../fuzz/plans/call.hpp"

namespace laws {

doubles drawn(int count, std::uint64_t stream, double low, double high) {
  doubles values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = low + (high - low) * counter_random::uniform(11, stream, i);
  return values;
}

void close(const doubles& found, const doubles& expected, double tolerance, const char* what, int function) {
  BOOST_TEST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!(std::abs(found[i] - expected[i]) <= tolerance * (1 + std::abs(expected[i]))))
      BOOST_ERROR(what << " of function " << function << ", element " << i << ": " << found[i] << ", expected "
                       << expected[i]);
}

struct planned::result {
  ir::task task;
  ir::plan plan;
};

namespace {

constexpr int lanes_of_numbers = 4, lanes_of_plans[] = {1, 8, lanes_of_numbers};

// Fourth order in the step: the derivative of each element of outputs [0, count) with respect to each element of `at`,
// element e * size + j.
std::vector<doubles> differences(const evaluation& outputs, doubles at, const doubles& direction, std::size_t count) {
  const double step = 1e-3;
  std::vector<doubles> all(count);
  for (std::size_t j = 0; j < at.size(); ++j) {
    const double here = at[j];
    const auto moved = [&](double by) {
      at[j] = here + by;
      return outputs(at, direction);
    };
    const auto a = moved(step), b = moved(-step), c = moved(2 * step), d = moved(-2 * step);
    at[j] = here;
    for (std::size_t f = 0; f < count; ++f) {
      all[f].resize(a[f].size() * at.size());
      for (std::size_t e = 0; e < a[f].size(); ++e)
        all[f][e * at.size() + j] = (8 * (a[f][e] - b[f][e]) - (c[f][e] - d[f][e])) / (12 * step);
    }
  }
  return all;
}

doubles row_times(const doubles& row, const doubles& matrix) {
  doubles r(matrix.size() / row.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) r[i % r.size()] += row[i / r.size()] * matrix[i];
  return r;
}
doubles times_column(const doubles& matrix, const doubles& column) {
  doubles r(matrix.size() / column.size());
  for (std::size_t i = 0; i < matrix.size(); ++i) r[i / column.size()] += matrix[i] * column[i % column.size()];
  return r;
}
double dot_product(const doubles& a, const doubles& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

planned::planned(std::initializer_list<graph> outputs) {
  builder all(true, 256);
  detail::flattener flat(all, ir::mode::program);
  ir::list<int> roots;
  for (const graph& g : outputs) roots.push(flat.add(g.at));
  const ir::merged merged = detail::merged(all, std::move(roots));
  const int count = static_cast<int>(outputs.size());
  for (const int lanes : lanes_of_plans) {
    auto r = std::make_unique<result>();
    r->task = detail::packed_by_calls(detail::inference_task(merged, count, 1, lanes, 256));
    r->plan = make_plan(r->task);
    const plan_flaw rule = find_flaw(r->plan.nodes, r->plan.order, r->plan.layout);
    BOOST_TEST_REQUIRE(!rule, "a plan for " << lanes << " lanes breaks rule " << static_cast<int>(rule.what));
    const plan_flaw content = shadow_flaw(r->task, r->plan);
    BOOST_TEST_REQUIRE(!content, "a plan for " << lanes << " lanes computes something else at node " << content.at);
    result_ = std::move(r);
  }
}
planned::~planned() = default;

std::vector<doubles> planned::operator()(const std::vector<held>& leaves) const {
  const auto value = [&](const node& n, int e, int) {
    for (const held& h : leaves)
      if (h.leaf->hash == n.leaf->hash && h.leaf->kind == n.leaf->kind)
        return h.numbers.at(static_cast<std::size_t>(e));
    BOOST_TEST_REQUIRE(is_leaf(n, ir::role::parameter), "nothing is bound to " << n.leaf->name);
    return 2 * counter_random::uniform(13, n.leaf->hash, static_cast<std::uint64_t>(e)) - 1;
  };
  plans::call run(result_->task, result_->plan, value);
  run(0, 1);
  std::vector<doubles> all;
  const ir::prepared& p = result_->plan.nodes;
  for (int o = 0; o < p.outputs.size; ++o) {
    doubles& values = all.emplace_back();
    for (int e = 0; e < p.nodes[p.outputs[o]].shape.size(); ++e) values.push_back(run.output(o, 0, e));
  }
  return all;
}

void check_first_order(const evaluation& outputs, const doubles& at, std::size_t count, int first) {
  const doubles direction = drawn(static_cast<int>(at.size()), 77);
  const std::vector<doubles> expected = differences(outputs, at, direction, count), found = outputs(at, direction);
  for (std::size_t f = 0; f < count; ++f, ++first) {
    const doubles &pull = found[count + f], &push = found[2 * count + f], &matrix = found[3 * count + f];
    close(matrix, expected[f], 2e-9, "jacobian", first);
    doubles row;
    for (std::size_t i = 0; i < found[f].size(); ++i) row.push_back(fixed_number(i));
    close(pull, row_times(row, matrix), 1e-12, "vjp", first);
    close(push, times_column(matrix, direction), 1e-12, "jvp", first);
    close({dot_product(row, push)}, {dot_product(pull, direction)}, 1e-12, "u J v", first);
  }
}

void check_second_order(const evaluation& outputs, const doubles& at, std::size_t count, int first) {
  const doubles direction = drawn(static_cast<int>(at.size()), 78);
  const std::vector<doubles> expected = differences(outputs, at, direction, count), found = outputs(at, direction);
  const std::size_t size = at.size();
  for (std::size_t f = 0; f < count; ++f, ++first) {
    const doubles& matrix = found[count + f];
    close(matrix, expected[f], 5e-9, "hessian", first);
    doubles turned(matrix.size());
    for (std::size_t i = 0; i < matrix.size(); ++i) turned[i % size * size + i / size] = matrix[i];
    close(matrix, turned, 1e-12, "symmetry of the hessian", first);
    close(found[2 * count + f], times_column(matrix, direction), 1e-12, "hvp", first);
  }
}

}  // namespace laws
