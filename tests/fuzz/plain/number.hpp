// The numbers of the plain evaluation: a value, a bound on its rounding error in a program that computes the same, the
// derivative along one chosen element, and a bound on that.
//
// Bounds are counted in units of the program's rounding, 2^-24 for float and 2^-53 for double, and propagate to first
// order, so that tolerances follow the size of the intermediate results.
#pragma once

#include <initializer_list>
#include <vector>

namespace plain {

using real = long double;

struct num {
  real v = 0, e = 0;  // value and its error bound
  real d = 0, f = 0;  // derivative and its error bound
};

// Whether an evaluation came too close to a discontinuity for its results to be compared; reset before each one.
struct edges {
  bool jump = false;  // rounding may change a comparison, floor or index: values cannot be compared
  bool kink = false;  // two pieces meet: the derivative cannot be compared
};
extern edges seen;
extern real unit;                  // of the program that is checked
inline constexpr real slack = 24;  // bounds add half units, but orders and formulas differ

// True if a and b may be equal or in another order in the program, which is impossible for exact numbers.
bool near(const num& a, const num& b);

num operator+(const num& a, const num& b);
num operator-(const num& a, const num& b);
num operator*(const num& a, const num& b);
num operator/(const num& a, const num& b);
num operator-(const num& a);

// f(x) with a derivative by differences of fourth order. `floor` is the size of numbers that cancel within f, such as
// the 1 in 1 - tanh²; at a kink the derivative cannot be compared.
num unary(const num& x, real (*f)(real), real floor, std::initializer_list<real> kinks = {});
num binary(const num& x, const num& y, real (*f)(real, real), real floor);
num exact(real v);    // a number that every program represents exactly
num rounded(real v);  // a number that a program rounds
num without_derivative(num x);
num sum(const std::vector<num>& all);
num root(const num& x);  // also of numbers that rounding may make negative

}  // namespace plain
