// Small copies without a loop: each vector of the result is assembled in a register from whole vectors. Data that other
// kernels stored as vectors is loaded as vectors, and the same is true of the result, so that no load has to wait for
// several smaller stores.
#pragma once

#include <utility>

#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

// The lanes that one vector of a source contributes to one vector of the result: 1 + the source's lane, or 0 for none.
struct assembly_piece {
  int source = 0;  // index into assembly::source
  signed char lane[16]{};

  constexpr void words(auto& s) { s(source, lane); }
};

struct assembly {
  static constexpr int most_vectors = 32, most_pieces = 4, most_sources = 64;
  int vectors = 0;   // 0: the copy does not have this form
  int target = 0;    // a packed address, as those of the sources
  double value = 0;  // of lanes that no source fills
  int sources = 0;
  int source[most_sources]{};  // packed addresses of whole vectors
  int count[most_vectors]{};
  assembly_piece piece[most_vectors][most_pieces]{};

  constexpr void words(auto& s) {
    s(vectors, target, value, sources);
    for (int k = 0; k < sources; ++k) s(source[k]);
    for (int v = 0; v < vectors; ++v) {
      s(count[v]);
      for (int k = 0; k < count[v]; ++k) s(piece[v][k]);
    }
  }
};

namespace detail {
template <class V, const auto& A, int K, int J, int... I>
TAPELESS_INLINE V with_piece(V sum, V source, std::integer_sequence<int, I...>) noexcept {
  return simd::shuffle<(A.piece[K][J].lane[I] ? simd::lanes<V> + A.piece[K][J].lane[I] - 1 : I)...>(sum, source);
}
// Vector K of the result; source(number) gives a vector.
template <class V, const auto& A, int K, class Source, int... J>
TAPELESS_INLINE V assembled(V sum, [[maybe_unused]] Source source, std::integer_sequence<int, J...>) noexcept {
  ((sum = with_piece<V, A, K, J>(sum, source(A.piece[K][J].source), std::make_integer_sequence<int, simd::lanes<V>>{})),
   ...);
  return sum;
}
template <class V, const auto& A, class Source, class T, int... K>
TAPELESS_INLINE void assemble_all(T* to, Source source, std::integer_sequence<int, K...>) noexcept {
  const V rest(static_cast<T>(A.value));
  (simd::storeu(to + K * simd::lanes<V>,
                assembled<V, A, K>(rest, source, std::make_integer_sequence<int, A.count[K]>{})),
   ...);
}
}  // namespace detail

// `at(packed)` gives the pointer for an address.
template <class T, class V, const auto& A, class At>
TAPELESS_INLINE void assemble(At at) noexcept {
  T* const to = at(A.target);
  constexpr auto all = std::make_integer_sequence<int, A.vectors>{};
  if constexpr (A.sources <= simd::vector_registers / 4) {  // keep them in registers
    V source[A.sources + 1];
    for (int k = 0; k < A.sources; ++k) source[k] = simd::loadu<V>(at(A.source[k]));
    detail::assemble_all<V, A>(
        to, [&source](int k) TAPELESS_INLINED { return source[k]; }, all);
  } else {
    detail::assemble_all<V, A>(
        to, [&at](int k) TAPELESS_INLINED { return simd::loadu<V>(at(A.source[k])); }, all);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::kernels
