// The printer that operations write themselves to. Operations whose spelling depends on attributes have
//
//   static constexpr void write(printer& p, const node& n) {
//     p.binds(2);                        // the precedence of the result: 1 sum, 2 product, 3 matrix product, 4 power,
//     p.operand(n.in[0], 2) << " / ";    // 5 function; an operand of lower precedence gets parentheses
//     p.operand(n.in[1], 3);
//   }
//
// It runs in the compiler only: using an operation's table at run time would link all its rules into the program.
#pragma once

#include <tapeless/expr/growing_text.hpp>
#include <tapeless/expr/leaves.hpp>

namespace tapeless::inline TAPELESS_ISA {

enum class notation : unsigned char { text, latex };

namespace detail {

// A name given by the printer: a letter and a number, or '\'' and the leaf of which this is the next value.
struct given_name {
  char letter = 0;  // 0: none
  int number = 0;
};

}  // namespace detail

class printer {
 public:
  // `batched[i]`: the last axis of node i holds samples, which formulas do not show.
  constexpr printer(detail::growing_text& out, const node* nodes, int count, notation how,
                    const bool* batched = nullptr)
      : nodes_(nodes), batched_(batched), alias_(count), name_(count), out_(out), count_(count), how_(how) {}
  // Uses names that were chosen before: those of a plan are one constant for all its kernels.
  template <class Names>
  constexpr printer(detail::growing_text& out, const node* nodes, const bool* batched, const Names& names)
      : nodes_(nodes),
        batched_(batched),
        known_alias_(names.alias.at),
        known_name_(names.name.at),
        out_(out),
        how_(notation::text) {}
  printer(const printer&) = delete;
  printer& operator=(const printer&) = delete;

  // For operations.

  constexpr bool latex() const { return how_ == notation::latex; }
  // An operand's node, looking through movements that are not printed.
  constexpr const node& operator[](int id) const { return nodes_[shown(id)]; }
  constexpr bool named(int id) const { return name(shown(id)).letter != 0; }
  constexpr bool batched(int id) const { return of_plan() && batched_[id]; }
  // True in the formulas of a plan, which cover many samples.
  constexpr bool of_plan() const { return detail::given(batched_); }
  constexpr int rank(int id) const { return nodes_[shown(id)].shape.rank - batched(shown(id)); }

  constexpr void binds(int precedence) { binds_ = precedence; }
  constexpr printer& operator<<(const char* s) {
    out_.put(s);
    return *this;
  }
  constexpr printer& operator<<(long n) {
    detail::put_integer(out_, n);
    return *this;
  }
  constexpr printer& operator<<(int n) { return *this << static_cast<long>(n); }
  constexpr printer& operator<<(char c) {
    out_.put(c);
    return *this;
  }
  // An operand, in parentheses if its precedence is below `least`.
  constexpr printer& operand(int id, int least = 1) {
    if (dry_) return *this << '\1';
    id = shown(id);
    const int start = out_.size(), outer = binds_;
    if (name(id).letter) write_name(id);
    else write(id);
    if (binds_ < least || (least > 4 && latex() && has_superscript(start))) parenthesise(start);
    binds_ = outer;
    return *this;
  }
  // The second factor after a coefficient: 2 x, but 2 * 3.
  constexpr void scaled(int id, int least) {
    const char* const gap = latex() ? " \\, " : " ";
    *this << gap;
    const int start = out_.size();
    operand(id, least);
    if (out_[start] < '0' || out_[start] > '9') return;
    const ir::list<char> rest = copy_from(out_, start);
    out_.cut(start - detail::length(gap));
    *this << (latex() ? " \\cdot " : " * ") << rest.at;
  }
  constexpr void transposed(int id) {
    operand(id, 5) << (latex() ? "^{\\top}" : "ᵀ");
    binds_ = 4;
  }
  // " + b", or " - c" where b is written -c.
  constexpr void addend(int id) {
    *this << " + ";
    const int start = out_.size();
    operand(id, 1);
    if (out_.size() == start || out_[start] != '-') return;
    const ir::list<char> rest = copy_from(out_, start + 1);
    out_.cut(start - 2);
    *this << "- " << rest.at;
  }
  // A condition without the brackets that turn it into a number.
  constexpr void condition(int id) {
    const int start = out_.size();
    operand(id);
    const int end = out_.size();
    if (out_[start] != '[' || out_[end - 1] != ']') return;
    const ir::list<char> rest = copy_from(out_, start + 1);
    out_.cut(start);
    *this << rest.at;
    out_.cut(end - 2);
  }
  constexpr void parentheses(int id) {
    const int start = out_.size();
    operand(id);
    parenthesise(start);
  }
  // name[0,2](a, b) or \operatorname{name}_{0,2}(a, b); the bits of `axes` are listed.
  constexpr void function(const char* name, const node& n, unsigned axes = 0) {
    head(name, axes);
    const int start = out_.size();
    for (int k = 0; k < 3 && n.in[k] >= 0; ++k) {
      if (k) *this << ", ";
      operand(n.in[k]);
    }
    parenthesise(start);
    binds_ = 5;
  }
  constexpr void head(const char* name, unsigned axes = 0) {
    if (latex() &&
        (detail::same_chars(name, "sum") || detail::same_chars(name, "max") || detail::same_chars(name, "min"))) {
      *this << '\\' << name;
    } else if (latex()) {
      *this << "\\operatorname{";
      for (const char* c = name; *c; ++c) escaped(*c);
      *this << '}';
    } else {
      *this << name;
    }
    if (!axes) return;
    *this << (latex() ? "_{\\mathrm{axis}\\," : "[");
    bool first = true;
    for (int i = 0; i < max_rank; ++i)
      if (axes >> i & 1u) {
        if (!first) *this << ',';
        *this << i;
        first = false;
      }
    *this << (latex() ? "}" : "]");
  }
  constexpr void extents(const shape& s) {
    *this << '[';
    for (int i = 0; i < s.rank; ++i) {
      if (i) *this << ", ";
      *this << s.dim[i];
    }
    *this << ']';
  }
  // A human-readable number: 0.5, 1/3, 1e-8; else six digits.
  constexpr void number(double v) { binds_ = detail::put_number(out_, v, latex()); }

