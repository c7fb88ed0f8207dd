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
      of<program<pieces, grad(sum(square(pieces)), x)>>("pieces"),
      of<program<pieces, grad(sum(square(pieces)), x), batch<3>>>("pieces of few"),
      of<program<late>>("a late part"),
      of<program<valley, grad(valley, x), in<double>>>("neighbours"),
      of<program<next, assign(state, next)>>("state"),
      of<program<matmul(m, transpose(m)), transpose(exp(m)), sum<0>(m), max(m), matvec(m, x), batch<5>>>("products"),
      of<program<z, grad(loss, x), batch<4>, lanes<1>>>("scalars"),
      of<program<exp(slice<0, 0, to_end, 2>(m)) + slice<1, 0, 1>(x_rows), sum(exp(slice<1, 0, to_end, 3>(m)))>>(
          "strides"),
  };
  return all;
}

using lowered = ir::lowered;
using change = std::function<bool(ir::plan&)>;  // false: there is nothing that it could change

constexpr bool is_map(const lowered& l) { return l.kind == ir::kernel_kind::map; }
constexpr bool is_dot(const lowered& l) { return l.kind == ir::kernel_kind::contraction && l.mode == ir::product::dot; }
constexpr bool is_product(const lowered& l) {
  return l.kind == ir::kernel_kind::contraction && l.mode != ir::product::dot;
}
constexpr bool is_copy(const lowered& l) { return l.kind == ir::kernel_kind::copy && l.parts.size > 0 && !l.assembled; }

// Changes the first kernel for which `apply` finds something to change.
change first(bool (*kind)(const lowered&), std::function<bool(lowered&)> apply) {
  return [=](ir::plan& p) {
    for (lowered& l : p.kernels)
      if (kind(l) && apply(l)) return true;
    return false;
  };
}
// A stride of the innermost or of a loop outside, of a pointer that moves along a loop of several steps.
std::function<bool(lowered&)> stride(bool inner, int by) {
  return [=](lowered& l) {
    for (int loop = inner ? l.loops : 0; loop < (inner ? l.loops + 1 : l.loops); ++loop)
      for (int j = 0; j < l.pointers; ++j) {
        int& s = l.nest[loop * (l.pointers + 1) + 1 + j];
        if (s == 0 || l.extent(loop) < 2) continue;
        if (inner && (j >= l.inputs.size || l.inputs[j].mode != ir::access::strided)) continue;
        s += by;
        return true;
      }
    return false;
  };
}
int results_of(const lowered& l) { return l.pointers - l.outputs.size - l.reductions.size; }

