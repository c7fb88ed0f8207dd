// Vectors without elements.
#include <tapeless/nn/embedding.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto y = embedding<"e", 1>(class_index<"k", 5>);
#else
constexpr auto y = embedding<"e", 0>(class_index<"k", 5>);  // expect: embedding<name, width>(k): a vector has at least one element
#endif
