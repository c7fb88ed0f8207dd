// A class index is bound with a number of classes that differs from the program's.
#include <tapeless/ops/gather.hpp>
#include <tapeless/program/doors.hpp>
#include <tapeless/program/program.hpp>

using namespace tapeless;

constexpr auto k = class_index<"k", 3>;
constexpr auto other = class_index<"k", 10>;

int main() {
  program<one_hot<3>(k)> p;
#ifdef FIXED
  p.run(k = 2);
}
#else
  p.run(other = 7);  // expect: a binding names a leaf of the program in another shape, or with other classes
}
#endif
