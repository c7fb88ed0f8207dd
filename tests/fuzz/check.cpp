#include <cmath>
#include <cstring>

#include "subject.hpp"

namespace fuzz {
namespace {

using plain::exact;
using plain::rounded;

// Calls f(leaf, element, value) for every element of every parameter.
template <class F>
void each_parameter(subject& s, bool threads, F f) {
  struct closure {
    const model& m;
    F& f;
  } all{s.shape(), f};
  s.parameters(threads, &all, [](void* context, const char* name, real* values, std::size_t size) {
    const closure& c = *static_cast<closure*>(context);
    for (std::size_t i = 0; i < c.m.leaves.size(); ++i)
      if (c.m.leaves[i].what == role::parameter && std::strcmp(c.m.leaves[i].name, name) == 0)
        for (std::size_t k = 0; k < size; ++k) c.f(i, k, values[k]);
  });
}
void set_parameters(subject& s, const bench& b) {
  for (const bool threads : {false, true})
    if (!threads || s.shared())
      each_parameter(s, threads, [&](std::size_t leaf, std::size_t k, real& v) { v = b.shared[leaf].at[k].v; });
}

class program_check {
 public:
  program_check(report& r, subject& s, std::uint64_t seed)
      : report_(r),
        subject_(s),
        bench_(s.shape(), seed, s.in_double()),
        outputs_(s.outputs()),
        states_(static_cast<std::size_t>(s.streams()), bench_.shared) {}

  void operator()() {
    plain::training = subject_.training_mode();
    set_parameters(subject_, bench_);
    for (const int count : subject_.counts()) {
      bench_.next_call();
      std::vector<sample> samples;
      for (int i = 0; i < count; ++i) samples.push_back(subject_.live() ? bench_.draw_anything() : bench_.draw());
      about_ = std::to_string(count) + " samples: ";
      const data fresh(bench_, samples, outputs_.size());
      const auto with_room = [&] {
        data d = fresh;
        for (std::size_t k = 0; k < outputs_.size(); ++k)
          if (outputs_[k].bound)
            d.make_room(k, size_of(outputs_[k]) * static_cast<std::size_t>(one_for_all_[k] ? 1 : count),
                        outputs_[k].over);
        return d;
      };
      data d = fresh;
      outcome done;
      do {
        d = with_room();
        done = subject_.call(d, false);
      } while (!done.ok && takes_one_for_all(done.expected));
      if (!done.ok) return report_.fault(about_ + "refused: " + done.error);
      if (subject_.shared()) {
        data again = with_room();
        if (!subject_.call(again, true).ok) report_.fault(about_ + "threads: refused");
        if (!again.same_bits(d)) report_.fault(about_ + "threads: other bits");
      }
      if (!compare(d, samples, count)) return;
    }
  }

 private:
  ints shape_of(const wanted& w) const {
    const std::vector<ints>& shapes = subject_.shape().shapes;
    ints s = w.of < 0 ? ints{} : shapes[static_cast<std::size_t>(w.of)];
    const ints& own = shapes[static_cast<std::size_t>(w.node)];
    s.insert(s.end(), own.begin(), own.end());
    return s;
  }
  std::size_t size_of(const wanted& w) const { return static_cast<std::size_t>(plain::product(shape_of(w))); }

  // A derivative may be independent of the samples although its function is not; then the call has one value for all.
  // True if this may be the case for an output that is `expected` elements long.
  bool takes_one_for_all(long expected) {
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      if (!outputs_[k].bound || outputs_[k].of < 0 || one_for_all_[k] ||
          static_cast<long>(size_of(outputs_[k])) != expected)
        continue;
      return one_for_all_[k] = true;
    }
    return false;
  }

  // False if further calls are meaningless.
  bool compare(const data& d, const std::vector<sample>& samples, int count) {
    const int first_of_last = (count - 1) / subject_.tile() * subject_.tile();
    last_.clear();
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      last_.push_back(subject_.read(static_cast<int>(k)));
      if (outputs_[k].bound && !d.guarded(k)) report_.fault(about_ + outputs_[k].text + " is written beyond its end");
      const std::size_t size = size_of(outputs_[k]), some = static_cast<std::size_t>(count - first_of_last);
      if (last_[k].size() == size || last_[k].size() == size * some) continue;
      report_.fault(about_ + "p[" + outputs_[k].text + "] has " + std::to_string(last_[k].size()) + " numbers");
      return false;
    }
    for (int i = 0; i < count; ++i) {
      const sample& here = samples[static_cast<std::size_t>(i)];
      if (subject_.live()) bench_.shared = states_[static_cast<std::size_t>(i % subject_.streams())];
      if (subject_.live() && !bench_.usable(here)) return false;
      if (!here.usable) continue;
      const tape t = bench_.evaluate(here);
      for (std::size_t k = 0; k < outputs_.size(); ++k)
        if (!compare_output(d, here, t, k, i, count, first_of_last)) return false;
      move_on(t, i % subject_.streams());
    }
    if (subject_.live()) compare_slots();
    return !report_.enough();
  }

