// A picture drawn by gnuplot, from commands as one types them and columns of numbers under names:
//
//   picture p("04_a_cubic.svg");
//   p.columns("descent", steps, losses);
//   p << "set xlabel 'step'; set ylabel 'loss'\n"
//     << "plot $descent with lines linestyle 1 title 'from (0, 0, 0, 0)'\n";
//
// It is drawn at the end of its scope, in the folder $TAPELESS_PICTURES or else the current one. Without gnuplot the
// program says so and goes on. Line styles 1 to 8 are the colours of Okabe and Ito, which colour-blind readers tell
// apart.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/tapeless.hpp>

class picture {
 public:
  explicit picture(std::string name, int width = 720, int height = 450) : name_(std::move(name)) {
    const char* folder = std::getenv("TAPELESS_PICTURES");
    const bool animated = name_.ends_with(".gif");
    script_ << "set encoding utf8\nset output '" << (folder ? folder : ".") << '/' << name_ << "'\n"
            << (animated ? "set terminal gif animate delay 8 loop 0 font '' size "
                         : "set terminal svg rounded background '#ffffff' font 'sans-serif,14' size ")
            << width << ',' << height << '\n'
            << "set border 3 linecolor '#555555'\nset tics nomirror\nset grid linecolor '#dddddd' linetype 1\n"
            << "set key samplen 2 spacing 1.1\nset style fill solid 0.6 noborder\n";
    const char* const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                   "#e69f00", "#56b4e9", "#777777", "#000000"};
    for (int i = 1; const char* colour : colours) {
      script_ << "set linetype " << i << " linecolor '" << colour << "' linewidth 2 pointtype " << i + 3
              << " pointsize 0.7\n"
              << "set style line " << i << " linetype " << i << " linecolor '" << colour << "' linewidth 2 pointtype "
              << i + 3 << " pointsize 0.7\n";
      ++i;
    }
  }
  picture(const picture&) = delete;
  picture& operator=(const picture&) = delete;

  ~picture() {
    if (std::system("gnuplot --version >/dev/null 2>&1") != 0) {
      std::fprintf(stderr, "%s is not drawn, because gnuplot is not installed\n", name_.c_str());
      return;
    }
    const std::string script = script_.str() + "\nunset output\n";
    const bool quiet = name_.ends_with(".gif");  // or else gnuplot says how many frames there are
    std::FILE* gnuplot = popen(quiet ? "LC_ALL=C.UTF-8 gnuplot - 2>/dev/null" : "LC_ALL=C.UTF-8 gnuplot -", "w");
    const bool written = gnuplot && std::fwrite(script.data(), 1, script.size(), gnuplot) == script.size();
    if (!gnuplot || pclose(gnuplot) != 0 || !written) std::fprintf(stderr, "%s: gnuplot failed\n", name_.c_str());
  }

  // Columns of equal length, which commands then call $name.
  template <class First, class... Others>
  picture& columns(const char* name, const First& first, const Others&... others) {
    script_ << '$' << name << " << end\n";
    for (std::size_t i = 0; i < std::size(first); ++i) {
      number(first[i]);
      (number(others[i]), ...);
      script_ << '\n';
    }
    script_ << "end\n";
    return *this;
  }

  // The curve of value(x), which commands then call $name.
  template <class X, class F>
  picture& curve(const char* name, const X& xs, F&& value) {
    std::vector<double> ys;
    for (const auto x : xs) ys.push_back(value(x));
    return columns(name, xs, ys);
  }

  // The lines on which value(x, y) has these levels, from its values on a grid. Commands then call all of them $name.
  template <class X, class Y, class F>
  picture& contours(const char* name, const X& xs, const Y& ys, std::initializer_list<double> levels, F&& value) {
    script_ << '$' << name << "_grid << end\n";
    for (const auto y : ys) {
      for (const auto x : xs) {
        number(x), number(y), number(value(x, y));
        script_ << '\n';
      }
      script_ << '\n';
    }
    script_ << "end\nset contour base; unset surface; set cntrparam levels discrete";
    for (const char* separator = " "; const double level : levels) script_ << std::exchange(separator, ", ") << level;
    script_ << "\nset table $" << name << "; splot $" << name << "_grid; unset table\n";
    return *this;
  }

  template <class T>
  picture& operator<<(const T& command) {
    script_ << command;
    return *this;
  }

 private:
  void number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.5g ", value);
    script_ << text;
  }

  std::string name_;
  std::ostringstream script_;
};

// A function that computes an expression at chosen values of its parameters: ground<loss>(x, y)(1, 2).
template <auto Expression, class... Parameters>
auto ground(Parameters... parameters) {
  return [at = tapeless::program<Expression, tapeless::in<double>>{}, parameters...](auto... values) mutable {
    ((at[parameters][0] = values), ...);
    at.run();
    return at[Expression][0];
  };
}

// `count` numbers from first to last, at equal distances.
inline std::vector<double> evenly(double first, double last, int count) {
  std::vector<double> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(first + (last - first) * i / (count - 1));
  return numbers;
}
