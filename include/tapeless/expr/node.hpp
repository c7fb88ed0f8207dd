// A node of the graph: one operation applied to earlier nodes. A structural type, so that a graph can be a template
// argument; members that are rarely set come last, where mangled names omit them.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/expr/operation.hpp>

namespace tapeless::inline TAPELESS_ISA {

// A string as a template argument.
template <std::size_t N>
struct text {
  char chars[N]{};
  constexpr text(const char (&s)[N]) {  // NOLINT: implicit on purpose, input<"x", 3>
    for (std::size_t i = 0; i < N; ++i) chars[i] = s[i];
  }
};

template <std::size_t N>
text(const char (&)[N]) -> text<N>;
// Names made of names, in layers: Name + ".weight".
template <std::size_t N, std::size_t M>
consteval text<N + M - 1> operator+(const text<N>& first, const text<M>& second) {
  char both[N + M - 1]{};
  for (std::size_t i = 0; i + 1 < N; ++i) both[i] = first.chars[i];
  for (std::size_t i = 0; i < M; ++i) both[N - 1 + i] = second.chars[i];
  return both;
}
template <std::size_t N, std::size_t M>
consteval text<N + M - 1> operator+(const text<N>& first, const char (&second)[M]) {
  return first + text<M>(second);
}

// The role of a leaf.
namespace ir {
enum class role : unsigned char {
  input,          // a value for each sample, bound by the caller
  index,          // a class index for each sample, bound by the caller
  parameter,      // trained
  slot,           // state, changed by assignments
  scalar,         // a number that the caller may change between calls (such as a learning rate)
  constant,       // one number, repeated over the shape
  table,          // constant numbers
  iota,           // 0, 1, 2, ...
  sample_weight,  // 1/samples, and 0 for the padding of a partial tile
  seed,           // the adjoint of a vector-Jacobian product
  random          // drawn anew for each step, by its scope for each sample as well
};

// The scope of a slot or random number: who shares it.
enum class scope : unsigned char {
  parameter,  // one for each parameter, of its shape
  step,       // one for the program, advanced once per step
  sample      // one for each sample
};
}  // namespace ir

// What a parameter does in its layer, for optimisers that treat weights and biases differently. Layers give it; other
// parameters are weights, unless declared with .as<role::bias>().
enum class role : unsigned char { weight, bias, scale, shift, embedding };

// The order of the axes of a layer's weights: ours are [in.., out], those of PyTorch [out, in..], which files written
// for it need to know (io/convention.hpp). A parameter that is no layer's weight has no such order.
enum class orientation : unsigned char { plain, inputs_first };

// Sets the elements of a parameter to what they begin with (nn/initialisers.hpp).
struct drawn_parameter;
using initialiser = void (*)(const drawn_parameter&);

// The name of a leaf and its properties other than its shape. A constant; nodes hold its address.
struct symbol {
  const char* name = "";
  std::uint64_t hash = 0;  // of the name, or of a table's numbers
  ir::role kind = ir::role::constant;
  ir::scope lifetime = ir::scope::parameter;
  initialiser draw = nullptr;     // parameters
  std::uint64_t variant = 0;      // distinguishes symbols of the same name, as by the initialiser of a parameter
  int classes = 0;                // an index is in [0, classes)
  const double* table = nullptr;  // row-major numbers of a table
  role part = role::weight;       // of a parameter
  orientation axes = orientation::plain;
  double (*formula)(const shape&, int) = nullptr;  // of a table whose elements follow from its shape and their number
};

struct node {
  const operation* op = nullptr;
  std::uint64_t hash = 0;  // of the whole sub-expression; equal hash, equal meaning
  short in[3]{-1, -1, -1};
  tapeless::shape shape{};
  std::int64_t attr[2]{};  // packed data of the operation, which alone reads them
  double value = 0;        // of a constant; the initial value of a slot or scalar
  const symbol* leaf = nullptr;
  const symbol* owner = nullptr;  // the parameter that a slot belongs to

  friend constexpr bool operator==(const node&, const node&) = default;
};

// The attributes of a node, as the loop of an opaque operation gets them.
constexpr attributes attributes_of(const node& n) { return {{n.attr[0], n.attr[1]}, n.value}; }

// The node with other operands: place[q] instead of q. Operands below -1, which stand for other graphs, stay.
constexpr node renumbered(node n, const int* place) {
  for (int k = 0; k < 3 && n.in[k] != -1; ++k)
    if (n.in[k] >= 0) n.in[k] = static_cast<short>(place[n.in[k]]);
  return n;
}

}  // namespace tapeless::inline TAPELESS_ISA
