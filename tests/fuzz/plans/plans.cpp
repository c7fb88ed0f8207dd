// Random graphs, planned at run time by the stages that plan programs, and checked in three ways: by the rules of
// plans, by shadow execution, and on numbers, against an evaluation of the graph node by node for each sample.
//
//   plans [--cases N] [--minutes M] [--seed S] [--jobs J] [--only K]
//
// A case is a program's outputs and their gradients, a training step with one of several optimisers, which may leave
// state behind, or state that moves on from sample to sample, in one stream or several; with values over the samples of
// a tile; of 1 to 40 samples a tile and any number a call, of 1 to 16 lanes. What fails is
// reduced to the smallest graph that fails in the same way.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <tapeless/optim/accumulate.hpp>
#include <tapeless/optim/adadelta.hpp>
#include <tapeless/optim/adagrad.hpp>
#include <tapeless/optim/adam.hpp>
#include <tapeless/optim/adamax.hpp>
#include <tapeless/optim/adamw.hpp>
#include <tapeless/optim/elsewhere.hpp>
#include <tapeless/optim/gradients.hpp>
#include <tapeless/optim/lamb.hpp>
#include <tapeless/optim/momentum.hpp>
#include <tapeless/optim/nadam.hpp>
#include <tapeless/optim/rmsprop.hpp>
#include <tapeless/optim/sgd.hpp>
#include <tapeless/optim/weights.hpp>
#include <tapeless/plan/shadow.hpp>
#include <tapeless/program/tasks.hpp>

#include "../../stages/interpreter.hpp"
#include "call.hpp"
#include "graphs.hpp"