  // For code that prints whole graphs.

  constexpr int size() const { return count_; }
  constexpr bool numbered(int id) const { return name(id).letter != 0 && name(id).letter != '\''; }
  constexpr int shown(int id) const { return detail::given(known_alias_) ? known_alias_[id] : alias_.at[id]; }
  constexpr detail::given_name name(int id) const {
    return detail::given(known_name_) ? known_name_[id] : name_.at[id];
  }
  constexpr void set_name(int id, detail::given_name name) { name_.at[id] = name; }
  // Decides whether a movement is printed at all. Call it for the operands first.
  constexpr void find_alias(int id, bool keep = false) {
    const node& n = nodes_[id];
    alias_.at[id] = id;
    if (keep || name_.at[id].letter || n.op->kind != ir::loop::movement || n.op->arity != 1) return;
    const int start = out_.size();
    dry_ = true;
    write(id);
    dry_ = false;
    if (out_.size() == start + 1 && out_[start] == '\1') alias_.at[id] = alias_.at[n.in[0]];
    out_.cut(start);
  }
  constexpr void write_name(int id) {
    const detail::given_name g = name(id);
    binds_ = 5;
    if (g.letter == '\'') {
      write_leaf(nodes_[g.number]);
      *this << '\'';
    } else {
      *this << g.letter << (latex() ? "_{" : "") << g.number << (latex() ? "}" : "");
    }
  }
  constexpr void write(int id) {
    const node& n = nodes_[id];
    const char* s = latex() ? n.op->print.latex : n.op->print.text;
    binds_ = 5;
    if (n.op->kind == ir::loop::leaf) write_leaf(n);
    else if (detail::given(n.op->write)) n.op->write(*this, n);
    else if (s) spelled(n, s, n.op->print.precedence);
    else function(n.op->name, n);
  }
  constexpr void write_leaf(const node& n) {
    if (!detail::given(n.leaf)) return number(n.value);
    if (n.leaf->kind == ir::role::sample_weight) {
      *this << (latex() ? "\\frac{1}{N}" : "1/N");
      binds_ = 2;
      return;
    }
    if (n.leaf->kind == ir::role::table && detail::given(n.leaf->table) && n.shape.rank <= 1 && n.shape.size() <= 8) {
      *this << '[';
      for (int i = 0; i < n.shape.size(); ++i) {
        if (i) *this << ", ";
        number(n.leaf->table[i]);
      }
      *this << ']';
      binds_ = 5;
      return;
    }
    symbol(n.leaf->name);
    if (const int first = attributes_of_leaf(n).begins_at; first != 0)
      *this << '[' << first << ':' << first + n.shape.size() << ']';
    if (!detail::given(n.owner)) return;
    *this << (latex() ? "\\left[" : "[");
    symbol(n.owner->name);
    *this << (latex() ? "\\right]" : "]");
  }

