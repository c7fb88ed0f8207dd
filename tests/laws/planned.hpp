// Expressions without a compiled program: planned and run at run time, by the stages that plan programs in the
// compiler. Plans for several numbers of lanes are checked by their rules and by shadow execution, which compares all
// that they store with the expression; an interpreter of plans computes the numbers.
//
// An operation that brings a plan of its own, a scan, needs a program.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <vector>

#include <tapeless/expr/flatten.hpp>
#include <tapeless/shape/random.hpp>

namespace laws {

using namespace tapeless;

using doubles = std::vector<double>;

// What a leaf holds. Parameters without numbers hold fixed ones.
struct held {
  const symbol* leaf;
  doubles numbers;
};

class planned {
 public:
  explicit planned(std::initializer_list<graph> outputs);
  ~planned();
  planned(const planned&) = delete;
  planned& operator=(const planned&) = delete;

  // The value of every output.
  std::vector<doubles> operator()(const std::vector<held>& leaves) const;

 private:
  struct result;
  std::unique_ptr<const result> result_;
};

template <graph G>
consteval bool needs_program() {
  bool needs = false;
  ir::hash_map seen;
  detail::visit_graphs(seen, G.at, [&](const graph_view& g) {
    for (int i = 0; i < g.size; ++i)
      needs = needs || (g.nodes[i].op->kind == ir::loop::opaque && !detail::given(g.nodes[i].op->loop32));
    return 0;
  });
  return needs;
}

// Outputs at a point, and for a direction.
using evaluation = std::function<std::vector<doubles>(const doubles& at, const doubles& direction)>;

// The laws, of `count` functions, the first of which has number `first`.
// First order: outputs are the functions, u^T J, J v, and J of each.
void check_first_order(const evaluation& outputs, const doubles& at, std::size_t count, int first);
// Second order: outputs are the gradients of u . F, the Hessians, and the Hessians times v.
void check_second_order(const evaluation& outputs, const doubles& at, std::size_t count, int first);

// Fixed numbers in [low, high).
doubles drawn(int count, std::uint64_t stream, double low = -1, double high = 1);
// u[i], without which adjoints would be all ones.
constexpr double fixed_number(std::uint64_t i) { return 0.5 + counter_random::uniform(3, 5, i); }

void close(const doubles& found, const doubles& expected, double tolerance, const char* what, int function);

}  // namespace laws
