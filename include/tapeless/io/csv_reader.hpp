// The grammar of CSV files (RFC 4180): records of fields, "quoted" if they contain separators, with "" for a quote
// inside; lines end with \n, \r\n or \r.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <tapeless/io/error.hpp>
#include <tapeless/io/number.hpp>
#include <tapeless/io/source.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

// How a field ends: before another field, with its record, or with the window, in the middle of the record.
enum class ending { field, record, window };

// Reads field after field and counts lines. A record that the window cuts is read once more from its start.
class csv_reader {
 public:
  csv_reader(text_source& source, std::string file, char separator)
      : source_(source), file_(std::move(file)), separator_(separator) {
    start_again();
  }

  // The first line of the current record; and the field that was read last.
  position record() const { return {file_, line_}; }
  position here() const { return {file_, line_, column_}; }
  std::size_t fields() const { return column_; }  // read so far
  std::size_t line() const { return line_; }
  std::size_t passed() const { return source_.passed() + offset(at_); }

  // The line that follows.
  std::string_view line_ahead() {
    while (rest().find_first_of("\r\n") == std::string_view::npos && !source_.last()) read_on();
    return rest().substr(0, rest().find_first_of("\r\n"));
  }

  // Goes to the next record and skips empty lines; false at the end of the file.
  bool begin() {
    for (;;) {
      if (end_ - at_ < 2 && !source_.last()) read_on();  // both bytes of \r\n
      if (at_ == end_ || (*at_ != '\n' && *at_ != '\r')) break;
      end_line();
    }
    start_ = at_, line_ = next_line_, column_ = 0;
    return at_ != end_;
  }

  // After ending::window: back to the start of the record, with more of the file in the window.
  void begin_again() {
    at_ = start_, next_line_ = line_, column_ = 0;
    read_on();
  }

  // The next field. It is valid until the next call; quotes are removed.
  ending field(std::string_view& out) {
    ++column_;
    quoted_ = at_ != end_ && *at_ == '"';
    if (quoted_) return quoted_field(out);
    const char* p = at_;
    while (p != end_ && *p != separator_ && *p != '\n' && *p != '\r') ++p;
    out = {at_, static_cast<std::size_t>(p - at_)};
    at_ = p;
    return after_field();
  }
  bool was_quoted() const { return quoted_; }

  // The next field as a number, if that is short and plain; otherwise false, and field() reads it.
  template <class T>
  bool number(T& out, char decimal, ending& then) {
    const char* p = short_number(at_, end_, decimal, out);
    if (!p || p == end_ || (*p != separator_ && *p != '\n' && *p != '\r')) return false;
    at_ = p;
    ++column_;
    then = after_field();
    return true;
  }

  // Passes over the current record.
  void skip() {
    std::string_view ignored;
    for (ending then = ending::field; then != ending::record;)
      if ((then = field(ignored)) == ending::window) begin_again();
  }

  void start_again() {
    source_.rewind();
    line_ = next_line_ = 1;
    enter(0);
    if (end_ - at_ < 4 && !source_.last()) read_on();
    refuse_utf_16();
    if (rest().starts_with("\xEF\xBB\xBF")) at_ += 3;  // byte order mark
  }

 private:
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }  // of the window
  std::size_t offset(const char* p) const { return static_cast<std::size_t>(p - source_.window().data()); }

  void enter(std::size_t known) {
    at_ = start_ = source_.window().data();
    end_ = at_ + source_.window().size();
    if (const void* zero = known < rest().size() ? std::memchr(at_ + known, 0, rest().size() - known) : nullptr) {
      refuse_utf_16();
      line_ = next_line_;
      for (const char* p = at_; p != zero; ++p) line_ += *p == '\n';
      throw format_error(record(), "text", "a byte 0");
    }
  }

  void read_on() {
    const std::size_t known = rest().size();
    source_.advance(offset(at_));
    enter(known);
  }

  // A letter of UTF-16 that ASCII has as well contains a byte 0.
  void refuse_utf_16() const {
    const std::string_view s = source_.window();
    if (source_.passed() || s.size() < 2) return;
    if (s.starts_with("\xFF\xFE") || s.starts_with("\xFE\xFF") || (s[0] == 0) != (s[1] == 0))
      throw format_error(position{file_, 1}, "a text in UTF-8", "UTF-16");
  }

  ending quoted_field(std::string_view& out) {
    scratch_.clear();
    for (const char* p = at_ + 1;;) {
      const void* found = p == end_ ? nullptr : std::memchr(p, '"', static_cast<std::size_t>(end_ - p));
      const char* const quote = found ? static_cast<const char*>(found) : end_;
      if (!source_.last() && end_ - quote < 2) return ending::window;
      if (quote == end_) throw format_error(here(), "a closing quote", "the end of the file");
      scratch_.append(p, quote);
      p = quote + 1;
      if (p == end_ || *p != '"') {
        at_ = p;
        break;
      }
      scratch_ += '"', ++p;
    }
    for (std::size_t i = 0, n = scratch_.size(); i < n; ++i)
      next_line_ += scratch_[i] == '\n' || (scratch_[i] == '\r' && (i + 1 == n || scratch_[i + 1] != '\n'));
    if (at_ != end_ && *at_ != separator_ && *at_ != '\n' && *at_ != '\r')
      throw format_error(here(), "a separator after the closing quote", in_quotes({at_, 1}));
    out = scratch_;
    return after_field();
  }

  ending after_field() {
    if (at_ == end_) return source_.last() ? ending::record : ending::window;
    if (*at_ == separator_) return ++at_, ending::field;
    if (*at_ == '\r' && end_ - at_ < 2 && !source_.last()) return ending::window;
    end_line();
    return ending::record;
  }

  void end_line() {
    if (*at_ == '\r' && end_ - at_ > 1 && at_[1] == '\n') ++at_;
    ++at_, ++next_line_;
  }

  text_source& source_;
  std::string file_, scratch_;
  const char *at_ = nullptr, *end_ = nullptr, *start_ = nullptr;
  char separator_;
  bool quoted_ = false;
  std::size_t line_ = 1, next_line_ = 1, column_ = 0;
};

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
