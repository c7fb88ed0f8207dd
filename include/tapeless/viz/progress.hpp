// A progress bar for training: a line that is rewritten on a terminal, one plain line per epoch elsewhere.
#pragma once

#include <chrono>
#include <cstdio>
#include <string_view>

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

  // Whether update would draw: on a terminal, at most twenty times a second.
  bool due() const {
    return terminal_ && !(drawn_ && std::chrono::steady_clock::now() - last_ < std::chrono::milliseconds(50));
  }

  // Redraws the bar if that is due. Does not allocate.
  void update(double done, std::string_view note = {}) {
    if (!due()) return;
    last_ = std::chrono::steady_clock::now();
    drawn_ = true;
    draw(done, note);
  }

  // Ends the epoch with a final line, which stays.
  void finish(std::string_view note) {
    if (terminal_) {
      draw(1, note);
    } else {
      std::fputs(label().text, out_);
      put(note);
    }
    std::fputc('\n', out_);
    std::fflush(out_);
    ++epoch_;
    drawn_ = false;
    shown_ = 0;
  }

 private:
  static constexpr int width = 20;
  struct counter {
    char text[40];
  };
  // "epoch  3/20"
  counter label() const {
    counter c;
    const int digits = std::snprintf(nullptr, 0, "%d", epochs_);
    std::snprintf(c.text, sizeof c.text, "epoch %*d/%d", digits, epoch_, epochs_);
    return c;
  }

  // Behind what is there; returns its length.
  int put(std::string_view note) const {
    return note.empty() ? 0 : std::fprintf(out_, "  %.*s", static_cast<int>(note.size()), note.data());
  }

  // Overwrites the line, with blanks if the old one was longer.
  void draw(double done, std::string_view note) {
    const int filled = !(done > 0) ? 0 : done < 1 ? static_cast<int>(done * width) : width;
    char bar[width + 1] = {};
    for (int i = 0; i < width; ++i) bar[i] = i < filled ? '=' : i == filled ? '>' : ' ';
    const int now = std::fprintf(out_, "\r%s [%s]", label().text, bar) + put(note);
    if (now < shown_) std::fprintf(out_, "%*s", shown_ - now, "");
    std::fflush(out_);
    shown_ = now;
  }

  std::FILE* out_;
  int epochs_, epoch_ = 1;
  bool terminal_, drawn_ = false;
  int shown_ = 0;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace tapeless::inline TAPELESS_ISA::viz
