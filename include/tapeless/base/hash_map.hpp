// A hash table from 64-bit keys, which are hashes themselves, to numbers of 0 and more.
#pragma once

#include <cstdint>

#include <tapeless/base/list.hpp>

namespace tapeless::inline TAPELESS_ISA::ir {

class hash_map {
 public:
  // Room for about this many keys.
  constexpr explicit hash_map(int keys = 127) {
    unsigned room = 8;
    while (room < 2 * static_cast<unsigned>(keys)) room *= 2;
    rehash(room);
  }

  // The number of a key, or -1.
  constexpr int find(std::uint64_t key) const {
    const int* const numbers = numbers_.at;
    const std::uint64_t* const keys = keys_.at;
    for (unsigned s = static_cast<unsigned>(key) & mask_; numbers[s] >= 0; s = (s + 1) & mask_)
      if (keys[s] == key) return numbers[s];
    return -1;
  }
  // The key is not there yet.
  constexpr void insert(std::uint64_t key, int number) {
    if (2 * ++count_ > static_cast<int>(mask_)) rehash(4 * (mask_ + 1));
    put(key, number);
  }

 private:
  constexpr void put(std::uint64_t key, int number) {
    unsigned s = static_cast<unsigned>(key) & mask_;
    while (numbers_.at[s] >= 0) s = (s + 1) & mask_;
    keys_.at[s] = key;
    numbers_.at[s] = number;
  }
  constexpr void rehash(unsigned room) {
    const list<std::uint64_t> keys(std::move(keys_));
    const list<int> numbers(std::move(numbers_));
    keys_ = list<std::uint64_t>(static_cast<int>(room));
    numbers_ = list<int>(static_cast<int>(room));
    for (int& n : numbers_) n = -1;
    mask_ = room - 1;
    for (int k = 0; k < keys.size; ++k)
      if (numbers.at[k] >= 0) put(keys.at[k], numbers.at[k]);
  }

  list<std::uint64_t> keys_;
  list<int> numbers_;
  int count_ = 0;
  unsigned mask_ = 0;
};

}  // namespace tapeless::inline TAPELESS_ISA::ir
