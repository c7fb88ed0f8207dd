// transpose: every size from 1 to 2W+1 and beyond a block; nothing outside rows x cols is accessed.

#include <tapeless/simd/vec.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <vector>

namespace {

using namespace tapeless;

// Elements outside the matrix in src are NaN, so that reading one shows; those outside dst must keep their value.
template <class T>
bool transposes(int rows, int cols, int padding) {
  const int src_stride = cols + padding, dst_stride = rows + padding;
  const T guard = T(-1);
  std::vector<T> src(std::size_t(rows * src_stride + padding), std::numeric_limits<T>::quiet_NaN());
  std::vector<T> dst(std::size_t(cols * dst_stride + padding), guard);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < cols; ++c) src[std::size_t(r * src_stride + c)] = T(r * cols + c);
  simd::transpose(src.data(), src_stride, dst.data(), dst_stride, rows, cols);
  for (int i = 0; i < int(dst.size()); ++i) {
    const int c = i / dst_stride, r = i % dst_stride;
    if (dst[std::size_t(i)] != (c < cols && r < rows ? T(r * cols + c) : guard)) return false;
  }
  return true;
}

template <class T>
void all_sizes() {
  constexpr int limit = 2 * simd::lanes<simd::vec<T>> + 1;
  for (int rows = 0; rows <= limit; ++rows)
    for (int cols = 0; cols <= limit; ++cols)
      for (int padding : {0, 3})
        BOOST_TEST(transposes<T>(rows, cols, padding), rows << " x " << cols << ", padding " << padding);
  BOOST_TEST(transposes<T>(32, 64, 0));
  BOOST_TEST(transposes<T>(64, 10, 0));
}

static_assert([] {
  const float a[6] = {1, 2, 3, 4, 5, 6};
  float b[6] = {};
  simd::transpose(a, 3, b, 2, 2, 3);
  return b[0] == 1 && b[1] == 4 && b[2] == 2 && b[3] == 5 && b[4] == 3 && b[5] == 6;
}());

}  // namespace

BOOST_AUTO_TEST_SUITE(simd_transpose)

BOOST_AUTO_TEST_CASE(floats) { all_sizes<float>(); }
BOOST_AUTO_TEST_CASE(doubles) { all_sizes<double>(); }

BOOST_AUTO_TEST_SUITE_END()
