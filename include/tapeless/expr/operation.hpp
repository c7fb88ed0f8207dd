// An operation is the address of a constant table of functions, which the passes call through the pointer.
//
// The set of operations is open. A new one, in the library or in a user's file, fills this table by means of a small
// struct (see ops/define.hpp and examples/custom_operation.cpp); no other file mentions it.
#pragma once

#include <cstdint>
#include <type_traits>

#include <tapeless/base/given.hpp>
#include <tapeless/shape/shape.hpp>
#include <tapeless/simd/vec.hpp>

namespace tapeless::inline TAPELESS_ISA {

struct node;
struct rule;
struct view;
struct placement;
class builder;
class printer;

// How an operation traverses its data. The planner and the kernels distinguish these classes, never single operations.
namespace ir {
enum class loop : unsigned char {
  leaf,         // no operands: inputs, parameters, slots, constants
  pointwise,    // out[i] = f(a[i], b[i], c[i]) with NumPy broadcasting
  reduction,    // combines along axes
  contraction,  // sums products over index labels
  movement,     // only renames or copies elements
  opaque        // has its own loop
};
}  // namespace ir

// What expressions are compiled for. Operations that have different values then are replaced when a program or training
// step collects its expressions; until then an expression stands for both.
namespace ir {
enum class mode : unsigned char { both, program, training, live };
}  // namespace ir

// Evaluates an operation for single numbers, to fold constants. Kernels use the operation's type instead, see
// detail::found_operation.
struct evaluator {
  double (*unary)(double) = nullptr;
  double (*binary)(double, double) = nullptr;
  double (*ternary)(double, double, double) = nullptr;
};

// How an operation is printed: `text` and `latex` contain {0} {1} {2} for the operands. Precedence: 1 sum, 2 product, 3
// sign, 4 power, 5 function.
struct spelling {
  const char* text = nullptr;
  const char* latex = nullptr;
  int precedence = 5;
};

// The arguments of an opaque operation's loop other than its data.
struct attributes {
  std::int64_t attr[2]{};
  double value = 0;
};

// The loop of an opaque operation for one element type: pointers and views of the operands, then those of the output. A
// view's offset is already added to its pointer.
template <class T>
using opaque_loop = void (*)(const attributes&, const T* const* operands, const view* views, T* out,
                             const view& out_view);

struct operation {
  const char* name = "";
  std::uint64_t id = 0;  // hash of the name
  ir::loop kind = ir::loop::leaf;
  int arity = 0;
  bool commutative = false;
  int flops = 0;        // per element of the output (per combined element, for a reduction)
  double identity = 0;  // of a reduction
  spelling print{};
  void (*derive)(rule&) = nullptr;                   // the adjoints of the operands, as expressions
  int (*simplify)(builder&, const node&) = nullptr;  // a simpler node, or -1
  void (*write)(printer&, const node&) = nullptr;    // a spelling that depends on attributes
  evaluator evaluate{};
  bool tests = false, chooses = false;  // a comparison, and a choice made by one: passed as a mask
  bool adds = false;                    // computes the sum of its two operands
  bool is_boundary = false;             // its readers run after all tiles
  bool is_product = false;              // of its two operands, or of its only operand with itself
  const operation* with_product[2] = {nullptr,
                                      nullptr};  // of factors and the other operand, where operand 0 or 1 is a product
  bool (*look)(const node&, const view& operand, view& out) = nullptr;  // movement as a view of the operand
  placement (*place)(const node&, int operand) = nullptr;               // movement as a copy into part of the output
  int (*absorb_sum)(builder&, const node&, unsigned axes) = nullptr;    // its sum along axes at no cost, or -1
  bool (*batch)(builder&, node&, const bool* varying, int samples) = nullptr;  // overrides the default of the class
  bool (*drops_samples)(const node&) = nullptr;                  // opaque: operands have samples, the output has none
  bool over_samples = false;                                     // of all samples of a tile: the output has none
  signed char in_program = -1, in_training = -1;                 // the operand that it is then; -1: the node itself
  signed char in_live = -1;                                      // as in_program, unless it is another one
  int (*instead)(builder&, const node&, int operand) = nullptr;  // that operand in the node's shape; null: it has it
  bool keeps = false;                        // in training, its operand 1, a slot, becomes operand 2
  bool remembers = false;                    // its operand 0, a slot, becomes the end of the result (ops/delay.hpp)
  bool whole_only = false;                   // has no value in a live program
  bool asks_mode = false;                    // its program says whether it is live or sees whole sequences
  bool any_layout = false;                   // opaque: its loop is equally fast whichever axis is contiguous
  bool is_approximation = false;             // of another one, which names it:
  const operation* approximation = nullptr;  // takes its place where a user allows a larger error
  opaque_loop<float> loop32 = nullptr;
  opaque_loop<double> loop64 = nullptr;
};

constexpr std::uint64_t hash_text(const char* s) {
  std::uint64_t h = 14695981039346656037ull;  // FNV-1a
  for (; *s; ++s) h = (h ^ static_cast<unsigned char>(*s)) * 1099511628211ull;
  return h;
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  a ^= b + 0x9e3779b97f4a7c15ull + (a << 6) + (a >> 2);
  a *= 0xff51afd7ed558ccdull;
  return a ^ (a >> 29);
}

}  // namespace tapeless::inline TAPELESS_ISA
