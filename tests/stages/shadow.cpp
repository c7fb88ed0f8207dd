// Shadow execution accepts what the planner makes, and finds every fault that is put into a good plan: one for each
// field of a record and each decision of a stage.
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/plan/verify.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 6>;
constexpr auto y = input<"y", 4>;
constexpr auto label = class_index<"label", 4>;
constexpr auto hidden = relu(dense<"hidden", 8>(x));
constexpr auto wide = dense<"wide.out", 40>(relu(dense<"wide.in", 40>(x)));
constexpr auto z = dense<"out", 4>(hidden);
constexpr auto loss = softmax_cross_entropy(z, y);
constexpr auto image = input<"image", 2, 7, 7>;
constexpr auto features = max_pool2d<2>(relu(conv2d<"filter", 3, 3, convolution{.padding = 1}>(image)));
constexpr auto seen = dense<"seen", 4>(reshape<27>(features));
constexpr auto pieces = concat<0>(exp(slice<0, 0, 2>(x)), pad<0, 1, 2, number{0.5}>(tanh(slice<0, 2, 5>(x))), 3_c * x);
constexpr auto late = concat<0>(tanh(slice<0, 0, 3>(x) * sum(x)), exp(x));  // its second part is computed first
constexpr auto state = slot<"state", 6>;
constexpr auto m = parameter<"m", 6, 6>;
constexpr auto x_rows = parameter<"rows", 3, 2>;
constexpr auto next = tanh(vecmat(state, m) + x);
constexpr auto series = input<"series", 4, 6>;
constexpr auto cell = gru_cell<"cell", 6>(x, state);
constexpr auto states = scan(cell, each(x, series), carry(state, cell));
constexpr auto moved_on = tanh(state * 0.5_c + parameter<"shift", 6>);
constexpr auto kept = sum(keeping(moved_on * x, state, moved_on));
constexpr auto valley = sum(square(slice<0, 1, 6>(x) - square(slice<0, 0, 5>(x))));

struct example {
  const char* name;
  ir::task task;
  ir::plan plan;
};
template <class Program>
example of(const char* name) {
  return {name, Program::machine::task, plan_of<typename Program::machine>()};
}

const std::vector<example>& examples() {
  static const std::vector<example> all{
      of<program<z, hidden>>("one sample"),
      of<program<z, grad(loss, x), batch<2>>>("few samples"),
      of<program<z, batch<35>>>("many samples"),
      of<training_step<loss, adam{}, batch<32>>>("training"),
      of<training_step<softmax_cross_entropy(z, label), sgd{}, batch<3>>>("training on indices"),
      of<training_step<softmax_cross_entropy(seen, y), sgd{}, batch<8>>>("convolution"),
      of<program<seen, grad(sum(square(seen)), image)>>("convolution of one"),
      of<program<wide, batch<16>>>("wide layers"),
      of<program<pieces, grad(sum(square(pieces)), x)>>("pieces"),
      of<program<pieces, grad(sum(square(pieces)), x), batch<3>>>("pieces of few"),
      of<program<late>>("a late part"),
      of<program<valley, grad(valley, x), in<double>>>("neighbours"),
      of<program<next, assign(state, next)>>("state"),
      of<program<matmul(m, transpose(m)), transpose(exp(m)), sum<0>(m), max(m), matvec(m, x), batch<5>>>("products"),
      of<program<z, grad(loss, x), batch<4>, lanes<1>>>("scalars"),
      of<program<exp(slice<0, 0, to_end, 2>(m)) + slice<1, 0, 1>(x_rows), sum(exp(slice<1, 0, to_end, 3>(m)))>>(
          "strides"),
      of<program<grad(sum(3_c * x), x), assign(state, 0_c * state)>>("constants"),
      of<training_step<kept, sgd{}, batch<4>>>("training that keeps state"),
  };
  return all;
}

using lowered = ir::lowered;
using change = std::function<bool(ir::plan&)>;  // false: there is nothing that it could change

using detail::copy_kernel, detail::dot_kernel, detail::fill_kernel, detail::map_kernel, detail::opaque_kernel,
    detail::product_kernel, detail::shuffle_kernel;
