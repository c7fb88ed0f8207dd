// Contraction over index labels: out[..] is the sum of a[..] * b[..] over the labels that out does not have. Matrix,
// vector, outer and batched products are special cases (ops/products.hpp); its derivatives are contractions again.
#pragma once

#include <tapeless/ops/reduction.hpp>

namespace tapeless::inline TAPELESS_ISA {

constexpr term contract(term a, term b, std::int64_t labels, std::int64_t out);

// The bits that the labels of one operand take: four for each axis.
inline constexpr int label_bits = 4 * max_rank;
inline constexpr std::int64_t label_mask = (std::int64_t{1} << label_bits) - 1;

// A label that neither operand uses.
constexpr std::int64_t free_label(std::int64_t labels) {
  unsigned used = 1;
  for (int k = 0; k < 2 * max_rank; ++k) used |= 1u << (labels >> (4 * k) & 15);
  std::int64_t label = 1;
  while (used >> label & 1u) ++label;
  return label;
}

// The label of an axis; the labels of an operand or the output of a contraction; the axis with a label, or -1.
constexpr std::int64_t label_at(std::int64_t labels, int axis) { return labels >> (4 * axis) & 15; }
constexpr std::int64_t labels_of(const node& n, int operand) {
  return n.attr[0] >> (label_bits * operand) & label_mask;
}
constexpr std::int64_t output_labels(const node& n) { return n.attr[1]; }
constexpr int axis_of(std::int64_t labels, int rank, std::int64_t label) {
  for (int i = 0; i < rank; ++i)
    if (label_at(labels, i) == label) return i;
  return -1;
}
constexpr void set_labels(node& n, int operand, std::int64_t labels) {
  n.attr[0] = (n.attr[0] & ~(label_mask << (label_bits * operand))) | labels << (label_bits * operand);
}

namespace ops {

// attr[0]: four bits for each axis of the first operand (the low label_bits) and of the second, the label 1 to 15 of
// that axis; attr[1]: the labels of the output. Every label of an operand also occurs in the other operand or in the
// output.
struct contraction_op {
  static constexpr char name[] = "contract";
  static constexpr ir::loop kind = ir::loop::contraction;
  static constexpr int arity = 2;
  static constexpr int flops = 2;
  static constexpr std::int64_t first(const node& n) { return n.attr[0] & label_mask; }
  static constexpr std::int64_t second(const node& n) { return n.attr[0] >> label_bits; }
  static constexpr std::int64_t pair(std::int64_t a, std::int64_t b) { return a | b << label_bits; }

