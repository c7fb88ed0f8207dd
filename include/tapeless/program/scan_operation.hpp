// The operation behind scan (program/scan.hpp), and its derivative: one node, whose body is a plan of its own.
//
//   scan_node<Body, Order>(steps, xs, start, shared)   [steps, next states and output of each step], differentiable
//                                                      Order times; a body is described in program/body.hpp
#pragma once

#include <tapeless/ops/shaping.hpp>
#include <tapeless/program/body.hpp>
#include <tapeless/program/loop_machine.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <class Body, int Order>
constexpr term scan_node(int steps, term xs, term start, term shared);
constexpr term no_elements(builder& b) { return constant_term(b, 0, make_shape(1, 1)); }

// The part [first, first + count) of the second axis.
constexpr term columns(term x, int first, int count) {
  return first == 0 && count == x->shape.dim[1] ? x : slice(x, 1, first, count, 1);
}
constexpr term backwards(term x) { return slice(x, 0, x->shape.dim[0] - 1, x->shape.dim[0], -1); }
// The shape of one value for each step: the time in front.
constexpr shape over_time(int steps, const shape& each) {
  shape s = make_shape(steps);
  for (int i = 0; i < each.rank; ++i) s.dim[s.rank++] = each.dim[i];
  return s;
}
constexpr term flattened(term x) { return reshape(x, make_shape(x->shape.size())); }

// Reached in constant evaluation, its name is the message: it is not constexpr.
inline void tapeless_scan_was_differentiated_more_often_than_it_can() {}

}  // namespace detail

namespace ops {

// Operands: elements [time, each] or no_elements, the first state [carry], shared numbers [shared]; result: [time, next
// and output].
// attr[0]: 1 if the shared numbers differ from sample to sample.
template <class Body, int Order>
struct scan_op {
  static constexpr char name[] = "scan";
  static constexpr std::uint64_t id = mix(Body::id, hash_text(name) + Order);
  static constexpr ir::loop kind = ir::loop::opaque;
  static constexpr int arity = 3;
  static constexpr int flops = 0;
  static constexpr spelling print{"scan({0}, {1}, {2})", "\\operatorname{scan}({0}, {1}, {2})"};

  static constexpr bool shared_vary(const node& n) { return n.attr[0] != 0; }

  template <class Engine, int I>
  using machine = detail::loop_machine<Engine, I, Body, shared_vary(Engine::nodes.nodes[I])>;

  static constexpr void derive(rule& r) {
    if constexpr (Order == 0) {
      detail::tapeless_scan_was_differentiated_more_often_than_it_can();
    } else {
      using back = detail::backward_body<Body>;
      builder there(true, 128), again(true, 256);
      detail::body_draft f, g;
      Body::build(there, f);
      back::build(again, g);
      const int steps = r.self.shape.dim[0], elements = detail::size_of(there, f.each);
      const int state = detail::size_of(there, f.carry);
      const term first = reshape(r.x[1], make_shape(1, state));
      const term states = detail::columns(r.y, 0, state);
      const term before = steps == 1 ? first : concat(first, slice(states, 0, 0, steps - 1, 1), 0);
      term seen = concat(before, r.g, 1);
      if (elements) seen = concat(detail::columns(r.x[0], 0, elements), seen, 1);
      const term none = constant_term(r.graph, 0, make_shape(state));
      const term all =
          detail::backwards(detail::scan_node<back, Order - 1>(steps, detail::backwards(seen), none, r.x[2]));
      if (elements && r.wants[0]) r.adjoint[0] = detail::columns(all, state, elements);
      if (r.wants[1]) r.adjoint[1] = detail::flattened(slice(detail::columns(all, 0, state), 0, 0, 1, 1));
      if (r.wants[2] && f.shared.size) r.adjoint[2] = shared_adjoint(all, steps, state, again, g);
    }
  }

  // The adjoints of the shared leaves, one behind the other: sums over time of what the way back gave.
  static constexpr term shared_adjoint(term all, int steps, int state, const builder& b, const detail::body_draft& d) {
    auto output = [&](int k) {  // [time, its shape]
      int at = state;
      for (int i = 0; i < k; ++i) at += b[d.output[i]].shape.size();
      const shape s = b[d.output[k]].shape;
      return reshape(detail::columns(all, at, s.size()), detail::over_time(steps, s));
    };
    term total{};
    for (int leaf = 0; leaf < d.shared.size; ++leaf) {
      const bool stacked = d.is_stacked(leaf);  // one adjoint for each step, not their sum
      const shape one = b[d.shared[leaf]].shape, own = stacked ? detail::over_time(steps, one) : one;
      term sum = constant_term(*all.owner, 0, own);
      for (int t = 0; t < d.term_count; ++t) {
        const detail::pulled_back& p = d.terms[t];
        if (p.leaf != leaf) continue;
        if (p.second < 0) {
          sum = sum + (stacked ? output(p.first) : reduce<sum_op>(output(p.first), 1u));
        } else {
          const std::int64_t time = free_label(p.labels);
          const std::int64_t a = (p.labels & label_mask) << 4 | time, c = p.labels >> label_bits << 4 | time;
          const std::int64_t out = stacked ? p.out << 4 | time : p.out;
          sum = sum + contract(output(p.first), output(p.second), contraction_op::pair(a, c), out);
        }
      }
      if (sum->shape != own) sum = broadcast_to(sum, own);
      if (stacked && Body::backwards) sum = detail::backwards(sum);
      total = total ? concat(total, detail::flattened(sum), 0) : detail::flattened(sum);
    }
    return total;
  }

  // Elements and state get the samples; shared numbers stay shared unless they vary themselves.
  static constexpr bool batch(builder& b, node& n, const bool* varying, int samples) {
    for (int k = 0; k < 2; ++k)
      if (!varying[k]) n.in[k] = detail::shared_operand(b, n.in[k], samples);
    if (shared_vary(n)) {
      if (!varying[2]) n.in[2] = detail::shared_operand(b, n.in[2], samples);
    } else if (varying[2]) {
      n.attr[0] = 1;
      const shape from = b[n.in[2]].shape;  // [shared, samples]; axes of earlier batches come between
      shape units = make_shape(from.dim[0]), full = units;
      for (int i = 2; i + 1 < n.shape.rank; ++i) {
        units.dim[units.rank++] = 1;
        full.dim[full.rank++] = n.shape.dim[i];
      }
      n.in[2] =
          static_cast<short>(broadcast_to(reshape(b.at(n.in[2]), append(units, samples)), append(full, samples)).id);
    }
    return true;
  }
};

}  // namespace ops

namespace detail {

template <class Body, int Order>
constexpr term scan_node(int steps, term xs, term start, term shared) {
  builder there(true, 128);
  body_draft d;
  Body::build(there, d);
  node n;
  n.op = &operation_of<ops::scan_op<Body, Order>>;
  n.in[0] = static_cast<short>(xs.id);
  n.in[1] = static_cast<short>(start.id);
  n.in[2] = static_cast<short>(shared.id);
  n.shape = make_shape(steps, size_of(there, d.next) + size_of(there, d.output));
  return xs.owner->at(xs.owner->put(n));
}

// How often a scan may be differentiated.
inline constexpr int scan_order = 3;

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