namespace plans {

using stage_tests::interpreter;
using stage_tests::numbers_of_node;

// All that are continuous functions of the gradient; lion and rprop depend on its sign.
constexpr int optimisers = 18;
template <class F>
auto with_optimiser(int which, F f) {
  switch (which) {
    case 0:
      return f(sgd{0.1});
    case 1:
      return f(momentum{.learning_rate = 0.05, .nesterov = true});
    case 2:
      return f(momentum{0.05, 0.9, momentum::of_gradients, true});
    case 3:
      return f(adagrad{.learning_rate = 0.1, .epsilon = 0.25});
    case 4:
      return f(adadelta{.epsilon = 0.25});
    case 5:
      return f(rmsprop{.learning_rate = 0.1, .epsilon = 0.25, .mu = 0.5, .centred = true});
    case 6:
      return f(adam{0.1, 0.9, 0.99, 0.25, true});
    case 7:
      return f(adamw{0.1, 0.9, 0.99, 0.25, 0.125});
    case 8:
      return f(nadam{0.1, 0.9, 0.99, 0.25});
    case 9:
      return f(adamax{0.1, 0.9, 0.99, 0.25});
    case 10:
      return f(lamb{0.1, 0.9, 0.99, 0.25, 0.125});
    case 11:
      return f(chain(clip_by_global_norm{0.5}, adamw{0.1, 0.9, 0.99, 0.25, 0.125}, averaging{0.75}));
    case 12:
      return f(chain(l2_decay{0.125}, momentum{0.05, 0.9}, max_norm{1.5}));
    case 13:
      return f(chain(clip_by_norm{0.5}, add_noise{0.125}, adam{0.1, 0.9, 0.99, 0.25}, lookahead{2, 0.5}));
    case 14:
      return f(accumulate(2, chain(clip_by_value{0.25}, adam{0.1, 0.9, 0.99, 0.25}, decoupled_decay{0.125})));
    case 15:
      return f(nesterov{0.05, 0.5});
    case 16:
      return f(sharpness_aware(0.25, sgd{0.1}));
    default:
      return f(adam{0.1, 0.9, 0.99, 0.25});
  }
}

enum class work { values, training, state };

// What an optimiser is given: a gradient for each parameter, and the loss.
constexpr names<ir::role::input> gradient_names = [] {
  names<ir::role::input> r;
  for (symbol& s : r.at) s.hash = mix(s.hash, hash_text("gradient"));
  return r;
}();

// Everything that a case is; the graph is of one sample, as it was drawn.
struct plan_case {
  std::vector<node> nodes;
  work what = work::values;
  std::vector<int> outputs;                 // nodes; of a training step the loss alone
  std::vector<int> variables;               // leaves by which the first output is differentiated, if it is a number
  std::vector<ir::assignment> assignments;  // after each sample, or what a training step keeps
  int samples = 1, lanes = 1, optimiser = 0, count = 1;
  std::uint64_t seed = 0;
  bool smooth = true;         // rounding turns no comparison
  bool approximates = false;  // of what is left when functions of constants, which are exact, are folded
};

// Whether nodes have a value for each sample.
ir::list<bool> varies(const builder& b) {
  ir::list<bool> v(b.size());
  for (int i = 0; i < b.size(); ++i) {
    v.at[i] = b[i].op->kind == ir::loop::leaf && varies_by_sample(b[i]);
    for (const short q : b[i].in) v.at[i] = v.at[i] || (q >= 0 && v.at[q]);
    if (b[i].op->over_samples) v.at[i] = false;
  }
  return v;
}

plan_case drawn(std::uint64_t seed) {
  dice d(seed);
  plan_case c;
  c.seed = seed;
  c.what = d.of({work::values, work::values, work::training, work::state});
  c.lanes = d.of({1, 2, 4, 8, 8, 16});
  c.samples = d.in(3) ? 1 : d.in(2) ? 1 + d.below(5) : 1 + d.below(c.what == work::state ? 17 : 40);
  c.count = d.in(2) ? c.samples : 1 + d.below(2 * c.samples + 2);
  if (c.what == work::state) c.count = c.samples * (1 + d.below(4));  // streams
  c.optimiser = d.below(optimisers);
  c.approximates = d.in(4);
  builder b(false, 64);
  const bool keeps = c.what == work::training && d.in(3);
  grower g(b, d, c.what == work::state || keeps, c.what == work::state ? 1 : c.samples);
  g.grow(1 + d.below(d.in(4) ? 24 : 9));
  const std::vector<value>& pool = g.pool();
  const auto recent = [&] {
    const int n = static_cast<int>(pool.size()), last = n - static_cast<int>(g.leaves());
    return pool[static_cast<std::size_t>(n - 1 - d.below(last > 3 ? 3 : 1))];
  };
  const auto use = [&](const value& v) {
    c.smooth = c.smooth && v.smooth;
    return v.t.id;
  };
  if (c.what == work::training || d.in(2)) {  // a number, to be differentiated
    term all = constant_term(b, 0);
    for (int i = 0; i < 2; ++i) {
      const value v = recent();
      use(v);
      all = all + sum(tanh(v.t), (1u << v.t->shape.rank) - 1u);
    }
    c.outputs.push_back(all.id);
  }
  if (c.what != work::training)
    for (int i = 1 + d.below(3); i > 0; --i) c.outputs.push_back(use(recent()));
  for (int i = 0; i < b.size(); ++i) {
    const node& n = b[i];
    if (is_leaf(n, ir::role::input) || is_leaf(n, ir::role::parameter))
      if (c.what == work::values && b[c.outputs[0]].shape.rank == 0 && d.in(2)) c.variables.push_back(i);
    if (is_leaf(n, ir::role::slot))
      for (const value& v : pool)
        if (v.t->shape == n.shape && v.t.id != i && c.assignments.empty() && d.in(2)) {
          const term next = tanh(v.t);
          const bool by_sample = keeps && varies(b).at[next.id];
          if (by_sample && c.samples == 1) continue;
          c.assignments.push_back({i, (by_sample ? mean_over_samples(next) : next).id}), use(v);
        }
  }
  if (c.what == work::state && c.assignments.empty()) c.what = work::values, c.samples = c.count = 1;
  for (int i = 0; i < b.size(); ++i) c.nodes.push_back(b[i]);
  return c;
}

double leaf_value(std::uint64_t seed, const node& n, int e, int sample) {
  const bool drawn = n.leaf->kind != ir::role::slot || n.leaf->name == leaf_names<ir::role::slot>.at[0].name;
  if (is_leaf(n, ir::role::scalar) || !drawn) return n.value;  // the optimiser's
  const std::uint64_t stream = varies_by_sample(n) ? static_cast<std::uint64_t>(sample) + 1 : 0;
  const double u = counter_random::uniform(mix(seed, stream), n.leaf->hash, static_cast<std::uint64_t>(e));
  return is_leaf(n, ir::role::random) ? u : 4 * u - 2;
}

// The graph once more, with the gradients that are asked for, simplified or as it is.
struct with_gradients {
  builder b;
  ir::list<int> outputs;
  ir::list<ir::assignment> assignments;

