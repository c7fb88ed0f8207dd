// A reference for everything behind the front end: walks the nodes of a graph in order and computes each in double,
// with index arithmetic of its own and no regard for speed.
#pragma once

#include <cmath>
#include <vector>

#include <tapeless/plan/task.hpp>

namespace stage_tests {

using namespace tapeless;
using numbers_of_node = std::vector<double>;

class interpreter {
 public:
  // What an input, a parameter or another bound leaf holds, row by row; asked once for each.
  template <class Leaf>
  interpreter(const node* nodes, int count, Leaf leaf) {
    for (int i = 0; i < count; ++i) {
      const node& n = nodes[i];
      if (n.op->kind == ir::loop::leaf)
        values_.push_back(is_constant(n) ? numbers_of_node(size(n.shape), n.value) : own(n, leaf));
      else values_.push_back(compute(nodes, n));
    }
  }
  const numbers_of_node& operator[](int i) const { return values_[static_cast<std::size_t>(i)]; }

 private:
  static std::size_t size(const shape& s) { return static_cast<std::size_t>(s.size()); }

  template <class Leaf>
  static numbers_of_node own(const node& n, Leaf leaf) {
    numbers_of_node v(size(n.shape));
    if (n.leaf->kind == ir::role::iota || n.leaf->kind == ir::role::table) {
      for (std::size_t i = 0; i < v.size(); ++i) v[i] = number_in_table(n, static_cast<int>(i));
      return v;
    }
    return leaf(n);
  }

  // The place of each axis of element `number`, counted row by row.
  struct place {
    int at[max_rank]{};
    place(const shape& s, int number) {
      for (int i = s.rank - 1; i >= 0; --i) {
        at[i] = number % s.dim[i];
        number /= s.dim[i];
      }
    }
  };
  static std::size_t number(const shape& s, const int* at) {
    int n = 0;
    for (int i = 0; i < s.rank; ++i) n = n * s.dim[i] + at[i];
    return static_cast<std::size_t>(n);
  }
  static std::size_t offset(const view& v, const int* at) {
    int n = v.offset;
    for (int i = 0; i < v.shape.rank; ++i) n += v.stride[i] * at[i];
    return static_cast<std::size_t>(n);
  }

  double operand(const node* nodes, const node& n, int k, const place& p) const {
    const shape& s = nodes[n.in[k]].shape;
    int at[max_rank]{};
    for (int i = 0; i < s.rank; ++i) at[i] = s.dim[i] == 1 ? 0 : p.at[n.shape.rank - s.rank + i];
    return (*this)[n.in[k]][number(s, at)];
  }

  numbers_of_node compute(const node* nodes, const node& n) const {
    numbers_of_node out(size(n.shape));
    const evaluator& f = n.op->evaluate;
    if (n.op->kind == ir::loop::pointwise) {
      for (int e = 0; e < n.shape.size(); ++e) {
        const place p(n.shape, e);
        double x[3]{};
        for (int k = 0; k < n.op->arity; ++k) x[k] = operand(nodes, n, k, p);
        out[static_cast<std::size_t>(e)] = f.unary    ? f.unary(x[0])
                                           : f.binary ? f.binary(x[0], x[1])
                                                      : f.ternary(x[0], x[1], x[2]);
      }
    } else if (n.op->kind == ir::loop::reduction) {
      const shape& s = nodes[n.in[0]].shape;
      for (double& o : out) o = n.op->identity;
      for (int e = 0; e < s.size(); ++e) {
        const place p(s, e);
        int at[max_rank]{}, kept = 0;
        for (int i = 0; i < s.rank; ++i)
          if (!(ops::reduction::axes(n) >> i & 1u)) at[kept++] = p.at[i];
        double& o = out[number(n.shape, at)];
        o = f.binary(o, (*this)[n.in[0]][static_cast<std::size_t>(e)]);
      }
    } else if (n.op->kind == ir::loop::contraction) {
      contract(nodes, n, out);
    } else if (n.op->look) {
      view v;
      if (!n.op->look(n, dense_view(nodes[n.in[0]].shape), v)) return out;
      for (int e = 0; e < n.shape.size(); ++e)
        out[static_cast<std::size_t>(e)] = (*this)[n.in[0]][offset(v, place(n.shape, e).at)];
    } else if (n.op->place) {
      for (double& o : out) o = n.op->place(n, 0).fill;
      for (int k = 0; k < n.op->arity; ++k) {
        const placement w = n.op->place(n, k);
        const shape& s = nodes[n.in[k]].shape;
        for (int e = 0; e < s.size(); ++e) {
          place p(s, e);
          for (int i = 0; i < s.rank; ++i) p.at[i] = w.start[i] + w.step[i] * p.at[i];
          out[number(n.shape, p.at)] = (*this)[n.in[k]][static_cast<std::size_t>(e)];
        }
      }
    } else {  // an operation with a loop of its own
      const double* x[3]{};
      view v[3];
      for (int k = 0; k < n.op->arity; ++k) {
        x[k] = (*this)[n.in[k]].data();
        v[k] = dense_view(nodes[n.in[k]].shape);
      }
      n.op->loop64(attributes_of(n), x, v, out.data(), dense_view(n.shape));
    }
    return out;
  }

  // Walks through all values of all labels.
  void contract(const node* nodes, const node& n, numbers_of_node& out) const {
    int extent[16]{}, at[16]{};
    const auto label = [&](int k, int axis) {
      return static_cast<int>(label_at(k < 2 ? labels_of(n, k) : output_labels(n), axis));
    };
    for (int k = 0; k < 2; ++k)
      for (int i = 0; i < nodes[n.in[k]].shape.rank; ++i) extent[label(k, i)] = nodes[n.in[k]].shape.dim[i];
    const auto element = [&](int k, const shape& s) {
      int p[max_rank]{};
      for (int i = 0; i < s.rank; ++i) p[i] = at[label(k, i)];
      return number(s, p);
    };
    for (;;) {
      out[element(2, n.shape)] +=
          (*this)[n.in[0]][element(0, nodes[n.in[0]].shape)] * (*this)[n.in[1]][element(1, nodes[n.in[1]].shape)];
      int l = 15;
      while (l > 0 && ++at[l] >= extent[l]) at[l--] = 0;
      if (l == 0) return;
    }
  }

  std::vector<numbers_of_node> values_;
};

}  // namespace stage_tests