  static constexpr void derive(rule& r) {
    std::int64_t a = first(r.self), b = second(r.self), c = r.self.attr[1];
    if (r.wants[0]) r.adjoint[0] = contract(r.x[1], r.g, pair(b, c), a);
    if (r.wants[1]) r.adjoint[1] = contract(r.x[0], r.g, pair(a, c), b);
  }
  static constexpr int simplify(builder& b, const node& n) {
    const node &x = b[n.in[0]], &y = b[n.in[1]];
    if (is_constant(x, 0) || is_constant(y, 0)) return constant_term(b, 0, n.shape).id;
    // A number times the other operand.
    if (is_constant(x) && x.shape.rank == 0 && second(n) == n.attr[1]) return (b.at(n.in[0]) * b.at(n.in[1])).id;
    if (is_constant(y) && y.shape.rank == 0 && first(n) == n.attr[1]) return (b.at(n.in[0]) * b.at(n.in[1])).id;
    if (detail::is_op<neg_op>(x)) return (-contract(b.at(x.in[0]), b.at(n.in[1]), n.attr[0], n.attr[1])).id;
    if (detail::is_op<neg_op>(y)) return (-contract(b.at(n.in[0]), b.at(y.in[0]), n.attr[0], n.attr[1])).id;
    return -1;
  }
  static constexpr int absorb_sum(builder& b, const node& x, unsigned mask);
  static constexpr void write(printer& p, const node& n);
  // The sample axis gets a label of its own.
  static constexpr bool batch(builder& b, node& n, const bool* varying, int) {
    const std::int64_t label = free_label(n.attr[0]);
    for (int i = 0; i < 2; ++i)
      if (varying[i]) n.attr[0] |= label << (label_bits * i + 4 * (b[n.in[i]].shape.rank - 1));
    n.attr[1] |= label << (4 * (n.shape.rank - 1));
    return true;
  }
};

// To sum a contraction, drop the summed labels from its output.
constexpr int contraction_op::absorb_sum(builder& b, const node& x, unsigned mask) {
  std::int64_t out = 0, labels = x.attr[0];
  short in[2] = {x.in[0], x.in[1]};
  int kept = 0;
  for (int a = 0; a < x.shape.rank; ++a) {
    std::int64_t label = x.attr[1] >> (4 * a) & 15;
    if (!(mask >> a & 1u)) {
      out |= label << (4 * kept++);
      continue;
    }
    int at[2] = {-1, -1};
    for (int i = 0; i < 2; ++i)
      for (int k = 0; k < max_rank; ++k)
        if ((labels >> (label_bits * i + 4 * k) & 15) == label) at[i] = k;
    if (at[0] >= 0 && at[1] >= 0) continue;
    int i = at[0] >= 0 ? 0 : 1;  // only one operand has it: sum that operand first
    in[i] = static_cast<short>(reduce<sum_op>(b.at(in[i]), 1u << at[i]).id);
    std::int64_t own = labels >> (label_bits * i) & label_mask;
    std::int64_t low = own & ((std::int64_t{1} << (4 * at[i])) - 1), high = own >> (4 * (at[i] + 1)) << (4 * at[i]);
    labels = (labels & ~(label_mask << (label_bits * i))) | (low | high) << (label_bits * i);
  }
  return contract(b.at(in[0]), b.at(in[1]), labels, out).id;
}

// W x, Wᵀ x, A B, a bᵀ, a · b; anything else in einsum notation.
constexpr void contraction_op::write(printer& p, const node& n) {
  std::int64_t labels[3] = {first(n), second(n), n.attr[1]};
  const auto at = [](std::int64_t l, int axis) { return l >> (4 * axis) & 15; };
  const auto rank = [&](std::int64_t l) {
    int r = 0;
    while (at(l, r)) ++r;
    return r;
  };
  if (rank(n.attr[1]) && (p.batched(n.in[0]) || p.batched(n.in[1])))  // formulas show one sample
    if (const std::int64_t samples = at(n.attr[1], rank(n.attr[1]) - 1);
        (p.batched(n.in[0]) && at(labels[0], rank(labels[0]) - 1) == samples) ||
        (p.batched(n.in[1]) && at(labels[1], rank(labels[1]) - 1) == samples))
      for (std::int64_t& l : labels)
        if (rank(l) && at(l, rank(l) - 1) == samples) l &= ~(std::int64_t{15} << (4 * (rank(l) - 1)));
  const std::int64_t out = labels[2];
  p.binds(3);
  for (int turn = 0; turn < 2; ++turn) {
    const std::int64_t l = labels[turn], r = labels[1 - turn];
    const int left = n.in[turn], right = n.in[1 - turn];
    const auto factor = [&](int id, bool transposed) {
      if (is_constant(p[id])) {
        if (p[id].value != 1) p.operand(id, 3) << " ";
        p << (p.latex() ? "\\mathbf{1}" : "ones");
        return;
      }
      if (transposed && !p.named(id) && detail::is_op<permute_op>(p[id])) {
        p.operand(p[id].in[0], 3);
        return;
      }
      if (transposed) return p.transposed(id);
      const node& f = p[id];  // 2 A x: a numeric factor is moved to the front
      const bool scaled = id == left && !p.named(id) && detail::is_op<mul_op>(f) &&
                          (is_constant(p[f.in[0]]) || is_constant(p[f.in[1]]));
      p.operand(id, scaled ? 2 : 3);
      if (scaled) p.binds(2);
    };
    const char* const gap = p.latex() ? " \\, " : " ";
    if (!l && r == out && is_constant(p[left], 1)) {
      p.operand(right, 3);
    } else if (!l && r == out) {
      p.operand(left, 2) << (p.latex() ? gap : " * ");
      p.operand(right, 2);
      p.binds(2);
    } else if (rank(l) == 1 && l == r && !out) {
      p.operand(left, 3) << (p.latex() ? " \\cdot " : " · ");
      p.operand(right, 3);
      p.binds(2);
    } else if (rank(l) == 2 && l == r && !out) {
      p.head("sum");
      p << "(";
      p.operand(left, 2) << (p.latex() ? " \\odot " : " ⊙ ");
      p.operand(right, 2) << ")";
      p.binds(5);
    } else if (rank(l) == 1 && rank(r) == 1 && out == (l | r << 4)) {
      factor(left, false), p << gap, factor(right, true);
    } else if (rank(l) == 2 && rank(r) == 1 && (l == (out | r << 4) || l == (r | out << 4))) {
      factor(left, l != (out | r << 4)), p << gap, factor(right, false);
    } else if (rank(l) == 2 && rank(r) == 2 && rank(out) == 2 && at(out, 0) != at(out, 1) &&
               (at(l, 0) == at(out, 0) || at(l, 1) == at(out, 0)) &&
               (at(r, 0) == at(out, 1) || at(r, 1) == at(out, 1)) &&
               at(l, at(l, 0) == at(out, 0)) == at(r, at(r, 0) == at(out, 1)) && at(r, 0) != at(r, 1)) {
      factor(left, at(l, 0) != at(out, 0)), p << gap, factor(right, at(r, 1) != at(out, 1));
    } else {
      continue;
    }
    return;
  }
  char letter[16]{}, next = 'i';
  for (int i = 0; i < 2; ++i)
    for (int a = 0; a < rank(labels[i]); ++a)
      if (char& c = letter[at(labels[i], a)]; !c) c = next++;
  const auto indices = [&](std::int64_t l) {
    for (int a = 0; a < rank(l); ++a) p << letter[at(l, a)];
  };
  if (p.latex()) {
    p << "\\sum_{";
    for (int label = 1; label < 16; ++label) {
      bool kept = false;
      for (int a = 0; a < rank(out); ++a) kept = kept || at(out, a) == label;
      if (letter[label] && !kept) p << letter[label];
    }
    p << "} {";
    p.operand(n.in[0], 5) << "}_{", indices(labels[0]), p << "} {";
    p.operand(n.in[1], 5) << "}_{", indices(labels[1]), p << "}";
    p.binds(1);
  } else {
    p << "contract(\"", indices(labels[0]), p << ",", indices(labels[1]), p << "->", indices(out), p << "\", ";
    p.operand(n.in[0]) << ", ";
    p.operand(n.in[1]) << ")";
    p.binds(5);
  }
}

}  // namespace ops

// out[labels] = sum of a[labels] * b[labels]; see ops::contraction_op for the encoding. Labels that only one operand
// has, and the output does not, are summed first.
constexpr term contract(term a, term b, std::int64_t labels, std::int64_t out) {
  term x[2] = {a, b};
  std::int64_t own[2] = {labels & label_mask, labels >> label_bits};
  int extent[16]{};
  for (int i = 0; i < 2; ++i) {
    unsigned alone = 0;
    std::int64_t kept = 0;
    int k = 0;
    for (int d = 0; d < x[i]->shape.rank; ++d) {
      std::int64_t label = own[i] >> (4 * d) & 15;
      bool elsewhere = false;
      for (int e = 0; e < max_rank; ++e)
        elsewhere = elsewhere || (out >> (4 * e) & 15) == label || (own[1 - i] >> (4 * e) & 15) == label;
      if (elsewhere) {
        kept |= label << (4 * k++);
        extent[label] = x[i]->shape.dim[d];
      } else {
        alone |= 1u << d;
      }
    }
    x[i] = reduce<ops::sum_op>(x[i], alone);
    own[i] = kept;
  }
  node n;
  n.op = &operation_of<ops::contraction_op>;
  n.in[0] = static_cast<short>(x[0].id);
  n.in[1] = static_cast<short>(x[1].id);
  n.attr[0] = ops::contraction_op::pair(own[0], own[1]);
  n.attr[1] = out;
  for (int e = 0; e < max_rank && (out >> (4 * e) & 15); ++e) n.shape.dim[n.shape.rank++] = extent[out >> (4 * e) & 15];
  return a.owner->at(a.owner->put(n));
}

}  // namespace tapeless::inline TAPELESS_ISA