  with_gradients(const plan_case& c, bool folding) : b(folding, 64) {
    ir::list<int> place;
    for (const node& old : c.nodes) {
      node n = old;
      for (short& q : n.in)
        if (q >= 0) q = static_cast<short>(place[q]);
      place.push(b.put(n));
    }
    for (const int o : c.outputs) outputs.push(place[o]);
    for (const ir::assignment& a : c.assignments) assignments.push({place[a.slot], place[a.value]});
    if (c.variables.empty()) return;
    ir::list<int> wrt;
    for (const int v : c.variables) wrt.push(place[v]);
    ir::list<int> slopes(wrt.size);
    reverse(b, outputs[0], constant_term(b, 1).id, wrt.at, wrt.size, slopes.at);
    for (const int s : slopes) outputs.push(s);
  }
};
// As the plain evaluation computes them.
template <class Nodes>
std::vector<node> as_computed(const Nodes& nodes, int count, bool approximates) {
  std::vector<node> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(nodes[i]);
    if (approximates && nodes[i].op->approximation) all.back().op = nodes[i].op->approximation;
  }
  return all;
}
// With the gradients that an optimiser takes, one by one.
template <class Optimiser>
ir::merged merged_for(with_gradients& g, const Optimiser& o) {
  ir::list<int> loss, kept;
  loss.push(g.outputs[0]);
  for (const ir::assignment& a : g.assignments) kept.push(a.slot), kept.push(a.value);
  return detail::with_gradients(g.b, loss, kept, o);
}

ir::task exact_task_of(const plan_case& c) {
  with_gradients g(c, true);
  if (c.what == work::training)
    return detail::packed_by_calls(with_optimiser(c.optimiser, [&](const auto& o) {
      return detail::training_task(merged_for(g, o), 1, o, c.samples, c.lanes, 64);
    }));
  ir::list<int> roots(g.outputs);
  for (const ir::assignment& a : g.assignments) {
    roots.push(a.slot);
    roots.push(a.value);
  }
  ir::merged m = detail::merged(g.b, std::move(roots));
  if (c.what == work::state) m = detail::by_stream(std::move(m), g.outputs.size);
  return detail::packed_by_calls(detail::inference_task(m, g.outputs.size, c.samples, c.lanes, 64));
}

ir::task task_of(const plan_case& c) {
  ir::task t = exact_task_of(c);
  if (c.approximates) detail::approximate(t);
  return t;
}

class checker {
 public:
  long values = 0;

  // What is wrong with the plan of a case; empty if nothing is.
  std::string operator()(const plan_case& c) {
    const ir::task task = task_of(c);
    const ir::plan plan = make_plan(task);
    if (const plan_flaw f = find_flaw(plan.nodes, plan.order, plan.layout)) return said("a rule is broken", f);
    if (const plan_flaw f = shadow_flaw(task, plan)) return said("shadow execution finds", f);
    if (!c.smooth) return {};
    return c.what == work::training ? train(c, task, plan) : compare(c, task, plan);
  }

 private:
  static std::string said(const char* what, const plan_flaw& f) {
    return std::string(what) + ": flaw " + std::to_string(static_cast<int>(f.what)) + " at " + std::to_string(f.at) +
           ", " + std::to_string(f.other);
  }
  bool close(double found, double right) {
    ++values;
    return std::abs(found - right) <= 1e-7 * (1 + std::abs(right)) || (found != found && right != right) ||
           found == right;
  }
  static std::string differs(const std::string& where, double found, double right) {
    char text[80];
    std::snprintf(text, sizeof text, " is %.12g, right is %.12g", found, right);
    return where + text;
  }

