#include "model.hpp"

#include <cmath>
#include <cstdio>

namespace fuzz {

const tensor& tape::put(int node, tensor t) {
  if (node == seed_node)
    for (int i = 0; i < static_cast<int>(t.at.size()); ++i) {
      num& n = t.at[static_cast<std::size_t>(i)];
      n.d = i == seed_element, n.f = 0;
    }
  return nodes[static_cast<std::size_t>(node)] = std::move(t);
}

std::uint64_t random_numbers::next() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

void report::begin(const char* name) {
  name_ = name;
  faults_here_ = 0;
  std::printf("case %s\n", name);
  std::fflush(stdout);
}
bool report::fits(real found, real expected, real error) {
  if (!std::isfinite(expected) || std::fabs(expected) > 1e6L) return true;
  const real tolerance = plain::slack * plain::unit * error + 1e-30L;
  if (std::isfinite(found) && std::fabs(found - expected) <= tolerance) {
    values_ += tolerance <= 0.02L * (std::fabs(expected) + 0.05L);  // wider tolerances prove nothing
    return true;
  }
  if (tolerance > 0.1L * (std::fabs(expected) + 1)) return true;  // rounding alone may be the cause
  ++values_;
  char text[160];
  std::snprintf(text, sizeof text, ": is %.9Lg, right is %.9Lg +- %.2Lg", found, expected, tolerance);
  shown_ = text;
  return false;
}
void report::fault(const std::string& text) {
  ++faults_, ++faults_here_;
  if (faults_here_ <= 3) std::printf("fault %s %s\n", name_.c_str(), text.c_str());
  std::fflush(stdout);
}
int report::end() const {
  std::printf("values %ld faults %d\n", values_, faults_);
  return faults_ ? 1 : 0;
}

bench::bench(const model& m, std::uint64_t seed, bool in_double) : m_(m), random_(seed) {
  plain::drawing.in_double = in_double;
  plain::unit = in_double ? std::ldexp(1.0L, -53) : std::ldexp(1.0L, -24);
  for (const leaf& l : m.leaves) {
    tensor t(l.shape);
    if (l.what == role::parameter || l.what == role::scalar)
      for (num& n : t.at) n = plain::exact((random_.below(3073) - 1536) / 1024.0L);
    shared.push_back(t);
  }
}

sample bench::draw_anything() {
  sample s;
  s.step = step_, s.number = drawn_++;
  for (const leaf& l : m_.leaves) {
    tensor t(l.shape);
    if (l.what == role::input)
      for (num& n : t.at) n = plain::exact((random_.below(4097) - 2048) / 1024.0L);
    if (l.what == role::index)
      for (num& n : t.at) n = plain::exact(random_.below(l.classes));
    s.leaves.push_back(t);
  }
  return s;
}

bool bench::usable(const sample& s) const {
  const tape t = evaluate(s);
  if (plain::seen.jump) return false;
  for (const tensor& node : t.nodes)
    for (const num& n : node.at)
      if (!std::isfinite(n.v) || !std::isfinite(n.e) || std::fabs(n.v) > 1e6L) return false;
  return true;
}

sample bench::draw() {
  sample s;
  const std::uint64_t number = drawn_;
  for (int attempt = 0; attempt < 6; ++attempt)
    if (drawn_ = number, s = draw_anything(); usable(s)) return s;
  s.usable = false;
  return s;
}

tape bench::evaluate(const sample& s, int seed_node, int seed_element) const {
  plain::drawing.step = s.step, plain::drawing.sample = s.number;
  plain::seen = {};
  tape t;
  t.seed_node = seed_node, t.seed_element = seed_element;
  t.nodes.resize(m_.shapes.size());
  for (std::size_t i = 0; i < m_.leaves.size(); ++i) {
    const role what = m_.leaves[i].what;
    t.put(static_cast<int>(i), what == role::input || what == role::index ? s.leaves[i] : shared[i]);
  }
  m_.evaluate(t);
  return t;
}

bool bench::derivative(const sample& s, int of, int of_element, int node, int element, num& result) const {
  const tape t = evaluate(s, node, element);
  const num& n = t[of].at[static_cast<std::size_t>(of_element)];
  result = {n.d, n.f, 0, 0};
  return !plain::seen.kink && !plain::seen.jump && std::isfinite(n.d) && std::isfinite(n.f);
}

std::string place(const ints& shape, int element) {
  std::string text = "[";
  for (const int i : plain::index_of(shape, element)) text += (text.size() > 1 ? ", " : "") + std::to_string(i);
  return text + "]";
}

}  // namespace fuzz
