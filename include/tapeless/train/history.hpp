// What a training was like, epoch by epoch; as CSV and JSON for other programs.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Numbers that were not measured are NaN.
struct epoch_record {
  int restart = 0;                                                    // which of several trainings
  long epoch = 0;                                                     // from 1
  long steps = 0;                                                     // since the training began
  double loss = std::numeric_limits<double>::quiet_NaN();             // mean over the epoch's samples, before each step
  double validation_loss = std::numeric_limits<double>::quiet_NaN();  // mean after the epoch, in inference mode
  std::vector<double> metrics = {};                                   // in the order of training_history::metrics
  double learning_rate = std::numeric_limits<double>::quiet_NaN();    // of the last step
  double gradient_norm = std::numeric_limits<double>::quiet_NaN();    // of the last step
  double seconds = 0;                                                 // since the training began
  bool best = false;                                                  // better than all before it

  // Calls f(name, value) for each member: what is written and read.
  template <class Record, class F>
  static void each_field(Record& r, F f) {
    f("restart", r.restart), f("epoch", r.epoch), f("steps", r.steps);
    f("loss", r.loss), f("validation_loss", r.validation_loss);
    f("metrics", r.metrics);
    f("learning_rate", r.learning_rate), f("gradient_norm", r.gradient_norm), f("seconds", r.seconds);
    f("best", r.best);
  }
};

enum class stop_reason : unsigned char {
  epochs,          // as many as were asked for
  steps,           // likewise
  time,            // the time is over
  patience,        // no improvement for fit_options::patience epochs
  target,          // the loss is as small as was asked for
  small_gradient,  // the gradient's norm is
  callback,        // a callback said so
  interrupt        // Ctrl-C
};

constexpr const char* describe(stop_reason r) {
  constexpr const char* words[] = {"all epochs are done",        "all steps are done",
                                   "the time is over",           "no improvement any more",
                                   "the target loss is reached", "the gradient has become small",
                                   "stopped by a callback",      "interrupted"};
  return words[static_cast<int>(r)];
}

namespace detail {

// The shortest digits that read back as the same number.
inline std::string number_text(double v, const char* if_missing) {
  if (!(v - v == 0)) return if_missing;
  char digits[32];
  return std::string(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
}
// Between quotes: CSV doubles a quote, JSON escapes it, a backslash and control characters.
inline std::string quoted(std::string_view text, bool json) {
  std::string s = "\"";
  for (const char c : text) {
    char code[8];
    if (json && static_cast<unsigned char>(c) < 0x20) {
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      s += code;
    } else {
      if (c == '"') s += json ? '\\' : '"';
      else if (c == '\\' && json) s += '\\';
      s += c;
    }
  }
  return s + '"';
}

}  // namespace detail

struct training_history {
  std::vector<std::string> metrics = {};  // names
  std::vector<epoch_record> epochs = {};
  long best = -1;  // index of the epoch whose model was kept, or -1
  stop_reason stopped = stop_reason::epochs;

  // A header and a line for each epoch; what was not measured is empty.
  std::string csv() const {
    std::string s;
    const auto put = [&](const std::string& field) { s += (s.empty() || s.back() == '\n' ? "" : ",") + field; };
    each_value({}, [&](const std::string& name, bool is_metric, auto) {
      put(is_metric ? detail::quoted(name, false) : name);
    });
    s += '\n';
    for (const epoch_record& e : epochs) {
      each_value(e, [&](const std::string&, bool, auto v) { put(detail::number_text(static_cast<double>(v), "")); });
      s += '\n';
    }
    return s;
  }

  // An object with the members stopped, best (an index, or null) and epochs; what was not measured is null.
  std::string json() const {
    std::string s = "{\"stopped\": " + detail::quoted(describe(stopped), true) +
                    ", \"best\": " + (best < 0 ? "null" : std::to_string(best)) + ", \"epochs\": [";
    for (const epoch_record& e : epochs) {
      s += &e == epochs.data() ? "\n  {" : ",\n  {";
      each_value(e, [&](const std::string& name, bool, auto v) {
        s += (s.back() == '{' ? "" : ", ") + detail::quoted(name, true) + ": ";
        if constexpr (std::is_same_v<decltype(v), bool>) s += v ? "true" : "false";
        else s += detail::number_text(static_cast<double>(v), "null");
      });
      s += '}';
    }
    return s + "\n]}\n";
  }

 private:
  // Calls f(name, is a metric, value) for the numbers of an epoch.
  template <class F>
  void each_value(const epoch_record& e, F f) const {
    epoch_record::each_field(e, [&](const char* name, const auto& v) {
      if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(v)>>) f(std::string(name), false, v);
      else
        for (std::size_t m = 0; m < metrics.size(); ++m)
          f(metrics[m], true, m < v.size() ? v[m] : std::numeric_limits<double>::quiet_NaN());
    });
  }
};

// What a training that goes on later needs beside the net.
struct training_state {
  // What must be the same when it goes on.
  std::uint64_t seed = 0;
  long samples = 0, batch = 0;
  bool shuffle = true;

  training_history history = {};
  int restart = 0;
  long epoch = 0, steps = 0;     // done: epochs of this restart, steps of all
  double seconds = 0;            // spent before
  long without_improvement = 0;  // epochs of this restart
  double best = infinity, best_of_restart = infinity;

  // Calls f(name, value) for each member but the history: what is written and read.
  template <class State, class F>
  static void each_field(State& s, F f) {
    f("seed", s.seed), f("samples", s.samples), f("batch", s.batch), f("shuffle", s.shuffle);
    f("restart", s.restart), f("epoch", s.epoch), f("steps", s.steps), f("seconds", s.seconds);
    f("without_improvement", s.without_improvement), f("best", s.best), f("best_of_restart", s.best_of_restart);
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();
};

}  // namespace tapeless::inline TAPELESS_ISA