  // The plain values of the samples of a tile. A value over samples stands there as a leaf: each round computes one
  // more of them, those further up from those below.
  template <class Leaf>
  static std::vector<interpreter> tile(std::vector<node> nodes, int begin, int now, Leaf leaf_of) {
    std::vector<int> sums, from;
    for (std::size_t i = 0; i < nodes.size(); ++i)
      if (nodes[i].op->over_samples) sums.push_back(static_cast<int>(i)), from.push_back(nodes[i].in[0]);
    std::vector<symbol> names(sums.size());
    std::vector<numbers_of_node> found;
    for (std::size_t k = 0; k < sums.size(); ++k) {
      names[k].name = "sum";
      names[k].hash = mix(hash_text("a sum over samples"), k);
      names[k].kind = ir::role::parameter;
      node& n = nodes[static_cast<std::size_t>(sums[k])];
      n = detail::leaf_node(names[k], n.shape);
      found.emplace_back(static_cast<std::size_t>(n.shape.size()));
    }
    const auto known = [&](const node& n) -> const numbers_of_node* {
      for (std::size_t k = 0; k < names.size(); ++k)
        if (n.leaf == &names[k]) return &found[k];
      return nullptr;
    };
    std::vector<interpreter> all;
    for (std::size_t round = 0; round <= sums.size(); ++round) {
      all.clear();
      for (int s = begin; s < begin + now; ++s)
        all.emplace_back(nodes.data(), static_cast<int>(nodes.size()), [&](const node& n) {
          const numbers_of_node* const sum = known(n);
          return sum ? *sum : leaf_of(n, s);
        });
      for (std::size_t k = 0; k < sums.size(); ++k)
        for (std::size_t e = 0; e < found[k].size(); ++e) {
          found[k][e] = 0;
          for (const interpreter& one : all) found[k][e] += one[from[k]][e];
        }
    }
    return all;
  }

  // Outputs sample by sample; state as it moves on.
  std::string compare(const plan_case& c, const ir::task& task, const ir::plan& plan) {
    const with_gradients plain(c, c.approximates);
    const std::vector<node> nodes = as_computed(plain.b, plain.b.size(), c.approximates);
    call run(task, plan, [&](const node& n, int e, int s) { return leaf_value(c.seed, n, e, s); });
    run(0, c.count);
    const int streams = c.what == work::state ? c.samples : 1;
    std::vector<std::vector<numbers_of_node>> moved(c.assignments.size());
    for (auto& each : moved) each.resize(static_cast<std::size_t>(streams));
    for (int begin = 0; begin < c.count; begin += c.samples) {
      const int now = std::min(c.samples, c.count - begin);
      const std::vector<interpreter> all = tile(nodes, begin, now, [&](const node& n, int s) {
        for (std::size_t a = 0; a < moved.size(); ++a) {
          const numbers_of_node& state = moved[a][static_cast<std::size_t>(s % streams)];
          if (!state.empty() && n.hash == plain.b[plain.assignments[static_cast<int>(a)].slot].hash) return state;
        }
        return leaf(c, n, s);
      });
      for (int s = 0; s < now; ++s) {
        const interpreter& right = all[static_cast<std::size_t>(s)];
        for (int o = 0; o < plain.outputs.size; ++o)
          for (std::size_t e = 0; e < right[plain.outputs[o]].size(); ++e) {
            const double found = run.output(o, begin + s, static_cast<int>(e)), wanted = right[plain.outputs[o]][e];
            if (!close(found, wanted))
              return differs("output " + std::to_string(o) + " of sample " + std::to_string(begin + s), found, wanted);
          }
        for (std::size_t a = 0; a < moved.size(); ++a)
          moved[a][static_cast<std::size_t>(s % streams)] = right[plain.assignments[static_cast<int>(a)].value];
      }
    }
    for (std::size_t a = 0; a < moved.size(); ++a)
      for (int s = 0; s < streams; ++s) {
        const numbers_of_node& wanted = moved[a][static_cast<std::size_t>(s)];
        const node& slot = plain.b[plain.assignments[static_cast<int>(a)].slot];
        for (std::size_t e = 0; e < wanted.size(); ++e)
          if (const double found = run.state(slot, static_cast<int>(e), s); !close(found, wanted[e]))
            return differs("a slot of stream " + std::to_string(s) + " after the call", found, wanted[e]);
      }
    return {};
  }
  static numbers_of_node leaf(const plan_case& c, const node& n, int sample) {
    numbers_of_node v;
    for (int e = 0; e < n.shape.size(); ++e)
      v.push_back(is_leaf(n, ir::role::sample_weight) ? 1.0 / c.count : leaf_value(c.seed, n, e, sample));
    return v;
  }

