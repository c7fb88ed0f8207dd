// Second stage: derivatives are the expressions that the blackboard shows.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto z = input<"z">;
constexpr auto v = input<"v", 3>;
constexpr auto m = input<"m", 2, 3>;

template <class A, class B>
constexpr bool same(A, B) {
  return A::root.hash == B::root.hash && A::shape == B::shape;
}

static_assert(same(grad(x * y, x), y));
static_assert(same(grad(x * y, y), x));
static_assert(same(grad(x + y, x), 1_c));
static_assert(same(grad(x - y, y), constant<number{-1.0}>));
static_assert(same(grad(x * x, x), x + x));
static_assert(same(grad((x + y) * z, z), x + y));
static_assert(same(grad(-x, x), constant<number{-1.0}>));
static_assert(same(grad(exp(x), x), exp(x)));
static_assert(same(grad(log(x), x), 1_c / x));
static_assert(same(grad(sin(x), x), cos(x)));
static_assert(same(grad(cos(x), x), -sin(x)));
static_assert(same(grad(tanh(x), x), 1_c - square(tanh(x))));
static_assert(same(grad(sigmoid(x), x), sigmoid(x) * (1_c - sigmoid(x))));
static_assert(same(grad(square(x), x), 2_c * x));
static_assert(same(grad(square(x) * y, x), y*(2_c * x)));
static_assert(same(grad(stop_gradient(x) * x, x), stop_gradient(x)));
static_assert(same(grad(floor(x) + x, x), 1_c));
static_assert(same(grad(relu(x), x), where(elementwise<ops::not_less_equal_op>{}(relu(x), 0_c), 1_c, 0_c)));

// By a sub-expression.
static_assert(same(grad(exp(x * y) * z, exp(x* y)), z));

// Higher orders; what is constant disappears.
static_assert(same(grad(grad(exp(x), x), x), exp(x)));
static_assert(same(grad(grad(square(x), x), x), 2_c));
static_assert(same(grad(grad(x * y, x), y), 1_c));
static_assert(same(grad(grad(sin(x), x), x), -sin(x)));

// By what dropped out on the way a derivative is 0: its variable, another leaf, a sub-expression, whatever was done
// since.
constexpr auto u = sin(x);
static_assert(is_constant(grad(grad(3_c * x + 1_c, x), x).root, 0));
static_assert(is_constant(grad(grad(x * y, x), x).root, 0));
static_assert(is_constant(grad(2_c * grad(3_c * x + y, x) + y, x).root, 0));
static_assert(is_constant(grad(grad(u * x + y, x), y).root, 0));
static_assert(is_constant(grad(grad(3_c * u + x, u), u).root, 0));
static_assert(is_constant(grad(simplify(0_c * x + y), x).root, 0));
static_assert(is_constant(grad(grad(grad(square(x), x), x), x).root, 0));
static_assert(is_constant(hessian(grad(3_c * x, x) + y, x).root, 0));
static_assert(is_constant(jacobian(grad(sum(v), v), v).root, 0) &&
              jacobian(grad(sum(v), v), v).shape == make_shape(3, 3));
static_assert(is_constant(jvp(grad(sum(v), v), v, v).root, 0) && is_constant(vjp(grad(sum(v), v), v, v).root, 0));
static_assert(is_constant(hvp(grad(3_c * x, x), x, y).root, 0) && is_constant(laplacian(grad(3_c * x, x), x).root, 0));

// Even functions have at their kink the derivatives of the function, not of the formula.
constexpr auto identity = [](auto d) { return same(d, hessian(sum(square(v)), v)); };
static_assert(same(grad(square(norm(v)), v), 2_c * v) && identity(hessian(square(norm(v)), v)));
static_assert(identity(hessian(norm(v) * norm(v), v)) && identity(hessian(pow(norm(v), 2_c), v)));
static_assert(same(grad(square(abs(x)), x), 2_c * x) && same(grad(grad(abs(x) * abs(x), x), x), 2_c));
static_assert(same(grad(square(sqrt(x)), x), 1_c) && same(grad(sqrt(x) * sqrt(x), x), 1_c));

// Sums, and what repeats: the derivative by a smaller operand is summed.
static_assert(same(grad(sum(v * v), v), v + v));
static_assert(same(grad(sum(m * v), v), sum<0>(m)));
static_assert(same(grad(sum(m * x), x), sum(m)));
static_assert(grad(sum(m + v), m).shape == m.shape);
static_assert(is_constant(grad(sum(m + v), v).root, 2) && grad(sum(m + v), v).shape == v.shape);
static_assert(same(grad(dot(v, v), v), v + v));
static_assert(is_constant(hessian(sum(v), v).root, 0));

// jvp and vjp of the same linear function are its transposes.
static_assert(same(vjp(2_c * v, v, v), 2_c * v));
static_assert(same(jvp(exp(v), v, input<"d", 3>), exp(v) * input<"d", 3>));
static_assert(same(vjp(exp(v), v, input<"d", 3>), exp(v) * input<"d", 3>));

}  // namespace
