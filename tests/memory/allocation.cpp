#include "allocation.hpp"

#if defined(TAPELESS_TEST_COUNTS_NOTHING)

long memory_tests::allocations() noexcept { return 0; }
long memory_tests::allocations_of_all() noexcept { return 0; }

#else

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {
thread_local long count = 0;
std::atomic<long> count_of_all{0};
void note() {
  ++count;
  count_of_all.fetch_add(1, std::memory_order_relaxed);
}
}  // namespace

long memory_tests::allocations() noexcept { return count; }
long memory_tests::allocations_of_all() noexcept { return count_of_all.load(); }

#if defined(__GLIBC__)

// glibc's own functions under their alternative names; defining the usual names here intercepts every call in the
// program.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) noexcept {
  note();
  return __libc_malloc(size);
}
void* calloc(std::size_t n, std::size_t size) noexcept {
  note();
  return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t size) noexcept {
  note();
  return __libc_realloc(p, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  note();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** p, std::size_t alignment, std::size_t size) noexcept {
  note();
  *p = __libc_memalign(alignment, size);
  return *p ? 0 : ENOMEM;
}
}

#endif

// Allocations by operator new, whatever it calls.
namespace {
void* take(std::size_t size) {
  note();
  if (void* p = std::malloc(size ? size : 1)) return p;
  throw std::bad_alloc();
}
void* take(std::size_t size, std::align_val_t alignment) {
  ++count;
  const std::size_t a = static_cast<std::size_t>(alignment);
  if (void* p = std::aligned_alloc(a, (size + a - 1) / a * a)) return p;
  throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) { return take(size); }
void* operator new[](std::size_t size) { return take(size); }
void* operator new(std::size_t size, std::align_val_t a) { return take(size, a); }
void* operator new[](std::size_t size, std::align_val_t a) { return take(size, a); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

#endif
