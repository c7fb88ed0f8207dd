// Executes a kernel's straight-line code on registers of lanes.
#pragma once

#include <tapeless/kernels/micro.hpp>
#include <tapeless/ops/define.hpp>
#include <tapeless/shape/indices.hpp>

namespace tapeless::inline TAPELESS_ISA::kernels {

template <class V, ir::access Mode>
TAPELESS_INLINE constexpr V read(const simd::scalar_of<V>* p, [[maybe_unused]] int stride, [[maybe_unused]] int valid,
                                 [[maybe_unused]] double immediate) noexcept {
  using T = simd::scalar_of<V>;
  if constexpr (Mode == ir::access::immediate) {
    return V(static_cast<T>(immediate));
  } else if constexpr (Mode == ir::access::broadcast) {
    return V(*p);
  } else if constexpr (Mode == ir::access::vector || simd::lanes<V> == 1) {
    return simd::loadu<V>(p);
  } else {
    alignas(64) T lane[simd::lanes<V>]{};
    tapeless::detail::for_indices<0, simd::lanes<V>>([&]<int I>() TAPELESS_INLINED {
      if (I < valid) lane[I] = p[I * stride];
    });
    return simd::load<V>(lane);
  }
}

// One operation. Its registers are not part of the function's name, so that long codes instantiate few functions. A
// choice may include its comparison, Tested, of a and d.
template <class V, const operation* Op, std::uint64_t Tested = 0>
TAPELESS_INLINE constexpr V execute(const V& a, [[maybe_unused]] const V& b, [[maybe_unused]] const V& c,
                                    [[maybe_unused]] const V& d) noexcept {
  using O = tapeless::detail::found_operation<Op->id>;
  if constexpr (Tested != 0)
    return O::template choose<V>(tapeless::detail::found_operation<Tested>::template test<V>(a, d), b, c);
  else if constexpr (Op->arity == 1) return O::template eval<V>(a);
  else if constexpr (Op->arity == 2) return O::template eval<V>(a, b);
  else return O::template eval<V>(a, b, c);
}

// Consecutive instructions of a code. An operand that the part itself computes is the result of instruction `from`, any
// other is register `from`; result i goes to register `result` + i if it is read outside the part.
template <int N>
struct code_part {
  const operation* op[N]{};
  std::uint64_t test[N]{};  // of a choice: its comparison, of registers from[.][0] and from[.][3]
  short from[N][4]{};
  bool own[N][3]{}, shared[N]{};
  int result = 0;
  static constexpr int size = N;
};

// Instructions in a part; limited because compilers limit the number of terms in a fold.
inline constexpr int part_size = 128;
// Longer codes are compiled part by part: optimisers take more than linear time for long functions.
inline constexpr int most_in_one_function = 512;

// The results that other parts read, or the stores and reductions after the code.
template <class Micro>
struct shared_results {
  bool at[decltype(Micro::instructions)::size + 1]{};

  constexpr explicit shared_results(const Micro& m) {
    auto read = [&](int q, int part) {
      const int i = q - m.inputs.size;
      if (i >= 0 && i / part_size != part) at[i] = true;
    };
    for (int i = 0; i < m.instructions.size; ++i)
      for (short q : m.instructions.at[i].in) read(q, i / part_size);
    for (int j = 0; j < m.outputs.size; ++j) read(m.outputs.at[j], -1);
    for (int j = 0; j < m.reductions.size; ++j) read(m.reductions.at[j].in[0], -1);
  }
};
template <class Loop>
inline constexpr shared_results shared_in{Loop::m};

template <class Loop, int Begin, int Count>
constexpr code_part<Count> part_of_code() {
  constexpr bool apart = Loop::m.instructions.size > most_in_one_function;
  code_part<Count> p;
  p.result = Loop::m.inputs.size + Begin;
  for (int i = 0; i < Count; ++i) {
    const ir::instruction& c = Loop::m.instructions.at[Begin + i];
    p.op[i] = c.op;
    for (int k = 0; k < 3; ++k) {
      const int q = c.in[k < c.op->arity ? k : 0];
      p.own[i][k] = apart && q >= p.result;
      p.from[i][k] = static_cast<short>(p.own[i][k] ? q - p.result : q);
    }
    if (const int q = c.in[0] - Loop::m.inputs.size;
        !apart && c.op->chooses && q >= 0 && Loop::m.instructions.at[q].op->tests) {
      p.test[i] = Loop::m.instructions.at[q].op->id;
      p.from[i][0] = Loop::m.instructions.at[q].in[0];
      p.from[i][3] = Loop::m.instructions.at[q].in[1];
    }
    if constexpr (apart) p.shared[i] = shared_in<Loop>.at[Begin + i];
  }
  return p;
}

// In a single function all results are kept in the register file, which is a local variable too.
template <class V, auto P, int... I>
TAPELESS_INLINE constexpr void execute_part(V* r, std::integer_sequence<int, I...>) noexcept {
  ((r[P.result + I] =
        execute<V, P.op[I], P.test[I]>(r[P.from[I][0]], r[P.from[I][1]], r[P.from[I][2]], r[P.from[I][3]])),
   ...);
}
// In a function of its own, a part keeps results that are not read elsewhere in local variables.
template <class V, auto P, int... I>
TAPELESS_NOINLINE constexpr void execute_apart(V* r, std::integer_sequence<int, I...>) noexcept {
  V own[P.size];
  ((own[I] = execute<V, P.op[I]>((P.own[I][0] ? own : r)[P.from[I][0]], (P.own[I][1] ? own : r)[P.from[I][1]],
                                 (P.own[I][2] ? own : r)[P.from[I][2]], r[0]),
    P.shared[I] ? void(r[P.result + I] = own[I]) : void()),
   ...);
}

// Executes the instructions of Loop::m on the register file r, which already holds the operands.
template <class V, class Loop, int Begin = 0>
TAPELESS_INLINE constexpr void execute_all(V* r) noexcept {
  constexpr int size = Loop::m.instructions.size, count = size - Begin < part_size ? size - Begin : part_size;
  if constexpr (count > 0) {
    constexpr auto part = part_of_code<Loop, Begin, count>();
    if constexpr (size > most_in_one_function) execute_apart<V, part>(r, std::make_integer_sequence<int, count>{});
    else execute_part<V, part>(r, std::make_integer_sequence<int, count>{});
    execute_all<V, Loop, Begin + count>(r);
  }
}

// Reduces a vector of partial results to one number in a fixed order: by the operation's own rule, or pairwise.
template <class V, const operation* Op>
TAPELESS_INLINE constexpr simd::scalar_of<V> combine_lanes(V v) noexcept {
  using T = simd::scalar_of<V>;
  using O = tapeless::detail::found_operation<Op->id>;
  if constexpr (simd::lanes<V> == 1) {
    return v;
  } else if constexpr (requires { O::template fold<V>(v); }) {
    return O::template fold<V>(v);
  } else {
    alignas(64) T lane[simd::lanes<V>];
    simd::store(lane, v);
    for (int half = simd::lanes<V> / 2; half; half /= 2)
      for (int i = 0; i < half; ++i) lane[i] = O::template eval<T>(lane[i], lane[i + half]);
    return lane[0];
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::kernels
