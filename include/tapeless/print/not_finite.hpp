// The first value of a call that is not finite, in words.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <tapeless/print/plan.hpp>
#include <tapeless/program/training_step.hpp>

namespace tapeless::inline TAPELESS_ISA {

// "input x of sample 17", "out.weight", or the formula of a value that a kernel computes, with the meaning of the names
// in it: "log(v3) of sample 2, where v3 = second.weightᵀ v1 + second.bias". Empty if all values are finite.
template <class Step>
std::string describe(const Step&, const not_finite_value& found) {
  using machine = typename Step::machine;
  const auto& nodes = machine::nodes;
  if (!found) return {};
  const std::string where = found.sample < 0 ? "" : " of sample " + std::to_string(found.sample);
  const detail::plan_names names = detail::name_results(nodes, machine::order);
  const auto text_of = [&](int i, bool name) {
    detail::growing_text out;
    printer p(out, nodes.nodes.at, nodes.batched.at, names);
    if (name) p.write_name(i);
    else p.write(i);
    std::string s;
    for (int c = 0; c < out.size(); ++c) s += out[c];
    return s;
  };
  const node& n = nodes.nodes[found.node];
  if (is_leaf(n, ir::role::input) || is_leaf(n, ir::role::index)) return "input " + std::string(n.leaf->name) + where;
  if (n.op->kind == ir::loop::leaf) return n.leaf->name + where;
  // The names of the results that it was computed from; what else the kernel computed is written out.
  std::vector<int> open{found.node}, meant;
  while (!open.empty()) {
    const int at = open.back();
    open.pop_back();
    for (const short q : nodes.nodes[at].in) {
      if (q < 0) continue;
      const int shown = names.alias.at[q];
      if (names.name.at[shown].letter == 0) open.push_back(shown);
      else if (std::find(meant.begin(), meant.end(), shown) == meant.end()) meant.push_back(shown);
    }
  }
  std::sort(meant.begin(), meant.end());
  std::string s = text_of(found.node, false) + where;
  for (const int i : meant)
    s += (i == meant.front() ? ", where " : ", ") + text_of(i, true) + " = " + text_of(i, false);
  return s;
}

}  // namespace tapeless::inline TAPELESS_ISA
