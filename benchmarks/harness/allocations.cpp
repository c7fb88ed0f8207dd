// Counts the allocations of the whole program and its shared libraries; operator new calls malloc.
#include "allocations.hpp"

#include <cerrno>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

static void* counted(void* p, std::size_t size) {
  ++bench::allocations;
  bench::allocated_bytes += static_cast<long>(size);
  return p;
}
void* malloc(std::size_t size) { return counted(__libc_malloc(size), size); }
void* calloc(std::size_t n, std::size_t size) { return counted(__libc_calloc(n, size), n * size); }
void* realloc(void* p, std::size_t size) { return counted(__libc_realloc(p, size), size); }
void* memalign(std::size_t align, std::size_t size) { return counted(__libc_memalign(align, size), size); }
void* aligned_alloc(std::size_t align, std::size_t size) { return counted(__libc_memalign(align, size), size); }
int posix_memalign(void** to, std::size_t align, std::size_t size) {
  void* p = counted(__libc_memalign(align, size), size);
  if (!p) return ENOMEM;
  *to = p;
  return 0;
}
}
