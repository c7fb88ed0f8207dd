// From reset to main on a Cortex-M of qemu's MPS2 boards: the vector table, enabling the floating-point unit, and
// newlib's startup with semihosting.
#include <cstdint>

extern "C" {
extern std::uint32_t stack_top;
[[noreturn]] void _start();

[[noreturn]] void reset() {
  *reinterpret_cast<volatile std::uint32_t*>(0xE000ED88) |= 0xFu << 20;  // CPACR: coprocessors 10 and 11
  asm volatile("dsb\n isb");
  _start();
}
// A fault ends the run with an error: SYS_EXIT with a reason other than normal termination.
[[noreturn]] void fault() {
  asm volatile("mov r0, #0x18\n mov r1, #0\n bkpt 0xab");
  for (;;) {
  }
}

using handler = void (*)();
[[gnu::section(".vectors"), gnu::used]] const handler vectors[16] = {
    reinterpret_cast<handler>(&stack_top), reset, fault, fault, fault, fault, fault};
}
