// The listings of docs/model_files.md.
#include <cstdio>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/nam.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>
using namespace tapeless;

namespace whole {

// [listing whole]
constexpr auto amp = models::nam_wavenet<"amp", wavenet_stack{.channels = 3, .head = 2, .dilations = {1, 2}},
                                         wavenet_stack{.channels = 2, .head_bias = true, .dilations = {8}}>;
constexpr auto x = input<"x", 1, 2048>;  // a signal: [channels, frames]
constexpr auto y = amp(x);
// [/listing]

}  // namespace whole
int main() {}