  bool compare_output(const data& d, const sample& here, const tape& t, std::size_t k, int i, int count,
                      int first_of_last) {
    const wanted& w = outputs_[k];
    const std::size_t size = size_of(w);
    const int by = static_cast<int>(t[w.node].at.size());  // elements of the variable
    for (std::size_t e = 0; e < size; ++e) {
      const int element = static_cast<int>(e);
      num right;
      if (w.of < 0) right = t[w.node].at[e];
      else if (!chosen(i, count, element, static_cast<int>(size)) ||
               !bench_.derivative(here, w.of, element / by, w.node, element % by, right))
        continue;
      const auto where = [&] {
        return about_ + "sample " + std::to_string(i) + ", " + w.text + place(shape_of(w), element);
      };
      if (w.bound)
        report_.compare(
            where, d.written(k, one_for_all_[k] ? e : static_cast<std::size_t>(i) * size + e, subject_.in_double()),
            right.v, right.e);
      if (i >= first_of_last)
        report_.compare([&] { return "read, " + where(); },
                        last_[k][last_[k].size() == size ? e : static_cast<std::size_t>(i - first_of_last) * size + e],
                        right.v, right.e);
      if (report_.enough()) return false;
    }
    return true;
  }

  // Updates all assigned slots of a stream at once.
  void move_on(const tape& t, int stream) {
    std::vector<tensor>& own = states_[static_cast<std::size_t>(stream)];
    for (const assigned& a : subject_.assignments())
      own[static_cast<std::size_t>(a.slot)] = a.past ? end_of(t[a.value], a.past) : t[a.value];
  }
  // The last elements of each row.
  static tensor end_of(const tensor& t, int past) {
    ints s = t.shape;
    const std::size_t row = static_cast<std::size_t>(s.back()), kept = static_cast<std::size_t>(past);
    s.back() = past;
    tensor r(s);
    for (std::size_t i = 0; i < r.at.size(); ++i) r.at[i] = t.at[i / kept * row + row - kept + i % kept];
    return r;
  }
  void compare_slots() {
    const std::vector<leaf>& leaves = bench_.program().leaves;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (leaves[i].what != role::slot) continue;
      const std::vector<real> found = subject_.slot(static_cast<int>(i));
      const std::size_t each = found.size() / states_.size();
      for (std::size_t k = 0; k < found.size(); ++k) {
        num& n = states_[k / each][i].at[k % each];
        report_.compare(
            [&] {
              return about_ + "slot " + leaves[i].name + place(leaves[i].shape, static_cast<int>(k % each)) +
                     " of stream " + std::to_string(k / each);
            },
            found[k], n.v, n.e);
        n = exact(found[k]);  // the next call continues from the program's own values
      }
    }
  }

  // Each derivative costs an evaluation, so if there are many only some are checked.
  static bool chosen(int i, int count, int element, int size) {
    const bool some_samples = count <= 12 || i < 3 || i >= count - 5 || i % 7 == 0;
    return some_samples && (size <= 16 || element < 4 || element >= size - 4 || (element + i) % 5 == 0);
  }

  report& report_;
  subject& subject_;
  bench bench_;
  std::vector<wanted> outputs_;
  std::vector<bool> one_for_all_ = std::vector<bool>(outputs_.size());
  std::vector<std::vector<tensor>> states_;  // of live programs: what bench_.shared is, by stream
  std::vector<std::vector<real>> last_;
  std::string about_;
};

using state = std::vector<tensor>;

// One update of one parameter by the textbook formula; t counts steps from 1.
void descend(const rule& o, tensor& w, const tensor& g, state& s, int t) {
  const num rate = rounded(o.rate);
  if (s.empty()) s.assign(2, tensor(w.shape));
  num all = exact(0);
  if (o.what == rule::normalised) {
    std::vector<num> squares;
    for (const num& n : g.at) squares.push_back(n * n);
    all = exact(1) + plain::sum(squares);
  }
  if (o.what == rule::centred) all = plain::sum(g.at) / exact(static_cast<real>(g.at.size()));
  for (std::size_t i = 0; i < w.at.size(); ++i) {
    num &x = w.at[i], &m = s[0].at[i], &v = s[1].at[i];
    const num& d = g.at[i];
    switch (o.what) {
      case rule::none:
        break;
      case rule::sgd:
        x = x - rate * d;
        break;
      case rule::normalised:
        x = x - rate * d / all;
        break;
      case rule::centred:
        x = x - rate * (d - all);
        break;
      case rule::momentum:
        m = rounded(o.first) * m - rate * d;
        x = o.ahead ? x + rounded(o.first) * m - rate * d : x + m;
        break;
      case rule::gradient_momentum:
        m = rounded(o.first) * m + d;
        x = x - rate * (o.ahead ? d + rounded(o.first) * m : m);
        break;
      case rule::adagrad:
        v = v + d * d;
        x = x - rate * d / (plain::root(v) + rounded(o.epsilon));
        break;
      case rule::rmsprop:
        v = rounded(o.first) * v + rounded(1 - real{o.first}) * d * d;
        x = x - rate * d / (plain::root(v) + rounded(o.epsilon));
        break;
      case rule::adadelta: {
        v = rounded(o.first) * v + rounded(1 - real{o.first}) * d * d;
        const num moved = d * plain::root(m + rounded(o.epsilon)) / plain::root(v + rounded(o.epsilon));
        m = rounded(o.first) * m + rounded(1 - real{o.first}) * moved * moved;
        x = x - rate * moved;
        break;
      }
      case rule::adam:
        m = rounded(o.first) * m + rounded(1 - real{o.first}) * d;
        v = rounded(o.second) * v + rounded(1 - real{o.second}) * d * d;
        x = x - rate * rounded(o.decay) * x -
            rate * (m / rounded(1 - std::pow(real{o.first}, t))) /
                (plain::root(v / rounded(1 - std::pow(real{o.second}, t))) + rounded(o.epsilon));
        break;
    }
  }
}

