// Shared by the units of one program. It uses nothing of the library, whose names differ from unit to unit.
#pragma once

struct answers {
  float losses[5], out[3];
};

#define UNIT(machine)                                      \
  namespace machine {                                      \
  answers run(const float* samples, const float* targets); \
  }
UNIT(sse2)
UNIT(avx2)
UNIT(avx512)
UNIT(sse2_portable)
UNIT(avx2_portable)
UNIT(avx512_portable)
#undef UNIT
