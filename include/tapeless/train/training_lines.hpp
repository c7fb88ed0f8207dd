// What a training shows while it runs: a progress bar with rate and remaining time, and a line for each epoch.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdio>

#include <tapeless/train/history.hpp>
#include <tapeless/viz/progress.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

class training_lines {
 public:
  training_lines(long epochs, bool shown)
      : bar_(static_cast<int>(epochs < 1'000'000'000 ? epochs : 1'000'000'000)), epochs_(epochs), shown_(shown) {}

  // `done` of the epoch's samples, a part of 1.
  void update(double done, double samples, long epoch) {
    if (!shown_ || !bar_.due()) return;
    const double passed = std::chrono::duration<double>(clock::now() - start_).count();
    const double all = done + static_cast<double>(epoch - 1);
    char note[80], left[24];
    put_time(left, passed / all * (static_cast<double>(epochs_) - all));
    std::snprintf(note, sizeof note, "%.0f samples/s  %s left", samples * all / passed, left);
    bar_.update(done, note);
  }

  // The last epoch of the history.
  void finish(const training_history& h) {
    if (!shown_) return;
    const epoch_record& e = h.epochs.back();
    char note[240];
    int at = std::snprintf(note, sizeof note, "loss %.5g", e.loss);
    const auto add = [&](const char* name, double v) {
      if (!std::isnan(v) && at >= 0 && at < static_cast<int>(sizeof note))
        at += std::snprintf(note + at, sizeof note - static_cast<std::size_t>(at), "  %s %.5g", name, v);
    };
    add("validation", e.validation_loss);
    for (std::size_t m = 0; m < h.metrics.size(); ++m) add(h.metrics[m].c_str(), e.metrics[m]);
    bar_.finish(note);
  }

 private:
  using clock = std::chrono::steady_clock;

  template <std::size_t N>
  static void put_time(char (&to)[N], double seconds) {
    const long s = seconds < 1e9 ? std::lround(seconds) : 1'000'000'000;
    if (s < 3600) std::snprintf(to, N, "%ld:%02ld", s / 60, s % 60);
    else std::snprintf(to, N, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
  }

  viz::progress bar_;
  long epochs_;
  bool shown_;
  clock::time_point start_ = clock::now();
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
