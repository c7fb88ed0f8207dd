// Runs a program of the library beside the plain evaluation of the same expressions.
//
// A generated case C says: T, P, the model, and how its program is called:
//   static auto call(auto&& go, fuzz::data<T>& d)     go(binding, ...), with the ranges of d
//   static void read(const P& p, auto&& f)            f(output number, p[output])
#pragma once

#include <tapeless/train/thread_pool.hpp>

#include <cstring>
#include <memory>
#include <span>

#include "optimisers.hpp"

namespace fuzz {

inline tapeless::thread_pool& team() {
  static tapeless::thread_pool pool(3);
  return pool;
}

// What a call reads and writes.
template <class T>
class data {
 public:
  data(const bench& b, const std::vector<sample>& samples, const std::vector<wanted>& outputs) : bench_(b) {
    const auto& leaves = b.program().leaves;
    ranges_.resize(leaves.size()), indices_.resize(leaves.size());
    for (const sample& s : samples)
      for (std::size_t i = 0; i < leaves.size(); ++i)
        for (const num& n : s.leaves[i].at) {
          if (leaves[i].what == role::input) ranges_[i].push_back(static_cast<T>(n.v));
          if (leaves[i].what == role::index) indices_[i].push_back(static_cast<int>(n.v));
        }
    outputs_.resize(outputs.size());
    sizes_.resize(outputs.size());
  }
  void make_room(std::size_t output, std::size_t size) {
    sizes_[output] = size;
    outputs_[output].assign(size + guard, unwritten);
  }
  std::span<const T> range(int leaf) const { return ranges_[static_cast<std::size_t>(leaf)]; }
  std::span<const int> indices(int leaf) const { return indices_[static_cast<std::size_t>(leaf)]; }
  double number(int leaf) const { return static_cast<double>(bench_.shared[static_cast<std::size_t>(leaf)].at[0].v); }
  std::span<T> out(int k) {
    const auto i = static_cast<std::size_t>(k);
    return {outputs_[i].data(), sizes_[i]};
  }
  bool guarded(std::size_t output) const {
    for (std::size_t i = sizes_[output]; i < outputs_[output].size(); ++i)
      if (outputs_[output][i] != unwritten) return false;
    return true;
  }

 private:
  static constexpr T unwritten = T(-77777);
  static constexpr std::size_t guard = 64;
  const bench& bench_;
  std::vector<std::vector<T>> ranges_, outputs_;
  std::vector<std::vector<int>> indices_;
  std::vector<std::size_t> sizes_;
};

template <class T>
void set_parameters(auto& program, const bench& b) {
  program.for_each_parameter([&](const char* name, const auto&, auto values) {
    for (std::size_t i = 0; i < b.shared.size(); ++i)
      if (b.program().leaves[i].what == role::parameter && std::strcmp(b.program().leaves[i].name, name) == 0)
        for (std::size_t k = 0; k < values.size(); ++k) values[k] = static_cast<T>(b.shared[i].at[k].v);
  });
}

template <class C>
class program_check {
  using T = typename C::T;
  using P = typename C::P;

 public:
  program_check(report& r, std::uint64_t seed) : report_(r), bench_(C::shape(), seed, sizeof(T) == 8) {}

  void operator()() {
    auto p = std::make_unique<P>();
    set_parameters<T>(*p, bench_);
    for (const int count : C::counts) {
      if (report_.enough()) return;
      std::vector<sample> samples;
      for (int s = 0; s < count; ++s) samples.push_back(live ? bench_.draw_anything() : bench_.draw());
      data<T> d(bench_, samples, C::outputs());
      for (std::size_t k = 0; k < C::outputs().size(); ++k)
        if (C::outputs()[k].bound) d.make_room(k, static_cast<std::size_t>(count) * size_of(C::outputs()[k]));
      const auto done = C::call([&](const auto&... b) { return p->run(b...); }, d);
      const std::string about = std::to_string(count) + " samples";
      if (!done.ok()) {
        report_.fault(about + ": refused: " + tapeless::describe(done.error.what) + ", " + done.error.where + ", expected " +
                      std::to_string(done.error.expected) + ", found " + std::to_string(done.error.found));
        return;
      }
      if constexpr (C::shared) compare_shared(d, count, about);
      if (!compare(*p, d, samples, count, about)) return;
    }
  }

 private:
  static constexpr bool live = C::live;
  std::size_t size_of(const wanted& w) const { return static_cast<std::size_t>(plain::product(C::shape_of(w.node))); }

