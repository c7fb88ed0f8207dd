// After lowering: the plan as data that a program carries. Kernels that run the same code name one of them, the first,
// which alone becomes a type; every kernel has a record of numbers: its addresses, loops and strides.
#pragma once

#include <tapeless/kernels/contraction.hpp>
#include <tapeless/kernels/dot.hpp>
#include <tapeless/kernels/map.hpp>
#include <tapeless/plan/lower.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Reached in constant evaluation, its name is the message.
inline void tapeless_two_kernels_of_different_code_have_one_hash() {}

namespace ir {

struct emitted_kernel {
  int code = 0;   // a place among the codes
  int first = 0;  // where its record begins
};

// A code, its lists laid behind those of the codes before it.
struct emitted_code : code_numbers {
  struct part {
    int first = 0, size = 0;
  };
  int kernel = 0;  // the first kernel that has it
  std::uint64_t hash = 0;
  part inputs, instructions, reductions, outputs, row, parts, assembly;
};

// Kernels in the order in which they run: those of the schedule, then copies that commit assignments. A record holds a
// packed address for each pointer, then a nest<pointers, loops> or, of a copy, the moves of its parts.
struct emission {
  ir::list<emitted_kernel> kernels;
  ir::list<emitted_code> codes;
  ir::list<int> record;
  ir::list<operand> operands;
  ir::list<instruction> instructions;
  ir::list<short> outputs;
  ir::list<int> rows;
  ir::list<kernels::copy_part> parts;
  ir::list<kernels::assembly> assemblies;

  template <class F>
  constexpr auto lists(F f) {
    return f(kernels, codes, record, operands, instructions, outputs, rows, parts, assemblies);
  }
};
}  // namespace ir

namespace detail {

template <class T>
constexpr ir::emitted_code::part append(ir::list<T>& to, const ir::list<T>& from) {
  const int first = to.size;
  for (const T& element : from) to.push(element);
  return {first, from.size};
}

class emitter {
 public:
  ir::emission result;

  constexpr void add(const ir::lowered& l) {
    const std::uint64_t hash = hash_of(l);
    const int k = result.kernels.size, code = code_of(l, hash);
    result.kernels.push({code, result.record.size});
    for (const ir::address& a : l.pointers_to) result.record.push(packed(a));
    append(result.record, l.nest);
    if (code < result.codes.size) return;
    ir::emitted_code c;
    static_cast<ir::code_numbers&>(c) = l;
    c.kernel = k;
    c.hash = hash;
    c.inputs = append(result.operands, l.inputs);
    c.instructions = append(result.instructions, l.instructions);
    c.reductions = append(result.instructions, l.reductions);
    c.outputs = append(result.outputs, l.outputs);
    c.row = append(result.rows, l.row);
    c.parts = append(result.parts, l.parts);
    c.assembly = append(result.assemblies, l.assembly);
    result.codes.push(c);
    codes_.push(l);
  }

 private:
  // The number of a kernel's code, which may be a new one. Equal hashes are found first, but it is the code that
  // counts.
  constexpr int code_of(const ir::lowered& l, std::uint64_t hash) const {
    for (int c = 0; c < codes_.size; ++c) {
      if (result.codes.at[c].hash != hash) continue;
      if (!(codes_.at[c] == static_cast<const ir::code&>(l))) tapeless_two_kernels_of_different_code_have_one_hash();
      return c;
    }
    return codes_.size;
  }

  ir::list<ir::code> codes_;
};

}  // namespace detail

constexpr ir::emission emit(const ir::prepared& p, const ir::schedule& s, const ir::memory& m) {
  detail::emitter out;
  out.result.record.reserve(48 * s.kernels.size + 64);
  for (int k = 0; k < s.kernels.size; ++k) out.add(lower(p, s, m, k));
  for (int a = 0; a < p.assignments.size; ++a)
    if (!m.direct.at[a]) out.add(detail::lower_commit(p, m, p.assignments.at[a]));
  return std::move(out.result);
}

// The codes of an emission as the values that the kernels have as template arguments.
namespace detail {

template <int In, int Code, int Out, int Red>
constexpr ir::micro<In, Code, Out, Red> micro_of(const ir::emission& e, const ir::emitted_code& c) {
  ir::micro<In, Code, Out, Red> m;
  for (int i = 0; i < In; ++i) {
    m.mode[i] = e.operands.at[c.inputs.first + i].mode;
    m.immediate[i] = e.operands.at[c.inputs.first + i].immediate;
  }
  for (int i = 0; i < Code; ++i) m.code[i] = e.instructions.at[c.instructions.first + i];
  for (int i = 0; i < Out; ++i) m.out[i] = e.outputs.at[c.outputs.first + i];
  for (int i = 0; i < Red; ++i) m.red[i] = e.instructions.at[c.reductions.first + i];
  return m;
}

template <class Micro>
constexpr kernels::map_code<Micro> map_code_of(const ir::emission& e, const ir::emitted_code& c) {
  return {micro_of<Micro::inputs, Micro::size, Micro::outputs, Micro::reductions>(e, c),
          c.kept,
          c.reduced,
          c.inner_reduced,
          c.partial,
          c.long_sum};
}

template <class Micro>
constexpr kernels::contraction_code<Micro> contraction_code_of(const ir::emission& e, const ir::emitted_code& c) {
  kernels::contraction_code<Micro> r;
  r.micro = micro_of<Micro::inputs, Micro::size, Micro::outputs, 0>(e, c);
  r.m = c.m, r.n = c.n, r.k = c.k;
  r.s_m = c.s_m, r.s_k = c.s_k, r.s_n = c.s_n, r.x_k = c.x_k;
  for (int j = 0; j < Micro::pointers; ++j) r.row[j] = e.rows.at[c.row.first + j];
  r.both = c.both, r.partial = c.partial, r.uniform = c.uniform;
  r.start = c.start;
  r.long_sum = c.long_sum;
  r.outer = c.kept, r.outer_k = c.outer_k;
  return r;
}

constexpr kernels::dot_code dot_code_of(const ir::emission& e, const ir::emitted_code& c) {
  const int* row = e.rows.at + c.row.first;
  return {c.m, c.n, c.s_m, c.s_n, row[0], row[1], c.kept, c.long_sum};
}

constexpr kernels::copy_code copy_code_of(const ir::emission& e, const ir::emitted_code& c) {
  kernels::copy_code r;
  r.parts = c.parts.size;
  for (int k = 0; k < r.parts; ++k) r.part[k] = e.parts.at[c.parts.first + k];
  return r;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
