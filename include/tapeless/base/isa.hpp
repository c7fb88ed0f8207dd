// The instruction set is part of every name of the library: two translation units of one program that are compiled for
// different machines share no code. Otherwise the linker would keep one copy of a function for both: an illegal
// instruction on the older machine, or silently the slow copy on the newer one.
//
// Every header opens `namespace tapeless::inline TAPELESS_ISA`; users write tapeless::name as if the inline namespace
// were not there.
//
// The name is built from every predefined compiler macro that can change which instructions our code uses. On x86 it
// starts with the highest level whose features are all enabled: sse2, sse4 (x86-64-v2), avx2 (v3), avx512 (v4),
// icelake; the name of each further feature follows.
#pragma once

// Which vectors are used: xsimd's on x86 where it is installed; the compiler's own on other machines with 16-byte
// vectors, and wherever TAPELESS_PORTABLE_VECTORS asks for them; none with TAPELESS_NO_SIMD, or where a machine has
// none.
#if defined(TAPELESS_NO_SIMD)
#define TAPELESS_ISA_KIND scalar_
#elif defined(__SSE2__) && !defined(TAPELESS_PORTABLE_VECTORS) && __has_include(<xsimd/xsimd.hpp>)
#define TAPELESS_XSIMD
#define TAPELESS_ISA_KIND
#elif defined(TAPELESS_PORTABLE_VECTORS) || defined(__SSE2__) || defined(__aarch64__) || defined(__wasm_simd128__) || \
    (defined(__riscv_v_min_vlen) && __riscv_v_min_vlen >= 128)
#define TAPELESS_ISA_KIND portable_
#else
#define TAPELESS_NO_SIMD
#define TAPELESS_ISA_KIND scalar_
#endif

// TAPELESS_TAG(macro, word) expands to the word if the compiler defines the macro as 1, else to nothing.
#define TAPELESS_GIVEN_1 ~,
#define TAPELESS_SECOND(a, b, ...) b
#define TAPELESS_PICK(...) TAPELESS_SECOND(__VA_ARGS__)
#define TAPELESS_TAG_(macro, word) TAPELESS_PICK(TAPELESS_GIVEN_##macro word, , ~)
#define TAPELESS_TAG(macro, word) TAPELESS_TAG_(macro, word)
#define TAPELESS_JOIN_(a, b, c, d, e, f, g, h) a##b##c##d##e##f##g##h
#define TAPELESS_JOIN(a, b, c, d, e, f, g, h) TAPELESS_JOIN_(a, b, c, d, e, f, g, h)

#if defined(__x86_64__) || defined(__i386__)
#include <tapeless/base/isa_x86.hpp>
#else
#include <tapeless/base/isa_other.hpp>
#endif

#define TAPELESS_ISA TAPELESS_JOIN(isa_, TAPELESS_ISA_KIND, TAPELESS_ISA_LEVEL, TAPELESS_ISA_MORE, , , , )