  // The same call on threads, bit by bit.
  void compare_shared(data<T>& alone, int count, const std::string& about) {
    auto q = std::make_unique<P>();
    set_parameters<T>(*q, bench_);
    data<T> d = alone;
    for (std::size_t k = 0; k < C::outputs().size(); ++k)
      if (C::outputs()[k].bound) d.make_room(k, static_cast<std::size_t>(count) * size_of(C::outputs()[k]));
    if (!C::call([&](const auto&... b) { return q->run(tapeless::on(team()), b...); }, d).ok()) report_.fault(about + ": threads: refused");
    for (std::size_t k = 0; k < C::outputs().size(); ++k)
      if (const auto x = d.out(static_cast<int>(k)), y = alone.out(static_cast<int>(k)); std::memcmp(x.data(), y.data(), x.size_bytes()) != 0)
        report_.fault(about + ": threads: other bits in output " + std::to_string(k));
  }

  // False after what makes the next calls meaningless.
  bool compare(P& p, data<T>& d, const std::vector<sample>& samples, int count, const std::string& about) {
    const std::vector<wanted> outputs = C::outputs();
    const int tile = C::tile, first_of_last = (count - 1) / tile * tile;
    std::vector<std::vector<real>> last(outputs.size());
    C::read(p, [&](int k, const auto& span) { last[static_cast<std::size_t>(k)].assign(span.begin(), span.end()); });
    for (int s = 0; s < count; ++s) {
      const sample& here = samples[static_cast<std::size_t>(s)];
      if (!here.usable) continue;
      if (live && !bench_.usable(here)) return false;
      const tape t = bench_.evaluate(here);
      for (std::size_t k = 0; k < outputs.size(); ++k) {
        const wanted& w = outputs[k];
        const std::size_t size = size_of(w);
        if (s == 0 && w.bound && !d.guarded(k)) report_.fault(about + ": output " + w.text + " is written beyond its end");
        if (last[k].size() != size && last[k].size() != size * static_cast<std::size_t>(count - first_of_last)) {
          report_.fault(about + ": p[" + w.text + "] has " + std::to_string(last[k].size()) + " numbers");
          return false;
        }
        for (std::size_t i = 0; i < size; ++i) {
          num right;
          if (w.of < 0) right = t[w.node].at[i];
          else if (!chosen(s, count, static_cast<int>(i), static_cast<int>(size)) ||
                   !bench_.derivative(here, w.of, w.node, static_cast<int>(i), right))
            continue;
          const std::string where = about + ": sample " + std::to_string(s) + ", " + w.text + place(C::shape_of(w.node), static_cast<int>(i));
          if (w.bound) report_.compare(where, d.out(static_cast<int>(k))[static_cast<std::size_t>(s) * size + i], right.v, right.e);
          if (s >= first_of_last)
            report_.compare("read, " + where, last[k][last[k].size() == size ? i : static_cast<std::size_t>(s - first_of_last) * size + i],
                            right.v, right.e);
          if (report_.enough()) return false;
        }
      }
      if constexpr (live)
        for (const assigned& a : C::assignments()) next_[static_cast<std::size_t>(a.slot)] = t[a.value];
      for (std::size_t i = 0; i < next_.size(); ++i)
        if (!next_[i].at.empty()) bench_.shared[i] = next_[i];
    }
    if constexpr (live)
      C::read_slots(p, [&](int leaf, const auto& span) {
        tensor& slot = bench_.shared[static_cast<std::size_t>(leaf)];
        for (std::size_t i = 0; i < span.size(); ++i) {
          report_.compare(about + ": slot " + bench_.program().leaves[static_cast<std::size_t>(leaf)].name + place(slot.shape, static_cast<int>(i)),
                          span[i], slot.at[i].v, slot.at[i].e);
          slot.at[i] = plain::exact(span[i]);  // the next call goes on from what the program has
        }
      });
    return !report_.enough();
  }

  // Derivatives cost an evaluation each: of many, some.
  static bool chosen(int s, int count, int element, int size) {
    const bool some_samples = count <= 12 || s < 3 || s >= count - 5 || s % 7 == 0;
    return some_samples && (size <= 16 || element < 4 || element >= size - 4 || (element + s) % 5 == 0);
  }

