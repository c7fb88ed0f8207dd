// Every function of simd/ on vectors and on scalars: no lane may differ from the scalar result, and machines with the
// same arithmetic print the same checksums. Needs only printf.
#include <tapeless/simd/math.hpp>

#include <cstdint>
#include <cstdio>

namespace {

using namespace tapeless;

int differing = 0;

template <class T, class F>
void check(const char* name, F f) {
  using V = simd::vec<T>;
  constexpr int W = simd::lanes<V>;
  static const double points[] = {0,    -0.0, 0.5, -0.5, 1,  -1,   1.5, -2.5, 3.7,   -3.2,
                                  1e-3, -0.9, 11,  -17,  88, -103, 1e9, -1e9, 1e-40, 700};
  constexpr int count = int(sizeof points / sizeof *points);
  std::uint64_t sum = 14695981039346656037ull;
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < count; ++j) {
      alignas(simd::vector_alignment) T a[W], b[W], y[W];
      for (int l = 0; l < W; ++l) a[l] = T(points[(i + l) % count]), b[l] = T(points[(j + 3 * l) % count]);
      simd::store(y, V(f(simd::load<V>(a), simd::load<V>(b))));
      for (int l = 0; l < W; ++l) {
        const T s = f(a[l], b[l]);
        const bool nan = s != s;
        if (nan ? y[l] == y[l] : simd::to_bits(s) != simd::to_bits(y[l])) ++differing;
      }
      const T s = f(a[0], b[0]);  // the sign of NaN depends on the machine
      sum = (sum ^ std::uint64_t(s != s ? 1 : simd::to_bits(s))) * 1099511628211ull;
    }
  std::printf("%s %s %08x%08x\n", sizeof(T) == 4 ? "float" : "double", name, unsigned(sum >> 32), unsigned(sum));
}

template <class T>
void check_all() {
// clang-format off
#define ONE(name) check<T>(#name, [](auto a, auto) { return simd::name(a); });
#define TWO(name) check<T>(#name, [](auto a, auto b) { return simd::name(a, b); });
  ONE(sqrt)
  ONE(floor)
  ONE(nearest)
  ONE(abs) ONE(neg) ONE(exp) ONE(exp2) ONE(expm1) ONE(log) ONE(log2) ONE(log1p) ONE(cbrt) ONE(rsqrt) ONE(sin) ONE(cos)
      ONE(tan) ONE(asin) ONE(acos) ONE(atan) ONE(sinh) ONE(cosh) ONE(tanh) ONE(erf) ONE(erfc) ONE(sigmoid) ONE(softplus)
          TWO(min) TWO(max) TWO(minimum) TWO(maximum) TWO(copysign) TWO(pow) TWO(atan2)
#undef ONE
#undef TWO
      // clang-format on
      check<T>("divide", [](auto a, auto b) { return a / b; });
  check<T>("fma", [](auto a, auto b) { return simd::fma(a, b, a); });
  check<T>("select", [](auto a, auto b) { return simd::select(simd::or_(simd::lt(a, b), simd::eq(b, b - b)), a, b); });
}

}  // namespace

int main() {
  check_all<float>();
#if !defined(ONLY_FLOAT)
  check_all<double>();
#endif
  if (differing) return std::printf("%d lanes differ from the scalar\n", differing), 1;
  std::puts("done");
  return 0;
}
