// A report of a training as one HTML page that a browser shows without a network: curves, the confusion matrix, the
// model and its derivatives as formulas, memory, work and time.
//
//   std::ofstream("digits.html") << html_report(net, history, {.title = "Digits"}, seen);
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/metrics/confusion_matrix.hpp>
#include <tapeless/print/to_string.hpp>
#include <tapeless/program/report.hpp>
#include <tapeless/train/history.hpp>
#include <tapeless/viz/line_plot.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct report_options {
  std::string title = "Training";
  std::vector<std::string> classes = {};  // the names of the classes of a confusion matrix
};

namespace detail {

inline constexpr std::string_view report_head =
    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n"
    ":root{color-scheme:light dark}\n"
    "body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\n"
    "table{border-collapse:collapse}td,th{padding:.15rem .6rem;text-align:right;border:1px solid #8886}\n"
    "th:first-child{text-align:left}pre{overflow:auto;padding:.6rem;border:1px solid #8886}\n"
    "svg{max-width:100%;height:auto}\n</style>\n";

inline std::string table_row(std::string_view name, const std::string& value) {
  return "<tr><th>" + viz::escaped(name) + "</th><td>" + viz::escaped(value) + "</td></tr>\n";
}

inline std::string approximated_row(const approximation_list& names) {
  std::string all;
  for (const char* name : names) all += (all.empty() ? "" : ", ") + std::string(name);
  return all.empty() ? all : table_row("approximated", all);
}

inline std::string curves(const training_history& h) {
  std::vector<viz::line> losses{{"training", {}}, {"validation", {}}};
  bool positive = true;
  double low = 1e300, high = 0;
  for (const epoch_record& e : h.epochs) {
    losses[0].values.push_back(e.loss);
    losses[1].values.push_back(e.validation_loss);
    for (const double v : {e.loss, e.validation_loss})
      if (std::isfinite(v)) positive = positive && v > 0, low = std::min(low, v), high = std::max(high, v);
  }
  bool validated = false;
  for (const double v : losses[1].values) validated = validated || std::isfinite(v);
  if (!validated) losses.pop_back();
  std::string s = "<h2>Loss</h2>\n" + viz::line_plot(losses, {.y = "loss", .logarithmic = positive && high > 20 * low});
  if (h.metrics.empty()) return s;
  std::vector<viz::line> metrics;
  for (std::size_t m = 0; m < h.metrics.size(); ++m) {
    metrics.push_back({h.metrics[m], {}});
    for (const epoch_record& e : h.epochs) metrics.back().values.push_back(e.metrics[m]);
  }
  return s + "<h2>Metrics</h2>\n" + viz::line_plot(metrics, {.y = "mean over samples"});
}

template <int Classes>
std::string matrix(const metrics::confusion_matrix<Classes>& seen, const std::vector<std::string>& names) {
  const auto name = [&](int c) {
    return viz::escaped(static_cast<std::size_t>(c) < names.size() ? names[static_cast<std::size_t>(c)]
                                                                   : std::to_string(c));
  };
  std::string s =
      "<h2>Confusion matrix</h2>\n<p>Rows: the class of a sample; columns: what was predicted.</p>\n"
      "<table><tr><th></th>";
  for (int p = 0; p < Classes; ++p) s += "<th>" + name(p) + "</th>";
  s += "</tr>\n";
  for (int a = 0; a < Classes; ++a) {
    s += "<tr><th>" + name(a) + "</th>";
    std::uint64_t all = 0;
    for (int p = 0; p < Classes; ++p) all += seen.count(p, a);
    for (int p = 0; p < Classes; ++p) {
      const std::uint64_t n = seen.count(p, a);
      char shade[64] = "";
      if (n)
        std::snprintf(shade, sizeof shade, " style=\"background:rgba(%s,%.2f)\"", p == a ? "0,114,178" : "213,94,0",
                      0.15 + 0.55 * static_cast<double>(n) / static_cast<double>(all));
      s += "<td" + std::string(shade) + ">" + std::to_string(n) + "</td>";
    }
    s += "</tr>\n";
  }
  return s + "</table>\n";
}

// The loss and its derivative by the first of its parameters.
template <graph Loss>
std::string formulas(expr<Loss> loss) {
  constexpr int first = [] {
    int i = 0;
    for (const node* n : leaves_below<Loss>) {
      if (is_leaf(*n, ir::role::parameter)) return i;
      ++i;
    }
    return -1;
  }();
  std::string s = "<h2>Model</h2>\n<pre>loss =\n" + viz::escaped(to_string(loss)) + "</pre>\n";
  if constexpr (first >= 0) {
    constexpr expr<single_node<Loss, first>()> w;
    s += std::string("<pre>d loss / d ") + w.root.leaf->name + " =\n" + viz::escaped(to_string(grad(loss, w))) +
         "</pre>\n";
  }
  return s;
}

}  // namespace detail

// `seen`: a confusion matrix, or nothing.
template <class Net, class... Seen>
std::string html_report(const Net&, const training_history& h, const report_options& options = {},
                        const Seen&... seen) {
  constexpr program_report r = Net::report;
  std::string s = "<!doctype html>\n<html lang=\"en\">\n<title>" + viz::escaped(options.title) + "</title>\n" +
                  std::string(detail::report_head) + "<h1>" + viz::escaped(options.title) + "</h1>\n";
  if (!h.epochs.empty()) {
    const epoch_record& last = h.epochs.back();
    char text[200];
    std::snprintf(text, sizeof text, "<p>%zu epochs, %ld steps, %.3g s; %s.", h.epochs.size(), last.steps, last.seconds,
                  describe(h.stopped));
    s += text;
    if (h.best >= 0)
      s += " The best model is that of epoch " + std::to_string(h.epochs[static_cast<std::size_t>(h.best)].epoch) + ".";
    s += "</p>\n" + detail::curves(h);
  }
  (void(s += detail::matrix(seen, options.classes)), ...);
  s += detail::formulas(typename Net::loss_expression{});
  s += "<h2>Program</h2>\n<table>\n" + detail::table_row("parameters", std::to_string(r.parameters)) +
       detail::table_row("memory: state", std::to_string(r.state_bytes) + " bytes") +
       detail::table_row("memory: values of a tile", std::to_string(r.arena_bytes) + " bytes") +
       detail::table_row("memory: all of the step", std::to_string(r.bytes) + " bytes") +
       detail::table_row("samples a tile", std::to_string(r.samples)) +
       detail::table_row("work of a tile and an update", std::to_string(r.flops) + " FLOP") +
       detail::table_row("kernels", std::to_string(r.kernels)) + detail::table_row("lanes", std::to_string(r.lanes)) +
       detail::approximated_row(r.approximations) + "</table>\n</html>\n";
  return s;
}

}  // namespace tapeless::inline TAPELESS_ISA