template <class Class>
constexpr bool is_a(const lowered& l) {
  return l.kind == ir::kernel_classes::number_of<Class>;
}

// Changes the first kernel of a class for which `apply` finds something to change, in its record or in its code.
template <class Class>
change first(std::function<bool(lowered&, typename Class::code&)> apply) {
  return [=](ir::plan& p) {
    for (lowered& l : p.kernels) {
      if (!is_a<Class>(l) || l.pointers + l.nest.size == 0) continue;  // or a copy of nothing: all is in its place
      auto code = l.read<typename Class::code>();
      if (!apply(l, code)) continue;
      l.write(code);
      return true;
    }
    return false;
  };
}
// A kernel that does nothing.
void forget(lowered& l) {
  l = lowered{};
  l.kind = ir::kernel_classes::number_of<copy_kernel>;
  copy_kernel::code nothing;
  l.write(nothing);
}
// A stride of the innermost or of a loop outside, of a pointer that moves along a loop of several steps.
std::function<bool(lowered&, map_kernel::code&)> stride(bool inner, int by) {
  return [=](lowered& l, map_kernel::code& c) {
    for (int loop = inner ? l.loops : 0; loop < (inner ? l.loops + 1 : l.loops); ++loop)
      for (int j = 0; j < l.pointers; ++j) {
        int& s = l.nest[loop * (l.pointers + 1) + 1 + j];
        if (s == 0 || l.extent(loop) < 2) continue;
        if (inner && (j >= c.micro.inputs.size || c.micro.inputs[j].mode != ir::access::strided)) continue;
        s += by;
        return true;
      }
    return false;
  };
}
int results_of(const lowered& l, const map_kernel::code& c) {
  return l.pointers - c.micro.outputs.size - c.micro.reductions.size;
}

struct mutation {
  const char* name;
  change apply;
  bool may_be_harmless = false;  // in some plans: what is written too much is padding, or is written again
};
// In the address of a record: the element behind.
constexpr int one_element = detail::moved_on(0, 1);

