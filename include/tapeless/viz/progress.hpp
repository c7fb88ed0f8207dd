// A progress bar for training: a line that is rewritten on a terminal, one plain line per epoch elsewhere.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include <tapeless/base/isa.hpp>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace tapeless::inline TAPELESS_ISA::viz {

inline bool is_terminal(std::FILE* f) {
#if defined(_WIN32)
  return _isatty(_fileno(f)) != 0;
#else
  return isatty(fileno(f)) != 0;
#endif
}

//   epoch  3/20 [=======>            ]  loss 0.132
//
//   viz::progress bar(epochs);
//   for each epoch: bar.update(done) while it lasts (done in [0, 1]), then bar.finish("loss 0.132").
class progress {
 public:
  explicit progress(int epochs, std::FILE* out = stdout) : progress(epochs, out, is_terminal(out)) {}
  progress(int epochs, std::FILE* out, bool terminal) : out_(out), epochs_(epochs), terminal_(terminal) {}

  // Redraws the bar on a terminal, at most twenty times a second.
  void update(double done, std::string_view note = {}) {
    if (!terminal_) return;
    const auto now = std::chrono::steady_clock::now();
    if (drawn_ && now - last_ < std::chrono::milliseconds(50)) return;
    last_ = now;
    drawn_ = true;
    rewrite(line(bar(done), note));
  }

  // Ends the epoch with a final line, which stays.
  void finish(std::string_view note) {
    const std::string text = line(terminal_ ? bar(1) : std::string(), note);
    if (terminal_) rewrite(text);
    else std::fwrite(text.data(), 1, text.size(), out_);
    std::fputc('\n', out_);
    std::fflush(out_);
    ++epoch_;
    drawn_ = false;
    shown_ = 0;
  }

 private:
  std::string line(const std::string& bar, std::string_view note) const {
    const std::string last = std::to_string(epochs_), now = std::to_string(epoch_);
    std::string s = "epoch " + std::string(last.size() > now.size() ? last.size() - now.size() : 0, ' ');
    s += now + "/" + last + bar;
    return note.empty() ? s : s + "  " + std::string(note);
  }

  static std::string bar(double done) {
    constexpr int width = 20;
    const int filled = !(done > 0) ? 0 : done < 1 ? static_cast<int>(done * width) : width;
    std::string s = " [" + std::string(static_cast<std::size_t>(filled), '=');
    if (filled < width) s += '>' + std::string(static_cast<std::size_t>(width - 1 - filled), ' ');
    return s + "]";
  }

  // Overwrites the line, with blanks if the old one was longer.
  void rewrite(const std::string& text) {
    const std::string blanks(shown_ > text.size() ? shown_ - text.size() : 0, ' ');
    std::fprintf(out_, "\r%s%s", text.c_str(), blanks.c_str());
    std::fflush(out_);
    shown_ = text.size();
  }

  std::FILE* out_;
  int epochs_, epoch_ = 1;
  bool terminal_, drawn_ = false;
  std::size_t shown_ = 0;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace tapeless::inline TAPELESS_ISA::viz