  // Two steps: the loss, what the optimiser makes of the mean gradients over the samples, what the step keeps.
  std::string train(const plan_case& c, const ir::task& task, const ir::plan& plan) {
    with_gradients plain(c, c.approximates);
    const ir::merged m = with_optimiser(c.optimiser, [&](const auto& o) { return merged_for(plain, o); });
    const std::vector<node> nodes = as_computed(m.nodes.at, m.nodes.size, c.approximates);
    const int trained = (m.roots.size - 1) / 2 - m.kept;  // behind the loss: gradients, parameters, what is kept
    const int* const kept_pairs = m.roots.at + 1 + 2 * trained;
    builder b(false, 64);
    ir::list<trained_parameter> all;
    ir::list<ir::assignment> assignments;
    for (int k = 0; k < trained; ++k) {
      const node& w = nodes[static_cast<std::size_t>(m.roots[1 + trained + k])];
      all.push({b.at(b.insert(w)), b.at(b.insert(detail::leaf_node(gradient_names.at[k], w.shape)))});
    }
    updates u{b, b.at(b.insert(detail::leaf_node(gradient_names.at[most_leaves - 1], shape{}))), assignments, all};
    with_optimiser(c.optimiser, [&](const auto& o) { return detail::apply_optimiser(o, u), 0; });
    std::vector<node> formulas;
    for (int i = 0; i < b.size(); ++i) formulas.push_back(b[i]);

    std::map<std::uint64_t, numbers_of_node> state;  // as it is after the steps so far
    const auto now_in = [&](const node& n, int s) {
      const auto at = state.find(n.hash);
      return at == state.end() ? leaf(c, n, s) : at->second;
    };
    call run(task, plan, [&](const node& n, int e, int s) { return leaf_value(c.seed, n, e, s); });
    for (int step = 0; step < 2; ++step) {
      const auto add = [](numbers_of_node& to, const numbers_of_node& v, double weight) {
        to.resize(v.size());
        for (std::size_t e = 0; e < v.size(); ++e) to[e] += weight * v[e];
      };
      std::vector<numbers_of_node> mean(static_cast<std::size_t>(1 + trained)), kept(static_cast<std::size_t>(m.kept));
      for (int begin = 0; begin < c.count; begin += c.samples)
        for (const interpreter& right : tile(nodes, begin, std::min(c.samples, c.count - begin), now_in)) {
          for (std::size_t o = 0; o < mean.size(); ++o) add(mean[o], right[m.roots[static_cast<int>(o)]], 1);
          for (std::size_t a = 0; a < kept.size(); ++a) add(kept[a], right[kept_pairs[2 * a + 1]], 1.0 / c.count);
        }
      const interpreter right(formulas.data(), b.size(), [&](const node& n) {
        for (int k = 0; k < trained; ++k)
          if (n.leaf == &gradient_names.at[k]) return mean[static_cast<std::size_t>(k + 1)];
        return n.leaf == &gradient_names.at[most_leaves - 1] ? mean[0] : now_in(n, 0);
      });
      run(0, c.count);
      const std::string when = " of step " + std::to_string(step);
      if (!close(run.output(0, 0, 0), mean[0][0])) return differs("the loss" + when, run.output(0, 0, 0), mean[0][0]);
      std::string wrong;
      const auto moves = [&](const node& slot, const numbers_of_node& next) {
        for (std::size_t e = 0; e < next.size() && wrong.empty(); ++e)
          if (const double found = run.state(slot, static_cast<int>(e)); !close(found, next[e]))
            wrong = differs(std::string(slot.leaf->name) + " after the step", found, next[e]);
        state[slot.hash] = next;
      };
      for (const ir::assignment& a : assignments) moves(b[a.slot], right[a.value]);
      for (std::size_t a = 0; a < kept.size(); ++a) moves(nodes[static_cast<std::size_t>(kept_pairs[2 * a])], kept[a]);
      if (!wrong.empty()) return wrong;
    }
    return {};
  }
};