  report& report_;
  bench bench_;
  std::vector<tensor> next_ = std::vector<tensor>(C::shape().leaves.size(), tensor(ints{0}));
};

// A training step: the loss before it, and every parameter after it, step by step.
template <class C>
class training_check {
  using T = typename C::T;
  using P = typename C::P;

 public:
  training_check(report& r, std::uint64_t seed) : report_(r), bench_(C::shape(), seed, sizeof(T) == 8) {}

  void operator()() {
    auto p = std::make_unique<P>();
    set_parameters<T>(*p, bench_);
    std::unique_ptr<P> q = C::shared ? std::make_unique<P>(*p) : nullptr;
    const std::vector<leaf>& leaves = bench_.program().leaves;
    std::vector<state> states(leaves.size());
    std::vector<std::vector<bool>> lost(leaves.size());  // elements that came to a kink
    for (std::size_t i = 0; i < leaves.size(); ++i) lost[i].assign(bench_.shared[i].at.size(), false);
    int step = 0;
    for (const int count : C::counts) {
      ++step;
      std::vector<sample> samples;
      for (int s = 0; s < count; ++s) {
        samples.push_back(bench_.draw());
        if (!samples.back().usable) return;
      }
      data<T> d(bench_, samples, {});
      const auto loss = C::call([&](const auto&... b) { return p->step(b...); }, d);
      const std::string about = "step " + std::to_string(step) + " of " + std::to_string(count) + " samples";
      if (!loss.ok()) return report_.fault(about + ": refused: " + tapeless::describe(loss.error.what));
      std::vector<num> losses;
      for (const sample& s : samples) losses.push_back(bench_.evaluate(s)[C::loss].at[0]);
      const num right = plain::sum(losses) / plain::exact(count);
      report_.compare(about + ": loss", loss.value, right.v, right.e);
      descend_all(samples, states, lost, step);
      compare(*p, lost, about);
      if constexpr (C::shared) {
        const auto other = C::call([&](const auto&... b) { return q->step(tapeless::on(team()), b...); }, d);
        if (std::memcmp(&other.value, &loss.value, sizeof(T)) != 0) report_.fault(about + ": threads: the loss has other bits");
        std::vector<T> mine, theirs;
        p->for_each_parameter([&](const char*, const auto&, auto v) { mine.insert(mine.end(), v.begin(), v.end()); });
        q->for_each_parameter([&](const char*, const auto&, auto v) { theirs.insert(theirs.end(), v.begin(), v.end()); });
        if (std::memcmp(mine.data(), theirs.data(), mine.size() * sizeof(T)) != 0) report_.fault(about + ": threads: parameters have other bits");
      }
      if (report_.enough()) return;
    }
  }

 private:
  void descend_all(const std::vector<sample>& samples, std::vector<state>& states, std::vector<std::vector<bool>>& lost, int step) {
    const std::vector<leaf>& leaves = bench_.program().leaves;
    std::vector<tensor> after = bench_.shared;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (leaves[i].what != role::parameter || !C::trains(static_cast<int>(i))) continue;
      tensor g(leaves[i].shape);
      for (std::size_t k = 0; k < g.at.size(); ++k) {
        std::vector<num> each;
        for (const sample& s : samples) {
          num n;
          if (!bench_.derivative(s, C::loss, static_cast<int>(i), static_cast<int>(k), n)) {
            if constexpr (looks_around<decltype(C::optimiser)>) lost[i].assign(g.at.size(), true);
            else lost[i][k] = true;
          }
          each.push_back(n);
        }
        g.at[k] = plain::sum(each) / plain::exact(static_cast<real>(samples.size()));
      }
      descend(C::optimiser, after[i], g, states[i], step);
    }
    bench_.shared = after;
  }
  void compare(P& p, const std::vector<std::vector<bool>>& lost, const std::string& about) {
    p.for_each_parameter([&](const char* name, const auto&, auto values) {
      for (std::size_t i = 0; i < bench_.shared.size(); ++i) {
        const leaf& l = bench_.program().leaves[i];
        if (l.what != role::parameter || std::strcmp(l.name, name) != 0) continue;
        for (std::size_t k = 0; k < values.size(); ++k) {
          num& w = bench_.shared[i].at[k];
          if (!lost[i][k]) report_.compare(about + ": " + name + place(l.shape, static_cast<int>(k)), values[k], w.v, w.e);
          w = plain::exact(values[k]);  // the next step goes on from what the program has
        }
      }
    });
  }

  report& report_;
  bench bench_;
};

}  // namespace fuzz