const std::vector<mutation>& mutations() {
  static const std::vector<mutation> all{
      // Records of maps.
      {"an operand one element further", first<map_kernel>([](auto& l, auto& c) {
                                                 for (int j = 0; j < c.micro.inputs.size; ++j)
                                                   if (l.pointers_to[j].where == ir::section::arena)
                                                     return l.pointers_to[j].offset += 1, true;
                                                 return false;
                                               })},
      {"a result one element further",
       first<map_kernel>([](auto& l, auto& c) { return l.pointers_to[results_of(l, c)].offset += 1, true; })},
      {"a result in the place of an operand's neighbour",
       first<map_kernel>([](auto& l, auto& c) { return l.pointers_to[results_of(l, c)].offset += line_elements, true; })},
      {"an operand in another section", first<map_kernel>([](auto& l, auto&) {
                                                for (ir::address& a : l.pointers_to)
                                                  if (a.where == ir::section::state)
                                                    return a.where = ir::section::arena, true;
                                                return false;
                                              })},
      {"a stride of an outer loop", first<map_kernel>(stride(false, 1))},
      {"a stride of an outer loop, too short", first<map_kernel>(stride(false, -1))},
      {"the stride along the lanes", first<map_kernel>(stride(true, 1))},
      {"an extent of an outer loop", first<map_kernel>([](auto& l, auto&) { return l.loops > 0 && (l.nest[0] -= 1, true); })},
      {"one row too many", first<map_kernel>([](auto& l, auto&) { return l.loops > 0 && (l.nest[0] += 1, true); }), true},
      {"the extent along the lanes", first<map_kernel>([](auto& l, auto&) {
                                             int& n = l.nest[l.loops * (l.pointers + 1)];
                                             return n > l.lanes && (n -= l.lanes, true);
                                           })},
      {"kept loops are taken for reduced ones",
       first<map_kernel>([](auto&, auto& c) { return c.kept > 0 && c.micro.reductions.size > 0 && (--c.kept, ++c.reduced, true); })},
      {"lanes along the reduced axis, or not", first<map_kernel>([](auto& l, auto& c) {
                                                       return c.micro.reductions.size > 0 && l.extent(l.loops) > 1 &&
                                                              (c.inner_reduced = !c.inner_reduced, true);
                                                     })},
      {"wider vectors than a row",
       [](ir::plan& p) {
         const change once = first<map_kernel>([](auto&, auto& c) { return c.partial && !(c.partial = false); });
         bool found = false;
         while (once(p)) found = true;
         return found;
       },
       true},
      // Code.
      {"a broadcast instead of neighbours", first<map_kernel>([](auto& l, auto& c) {
                                                    for (ir::operand& o : c.micro.inputs)
                                                      if (o.mode == ir::access::vector && l.lanes > 1 &&
                                                          l.extent(l.loops) > 1)
                                                        return o.mode = ir::access::broadcast, true;
                                                    return false;
                                                  })},
      {"neighbours instead of a broadcast", first<map_kernel>([](auto& l, auto& c) {
                                                    for (ir::operand& o : c.micro.inputs)
                                                      if (o.mode == ir::access::broadcast && l.extent(l.loops) > 1)
                                                        return o.mode = ir::access::vector, true;
                                                    return false;
                                                  })},
      {"another number in the code", first<map_kernel>([](auto&, auto& c) {
                                             for (ir::operand& o : c.micro.inputs)
                                               if (o.mode == ir::access::immediate) return o.immediate += 1, true;
                                             return false;
                                           })},
      {"another operation", first<map_kernel>([](auto&, auto& c) {
                                    for (ir::instruction& op : c.micro.instructions)
                                      if (op.op->arity == 1) {
                                        op.op = op.op->id == operation_of<ops::exp_op>.id ? &operation_of<ops::tanh_op>
                                                                                        : &operation_of<ops::exp_op>;
                                        return true;
                                      }
                                    return false;
                                  })},
      {"another operand of an operation", first<map_kernel>([](auto&, auto& c) {
                                                  for (ir::instruction& op : c.micro.instructions)
                                                    if (op.in[0] > 0 && c.micro.inputs.size > 1)
                                                      return op.in[0] = static_cast<short>(op.in[0] - 1), true;
                                                  return false;
                                                })},
      {"operands the other way round", first<map_kernel>([](auto&, auto& c) {
                                               for (ir::instruction& op : c.micro.instructions)
                                                 if (op.op->arity == 2 && !op.op->commutative && !op.op->is_product &&
                                                     op.in[0] != op.in[1])
                                                   return std::swap(op.in[0], op.in[1]), true;
                                               return false;
                                             })},
      {"the result of another instruction is stored",
       first<map_kernel>([](auto&, auto& c) {
               if (c.micro.outputs.size == 0 || c.micro.outputs[0] == 0) return false;
               return c.micro.outputs[0] = static_cast<short>(c.micro.outputs[0] - 1), true;
             }),
       true},
      {"another reduction", first<map_kernel>([](auto&, auto& c) {
                                    if (c.micro.reductions.size == 0) return false;
                                    const operation*& op = c.micro.reductions[0].op;
                                    op = op->id == operation_of<ops::sum_op>.id ? &operation_of<ops::reduce_max_op>
                                                                                : &operation_of<ops::sum_op>;
                                    return true;
                                  })},
      {"the reduction of another register", first<map_kernel>([](auto&, auto& c) {
                                                    if (c.micro.reductions.size == 0 || c.micro.reductions[0].in[0] == 0)
                                                      return false;
                                                    return --c.micro.reductions[0].in[0], true;
                                                  })},
      // Products.
      {"a row too few", first<product_kernel>([](auto&, auto& c) { return c.m > 1 && (--c.m, true); })},
      {"too few columns", first<product_kernel>([](auto& l, auto& c) { return c.n > l.lanes && (c.n -= l.lanes, true); })},
      {"an addend too few", first<product_kernel>([](auto&, auto& c) { return c.k > 1 && (--c.k, true); })},
      {"an addend too many", first<product_kernel>([](auto&, auto& c) { return ++c.k, true; })},
      {"the stride from row to row of a factor",
       first<product_kernel>([](auto&, auto& c) { return c.m > 1 && (++c.s_m, true); })},
      {"the stride along the sum of the first factor",
       first<product_kernel>([](auto&, auto& c) { return c.k > 1 && (++c.s_k, true); })},
      {"the stride along the sum of the other factor",
       first<product_kernel>([](auto&, auto& c) { return c.k > 1 && (++c.x_k, true); })},
      {"a scalar instead of a vector, or the other way round",
       first<product_kernel>([](auto& l, auto& c) { return l.lanes > 1 && c.n > 1 && (c.both = !c.both, true); })},
      {"a sum begins with 0", first<product_kernel>([](auto&, auto& c) { return c.start >= 0 && (c.start = -1, true); })},
      {"a sum begins with another operand", first<product_kernel>([](auto&, auto& c) {
                                                    for (int j = 0; j < c.micro.inputs.size && c.start >= 0; ++j)
                                                      if (j != c.start && c.micro.inputs[j].mode != ir::access::core)
                                                        return c.start = j, true;
                                                    return false;
                                                  })},
      {"the stride of a result from row to row",
       first<product_kernel>([](auto&, auto& c) { return c.m > 1 && (++c.row[c.micro.inputs.size], true); })},
      {"a loop outside a product", first<product_kernel>([](auto& l, auto& c) { return c.outer > 0 && (l.nest[0] -= 1, true); })},
      {"a contracted loop outside a product",
       first<product_kernel>([](auto& l, auto& c) { return c.outer_k > 0 && (l.nest[c.outer * (l.pointers + 1)] -= 1, true); })},
      {"a stride of a contracted loop",
       first<product_kernel>([](auto& l, auto& c) { return c.outer_k > 0 && (l.nest[c.outer * (l.pointers + 1) + 1] += 1, true); })},
      {"another factor", first<product_kernel>([](auto& l, auto&) { return l.pointers_to[0].offset += line_elements, true; })},
      {"rows of a dot product", first<dot_kernel>([](auto&, auto& c) { return c.m > 1 && (++c.row_step, true); })},
      {"a factor's stride in a dot product",
       first<dot_kernel>([](auto&, auto& c) { return (c.m > 1 || c.n > 1) && (++c.a_step, ++c.b_step, true); })},
      {"the length of a dot product",
       first<dot_kernel>([](auto& l, auto&) { return l.nest[l.loops * (l.pointers + 1)] -= 1, true; })},
      // Copies.
      {"the source of a copy", first<copy_kernel>([](auto& l, auto& c) { return !c.part[0].fills && (l.nest[0] += one_element, true); })},
      {"the target of a copy", first<copy_kernel>([](auto& l, auto&) { return l.nest[1] += one_element, true; })},
      {"the extent of a copy", first<copy_kernel>([](auto& l, auto&) { return l.nest[2] > 1 && (--l.nest[2], true); })},
      {"a stride of a copy", first<copy_kernel>([](auto& l, auto& c) {
                                     const bool moves =
                                         !c.part[0].fills && (c.part[0].loops > 0 || !c.part[0].turns);
                                     return moves && l.nest[2] > 1 && (++l.nest[3], true);
                                   })},
      {"a copy that turns, or does not",
       first<copy_kernel>([](auto&, auto& c) { return c.parts == 1 && c.part[0].turns && (c.part[0].turns = false, true); })},
      {"what a copy fills with", first<copy_kernel>([](auto&, auto& c) {
                                         for (kernels::copy_part& part : c.part)
 if (part.fills) return part.value += 1, true;
                                         return false;
                                       })},
      {"a part of a copy is forgotten",
       first<copy_kernel>([](auto&, auto& c) { return c.parts > 1 && (--c.parts, true); }), true},
      {"a lane of a copy that is assembled in registers",
       first<shuffle_kernel>([](auto&, auto& c) {
         for (signed char& lane : c.table.piece[0][0].lane)
           if (lane > 1) return --lane, true;
         return false;
       })},
      {"the target of a copy that is assembled in registers",
       first<shuffle_kernel>([](auto&, auto& c) { return c.table.target += one_element, true; })},
      // Fills.
      {"another constant is filled in", first<fill_kernel>([](auto&, auto& c) { return c.value += 1, true; })},
      {"a fill is too short", first<fill_kernel>([](auto& l, auto&) { return l.nest[0] -= l.lanes, true; })},
      {"a fill lies elsewhere",
       first<fill_kernel>([](auto& l, auto&) { return l.pointers_to[0].offset += line_elements, true; })},
      // Decisions of the stages.
      {"a kernel is forgotten",
       [](ir::plan& p) {
         for (int k = 0; k < p.kernels.size; ++k)
           if (is_a<map_kernel>(p.kernels[k]) || is_a<product_kernel>(p.kernels[k]))
             return forget(p.kernels[k]), true;
         return false;
       }},
      {"two kernels the other way round",
       [](ir::plan& p) {
         if (p.order.kernels.size < 2) return false;
         std::swap(p.kernels[0], p.kernels[1]);
         return true;
       }},
      {"unequal kernels share code",
       [](ir::plan& p) {
         for (const lowered& a : p.kernels)
           for (lowered& b : p.kernels)
             if (a.kind == b.kind && a.pointers == b.pointers && a.loops == b.loops && a.pointers > 0 &&
                 !(a.lanes == b.lanes && a.words == b.words))
               return b.lanes = a.lanes, b.words = a.words, b.operations = a.operations, true;
         return false;
       }},
      {"two live values in one place",
       [](ir::plan& p) {
         // What the first kernel leaves lies where the second one writes.
         if (p.kernels.size < 2 || !is_a<product_kernel>(p.kernels[0]) || !is_a<product_kernel>(p.kernels[1])) return false;
         const ir::address one = p.kernels[0].pointers_to.back(), two = p.kernels[1].pointers_to.back();
         // If all rows of its results are one tile of registers, it has read everything by then, and nothing is wrong.
         const auto c = p.kernels[1].read<kernels::contraction_code<ir::micro_lists>>();
         const int vectors = (c.n + p.kernels[1].lanes - 1) / p.kernels[1].lanes;
         const int together = kernels::register_tile_vectors(c.m, vectors);
         if (c.m <= kernels::register_tile_rows(c.m, vectors < together ? vectors : together)) return false;
         for (lowered& l : p.kernels)
           for (ir::address& a : l.pointers_to)
             if (a == two) a = one;
         for (int i = 0; i < p.nodes.nodes.size; ++i)
           if (p.layout.where[i] == two.where && p.layout.offset[i] == two.offset) p.layout.offset[i] = one.offset;
         return one.where == two.where;
       }},
      {"an axis of samples is forgotten",
       [](ir::plan& p) {
         if (p.nodes.samples == 1) return false;
         for (lowered& l : p.kernels)
           for (int loop = 0; loop <= l.loops; ++loop)
             if (l.pointers > 0 && l.extent(loop) >= p.nodes.samples &&
                 l.extent(loop) > (loop == l.loops ? l.lanes : 1))
               return l.nest[loop * (l.pointers + 1)] = 1, true;
         return false;
       }},
      {"a state is not moved on",
       [](ir::plan& p) {
         if (p.kernels.size == p.order.kernels.size) return false;
         return forget(p.kernels.back()), true;
       }},
      {"a state is written before it is read",
       [](ir::plan& p) {
         for (int a = 0; a < p.nodes.assignments.size; ++a)
           if (p.nodes.nodes[p.nodes.assignments[a].slot].leaf->kind == ir::role::parameter && p.layout.direct[a]) {
             // The kernels that compute gradients run once more, after the update.
             for (int k = 0; k < p.order.kernels.size; ++k)
               if (is_a<product_kernel>(p.kernels[k])) return std::swap(p.kernels[k], p.kernels[p.order.kernels.size - 1]), true;
           }
         return false;
       }},
      {"a state changes before the last tile",
       [](ir::plan& p) {
         int copied = p.order.kernels.size;
         for (int a = 0; a < p.nodes.assignments.size && p.nodes.sums.size > 0; ++a) {
           const auto [slot, value] = p.nodes.assignments[a];
           const int k = p.order.kernel_of[value];
           if (p.layout.direct[a]) continue;
           if (k >= 0 && !p.order.kernels[k].last_phase) {
             const ir::address from = detail::address_in(p.nodes, p.layout, value),
                               to = detail::address_in(p.nodes, p.layout, slot);
             for (lowered& l : p.kernels)
               for (ir::address& each : l.pointers_to)
                 if (each == from) each = to;
             p.layout.where[value] = to.where;
             p.layout.offset[value] = to.offset;
             p.layout.direct[a] = true;
             return forget(p.kernels[copied]), true;
           }
           ++copied;
         }
         return false;
       }},
      {"an output is read at other strides",
       [](ir::plan& p) {
         for (const int o : p.nodes.outputs) {
           view& v = p.nodes.views[o];
           for (int a = 0; a < v.shape.rank; ++a)
             if (v.shape.dim[a] > 1) return v.stride[a] += 1, true;
         }
         return false;
       }},
      {"an output is read elsewhere",
       [](ir::plan& p) { return p.layout.offset[p.nodes.views[p.nodes.outputs[0]].buffer] += line_elements, true; }},
      {"an input begins at another element",
       [](ir::plan& p) {
         for (node& n : p.nodes.nodes)
           if (const int first = attributes_of_leaf(n).begins_at; is_leaf(n, ir::role::input) && first != 0)
             return set_attributes(n, {.begins_at = first + 1}), true;
         return false;
       }},
      {"an input lies elsewhere",
       [](ir::plan& p) {
         bool moved = false;
         for (int i = 0; i < p.nodes.nodes.size; ++i)
           if (is_leaf(p.nodes.nodes[i], ir::role::input)) p.layout.offset[i] += 1, moved = true;
         return moved;
       }},
      {"an operation with its own loop reads elsewhere",
       [](ir::plan& p) {
         for (int k = 0; k < p.order.kernels.size; ++k)
           if (is_a<opaque_kernel>(p.kernels[k])) {
             const node& n = p.nodes.nodes[p.order.kernels[k].core];
             view& v = p.nodes.views[n.in[0]];
             return p.nodes.nodes[n.in[0]].op->kind != ir::loop::leaf && (v.offset += 1, true);
           }
         return false;
       }},
  };
  return all;
}

