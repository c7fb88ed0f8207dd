// A plain interpreter of plans: a call on numbers in double, tile by tile, as a program makes it. What no kernel or
// caller has written yet is NaN.
#pragma once

#include <functional>
#include <limits>
#include <vector>

#include <tapeless/plan/walk.hpp>

namespace plans {

using namespace tapeless;

struct number_algebra {
  struct cell {
    double v = std::numeric_limits<double>::quiet_NaN();
  };
  struct total {
    long double sum = 0;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    bool nan = false;

    void add(const cell& c) {
      sum += c.v;
      low = c.v < low ? c.v : low;
      high = c.v > high ? c.v : high;
      nan = nan || c.v != c.v;
    }
    void add(const total& t) {
      sum += t.sum;
      low = t.low < low ? t.low : low;
      high = t.high > high ? t.high : high;
      nan = nan || t.nan;
    }
  };
  static cell number(double v) { return {v}; }
  static cell apply(const operation& op, const cell* in) {
    const evaluator& f = op.evaluate;
    return {f.unary ? f.unary(in[0].v) : f.binary ? f.binary(in[0].v, in[1].v) : f.ternary(in[0].v, in[1].v, in[2].v)};
  }
  static cell product(const cell& a, const cell& b) { return {a.v * b.v}; }
  static cell sum(const total& t) { return {static_cast<double>(t.sum)}; }
  static cell sum(const total& t, const cell& start) { return {static_cast<double>(t.sum + start.v)}; }
  static cell reduced(const operation& op, const total& t) {
    if (t.nan) return {};
    return {op.id == operation_of<ops::sum_op>.id          ? static_cast<double>(t.sum)
            : op.id == operation_of<ops::reduce_max_op>.id ? t.high
                                                           : t.low};
  }
  template <class Walk>
  static void opaque(const ir::plan& plan, int id, Walk& walk) {
    const node& n = plan.nodes.nodes[id];
    std::vector<double> in[3], out(static_cast<std::size_t>(n.shape.size()));
    const double* operands[3]{};
    view views[3];
    for (int k = 0; k < n.op->arity; ++k) {
      const shape& s = plan.nodes.nodes[n.in[k]].shape;
      for (int e = 0; e < s.size(); ++e) in[k].push_back(walk.element(n.in[k], e).v);
      operands[k] = in[k].data();
      views[k] = dense_view(s);
    }
    n.op->loop64(attributes_of(n), operands, views, out.data(), dense_view(n.shape));
    for (int e = 0; e < n.shape.size(); ++e) walk.element(id, e) = {out[static_cast<std::size_t>(e)]};
  }
};

// The value of element `e` of a leaf, for one sample.
using leaf_values = std::function<double(const node&, int e, int sample)>;

class call {
 public:
  call(const ir::task& task, const ir::plan& plan, const leaf_values& values)
      : task_(task), plan_(plan), values_(values), walk_(plan, algebra_) {
    each_leaf([&](int i, const node& n) {
      if (is_leaf(n, ir::role::slot) && varies_by_sample(n)) {  // of streams, which begin as one
        node one = n;
        set_attributes(one, {});
        for (int e = 0; e < n.shape.size(); ++e) walk_.element(i, e) = {values_(one, e / plan_.nodes.samples, 0)};
      }
      if (varies_by_sample(n)) return;
      for (int e = 0; e < n.shape.size(); ++e)
        walk_.element(i, e) = {n.leaf->kind == ir::role::iota || n.leaf->kind == ir::role::table ? number_in_table(n, e)
                                                                                                 : values_(n, e, 0)};
    });
  }

