#include "subject.hpp"

#include <algorithm>

namespace fuzz {
namespace {
constexpr float unwritten = -77777;
constexpr std::size_t guard = 64;
}  // namespace

data::data(const bench& b, const std::vector<sample>& samples, std::size_t outputs)
    : bench_(&b), sizes_(outputs), over_(outputs, -1) {
  const std::vector<leaf>& leaves = b.program().leaves;
  in_float_.resize(leaves.size()), in_double_.resize(leaves.size()), indices_.resize(leaves.size());
  written_in_float_.resize(outputs), written_in_double_.resize(outputs);
  for (const sample& s : samples)
    for (std::size_t i = 0; i < leaves.size(); ++i)
      for (const num& n : s.leaves[i].at) {
        if (leaves[i].what == role::input)
          in_float_[i].push_back(static_cast<float>(n.v)), in_double_[i].push_back(static_cast<double>(n.v));
        if (leaves[i].what == role::index) indices_[i].push_back(static_cast<int>(n.v));
      }
}
void data::make_room(std::size_t output, std::size_t size, int over) {
  over_[output] = over;
  sizes_[output] = size;
  written_in_float_[output].assign(size + guard, unwritten);
  written_in_double_[output].assign(size + guard, unwritten);
}
bool data::guarded(std::size_t output) const {
  const auto kept = [&](const auto& all) {
    return std::all_of(all.begin() + static_cast<std::ptrdiff_t>(sizes_[output]), all.end(),
                       [](auto v) { return v == unwritten; });
  };
  return kept(written_in_float_[output]) && kept(written_in_double_[output]);
}
real data::written(std::size_t output, std::size_t element, bool in_double) const {
  const std::size_t over = static_cast<std::size_t>(over_[output]);
  if (in_double) return over_[output] < 0 ? written_in_double_[output][element] : in_double_[over][element];
  return over_[output] < 0 ? written_in_float_[output][element] : in_float_[over][element];
}
double data::number(std::size_t leaf) const { return static_cast<double>(bench_->shared[leaf].at[0].v); }

}  // namespace fuzz
