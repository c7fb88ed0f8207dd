// Shadow execution: a plan runs without numbers, on memory in which every cell knows the element that it holds (see
// plan/contents.hpp). All stored values, outputs, totals and states are compared with the expression that the plan was
// made from. It shares no code with the stages.
//
// It takes about as many steps as the program has operations, for one full tile and the last phase.
#pragma once

#include <tapeless/plan/rules.hpp>
#include <tapeless/plan/walk.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

class shadow_run {
 public:
  constexpr shadow_run(const ir::task& task, const ir::plan& plan)
      : task_(task),
        plan_(plan),
        algebra_(plan.nodes.nodes),
        wanted_(task.nodes, task.nodes, algebra_),
        expected_(plan.nodes.nodes, task.nodes, algebra_),
        walk_(plan, algebra_) {}

  constexpr plan_flaw operator()() {
    const ir::prepared& p = plan_.nodes;
    for (int i = 0; i < p.nodes.size; ++i)
      if (const node& n = p.nodes.at[i]; n.op->kind == ir::loop::leaf && given(n.leaf))
        for (int e = 0; e < n.shape.size(); ++e) walk_.element(i, e) = expected_.at(i, e);
    if (walk_.outside()) return {ir::flaw::outside, -1, -1};
    bool tile = true;
    for (int k = 0; k < plan_.kernels.size; ++k) {
      const bool last = k >= plan_.order.kernels.size || plan_.order.kernels.at[k].last_phase;
      if (tile && last) {
        if (const plan_flaw f = check_outputs(k)) return f;
        if (const plan_flaw f = check_state_between_tiles()) return f;
      }
      tile = !last;
      walk_.run(plan_.kernels.at[k]);
      if (walk_.outside()) return {ir::flaw::outside, -1, k};
      if (const plan_flaw f = check_members(k)) return f;
    }
    if (const plan_flaw f = check_outputs(plan_.kernels.size)) return f;
    return check_state();
  }

 private:
  constexpr bool holds(int node, const graph_contents& of, int original) {
    for (int e = 0; e < plan_.nodes.nodes.at[node].shape.size(); ++e)
      if (const content wanted = of.at(original, e); wanted.bits() == 0 || !(walk_.element(node, e) == wanted))
        return false;
    return !walk_.outside();
  }
  // Every value that kernel k has stored.
  constexpr plan_flaw check_members(int k) {
    if (k >= plan_.order.kernels.size) return {};
    const ir::kernel& here = plan_.order.kernels.at[k];
    for (int j = here.first; j < here.first + here.count; ++j)
      if (const int i = plan_.order.members.at[j]; plan_.order.stored.at[i] && !holds(i, expected_, i))
        return {ir::flaw::wrong_content, i, k};
    return {};
  }
  constexpr plan_flaw check_outputs(int k) {
    for (int o = 0; o < task_.outputs.size; ++o)
      if (const int i = plan_.nodes.outputs.at[o]; !holds(i, wanted_, task_.outputs.at[o]))
        return {ir::flaw::wrong_output, i, k};
    for (int s = 0; s < task_.sums.size; ++s)
      if (const int i = plan_.nodes.sums.at[s]; k < plan_.kernels.size && !holds(i, wanted_, task_.sums.at[s]))
        return {ir::flaw::wrong_output, i, k};
    return {};
  }
  // Where tiles are added up, the next tile reads the old state.
  constexpr plan_flaw check_state_between_tiles() {
    const ir::prepared& p = plan_.nodes;
    for (int i = 0; i < p.nodes.size && p.sums.size > 0; ++i)
      if (plan_.layout.where.at[i] == ir::section::state && p.nodes.at[i].op->kind == ir::loop::leaf &&
          !holds(i, expected_, i))
        return {ir::flaw::overwritten_too_early, i, -1};
    return {};
  }
  // State without an assignment is unchanged; assigned state has its new value, computed from the old state.
  constexpr plan_flaw check_state() {
    const ir::prepared& p = plan_.nodes;
    for (const ir::line& l : plan_.layout.lines)  // the next call's past is its end
      if (!holds(l.node, expected_, l.node)) return {ir::flaw::wrong_state, l.node, -1};
    for (int i = 0; i < p.nodes.size; ++i) {
      if (p.nodes.at[i].op->kind != ir::loop::leaf || !given(p.nodes.at[i].leaf)) continue;
      if (plan_.layout.where.at[i] == ir::section::arena) continue;
      int assigned = -1;
      for (int a = 0; a < p.assignments.size; ++a)
        if (p.assignments.at[a].slot == i) assigned = task_.assignments.at[a].value;
      if (assigned < 0 ? !holds(i, expected_, i) : !holds(i, wanted_, assigned)) return {ir::flaw::wrong_state, i, -1};
    }
    return {};
  }

  const ir::task& task_;
  const ir::plan& plan_;
  content_algebra algebra_;
  graph_contents wanted_, expected_;
  plan_walk<content_algebra> walk_;
};

}  // namespace detail

constexpr plan_flaw shadow_flaw(const ir::task& task, const ir::plan& plan) {
  detail::shadow_run run(task, plan);
  return run();
}

}  // namespace tapeless::inline TAPELESS_ISA