  // Runs samples [first, first + count); outputs(o, sample, element) is there afterwards, and what is assigned is done.
  void operator()(int first, int count) {
    const ir::prepared& p = plan_.nodes;
    results_.assign(static_cast<std::size_t>(p.outputs.size), {});
    const bool once = p.sums.size > 0;  // what follows the totals runs once a call
    std::vector<std::vector<double>> totals(static_cast<std::size_t>(p.sums.size));
    for (int begin = 0; begin < count; begin += p.samples) {
      const int now = count - begin < p.samples ? count - begin : p.samples;
      pack(first + begin, now, count);
      run(false);
      for (int s = 0; s < p.sums.size; ++s) {
        std::vector<double>& t = totals[static_cast<std::size_t>(s)];
        t.resize(static_cast<std::size_t>(size_of(p.sums[s])));
        for (std::size_t e = 0; e < t.size(); ++e) t[e] += walk_.element(p.sums[s], static_cast<int>(e)).v;
      }
      if (!once) take_outputs(begin, now);
      if (!once) run(true);
    }
    if (!once) return;
    for (int s = 0; s < p.sums.size; ++s)
      for (int e = 0; e < size_of(p.sums[s]); ++e)
        walk_.element(p.sums[s], e) = {totals[static_cast<std::size_t>(s)][static_cast<std::size_t>(e)]};
    take_outputs(0, 1);
    run(true);
  }
  double output(int o, int sample, int e) const {
    const auto& all = results_[static_cast<std::size_t>(o)];
    return all[static_cast<std::size_t>(sample)][static_cast<std::size_t>(e)];
  }
  // Of a leaf that is one for all samples, and of one that each stream has.
  double state(const node& leaf, int e) {
    for (int i = 0; i < plan_.nodes.nodes.size; ++i)
      if (plan_.nodes.nodes[i].hash == leaf.hash) return walk_.element(i, e).v;
    return std::numeric_limits<double>::quiet_NaN();
  }
  double state(const node& leaf, int e, int stream) {
    for (int i = 0; i < plan_.nodes.nodes.size; ++i)
      if (const node& n = plan_.nodes.nodes[i]; is_leaf(n, ir::role::slot) && n.leaf == leaf.leaf)
        return walk_.element(i, e * plan_.nodes.samples + stream).v;
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  template <class F>
  void each_leaf(F f) {
    for (int i = 0; i < plan_.nodes.nodes.size; ++i)
      if (const node& n = plan_.nodes.nodes[i]; n.op->kind == ir::loop::leaf && n.leaf) f(i, n);
  }
  int size_of(int i) const { return plan_.nodes.nodes[i].shape.size(); }

  // Lanes that only fill a tile hold the tile's first sample, with weight 0.
  void pack(int first, int now, int count) {
    const int samples = plan_.nodes.samples;
    each_leaf([&](int i, const node& n) {
      if (is_leaf(n, ir::role::random) && !varies_by_sample(n))  // drawn into the arena for each tile, like an input
        for (int e = 0; e < n.shape.size(); ++e) walk_.element(i, e) = {values_(n, e, 0)};
      if (!varies_by_sample(n) || is_leaf(n, ir::role::slot)) return;
      for (int e = 0; e < n.shape.size(); ++e) {
        const int s = e % samples, of = s < now ? s : 0;
        double v;
        if (n.leaf->kind == ir::role::sample_weight) v = s < now ? 1.0 / count : 0;
        else v = input(n, e / samples, first + of);
        walk_.element(i, e) = {v};
      }
    });
  }
  double input(const node& n, int e, int sample) const {
    for (const node& c : task_.nodes)
      if (is_leaf(c, n.leaf->kind) && c.leaf->hash == n.leaf->hash) {
        const int at = e + attributes_of_leaf(n).begins_at;
        return at < 0 || at >= c.shape.size() / plan_.nodes.samples ? 0 : values_(c, at, sample);
      }
    return 0;
  }
  void run(bool last) {
    for (int k = 0; k < plan_.kernels.size; ++k)
      if ((k >= plan_.order.kernels.size || plan_.order.kernels[k].last_phase) == last) walk_.run(plan_.kernels[k]);
  }
  void take_outputs(int begin, int now) {
    const ir::prepared& p = plan_.nodes;
    for (int o = 0; o < p.outputs.size; ++o) {
      const int i = p.outputs[o], each = p.batched[i] ? p.samples : 1;
      for (int s = 0; s < now; ++s) {
        std::vector<double> values;
        for (int e = 0; e < size_of(i) / each; ++e) values.push_back(walk_.element(i, e * each + (each > 1 ? s : 0)).v);
        results_[static_cast<std::size_t>(o)].resize(static_cast<std::size_t>(begin + s));
        results_[static_cast<std::size_t>(o)].push_back(values);
      }
    }
  }

  const ir::task& task_;
  const ir::plan& plan_;
  leaf_values values_;
  number_algebra algebra_;
  plan_walk<number_algebra> walk_;
  std::vector<std::vector<std::vector<double>>> results_;
};

}  // namespace plans
