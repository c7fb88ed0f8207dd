// Deterministic permutations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <tapeless/base/isa.hpp>
#include <tapeless/shape/random.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Fills `order` with a permutation of 0 to order.size() - 1 (Fisher-Yates), which depends only on its size, the seed
// and the epoch. At most 2^32 - 1 elements.
constexpr void shuffle(std::span<std::size_t> order, std::uint64_t seed, std::uint64_t epoch) noexcept {
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::size_t i = order.size(); i > 1; --i) {
    const std::size_t j = counter_random::below(static_cast<std::uint32_t>(i), seed, epoch, i);
    std::swap(order[i - 1], order[j]);
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::io