// The kind of a failure, without its numbers.
std::string kind(const std::string& text) { return text.substr(0, text.find_first_of(":0123456789")); }

bool is_used(const plan_case& c, int i) {
  bool used = false;
  for (const node& n : c.nodes)
    for (short q : n.in) used = used || q == i;
  for (const int o : c.outputs) used = used || o == i;
  for (const ir::assignment& a : c.assignments) used = used || a.value == i;
  return used;
}
// The case with node `other` wherever node i is used.
plan_case with_use_of(plan_case c, int i, int other) {
  for (node& n : c.nodes)
    for (short& q : n.in)
      if (q == i) q = static_cast<short>(other);
  for (int& o : c.outputs)
    if (o == i) o = other;
  for (ir::assignment& a : c.assignments)
    if (a.value == i) a.value = other;
  return c;
}
// Of the leaves that a reduction puts in, which the generator has not drawn.
constexpr names<ir::role::input> replacement_names = [] {
  names<ir::role::input> r;
  for (symbol& s : r.at) s.hash = mix(s.hash, hash_text("replacement"));
  return r;
}();

// The smallest case that fails in the same way: fewer outputs, samples and lanes; nodes that become leaves.
plan_case reduced(plan_case c, const std::string& failure) {
  checker check;
  const auto fails = [&](const plan_case& smaller) { return kind(check(smaller)) == kind(failure); };
  const auto take = [&](plan_case smaller) {
    if (!fails(smaller)) return false;
    c = std::move(smaller);
    return true;
  };
  for (bool again = true; again;) {
    again = false;
    for (std::size_t o = 0; o < c.outputs.size() && c.outputs.size() > 1; ++o) {
      plan_case s = c;
      s.outputs.erase(s.outputs.begin() + static_cast<std::ptrdiff_t>(o));
      if (s.variables.empty() || o > 0) again = take(s) || again;
    }
    for (std::size_t v = 0; v < c.variables.size(); ++v) {
      plan_case s = c;
      s.variables.erase(s.variables.begin() + static_cast<std::ptrdiff_t>(v));
      again = take(s) || again;
    }
    for (const int samples : {1, 2, 3, c.samples / 2, c.samples - 1})
      if (samples > 0 && samples < c.samples) {
        plan_case s = c;
        s.samples = samples;
        s.count = c.what == work::state ? samples * (c.count / c.samples) : samples;
        again = take(s) || again;
      }
    for (const int lanes : {1, 2, 4, 8})
      if (lanes < c.lanes) {
        plan_case s = c;
        s.lanes = lanes;
        again = take(s) || again;
      }
    if (const int fewer = c.what == work::state ? c.samples : 1; c.count > fewer) {
      plan_case s = c;
      s.count = c.count - fewer;
      again = take(s) || again;
    }
    for (int i = static_cast<int>(c.nodes.size()) - 1; i >= 0; --i) {
      const node n = c.nodes[static_cast<std::size_t>(i)];
      if (n.op->kind == ir::loop::leaf || !is_used(c, i)) continue;
      bool gone = false;  // an operand of the same shape in its place, or else a leaf
      for (int k = 0; k < n.op->arity && !gone; ++k)
        if (c.nodes[static_cast<std::size_t>(n.in[k])].shape == n.shape) gone = take(with_use_of(c, i, n.in[k]));
      const node leaf = detail::leaf_node(replacement_names.at[i % most_leaves], n.shape);
      bool free = true;  // the name
      for (const node& m : c.nodes) free = free && !(m.leaf && m.leaf->hash == leaf.leaf->hash);
      if (!gone && free) {
        plan_case s = c;
        s.nodes[static_cast<std::size_t>(i)] = leaf;
        gone = take(s);
      }
      again = gone || again;
    }
  }
  return c;
}

