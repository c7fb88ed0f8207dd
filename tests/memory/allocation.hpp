// Counts every allocation of the program: operator new, and malloc below it. Under AddressSanitizer, which brings its
// own malloc and operator new, nothing is counted.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define TAPELESS_TEST_COUNTS_NOTHING
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TAPELESS_TEST_COUNTS_NOTHING
#endif
#endif

namespace memory_tests {

// Allocations of this thread so far, by operator new, malloc, calloc, realloc and aligned_alloc.
long allocations() noexcept;
// The same for all threads together.
long allocations_of_all() noexcept;
#if defined(TAPELESS_TEST_COUNTS_NOTHING)
inline constexpr bool counts = false;
#else
inline constexpr bool counts = true;
#endif

}  // namespace memory_tests
