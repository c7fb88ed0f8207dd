// Layers for sequences: masks, and a cell of one's own.
#include <cstdio>
#include <vector>

#include <tapeless/nn/attention.hpp>
#include <tapeless/program/sequences.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [masks]
constexpr auto x = input<"x", 6, 8>;
constexpr auto length = class_index<"length", 7>;
constexpr auto answers = self_attention<"a", attention{.heads = 2, .causal = true}>(x, length_mask<6>(length));
// [/masks]

// [own]
constexpr auto decaying = [](auto e, auto h) { return sigmoid(parameter<"decay", 4>) * h + dense<"in", 4>(e); };
constexpr auto memory = recurrence<"memory", 4>(decaying, x, length);  // a diagonal state-space model: [6, 4]
// [/own]

void show() {
  program<answers, memory> run{seed{1}};
  std::vector<float> some(48, 0.5f);
  require(run.run(x = some, length = 3));
  const std::vector<float> before(run[answers].begin(), run[answers].begin() + 24);
  for (std::size_t i = 24; i < 48; ++i) some[i] = 9;  // behind the length
  require(run.run(x = some, length = 3));
  bool same = true;
  for (std::size_t i = 0; i < 24; ++i) same = same && run[answers][i] == before[i];
  for (std::size_t i = 12; i < 24; ++i) same = same && run[memory][i] == run[memory][i % 4 + 8];
  std::printf("what is behind the length has no influence: %s\n", same ? "yes" : "no");
}

int main() {
  std::puts("== masks");
  show();
}
