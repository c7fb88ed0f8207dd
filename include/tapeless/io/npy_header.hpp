// The header of NPY files: a dictionary of three entries as Python writes it.
#pragma once

#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <tapeless/io/array.hpp>
#include <tapeless/io/error.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

struct npy_header {
  std::string type;  // such as f4
  std::endian order = std::endian::little;
  bool fortran = false;
  std::vector<std::size_t> shape;
  std::size_t size = 0, type_offset = 0;  // where the elements begin, and where the type stands
};

// Reads tokens of the dictionary; blanks between them do not matter.
class npy_dictionary {
 public:
  npy_dictionary(std::string_view text, std::string_view file, std::size_t offset)
      : text_(text), file_(file), offset_(offset) {}

  std::size_t place() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
    return offset_ + at_;
  }
  bool take(std::string_view token) {
    place();
    const bool found = text_.substr(at_).starts_with(token);
    if (found) at_ += token.size();
    return found;
  }
  void expect(std::string_view token) {
    if (!take(token)) fail(in_quotes(token));
  }
  std::string string() {
    const char quote = take("'") ? '\'' : take("\"") ? '"' : '\0';
    const std::size_t end = quote ? text_.find(quote, at_) : text_.npos;
    if (end == text_.npos) fail("a text in quotes");
    std::string s(text_.substr(at_, end - at_));
    at_ = end + 1;
    return s;
  }
  std::size_t number() {
    place();
    std::size_t n = 0;
    const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), n);
    if (failure != std::errc{}) fail("an extent");
    at_ = static_cast<std::size_t>(end - text_.data());
    take("L");  // Python 2
    return n;
  }
  bool at_end() { return place() == offset_ + text_.size(); }
  [[noreturn]] void fail(const std::string& expected) {
    const std::size_t where = place();
    throw format_error(byte_of(file_, where), expected + " in the header of NPY", in_quotes(text_.substr(at_)));
  }

 private:
  std::string_view text_, file_;
  std::size_t offset_, at_ = 0;
};

inline void read_type(npy_dictionary& d, npy_header& h) {
  h.type_offset = d.place();
  h.type = d.take("[") ? "[...]" : d.string();  // a list is the type of records
  if (h.type == "[...]") d.fail("a type of numbers");
  const char first = h.type.empty() ? '\0' : h.type[0];
  if (first == '<' || first == '>' || first == '|' || first == '=') h.type.erase(0, 1);
  h.order = first == '>' ? std::endian::big : std::endian::little;
}

inline void read_shape(npy_dictionary& d, npy_header& h) {
  d.expect("(");
  while (!d.take(")")) {
    h.shape.push_back(d.number());
    if (!d.take(",")) {
      d.expect(")");
      break;
    }
  }
}

inline npy_header parse_npy_header(std::string_view bytes, std::string_view file) {
  if (!bytes.starts_with("\x93NUMPY")) throw format_error(byte_of(file, 0), "the magic text of NPY", "another");
  const int version = bytes.size() > 7 ? static_cast<unsigned char>(bytes[6]) : 0;
  if (version < 1 || version > 3) throw format_error(byte_of(file, 6), "version 1, 2 or 3", std::to_string(version));
  const std::size_t start = version == 1 ? 10 : 12;
  if (bytes.size() < start) throw format_error(byte_of(file, bytes.size()), "the header of NPY", "the end of the file");
  const std::size_t length = version == 1 ? load<std::uint16_t>(bytes.data() + 8, std::endian::little)
                                          : load<std::uint32_t>(bytes.data() + 8, std::endian::little);
  if (bytes.size() - start < length)
    throw format_error(byte_of(file, bytes.size()), "a header of " + std::to_string(length) + " bytes",
                       "the end of the file");
  npy_header h;
  h.size = start + length;
  npy_dictionary d(bytes.substr(start, length), file, start);
  bool type = false, order = false, shape = false;
  for (d.expect("{"); !d.take("}");) {
    const std::string key = d.string();
    d.expect(":");
    if (key == "descr" && !type) type = true, read_type(d, h);
    else if (key == "fortran_order" && !order) order = true, h.fortran = d.take("True") || (d.expect("False"), false);
    else if (key == "shape" && !shape) shape = true, read_shape(d, h);
    else d.fail("descr, fortran_order and shape, once each,");
    if (!d.take(",")) {
      d.expect("}");
      break;
    }
  }
  if (!type || !order || !shape || !d.at_end()) d.fail("descr, fortran_order and shape");
  return h;
}

// Version 1, or 2 for very many dimensions; the elements begin at a multiple of 64 bytes.
inline std::string format_npy_header(char kind, std::size_t element, const std::vector<std::size_t>& shape) {
  std::string text = std::string("{'descr': '") + (element == 1 ? '|' : '<') + kind + std::to_string(element) +
                     "', 'fortran_order': False, 'shape': (";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  text += shape.size() == 1 ? ",), }" : "), }";
  const bool longer = text.size() + 74 > 0xFFFF;
  const std::size_t before = longer ? 12 : 10;
  text.resize((before + text.size() + 1 + 63) / 64 * 64 - before - 1, ' ');
  text += '\n';
  std::string out = std::string("\x93NUMPY") + static_cast<char>(longer ? 2 : 1) + '\0';
  for (std::size_t i = 0; i < before - 8; ++i) out += static_cast<char>(text.size() >> (8 * i) & 0xFF);
  return out + text;
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