struct mutation {
  const char* name;
  change apply;
  bool may_be_harmless = false;  // in some plans: what is written too much is padding, or is written again
};
const std::vector<mutation>& mutations() {
  static const std::vector<mutation> all{
      // Records of maps.
      {"an operand one element further", first(is_map,
                                               [](lowered& l) {
                                                 for (int j = 0; j < l.inputs.size; ++j)
                                                   if (l.pointers_to[j].where == ir::section::arena)
                                                     return l.pointers_to[j].offset += 1, true;
                                                 return false;
                                               })},
      {"a result one element further",
       first(is_map, [](lowered& l) { return l.pointers_to[results_of(l)].offset += 1, true; })},
      {"a result in the place of an operand's neighbour",
       first(is_map, [](lowered& l) { return l.pointers_to[results_of(l)].offset += line_elements, true; })},
      {"an operand in another section", first(is_map,
                                              [](lowered& l) {
                                                for (ir::address& a : l.pointers_to)
                                                  if (a.where == ir::section::state)
                                                    return a.where = ir::section::arena, true;
                                                return false;
                                              })},
      {"a stride of an outer loop", first(is_map, stride(false, 1))},
      {"a stride of an outer loop, too short", first(is_map, stride(false, -1))},
      {"the stride along the lanes", first(is_map, stride(true, 1))},
      {"an extent of an outer loop", first(is_map, [](lowered& l) { return l.loops > 0 && (l.nest[0] -= 1, true); })},
      {"one row too many", first(is_map, [](lowered& l) { return l.loops > 0 && (l.nest[0] += 1, true); }), true},
      {"the extent along the lanes", first(is_map,
                                           [](lowered& l) {
                                             int& n = l.nest[l.loops * (l.pointers + 1)];
                                             return n > l.lanes && (n -= l.lanes, true);
                                           })},
      {"kept loops are taken for reduced ones",
       first(is_map, [](lowered& l) { return l.kept > 0 && l.reductions.size > 0 && (--l.kept, ++l.reduced, true); })},
      {"lanes along the reduced axis, or not", first(is_map,
                                                     [](lowered& l) {
                                                       return l.reductions.size > 0 && l.extent(l.loops) > 1 &&
                                                              (l.inner_reduced = !l.inner_reduced, true);
                                                     })},
      {"wider vectors than a row",
       [](ir::plan& p) {
         bool found = false;
         for (lowered& l : p.kernels)
           if (is_map(l) && l.partial) l.partial = false, found = true;
         return found;
       },
       true},
      // Code.
      {"a broadcast instead of neighbours", first(is_map,
                                                  [](lowered& l) {
                                                    for (ir::operand& o : l.inputs)
                                                      if (o.mode == ir::access::vector && l.lanes > 1 &&
                                                          l.extent(l.loops) > 1)
                                                        return o.mode = ir::access::broadcast, true;
                                                    return false;
                                                  })},
      {"neighbours instead of a broadcast", first(is_map,
                                                  [](lowered& l) {
                                                    for (ir::operand& o : l.inputs)
                                                      if (o.mode == ir::access::broadcast && l.extent(l.loops) > 1)
                                                        return o.mode = ir::access::vector, true;
                                                    return false;
                                                  })},
      {"another number in the code", first(is_map,
                                           [](lowered& l) {
                                             for (ir::operand& o : l.inputs)
                                               if (o.mode == ir::access::immediate) return o.immediate += 1, true;
                                             return false;
                                           })},
      {"another operation", first(is_map,
                                  [](lowered& l) {
                                    for (ir::instruction& c : l.instructions)
                                      if (c.op->arity == 1) {
                                        c.op = c.op->id == operation_of<ops::exp_op>.id ? &operation_of<ops::tanh_op>
                                                                                        : &operation_of<ops::exp_op>;
                                        return true;
                                      }
                                    return false;
                                  })},
      {"another operand of an operation", first(is_map,
                                                [](lowered& l) {
                                                  for (ir::instruction& c : l.instructions)
                                                    if (c.in[0] > 0 && l.inputs.size > 1)
                                                      return c.in[0] = static_cast<short>(c.in[0] - 1), true;
                                                  return false;
                                                })},
      {"operands the other way round", first(is_map,
                                             [](lowered& l) {
                                               for (ir::instruction& c : l.instructions)
                                                 if (c.op->arity == 2 && !c.op->commutative && !c.op->is_product &&
                                                     c.in[0] != c.in[1])
                                                   return std::swap(c.in[0], c.in[1]), true;
                                               return false;
                                             })},
      {"the result of another instruction is stored",
       first(is_map,
             [](lowered& l) {
               if (l.outputs.size == 0 || l.outputs[0] == 0) return false;
               return l.outputs[0] = static_cast<short>(l.outputs[0] - 1), true;
             }),
       true},
      {"another reduction", first(is_map,
                                  [](lowered& l) {
                                    if (l.reductions.size == 0) return false;
                                    const operation*& op = l.reductions[0].op;
                                    op = op->id == operation_of<ops::sum_op>.id ? &operation_of<ops::reduce_max_op>
                                                                                : &operation_of<ops::sum_op>;
                                    return true;
                                  })},
      {"the reduction of another register", first(is_map,
                                                  [](lowered& l) {
                                                    if (l.reductions.size == 0 || l.reductions[0].in[0] == 0)
                                                      return false;
                                                    return --l.reductions[0].in[0], true;
                                                  })},
      // Products.
      {"a row too few", first(is_product, [](lowered& l) { return l.m > 1 && (--l.m, true); })},
      {"too few columns", first(is_product, [](lowered& l) { return l.n > l.lanes && (l.n -= l.lanes, true); })},
      {"an addend too few", first(is_product, [](lowered& l) { return l.k > 1 && (--l.k, true); })},
      {"an addend too many", first(is_product, [](lowered& l) { return ++l.k, true; })},
      {"the stride from row to row of a factor",
       first(is_product, [](lowered& l) { return l.m > 1 && (++l.s_m, true); })},
      {"the stride along the sum of the first factor",
       first(is_product, [](lowered& l) { return l.k > 1 && (++l.s_k, true); })},
      {"the stride along the sum of the other factor",
       first(is_product, [](lowered& l) { return l.k > 1 && (++l.x_k, true); })},
      {"a scalar instead of a vector, or the other way round",
       first(is_product, [](lowered& l) { return l.lanes > 1 && l.n > 1 && (l.both = !l.both, true); })},
      {"a sum begins with 0", first(is_product, [](lowered& l) { return l.start >= 0 && (l.start = -1, true); })},
      {"a sum begins with another operand", first(is_product,
                                                  [](lowered& l) {
                                                    for (int j = 0; j < l.inputs.size && l.start >= 0; ++j)
                                                      if (j != l.start && l.inputs[j].mode != ir::access::core)
                                                        return l.start = j, true;
                                                    return false;
                                                  })},
      {"the stride of a result from row to row",
       first(is_product, [](lowered& l) { return l.m > 1 && (++l.row[l.inputs.size], true); })},
      {"a loop outside a product", first(is_product, [](lowered& l) { return l.kept > 0 && (l.nest[0] -= 1, true); })},
      {"a contracted loop outside a product",
       first(is_product, [](lowered& l) { return l.outer_k > 0 && (l.nest[l.kept * (l.pointers + 1)] -= 1, true); })},
      {"a stride of a contracted loop",
       first(is_product,
             [](lowered& l) { return l.outer_k > 0 && (l.nest[l.kept * (l.pointers + 1) + 1] += 1, true); })},
      {"another factor", first(is_product, [](lowered& l) { return l.pointers_to[0].offset += line_elements, true; })},
      {"rows of a dot product", first(is_dot, [](lowered& l) { return l.m > 1 && (++l.row[0], true); })},
      {"a factor's stride in a dot product",
       first(is_dot, [](lowered& l) { return (l.m > 1 || l.n > 1) && (++l.s_m, ++l.s_n, true); })},
      {"the length of a dot product",
       first(is_dot, [](lowered& l) { return l.nest[l.loops * (l.pointers + 1)] -= 1, true; })},
      // Copies.
      {"the source of a copy", first(is_copy, [](lowered& l) { return !l.parts[0].fills && (l.nest[0] += 4, true); })},
      {"the target of a copy", first(is_copy, [](lowered& l) { return l.nest[1] += 4, true; })},
      {"the extent of a copy", first(is_copy, [](lowered& l) { return l.nest[2] > 1 && (--l.nest[2], true); })},
      {"a stride of a copy", first(is_copy,
                                   [](lowered& l) {
                                     const bool moves =
                                         !l.parts[0].fills && (l.parts[0].loops > 0 || !l.parts[0].turns);
                                     return moves && l.nest[2] > 1 && (++l.nest[3], true);
                                   })},
      {"a copy that turns, or does not",
       first(is_copy,
             [](lowered& l) { return l.parts.size == 1 && l.parts[0].turns && (l.parts[0].turns = false, true); })},
      {"what a copy fills with", first(is_copy,
                                       [](lowered& l) {
                                         for (kernels::copy_part& part : l.parts)
                                           if (part.fills) return part.value += 1, true;
                                         return false;
                                       })},
      {"a part of a copy is forgotten",
       first(is_copy, [](lowered& l) { return l.parts.size > 1 && (--l.parts.size, true); }), true},
      {"a lane of a copy that is put together in registers",
       [](ir::plan& p) {
         for (lowered& l : p.kernels)
           if (l.assembled)
             for (signed char& lane : l.assembly[0].piece[0][0].lane)
               if (lane > 1) return --lane, true;
         return false;
       }},
      {"the target of a copy that is put together in registers",
       [](ir::plan& p) {
         for (lowered& l : p.kernels)
           if (l.assembled) return l.assembly[0].target += 4, true;
         return false;
       }},
      // Decisions of the stages.
      {"a kernel is forgotten",
       [](ir::plan& p) {
         for (int k = 0; k < p.kernels.size; ++k)
           if (is_map(p.kernels[k]) || is_product(p.kernels[k]))
             return p.kernels[k] = lowered{}, p.kernels[k].nest = ir::list<int>(1), true;
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
                 !(static_cast<const ir::code&>(a) == b))
               return static_cast<ir::code&>(b) = a, true;
         return false;
       }},
      {"two live values in one place",
       [](ir::plan& p) {
         // What the first kernel leaves lies where the second one writes.
         if (p.kernels.size < 2 || !is_product(p.kernels[0]) || !is_product(p.kernels[1])) return false;
         const ir::address one = p.kernels[0].pointers_to.back(), two = p.kernels[1].pointers_to.back();
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
             if (l.kind != ir::kernel_kind::copy && l.pointers > 0 && l.extent(loop) >= p.nodes.samples &&
                 l.extent(loop) > (loop == l.loops ? l.lanes : 1))
               return l.nest[loop * (l.pointers + 1)] = 1, true;
         return false;
       }},
      {"a state is not moved on",
       [](ir::plan& p) {
         if (p.kernels.size == p.order.kernels.size) return false;
         return p.kernels.back() = lowered{}, p.kernels.back().nest = ir::list<int>(1), true;
       }},
      {"a state is written before it is read",
       [](ir::plan& p) {
         for (int a = 0; a < p.nodes.assignments.size; ++a)
           if (p.nodes.nodes[p.nodes.assignments[a].slot].leaf->kind == ir::role::parameter && p.layout.direct[a]) {
             // The kernels that compute gradients run once more, after the update.
             for (int k = 0; k < p.order.kernels.size; ++k)
               if (is_product(p.kernels[k])) return std::swap(p.kernels[k], p.kernels[p.order.kernels.size - 1]), true;
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
           if (is_leaf(n, ir::role::input) && n.attr[1] != 0) return n.attr[1] += 1, true;
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
           if (p.kernels[k].kind == ir::kernel_kind::opaque) {
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
