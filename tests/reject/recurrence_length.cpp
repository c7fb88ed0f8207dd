// A length for each step instead of one for each sequence.
#include <tapeless/tapeless.hpp>

#include <tapeless/program/sequences.hpp>

using namespace tapeless;

constexpr auto xs = input<"xs", 6, 2>;
constexpr auto cell = [](auto x, auto h) { return tanh(dense<"in", 3>(x) + dense<"back", 3>(h)); };
#ifdef FIXED
constexpr auto hs = recurrence<"memory", 3>(cell, xs, class_index<"length", 7>);
#else
constexpr auto hs = recurrence<"memory", 3>(cell, xs, input<"length", 6>);  // expect: the length one number for each sample
                                                                            // expect: tensor<6, 2>
                                                                            // expect: tensor<6>
#endif
