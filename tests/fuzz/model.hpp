// The model that a generated program computes, for the plain evaluation: its leaves, and a function that evaluates all
// its nodes for one sample. Draws samples, evaluates and compares them; independent of the library.
#pragma once

#include <cstdint>
#include <string>

#include "plain/along.hpp"
#include "plain/attention.hpp"

namespace fuzz {

using plain::ints;
using plain::num;
using plain::real;
using plain::tensor;

enum class role { input, index, parameter, scalar, slot };

struct leaf {
  role what;
  const char* name;
  ints shape;
  int classes = 0;
};

// All nodes of one evaluation; the leaves come first. A seeded node is an independent variable: one element has
// derivative 1.
class tape {
 public:
  std::vector<tensor> nodes;
  int seed_node = -1, seed_element = -1;

  const tensor& put(int node, tensor t);
  const tensor& operator[](int node) const { return nodes[static_cast<std::size_t>(node)]; }
};

struct model {
  std::vector<leaf> leaves;
  std::vector<ints> shapes;  // of all nodes
  void (*evaluate)(tape&);
};

// The value of a node or, if `of` is given, the derivatives of `of` with respect to it: the axes of `of`, then those of
// the node.
struct wanted {
  int node, of = -1;
  bool bound = false;  // written by the call as well
  const char* text = "";
  int over = -1;  // the input whose memory it overwrites
};
struct assigned {
  int slot, value;
  int past = 0;  // of a delay line, whose past becomes its end
};

class random_numbers {
 public:
  explicit random_numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }

 private:
  std::uint64_t state_;
};

// Counts and prints. A fault is a line "fault <case> <where>: <what>".
class report {
 public:
  void begin(const char* name);
  template <class F>  // where() returns text
  void compare(F where, real found, real expected, real error) {
    if (!fits(found, expected, error)) fault(where() + shown_);
  }
  void fault(const std::string& text);
  bool enough() const { return faults_here_ >= 3; }
  int end() const;

 private:
  bool fits(real found, real expected, real error);
  std::string name_, shown_;
  long values_ = 0;
  int faults_ = 0, faults_here_ = 0;
};

// The values of the leaves for one sample; those that all samples share are in the bench.
struct sample {
  std::vector<tensor> leaves;
  std::uint64_t step = 0, number = 0;  // of the call, and in it
  bool usable = true;
};

// A model with the values that its samples share.
class bench {
 public:
  bench(const model& m, std::uint64_t seed, bool in_double);

  const model& program() const { return m_; }
  random_numbers& random() { return random_; }
  std::vector<tensor> shared;  // parameters, scalars, slots, by leaf

  // Calls and samples are counted, for random numbers.
  void next_call() { ++step_, drawn_ = 0; }
  // Draws samples whose evaluation is not close to a jump, if some can be found in a few attempts.
  sample draw();
  sample draw_anything();
  tape evaluate(const sample& s, int seed_node = -1, int seed_element = -1) const;
  bool usable(const sample& s) const;
  // The derivative of an element of node `of` with respect to one of `node`, in v and e; false at a kink.
  bool derivative(const sample& s, int of, int of_element, int node, int element, num& result) const;

 private:
  const model& m_;
  random_numbers random_;
  std::uint64_t step_ = static_cast<std::uint64_t>(-1), drawn_ = 0;
};

std::string place(const ints& shape, int element);

}  // namespace fuzz
