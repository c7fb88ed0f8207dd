// What is to be planned: a graph with its results, the sums over samples, and the assignments that end a step.
#pragma once

#include <tapeless/calculus/batch.hpp>
#include <tapeless/ops/assembly.hpp>
#include <tapeless/ops/elementary.hpp>

namespace tapeless {

// A batched graph. `sums` are totals over samples: when a call has more samples than a tile, each tile adds to them, and
// what depends on them runs once, after the last tile. An assignment gives the state leaf `slots[i]` the value of node
// `values[i]`; all assignments read old state and commit together.
template <int N, int Outputs, int Sums, int Assignments>
struct task {
  tapeless::node nodes[N]{};
  int outputs[Outputs + 1]{};
  int sums[Sums + 1]{};
  int slots[Assignments + 1]{};
  int values[Assignments + 1]{};
  int samples = 1;  // 1: there is no batch axis
  int lanes = 1;
  bool binds = false;  // a call packs the inputs, from memory of the caller's

  static constexpr int size = N, output_count = Outputs, sum_count = Sums, assignment_count = Assignments;
};

constexpr int round_up(int n, int to) { return (n + to - 1) / to * to; }

}  // namespace tapeless
