// Reads safetensors files: the header at once, tensors one by one.
#pragma once

#include <fstream>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/io/safetensors_parser.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// Reads and checks the header when it is made. Throws file_error, format_error, truncated_error, and name_error if a
// name occurs twice. Not for several threads at once.
class safetensors_reader {
 public:
  explicit safetensors_reader(const std::string& path)
      : owned_(std::make_unique<std::ifstream>(path, std::ios::binary)), in_(owned_.get()), name_(path) {
    if (!*in_) throw file_error({name_}, "a file that can be opened", "none");
    open();
  }
  // A stream that can be set to a position; errors call it by `name`.
  safetensors_reader(std::istream& in, std::string name) : in_(&in), name_(std::move(name)) { open(); }

  const std::string& name() const noexcept { return name_; }
  const safetensors_header& header() const noexcept { return header_; }
  // Where the bytes of a tensor begin.
  position where(const tensor_entry& t) const { return {.file = name_, .offset = data_ + t.begin}; }

  // The numbers of a tensor of the header, converted to T, float or double; a T is read with the same bits. Throws
  // element_error if the tensor holds no numbers, and file_error.
  template <class T>
  std::vector<T> read(const tensor_entry& t) const {
    if (t.type == element_type::other)
      throw element_error(where(t), "numbers in tensor " + detail::in_quotes(t.name), t.type_name);
    std::vector<unsigned char> bytes(t.end - t.begin);
    get(data_ + t.begin, bytes.data(), bytes.size());
    std::vector<T> numbers(bytes.size() / detail::format_of(t.type_name).bytes);
    detail::convert(t.type, bytes.data(), std::span<T>(numbers));
    return numbers;
  }
  // By its name. Throws name_error if there is no such tensor.
  template <class T>
  std::vector<T> read(std::string_view name) const {
    const tensor_entry* t = header_.find(name);
    if (!t) throw name_error({name_}, "a tensor " + detail::in_quotes(name), "none of this name");
    return read<T>(*t);
  }

 private:
  void open() {
    const std::streamoff end = in_->seekg(0, std::ios::end).tellg();
    if (end < 0) throw file_error({name_}, "a file that can be read at any position", "another");
    const auto size = static_cast<std::size_t>(end);
    if (size < 8)
      throw truncated_error({.file = name_, .offset = 0}, "8 bytes, the header's length", std::to_string(size));
    std::uint64_t length = 0;
    get(0, &length, sizeof(length));
    if (length > size - 8)
      throw truncated_error({.file = name_, .offset = 0}, "a header of at most " + std::to_string(size - 8) + " bytes",
                            std::to_string(length));
    data_ = 8 + length;
    std::string text(length, '\0');
    get(8, text.data(), text.size());
    header_ = detail::header_reader(name_, size - data_).read(text);
  }
  void get(std::size_t offset, void* to, std::size_t count) const {
    in_->clear();
    if (!in_->seekg(static_cast<std::streamoff>(offset))
             .read(static_cast<char*>(to), static_cast<std::streamsize>(count)))
      throw file_error({.file = name_, .offset = offset}, std::to_string(count) + " bytes that can be read",
                       std::to_string(in_->gcount()));
  }

  std::unique_ptr<std::istream> owned_;
  std::istream* in_;
  std::string name_;
  std::size_t data_ = 0;
  safetensors_header header_;
};

}  // namespace tapeless::inline TAPELESS_ISA::io
