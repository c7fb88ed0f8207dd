// Parameters of a tapeless program in the order of the model, in which the expression first uses them.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace bench {

template <class Program>
void load_parameters(Program& net, const std::vector<float>& from) {
  std::size_t used = 0;
  net.for_each_parameter([&](const char* name, const auto&, auto to) {
    if (to.size() > from.size() - used) {
      std::fprintf(stderr, "%s: %zu numbers, and there are %zu left\n", name, to.size(), from.size() - used);
      std::exit(1);
    }
    for (auto& each : to) each = from[used++];
  });
  if (used != from.size()) {
    std::fprintf(stderr, "%zu of %zu numbers used\n", used, from.size());
    std::exit(1);
  }
}
template <class Program, class List>
void append_parameters(const Program& net, List& to) {
  net.for_each_parameter([&](const char*, const auto&, auto from) {
    for (auto each : from) to.push_back(static_cast<double>(each));
  });
}

}  // namespace bench
