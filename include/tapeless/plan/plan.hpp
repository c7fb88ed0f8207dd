// A planned task as one value, at compile time or at run time: the result of every stage, and the kernels in the order
// in which they run. A program holds the same in separate constants.
#pragma once

#include <tapeless/plan/emission.hpp>
#include <tapeless/plan/memory.hpp>
#include <tapeless/plan/schedule.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace ir {
struct plan {
  prepared nodes;
  schedule order;
  memory layout;
  ir::list<lowered> kernels;  // those of the schedule, then the copies that commit assignments
};
}  // namespace ir

namespace detail {

// A kernel as a program runs it: its code and its record.
constexpr ir::lowered read_kernel(const ir::emission& e, int k) {
  const ir::emitted_kernel& here = e.kernels.at[k];
  const ir::emitted_code& c = e.codes.at[here.code];
  const int end = k + 1 < e.kernels.size ? e.kernels.at[k + 1].first : e.record.size;
  const auto take = [](auto& to, const auto& from, ir::emitted_code::part p) {
    for (int i = 0; i < p.size; ++i) to.push(from.at[p.first + i]);
  };
  ir::lowered l;
  static_cast<ir::code_head&>(l) = c;
  take(l.words, e.words, c.words);
  take(l.operations, e.operations, c.operations);
  for (int j = 0; j < c.pointers; ++j) l.pointers_to.push(unpacked(e.record.at[here.first + j]));
  for (int i = here.first + c.pointers; i < end; ++i) l.nest.push(e.record.at[i]);
  return l;
}

}  // namespace detail

constexpr ir::plan make_plan(const ir::task& t) {
  ir::plan p;
  p.nodes = prepare(t);
  p.order = make_schedule(p.nodes);
  p.layout = make_memory(p.nodes, p.order);
  const ir::emission e = emit(p.nodes, p.order, p.layout);
  for (int k = 0; k < e.kernels.size; ++k) p.kernels.push(detail::read_kernel(e, k));
  return p;
}

// The plan that a program's machine runs.
template <class Machine>
constexpr ir::plan plan_of() {
  ir::plan p;
  p.nodes = Machine::nodes;
  p.order = Machine::order;
  p.layout = Machine::layout;
  for (int k = 0; k < Machine::emitted.kernels.size; ++k) p.kernels.push(detail::read_kernel(Machine::emitted, k));
  return p;
}

}  // namespace tapeless::inline TAPELESS_ISA
