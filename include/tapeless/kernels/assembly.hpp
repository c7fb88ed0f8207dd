// Small copies, without a loop: each vector of the result is put together in a register, from whole vectors. What other
// kernels stored as vectors is read as vectors, and the result can be: no load waits for parts to arrive in memory.
#pragma once

#include <tapeless/shape/indices.hpp>
#include <tapeless/simd/vec.hpp>

namespace tapeless::kernels {

// Lanes that one vector of a source gives to one vector of the result: 1 + the source's lane, or 0 for none.
struct assembly_piece {
  int source = 0;  // packed address
  signed char lane[16]{};
};

struct assembly {
  static constexpr int most_vectors = 32, most_pieces = 4;
  int vectors = 0;   // 0: it does not fit
  double value = 0;  // where no source gives anything
  int count[most_vectors]{};
  assembly_piece piece[most_vectors][most_pieces]{};
};

namespace detail {
template <class V, const auto& A, int K, int J, int... I>
TAPELESS_INLINE V with_piece(V sum, V source, std::integer_sequence<int, I...>) noexcept {
  return simd::shuffle<(A.piece[K][J].lane[I] ? simd::lanes<V> + A.piece[K][J].lane[I] - 1 : I)...>(sum, source);
}
}  // namespace detail

// `at(packed)` gives the pointer for an address.
template <class T, class V, const auto& A, class At>
TAPELESS_INLINE void assemble(T* to, At at) noexcept {
  tapeless::detail::for_indices<0, A.vectors>([&]<int K>() {
    V sum(static_cast<T>(A.value));
    tapeless::detail::for_indices<0, A.count[K]>([&]<int J>() {
      sum = detail::with_piece<V, A, K, J>(sum, simd::loadu<V>(at(A.piece[K][J].source)),
                                           std::make_integer_sequence<int, simd::lanes<V>>{});
    });
    simd::storeu(to + K * simd::lanes<V>, sum);
  });
}

}  // namespace tapeless::kernels