// As C++: what the functions on terms are called with.
void print(const plan_case& c) {
  std::vector<bool> needed(c.nodes.size());
  for (const int o : c.outputs) needed[static_cast<std::size_t>(o)] = true;
  for (const int v : c.variables) needed[static_cast<std::size_t>(v)] = true;
  for (const ir::assignment& a : c.assignments)
    needed[static_cast<std::size_t>(a.slot)] = needed[static_cast<std::size_t>(a.value)] = true;
  for (std::size_t i = c.nodes.size(); i-- > 0;)
    if (needed[i])
      for (short q : c.nodes[i].in)
        if (q >= 0) needed[static_cast<std::size_t>(q)] = true;
  for (std::size_t i = 0; i < c.nodes.size(); ++i) {
    if (!needed[i]) continue;
    const node& n = c.nodes[i];
    std::printf("  const term v%zu = ", i);
    if (n.op->kind == ir::loop::leaf && !n.leaf) std::printf("constant(%g", n.value);
    else if (n.op->kind == ir::loop::leaf)
      std::printf("leaf(\"%s\", %#llx", n.leaf->name, static_cast<unsigned long long>(n.leaf->hash % 4096));
    else std::printf("%s(", n.op->name);
    for (int k = 0; k < n.op->arity; ++k) std::printf("%sv%d", k ? ", " : "", n.in[k]);
    if (n.attr[0] || n.attr[1])
      std::printf(", attr{%#llx, %#llx}", static_cast<unsigned long long>(n.attr[0]),
                  static_cast<unsigned long long>(n.attr[1]));
    std::printf(");  // [");
    for (int a = 0; a < n.shape.rank; ++a) std::printf("%s%d", a ? ", " : "", n.shape.dim[a]);
    std::printf("]\n");
  }
  std::printf("  %s of", c.what == work::training ? "training" : "values");
  for (const int o : c.outputs) std::printf(" v%d", o);
  for (const int v : c.variables) std::printf(", gradient by v%d", v);
  for (const ir::assignment& a : c.assignments) std::printf(", v%d becomes v%d", a.slot, a.value);
  std::printf("; %d samples a tile, %d a call, %d lanes, optimiser %d\n", c.samples, c.count, c.lanes, c.optimiser);
}

struct options {
  long cases = 10'000, only = -1;
  double minutes = 1e9;
  std::uint64_t seed = 1;
  unsigned jobs = std::thread::hardware_concurrency();
};

int search(const options& told) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(60 * told.minutes);
  std::atomic<long> next{0}, faults{0}, values{0}, done{0};
  std::mutex printing;
  const auto work_on = [&] {
    checker check;
    for (long i; (i = next++) < told.cases && std::chrono::steady_clock::now() < end;) {
      if (told.only >= 0 && i != told.only) continue;
      plan_case c = drawn(mix(told.seed, static_cast<std::uint64_t>(i) + 1));
      std::string failure = check(c);
      ++done;
      if (failure.empty()) continue;
      if (++faults > 5) continue;
      const std::lock_guard lock(printing);
      c = reduced(c, failure);
      std::printf("FAULT in case %ld of seed %llu: %s\n", i, static_cast<unsigned long long>(told.seed),
                  check(c).c_str());
      print(c);
      std::fflush(stdout);
    }
    values += check.values;
  };
  std::vector<std::thread> team;
  for (unsigned j = 0; j < told.jobs; ++j) team.emplace_back(work_on);
  for (std::thread& t : team) t.join();
  std::printf("%ld plans, %ld values, %ld faults\n", done.load(), values.load(), faults.load());
  return faults > 0 || done == 0;
}

}  // namespace plans

int main(int count, char** words) {
  plans::options told;
  if (count % 2 == 0) return std::fprintf(stderr, "every option takes a value\n"), 2;
  for (int i = 1; i + 1 < count; i += 2) {
    const char* value = words[i + 1];
    if (!std::strcmp(words[i], "--cases")) told.cases = std::atol(value);
    else if (!std::strcmp(words[i], "--minutes")) told.minutes = std::atof(value), told.cases = 1L << 60;
    else if (!std::strcmp(words[i], "--seed")) told.seed = std::strtoull(value, nullptr, 10);
    else if (!std::strcmp(words[i], "--jobs")) told.jobs = static_cast<unsigned>(std::atoi(value));
    else if (!std::strcmp(words[i], "--only")) told.only = std::atol(value), told.cases = told.only + 1;
    else return std::fprintf(stderr, "unknown: %s\n", words[i]), 2;
  }
  return plans::search(told);
}
