#pragma once

namespace memory_tests {

// Trains and asks a small network; compiled without exceptions and run-time types.
float train_without_exceptions() noexcept;

}  // namespace memory_tests
