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

// Writes fields to lists, or reads them back: each kind of field has one rule for both, which passes its word through.
// An operation is its id, with its address in a list of its own: addresses are not numbers in constant evaluation.
class word_stream {
 public:
  constexpr word_stream(ir::list<std::uint64_t>& words, ir::list<const operation*>& operations)
      : to_(&words), operations_to_(&operations) {}
  constexpr word_stream(const std::uint64_t* words, const operation* const* operations)
      : from_(words), operations_from_(operations) {}

  template <class... F>
  constexpr void operator()(F&... fields) {
    (pass(fields), ...);
  }

 private:
  constexpr std::uint64_t word(std::uint64_t w) {
    if (!to_) return *from_++;
    to_->push(w);
    return w;
  }
  template <class F>
  constexpr void pass(F& f) {
    if constexpr (std::is_same_v<F, double>) f = __builtin_bit_cast(F, word(__builtin_bit_cast(std::uint64_t, f)));
    else if constexpr (std::is_arithmetic_v<F> || std::is_enum_v<F>)
      f = static_cast<F>(word(static_cast<std::uint64_t>(f)));
    else f.words(*this);
  }
  template <class E, std::size_t N>
  constexpr void pass(E (&array)[N]) {
    constexpr std::size_t each = 8 * sizeof(E), together = 64 / each;  // bits of an element, and elements in a word
    for (std::size_t i = 0; i < N; i += together) {
      std::uint64_t w = 0;
      for (std::size_t k = 0; k < together && i + k < N; ++k)
        w |= std::uint64_t{static_cast<std::make_unsigned_t<E>>(array[i + k])} << (each * k);
      w = word(w);
      for (std::size_t k = 0; k < together && i + k < N; ++k) array[i + k] = static_cast<E>(w >> (each * k));
    }
  }
  constexpr void pass(const operation*& op) {
    if (to_) operations_to_->push(op);
    else op = *operations_from_++;
    word(op->id);
  }
  template <class E>
  constexpr void pass(ir::list<E>& l) {
    const int size = static_cast<int>(word(static_cast<std::uint64_t>(l.size)));
    if (!to_) l = ir::list<E>(size);
    for (E& element : l) pass(element);
  }

  ir::list<std::uint64_t>* to_ = nullptr;
  ir::list<const operation*>* operations_to_ = nullptr;
  const std::uint64_t* from_ = nullptr;
  const operation* const* operations_from_ = nullptr;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
