// A memory that is no sequence.
#include <tapeless/nn/transformer.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
constexpr auto memory = input<"memory", 6>;
#ifdef FIXED
constexpr auto y = transformer_decoder<"b", transformer{.heads = 3, .hidden = 8}>(x, reshape<1, 6>(memory));
#else
constexpr auto y = transformer_decoder<"b", transformer{.heads = 3, .hidden = 8}>(x, memory);  // expect: attention: x is a sequence [n, width], as is memory
#endif