// Small plans prove themselves while they are compiled.
static_assert(program<valley, grad(valley, x), batch<2>>::report.flops < most_flops_verified_by_compilers);
static_assert(verify<program<z>>() && verify<program<valley, grad(valley, x), batch<2>>>());
static_assert(verify<training_step<mse(dense<"one", 2>(x), slice<0, 0, 2>(y)), sgd{}, batch<3>>>());

}  // namespace

BOOST_AUTO_TEST_SUITE(shadow)

BOOST_AUTO_TEST_CASE(plans_of_the_planner_have_no_flaw) {
  for (const example& e : examples()) {
    const plan_flaw f = shadow_flaw(e.task, e.plan);
    BOOST_TEST(!f, e.name << ": flaw " << static_cast<int>(f.what) << " at " << f.at << ", " << f.other);
  }
}

// The steps of a loop, and of its adjoint, have plans of their own.
BOOST_AUTO_TEST_CASE(plans_of_loops_are_verified) {
  using forward = program<states, batch<3>>;
  using backward = training_step<mean(square(states)), sgd{}, batch<5>>;
  static_assert(forward::machine::operation_with_plan(0) >= 0 && forward::machine::operation_with_plan(1) < 0);
  BOOST_TEST(verify<forward>());
  BOOST_TEST(verify<backward>());
}

BOOST_AUTO_TEST_CASE(every_fault_is_found) {
  BOOST_TEST(mutations().size() >= 30u);
  for (const mutation& f : mutations()) {
    int put_in = 0, found = 0;
    for (const example& e : examples()) {
      ir::plan wrong = e.plan;
      if (!f.apply(wrong)) continue;
      ++put_in;
      const bool here = bool(shadow_flaw(e.task, wrong));
      found += here;
      if (!f.may_be_harmless) BOOST_TEST(here, f.name << " is not found in: " << e.name);
    }
    BOOST_TEST(put_in > 0, f.name << " could be put into no plan");
    BOOST_TEST(found > 0, f.name << " is found in no plan");
  }
}

BOOST_AUTO_TEST_SUITE_END()
