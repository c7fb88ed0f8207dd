// Lines over a common axis as a picture in SVG: axes with units, a legend, colours that colour-blind readers tell apart
// (M. Okabe, K. Ito, Color universal design, 2008). The axes take the colour of the text around them, so that the
// picture can be read on light and on dark pages.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::viz {

struct line {
  std::string name;
  std::vector<double> values;  // over x = 1, 2, 3, ...; one that is not finite leaves a gap
};
struct plot_options {
  std::string x = "epoch", y = "";  // labels
  bool logarithmic = false;         // of y; values that are not positive leave gaps
  int width = 640, height = 360;
};

// Text between tags or in an attribute.
inline std::string escaped(std::string_view text) {
  std::string s;
  for (const char c : text) {
    if (c == '&') s += "&amp;";
    else if (c == '<') s += "&lt;";
    else if (c == '>') s += "&gt;";
    else if (c == '"') s += "&quot;";
    else s += c;
  }
  return s;
}

namespace detail {

struct plot_axis {
  double low = 0, high = 1;
  bool logarithmic = false;

  double part(double v) const {
    return logarithmic ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
  }
  // At most about `most` values that are 1, 2 or 5 times a power of ten; of a logarithmic axis, powers of ten.
  std::vector<double> ticks(int most) const {
    std::vector<double> t;
    if (logarithmic) {
      for (double v = low; v <= high * 1.0001; v *= 10) t.push_back(v);
      return t;
    }
    const double rough = (high - low) / most, unit = std::pow(10, std::floor(std::log10(rough)));
    const double step = unit * (rough / unit <= 1 ? 1 : rough / unit <= 2 ? 2 : rough / unit <= 5 ? 5 : 10);
    for (double k = std::ceil(low / step - 1e-9); k * step <= high * (1 + 1e-12); ++k) t.push_back(k * step);
    return t;
  }
};

inline plot_axis axis_over(const std::vector<line>& lines, bool logarithmic) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const line& l : lines)
    for (const double v : l.values)
      if (std::isfinite(v) && (v > 0 || !logarithmic)) low = std::min(low, v), high = std::max(high, v);
  if (!(low <= high)) return {logarithmic ? 0.1 : 0.0, 1, logarithmic};
  if (logarithmic) {
    const double below = std::pow(10, std::floor(std::log10(low))), above = std::pow(10, std::ceil(std::log10(high)));
    return {below, above > below ? above : 10 * below, true};
  }
  if (low == high) return {low - (low == 0 ? 1 : std::abs(low) / 2), high + (high == 0 ? 1 : std::abs(high) / 2)};
  const double room = (high - low) / 20;
  return {low >= 0 && low < room * 10 ? 0 : low - room, high + room};
}

}  // namespace detail

inline std::string line_plot(const std::vector<line>& lines, const plot_options& options = {}) {
  constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};
  constexpr const char* dashes[] = {"", "6 3", "2 3", "8 3 2 3", "12 4", "4 4"};
  constexpr int left = 64, right = 16, bottom = 44;
  const int wide = options.width - left - right;
  // The legend stands above the lines, in as many rows as it needs.
  struct entry {
    int x, row;
  };
  std::vector<entry> legend;
  int next = 0, row = 0;
  for (const line& l : lines) {
    const int length = 46 + 7 * static_cast<int>(l.name.size());
    if (next > 0 && next + length > wide) next = 0, ++row;
    legend.push_back({left + next, row});
    next += length;
  }
  const int top = 32 + 18 * row, high = options.height - top - bottom;
  std::size_t points = 1;
  for (const line& l : lines) points = std::max(points, l.values.size());
  const detail::plot_axis y = detail::axis_over(lines, options.logarithmic),
                          x{1, std::max(2.0, static_cast<double>(points))};
  const auto at_x = [&](double v) { return left + wide * x.part(v); };
  const auto at_y = [&](double v) { return top + high * (1 - y.part(v)); };

  std::string s;
  char part[256];
  const auto put = [&](const char* form, auto... v) {
    std::snprintf(part, sizeof part, form, v...);
    s += part;
  };
  put("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" ", options.width,
      options.height, options.width, options.height);
  s += "font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\" role=\"img\">\n<g stroke=\"currentColor\" "
       "stroke-opacity=\"0.25\">\n";
  for (const double t : y.ticks(6)) put("<path d=\"M%d %.1fh%d\"/>\n", left, at_y(t), wide);
  put("</g>\n<path d=\"M%d %dv%dh%d\" fill=\"none\" stroke=\"currentColor\"/>\n", left, top, high, wide);
  for (const double t : y.ticks(6))
    put("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.6g</text>\n", left - 6, at_y(t) + 4, t);
  for (const double t : x.ticks(10))
    if (t == std::floor(t))
      put("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.6g</text>\n", at_x(t), top + high + 16, t);
  put("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">", left + wide / 2, options.height - 8);
  s += escaped(options.x) + "</text>\n";
  put("<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">", top + high / 2);
  s += escaped(options.y) + "</text>\n";
  for (std::size_t k = 0; k < lines.size(); ++k) {
    put("<path fill=\"none\" stroke-width=\"2\" stroke=\"%s\" stroke-dasharray=\"%s\" d=\"", colours[k % 6],
        dashes[k % 6]);
    bool drawn = false;
    for (std::size_t i = 0; i < lines[k].values.size(); ++i) {
      const double v = lines[k].values[i];
      const bool there = std::isfinite(v) && (v > 0 || !options.logarithmic);
      if (there) put("%c%.1f %.1f", drawn ? 'L' : 'M', at_x(static_cast<double>(i + 1)), at_y(v));
      if (there && !drawn && lines[k].values.size() == 1) s += "h4";
      drawn = there;
    }
    s += "\"/>\n";
    const int base = 18 + 18 * legend[k].row;
    put("<path fill=\"none\" stroke-width=\"2\" stroke=\"%s\" stroke-dasharray=\"%s\" d=\"M%d %dh28\"/>\n",
        colours[k % 6], dashes[k % 6], legend[k].x, base - 4);
    put("<text x=\"%d\" y=\"%d\">", legend[k].x + 32, base);
    s += escaped(lines[k].name) + "</text>\n";
  }
  return s + "</svg>\n";
}

}  // namespace tapeless::inline TAPELESS_ISA::viz
