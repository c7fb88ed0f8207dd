// Values and types that are found again by a number: a short Id in a symbol instead of a long value. A class that knows
// the value defines the friend of the key when it is instantiated (in this namespace, where the key is); whoever has
// the Id calls find_registered(key). One Id stands for one value in a whole program.
#pragma once

#include <cstdint>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// `Kind` tells apart what is registered: any type.
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

// Instantiating this class, or naming its id, makes a value known under its Id.
template <class Kind, std::uint64_t Id, auto Value>
struct registered_value {
  friend constexpr auto find_registered(registry_key<Kind, Id>) { return Value; }
  static constexpr std::uint64_t id = Id;
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
