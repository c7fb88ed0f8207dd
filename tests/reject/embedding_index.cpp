// An embedding of numbers that are no class index.
#include <tapeless/nn/embedding.hpp>

using namespace tapeless;

#ifdef FIXED
constexpr auto y = embedding<"e", 4>(class_index<"k", 5, 7>);
#else
constexpr auto y = embedding<"e", 4>(input<"k", 7>);  // expect: k is a class_index<name, classes, extents...>
                                                      // expect: tensor<7>
#endif
