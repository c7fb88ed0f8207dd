// The fields of an object in JSON, with errors that name them by their way from the top: config.layers[1].channels.
#pragma once

#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tapeless/io/json.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// A value in a file. Throws format_error for what is of another kind, name_error for what is missing.
class json_field {
 public:
  json_field(const std::string& file, std::string name, const json& value)
      : file_(&file), name_(std::move(name)), value_(&value) {}

  const std::string& name() const { return name_; }
  const json& value() const { return *value_; }
  bool is_null() const { return value_->is_null(); }
  bool is_object() const { return value_->is_object(); }
  bool is_list() const { return value_->is_array(); }
  std::size_t size() const { return value_->size(); }

  template <class Error = format_error>
  [[noreturn]] void refuse(const std::string& expected, std::string found) const {
    throw Error({*file_}, expected + (name_.empty() ? " as the whole" : " as " + name_), std::move(found));
  }

  bool has(const char* key) const { return value_->contains(key) && !(*value_)[key].is_null(); }
  json_field operator[](const char* key) const {
    object();
    if (!value_->contains(key)) throw name_error({*file_}, in_quotes(below(key)), "no such key");
    return {*file_, below(key), (*value_)[key]};
  }
  json_field operator[](std::size_t i) const { return {*file_, name_ + "[" + std::to_string(i) + "]", (*value_)[i]}; }

  const json_field& object() const {
    if (!value_->is_object()) refuse("an object", shown());
    return *this;
  }
  const json_field& list() const {
    if (!value_->is_array()) refuse("a list", shown());
    return *this;
  }
  std::string text() const {
    if (!value_->is_string()) refuse("a text", shown());
    return value_->get<std::string>();
  }
  bool yes_or_no() const {
    if (!value_->is_boolean()) refuse("true or false", shown());
    return value_->get<bool>();
  }
  // A whole number in [low, high].
  int whole(int low, int high = 1 << 20) const {
    const std::string range = "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
    if (!value_->is_number_integer()) refuse(range, shown());
    const bool unsigned_ = value_->is_number_unsigned();
    if (unsigned_ ? value_->get<std::uint64_t>() > static_cast<std::uint64_t>(high) : value_->get<std::int64_t>() < low)
      refuse(range, value_->dump());
    const auto v = static_cast<int>(value_->get<std::int64_t>());
    if (v < low) refuse(range, value_->dump());
    return v;
  }
  // A number that is finite as a T.
  template <class T>
  T number() const {
    if (!value_->is_number()) refuse("a number", shown());
    const double v = value_->get<double>();
    if (!(std::abs(v) <= static_cast<double>(std::numeric_limits<T>::max())))
      refuse("a number that is finite", value_->dump());
    return static_cast<T>(v);
  }
  // Refuses other keys: what is not known might change the meaning.
  void only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, unused] : value_->items()) {
      bool known = false;
      for (const std::string_view k : keys) known = known || k == key;
      if (!known)
        throw name_error({*file_}, "only keys that are known" + (name_.empty() ? "" : " in " + name_), in_quotes(key));
    }
  }

  // What is there, for messages.
  std::string shown() const {
    if (value_->is_string()) return "the text " + in_quotes(value_->get_ref<const std::string&>());
    if (value_->is_number()) return value_->dump();
    if (value_->is_boolean()) return value_->get<bool>() ? "true" : "false";
    return value_->is_null() ? "null" : value_->is_array() ? "a list" : "an object";
  }

 private:
  std::string below(const char* key) const { return name_.empty() ? key : name_ + "." + key; }

  const std::string* file_;
  std::string name_;
  const json* value_;
};

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
