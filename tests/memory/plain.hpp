#pragma once

namespace memory_tests {

// Trains a small network and runs it; compiled without exceptions and RTTI.
float train_without_exceptions() noexcept;

}  // namespace memory_tests
