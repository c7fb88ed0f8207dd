// The number that the plain evaluation computes with: a value, a bound of what rounding may add to it in a program that
// computes the same, the derivative along one chosen element, and a bound for that.
//
// Bounds are counted in units of the program's rounding, 2^-24 for float and 2^-53 for double, and propagate to first
// order: so a tolerance is as wide as the intermediate results were large, and no wider.
#pragma once

#include <initializer_list>
#include <vector>

namespace plain {

using real = long double;

struct num {
  real v = 0, e = 0;  // value, its rounding
  real d = 0, f = 0;  // derivative, its rounding
};

// What an evaluation came too near to for its results to be compared: reset before each one.
struct edges {
  bool jump = false;  // a comparison, floor or index that rounding may turn: values mean nothing
  bool kink = false;  // where two pieces meet: the derivative means nothing
};
extern edges seen;
extern real unit;                  // of the program that is checked
inline constexpr real slack = 24;  // bounds are sums of halves of units, but orders and formulas differ

// May a and b be equal, or in another order, in the program? Exact numbers never.
bool near(const num& a, const num& b);

num operator+(const num& a, const num& b);
num operator-(const num& a, const num& b);
num operator*(const num& a, const num& b);
num operator/(const num& a, const num& b);
num operator-(const num& a);

// f(x) with a derivative by differences of fourth order. `floor` is the size of the numbers inside of f that cancel, as
// the 1 in 1 - tanh²; at one of the kinks the derivative means nothing.
num unary(const num& x, real (*f)(real), real floor, std::initializer_list<real> kinks = {});
num binary(const num& x, const num& y, real (*f)(real, real), real floor);
num exact(real v);    // a number that every program has to the last bit
num rounded(real v);  // a number that a program rounds
num without_derivative(num x);
num sum(const std::vector<num>& all);
num root(const num& x);  // also of numbers that rounding may take below 0

}  // namespace plain
