// Checks the result of a call: returns its value, or throws an exception that says where the call failed, what was
// expected and what was found.
//
//   float l = require(net.step(x = images, y = labels));
#pragma once

#include <stdexcept>
#include <string>

#include <tapeless/program/status.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

// "x: the length is not a multiple of the sample size: expected 3, found 10"
inline std::string sentence_of(const error& e) {
  const std::string s = std::string(e.where) + ": " + describe(e.what);
  switch (e.what) {
    case fault::overlap:
    case fault::no_memory:
      return s;
    case fault::class_not_whole:
    case fault::number_not_finite:
    case fault::loss_not_finite:
    case fault::gradient_not_finite:
      return s + ": found " + std::to_string(e.number);
    default:
      return s + ": expected " + std::to_string(e.expected) + ", found " + std::to_string(e.found);
  }
}

}  // namespace detail

// Thrown if a call failed; nothing was written.
class call_error : public std::runtime_error {
 public:
  explicit call_error(const error& e) : std::runtime_error("tapeless: " + detail::sentence_of(e)), error_(e) {}
  const tapeless::error& details() const noexcept { return error_; }

 private:
  tapeless::error error_;
};

// The result's value. Throws call_error.
template <class T>
T require(const result<T>& r) {
  if (!r.ok()) throw call_error(r.error);
  if constexpr (!std::is_void_v<T>) return r.value;
}
inline void require(const always_ok&) noexcept {}

}  // namespace tapeless::inline TAPELESS_ISA
