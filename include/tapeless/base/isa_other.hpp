// The name of an instruction set on ARM, RISC-V and WebAssembly; "plain" on all other machines, whose features are not
// distinguished.
#pragma once

#include <tapeless/base/isa.hpp>

#if defined(__arm__) || defined(__aarch64__)
#if defined(__aarch64__)
#define TAPELESS_ISA_LEVEL neon
#elif defined(__ARM_NEON)
#define TAPELESS_ISA_LEVEL arm_neon
#else
#define TAPELESS_ISA_LEVEL arm
#endif
#define TAPELESS_ISA_VECTORS                                                                                          \
  TAPELESS_JOIN(TAPELESS_TAG(__ARM_FEATURE_FP16_VECTOR_ARITHMETIC, _fp16), TAPELESS_TAG(__ARM_FEATURE_DOTPROD, _dot), \
                TAPELESS_TAG(__ARM_FEATURE_COMPLEX, _complex), TAPELESS_TAG(__ARM_FEATURE_MATMUL_INT8, _i8mm),        \
                TAPELESS_TAG(__ARM_FEATURE_BF16, _bf16), TAPELESS_TAG(__ARM_FEATURE_SVE, _sve),                       \
                TAPELESS_TAG(__ARM_FEATURE_SVE2, _sve2), )
#define TAPELESS_ISA_MORE                                                                           \
  TAPELESS_JOIN(TAPELESS_ISA_VECTORS, TAPELESS_TAG(__ARM_FEATURE_FMA, _fma),                        \
                TAPELESS_TAG(__ARM_FEATURE_ATOMICS, _lse), TAPELESS_TAG(__ARM_FEATURE_RCPC, _rcpc), \
                TAPELESS_TAG(__ARM_FEATURE_FRINT, _frint), TAPELESS_TAG(__ARM_FEATURE_MOPS, _mops), \
                TAPELESS_TAG(__ARM_FEATURE_CSSC, _cssc), )

#elif defined(__riscv)
// RISC-V macros hold version numbers rather than 1.
#if defined(__riscv_flen) && __riscv_flen >= 64
#define TAPELESS_RISCV_D 1
#elif defined(__riscv_flen)
#define TAPELESS_RISCV_F 1
#endif
#if defined(__riscv_v)
#define TAPELESS_RISCV_V 1
#endif
#if defined(__riscv_c)
#define TAPELESS_RISCV_C 1
#endif
#if defined(__riscv_zba)
#define TAPELESS_RISCV_ZBA 1
#endif
#if defined(__riscv_zbb)
#define TAPELESS_RISCV_ZBB 1
#endif
#if defined(__riscv_zbs)
#define TAPELESS_RISCV_ZBS 1
#endif
#if defined(__riscv_zfa)
#define TAPELESS_RISCV_ZFA 1
#endif
#if defined(__riscv_zicond)
#define TAPELESS_RISCV_ZICOND 1
#endif
#define TAPELESS_ISA_LEVEL rv
#define TAPELESS_ISA_SMALL                                                                      \
  TAPELESS_JOIN(TAPELESS_TAG(TAPELESS_RISCV_ZBA, _zba), TAPELESS_TAG(TAPELESS_RISCV_ZBB, _zbb), \
                TAPELESS_TAG(TAPELESS_RISCV_ZBS, _zbs), TAPELESS_TAG(TAPELESS_RISCV_ZFA, _zfa), \
                TAPELESS_TAG(TAPELESS_RISCV_ZICOND, _zicond), , , )
#define TAPELESS_ISA_MORE                                                               \
  TAPELESS_JOIN(TAPELESS_TAG(TAPELESS_RISCV_F, _f), TAPELESS_TAG(TAPELESS_RISCV_D, _d), \
                TAPELESS_TAG(TAPELESS_RISCV_V, _v), TAPELESS_TAG(TAPELESS_RISCV_C, _c), TAPELESS_ISA_SMALL, , , )

#elif defined(__wasm__)
#define TAPELESS_ISA_LEVEL wasm
#define TAPELESS_ISA_MORE                                                                                        \
  TAPELESS_JOIN(TAPELESS_TAG(__wasm_simd128__, _simd128), TAPELESS_TAG(__wasm_relaxed_simd__, _relaxed),         \
                TAPELESS_TAG(__wasm_bulk_memory__, _bulk), TAPELESS_TAG(__wasm_nontrapping_fptoint__, _fptoint), \
                TAPELESS_TAG(__wasm_atomics__, _atomics), TAPELESS_TAG(__wasm_tail_call__, _tail), , )
#elif !defined(TAPELESS_ISA_LEVEL)
#define TAPELESS_ISA_LEVEL plain
#define TAPELESS_ISA_MORE
#endif
