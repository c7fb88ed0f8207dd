// What goes forward, and what comes back? (x + y) z, number by number.
#include <cstdio>

#include <tapeless/print/to_string.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

constexpr auto x = input<"x">;
constexpr auto y = input<"y">;
constexpr auto z = input<"z">;
constexpr auto q = x + y;
constexpr auto f = q * z;

double by_formula(double at_x, double at_y, double at_z) { return (at_x + at_y) * at_z; }

int main() {
  // Forward: values, from the inputs to the result.
  const double vx = -2, vy = 5, vz = -4;
  const double vq = vx + vy;
  const double vf = vq * vz;

  // Backward: derivatives of f, from the result to the inputs. Each one is the next one times the slope in between.
  const double df = 1;
  const double dq = df * vz;  // f = q z: the slope along q is z
  const double dz = df * vq;  //          and along z it is q
  const double dx = dq * 1;   // q = x + y: the slopes are 1
  const double dy = dq * 1;

  // The same by the compiler: grad makes expressions, with respect to inputs and to what is computed on the way.
  program<q, f, grad(f, q), grad(f, z), grad(f, x), grad(f, y), in<double>> at;
  require(at.run(x = vx, y = vy, z = vz));
  std::printf("df/dq = %s, df/dz = %s, df/dx = %s, df/dy = %s\n\n", to_string(grad(f, q)).c_str(),
              to_string(grad(f, z)).c_str(), to_string(grad(f, x)).c_str(), to_string(grad(f, y)).c_str());

  // And measured: how much does f change when one number grows by a little?
  const double h = 0.001, before = by_formula(vx, vy, vz);
  const double measured_x = (by_formula(vx + h, vy, vz) - before) / h;
  const double measured_y = (by_formula(vx, vy + h, vz) - before) / h;
  const double measured_z = (by_formula(vx, vy, vz + h) - before) / h;

  std::puts("     value   df/d... by hand   by grad   measured");
  std::printf("x  %6g %16g %9g %10.3f\n", vx, dx, at[grad(f, x)][0], measured_x);
  std::printf("y  %6g %16g %9g %10.3f\n", vy, dy, at[grad(f, y)][0], measured_y);
  std::printf("z  %6g %16g %9g %10.3f\n", vz, dz, at[grad(f, z)][0], measured_z);
  std::printf("q  %6g %16g %9g\n", at[q][0], dq, at[grad(f, q)][0]);
  std::printf("f  %6g %16g\n", at[f][0], df);

  const double eta = 0.1, lower = by_formula(vx - eta * dx, vy - eta * dy, vz - eta * dz);
  std::printf("\nA step against the gradient, with rate %g: f goes from %g to %.2f\n", eta, before, lower);

  picture p("05_forward_and_backward.svg", 720, 480);
  p << "unset border; unset tics; unset grid; unset key; set xrange [0:10]; set yrange [0:7.4]; set style fill empty\n"
    << "set label 'forward: values' at 0.5,7.2 textcolor linestyle 1 font ',16'\n"
    << "set label 'backward: derivatives of f' at 3.2,7.2 textcolor linestyle 2 font ',16'\n"
    << "set arrow from 1.7,5.6 to 4.4,4.6 linestyle 7; set label 'slope 1' at 3,5.4 textcolor linestyle 7\n"
    << "set arrow from 1.7,3.5 to 4.4,4.2 linestyle 7; set label 'slope 1' at 3,3.6 textcolor linestyle 7\n"
    << "set arrow from 5.2,4.2 to 8,3.3 linestyle 7; set label 'slope z' at 6.6,4.1 textcolor linestyle 7\n"
    << "set arrow from 1.7,1.2 to 8,2.8 linestyle 7; set label 'slope q' at 5.1,1.8 textcolor linestyle 7\n";
  const auto node = [&](const char* symbol, const char* name, double left, double bottom, double value, double slope) {
    p << "set object circle at " << left << ',' << bottom << " size 0.33 linewidth 2 fillcolor '#555555'\n"
      << "set label '" << symbol << "' at " << left << ',' << bottom << " center font ',18'\n"
      << "set label '" << name << " = " << value << "' at " << left << ',' << bottom + 0.72
      << " center textcolor linestyle 1\n"
      << "set label '∂f/∂" << name << " = " << slope << "' at " << left << ',' << bottom - 0.75
      << " center textcolor linestyle 2\n";
  };
  node("x", "x", 1.3, 5.7, vx, dx), node("y", "y", 1.3, 3.4, vy, dy), node("z", "z", 1.3, 1.1, vz, dz);
  node("+", "q", 4.8, 4.4, vq, dq), node("×", "f", 8.4, 3, vf, df);
  p << "plot NaN\n";
}
