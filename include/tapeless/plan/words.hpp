// The code of a kernel as a sequence of words. A code is a struct that names its fields once:
//
//   constexpr void words(auto& s) { s(first, second, list); }
//
// From this list alone follow what is compared, what is hashed, what a plan stores, and what a kernel gets to run: a
// field that is forgotten there reaches no kernel, and verification finds that.
#pragma once

#include <type_traits>

#include <tapeless/base/list.hpp>
#include <tapeless/expr/operation.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// Appends fields to lists. An operation is written as its id, and its address aside: addresses are no numbers in
// constant evaluation.
class word_writer {
 public:
  constexpr word_writer(ir::list<std::uint64_t>& words, ir::list<const operation*>& operations)
      : words_(words), operations_(operations) {}

  template <class... F>
  constexpr void operator()(F&... fields) {
    (put(fields), ...);
  }

 private:
  template <class F>
  constexpr void put(F& f) {
    if constexpr (std::is_same_v<F, double>) words_.push(__builtin_bit_cast(std::uint64_t, f));
    else if constexpr (std::is_arithmetic_v<F> || std::is_enum_v<F>) words_.push(static_cast<std::uint64_t>(f));
    else f.words(*this);
  }
  template <class E, std::size_t N>
  constexpr void put(E (&array)[N]) {
    constexpr std::size_t together = sizeof(E) < 8 ? 8 / sizeof(E) : 1;  // in one word
    for (std::size_t first = 0; first < N; first += together) {
      std::uint64_t word = 0;
      for (std::size_t i = 0; i < together && first + i < N; ++i)
        word |= std::uint64_t{static_cast<std::make_unsigned_t<E>>(array[first + i])} << (8 * sizeof(E) * i);
      words_.push(word);
    }
  }
  constexpr void put(const operation*& op) {
    words_.push(op->id);
    operations_.push(op);
  }
  template <class E>
  constexpr void put(ir::list<E>& l) {
    words_.push(static_cast<std::uint64_t>(l.size));
    for (E& element : l) put(element);
  }

  ir::list<std::uint64_t>& words_;
  ir::list<const operation*>& operations_;
};

// Reads fields back in the same order.
class word_reader {
 public:
  constexpr word_reader(const std::uint64_t* words, const operation* const* operations)
      : word_(words), operation_(operations) {}

  template <class... F>
  constexpr void operator()(F&... fields) {
    (get(fields), ...);
  }

 private:
  template <class F>
  constexpr void get(F& f) {
    if constexpr (std::is_same_v<F, double>) f = __builtin_bit_cast(double, *word_++);
    else if constexpr (std::is_arithmetic_v<F> || std::is_enum_v<F>) f = static_cast<F>(*word_++);
    else f.words(*this);
  }
  template <class E, std::size_t N>
  constexpr void get(E (&array)[N]) {
    constexpr std::size_t together = sizeof(E) < 8 ? 8 / sizeof(E) : 1;
    for (std::size_t i = 0; i < N; ++i)
      array[i] = static_cast<E>(word_[i / together] >> (8 * sizeof(E) * (i % together)));
    word_ += (N + together - 1) / together;
  }
  constexpr void get(const operation*& op) {
    ++word_;
    op = *operation_++;
  }
  template <class E>
  constexpr void get(ir::list<E>& l) {
    l = ir::list<E>(static_cast<int>(*word_++));
    for (E& element : l) get(element);
  }

  const std::uint64_t* word_;
  const operation* const* operation_;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