 private:
  // The text after `from`, as a string.
  static constexpr ir::list<char> copy_from(const detail::growing_text& t, int from) {
    ir::list<char> copy(t.size() - from + 1);
    for (int i = from; i < t.size(); ++i) copy.at[i - from] = t[i];
    return copy;
  }

  constexpr void parenthesise(int start) {
    bool tall = false;  // fractions and sums need brackets that grow
    for (int i = start; latex() && i + 1 < out_.size(); ++i)
      tall = tall || (out_[i] == '\\' && (out_[i + 1] == 'f' || out_[i + 1] == 's' || out_[i + 1] == 'b'));
    out_.insert(start, tall ? "\\left(" : "(");
    *this << (tall ? "\\right)" : ")");
    binds_ = 5;
  }
  // x^2^2 is not valid LaTeX.
  constexpr bool has_superscript(int start) const {
    int depth = 0;
    for (int i = start; i < out_.size(); ++i) {
      depth += (out_[i] == '{' || out_[i] == '(') - (out_[i] == '}' || out_[i] == ')');
      if (depth == 0 && out_[i] == '^') return true;
    }
    return false;
  }
  constexpr void spelled(const node& n, const char* s, int precedence) {
    for (int i = 0; s[i]; ++i) {
      if (s[i] != '{' || s[i + 1] < '0' || s[i + 1] > '2' || s[i + 2] != '}') {
        if (s[i] == '(' && s[i + 1] == '{' && s[i + 2] >= '0' && s[i + 2] <= '2' && s[i + 4] == ')') {
          parentheses(n.in[s[i + 2] - '0']);  // the only argument of a function
          i += 4;
        } else {
          *this << s[i];
        }
        continue;
      }
      const bool braced = i > 0 && s[i - 1] == '{' && s[i + 3] == '}';
      const bool free = precedence >= 5 || braced, first = s[i + 1] == '0';
      operand(n.in[s[i + 1] - '0'], free ? 1 : precedence + (!first || precedence == 4));
      i += 2;
    }
    binds_ = precedence;
  }
  constexpr void escaped(char c) {
    if (c == '_') out_.put('\\');
    out_.put(c);
  }
  // A leaf's name; in LaTeX w1 is w_1, eta a Greek letter, and layer.weight the W of its layer.
  constexpr void symbol(const char* name) {
    if (!latex()) {
      out_.put(name);
      return;
    }
    const int n = detail::length(name);
    for (const char* part : {"weight", "bias"}) {
      const int k = n - detail::length(part);
      if (k < 2 || name[k - 1] != '.' || !detail::same_chars(name + k, part)) continue;
      *this << (part[0] == 'w' ? "W_{\\mathrm{" : "b_{\\mathrm{");
      for (int i = 0; i < k - 1; ++i) escaped(name[i]);
      *this << "}}";
      return;
    }
    for (const char* greek : {"alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "lambda", "mu", "rho",
                              "sigma", "tau", "phi", "omega"})
      if (detail::same_chars(name, greek)) {
        *this << '\\' << name;
        return;
      }
    if (n == 1) {
      out_.put(name[0]);
      return;
    }
    bool index = true;  // a letter and digits
    for (int i = 1; i < n; ++i) index = index && name[i] >= '0' && name[i] <= '9';
    if (index) {
      *this << name[0] << "_{" << name + 1 << '}';
      return;
    }
    *this << "\\mathrm{";
    for (const char* c = name; *c; ++c) escaped(*c);
    *this << '}';
  }

  const node* nodes_;
  const bool* batched_;
  const int* known_alias_ = nullptr;
  const detail::given_name* known_name_ = nullptr;
  ir::list<int> alias_;
  ir::list<detail::given_name> name_;
  detail::growing_text& out_;
  int count_ = 0, binds_ = 5;
  notation how_;
  bool dry_ = false;
};

}  // namespace tapeless::inline TAPELESS_ISA
