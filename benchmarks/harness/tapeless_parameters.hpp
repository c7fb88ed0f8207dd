// Parameters of a tapeless program in the order of the model, in which the expression first uses them.
#pragma once

#include <vector>

namespace bench {

template <class Program>
void load_parameters(Program& net, const std::vector<float>& from) {
  auto p = from.begin();
  net.for_each_parameter([&](const char*, const auto&, auto to) {
    for (auto& each : to) each = *p++;
  });
}
template <class Program, class List>
void append_parameters(const Program& net, List& to) {
  net.for_each_parameter([&](const char*, const auto&, auto from) {
    for (auto each : from) to.push_back(static_cast<double>(each));
  });
}

}  // namespace bench
