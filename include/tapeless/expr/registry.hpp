// Values and types that are found again by a number, so that a symbol contains a short Id instead of a long value. A
// class that knows the value defines the friend function of the key when it is instantiated (in the key's namespace);
// code that has the Id calls find_registered(key). An Id stands for the same value in the whole program.
#pragma once

#include <cstdint>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// `Kind` is any type; it keeps registries apart.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"  // on purpose: one function for each key
#endif
template <class Kind, std::uint64_t Id>
struct registry_key {
  friend constexpr auto find_registered(registry_key);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

// Instantiating this class, or naming its id, registers a value under its Id.
template <class Kind, std::uint64_t Id, auto Value>
struct registered_value {
  friend constexpr auto find_registered(registry_key<Kind, Id>) { return Value; }
  static constexpr std::uint64_t id = Id;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