// The loss before each step, and every parameter after it.
class training_check {
 public:
  training_check(report& r, subject& s, std::uint64_t seed)
      : report_(r), subject_(s), bench_(s.shape(), seed, s.in_double()) {
    states_.resize(bench_.shared.size());
    for (const tensor& t : bench_.shared) lost_.emplace_back(t.at.size(), false);
  }

  void operator()() {
    plain::training = true;
    set_parameters(subject_, bench_);
    for (const int count : subject_.counts()) {
      bench_.next_call();
      ++step_;
      std::vector<sample> samples;
      for (int i = 0; i < count; ++i) {
        samples.push_back(bench_.draw());
        if (!samples.back().usable) return;
      }
      data d(bench_, samples, 0);
      about_ = "step " + std::to_string(step_) + " of " + std::to_string(count) + " samples: ";
      const outcome done = subject_.call(d, false);
      if (!done.ok) return report_.fault(about_ + "refused: " + done.error);
      std::vector<num> losses;
      for (const sample& s : samples) losses.push_back(bench_.evaluate(s)[subject_.loss()].at[0]);
      const num right = plain::sum(losses) / exact(count);
      report_.compare([&] { return about_ + "loss"; }, done.loss, right.v, right.e);
      descend_all(samples);
      compare_parameters();
      if (subject_.shared()) compare_shared(d, done.loss);
      if (report_.enough()) return;
    }
  }

 private:
  void descend_all(const std::vector<sample>& samples) {
    const std::vector<leaf>& leaves = bench_.program().leaves;
    const bool looks_around =
        subject_.optimiser().what == rule::normalised || subject_.optimiser().what == rule::centred;
    std::vector<tensor> after = bench_.shared;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (leaves[i].what != role::parameter) continue;
      tensor g(leaves[i].shape);
      for (std::size_t k = 0; k < g.at.size(); ++k) {
        std::vector<num> each(samples.size());
        for (std::size_t n = 0; n < each.size(); ++n) {
          if (bench_.derivative(samples[n], subject_.loss(), 0, static_cast<int>(i), static_cast<int>(k), each[n]))
            continue;
          lost_[i][k] = true;
          if (looks_around) lost_[i].assign(g.at.size(), true);
        }
        g.at[k] = plain::sum(each) / exact(static_cast<real>(each.size()));
      }
      descend(subject_.optimiser(), after[i], g, states_[i], step_);
    }
    bench_.shared = after;
  }
  void compare_parameters() {
    each_parameter(subject_, false, [&](std::size_t i, std::size_t k, const real& found) {
      const leaf& l = bench_.program().leaves[i];
      num& w = bench_.shared[i].at[k];
      if (!lost_[i][k])
        report_.compare([&] { return about_ + l.name + place(l.shape, static_cast<int>(k)); }, found, w.v, w.e);
      w = exact(found);  // the next step continues from the program's own values
    });
  }
  void compare_shared(data& d, real loss) {
    const outcome other = subject_.call(d, true);
    if (!other.ok || std::memcmp(&other.loss, &loss, 10) != 0)
      report_.fault(about_ + "threads: the loss has other bits");
    bool same = true;
    each_parameter(subject_, true, [&](std::size_t i, std::size_t k, const real& found) {
      same = same && (found == bench_.shared[i].at[k].v || std::isnan(found));
    });
    if (!same) report_.fault(about_ + "threads: parameters have other bits");
  }

  report& report_;
  subject& subject_;
  bench bench_;
  std::vector<state> states_;
  std::vector<std::vector<bool>> lost_;  // elements that have met a kink
  std::string about_;
  int step_ = 0;
};

}  // namespace

void check_program(report& r, subject& s, std::uint64_t seed) { program_check(r, s, seed)(); }
void check_training(report& r, subject& s, std::uint64_t seed) { training_check(r, s, seed)(); }

}  // namespace fuzz
