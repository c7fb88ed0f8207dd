// A feed-forward layer without outputs.
#include <tapeless/nn/transformer.hpp>

using namespace tapeless;

constexpr auto x = input<"x", 5, 6>;
#ifdef FIXED
constexpr auto y = transformer_encoder<"b", transformer{.heads = 3, .hidden = 8}>(x);
#else
constexpr auto y = transformer_encoder<"b", transformer{.heads = 3, .hidden = 0}>(x);  // expect: transformer{...}: hidden is positive
#endif
