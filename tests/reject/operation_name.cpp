// Two user-defined operations with the same name.
#include <tapeless/ops/define.hpp>

using namespace tapeless;

struct twice_op : pointwise<1> {
  static constexpr char name[] = "wave";
  template <class V>
  static constexpr V eval(V x) {
    return x + x;
  }
};
struct squared_op : pointwise<1> {
#ifdef FIXED
  static constexpr char name[] = "squared wave";
#else
  static constexpr char name[] = "wave";
#endif
  template <class V>
  static constexpr V eval(V x) {
    return x * x;
  }
};
constexpr auto x = input<"x", 3>;
constexpr auto a = elementwise<twice_op>{}(x);
constexpr auto b = elementwise<squared_op>{}(x);  // expect: two operations have the same name

int main() {}
