// A program of the library as the checks see it: a function from numbers to numbers. Compiled once, so that a generated
// file contains little more than its programs.
#pragma once

#include <memory>
#include <span>

#include "model.hpp"

namespace fuzz {

// The memory that a call reads and writes, in the element type of the program.
class data {
 public:
  data(const bench& b, const std::vector<sample>& samples, std::size_t outputs);
  void make_room(std::size_t output, std::size_t size, int over = -1);
  // True if nothing was written beyond the end of an output.
  bool guarded(std::size_t output) const;
  real written(std::size_t output, std::size_t element, bool in_double) const;
  // True if all memory that a call may write has the same bits.
  bool same_bits(const data& other) const {
    return written_in_float_ == other.written_in_float_ && written_in_double_ == other.written_in_double_ &&
           in_float_ == other.in_float_ && in_double_ == other.in_double_;
  }

  template <class T>
  const std::vector<T>& range(std::size_t leaf) const {
    if constexpr (sizeof(T) == sizeof(double)) return in_double_[leaf];
    else return in_float_[leaf];
  }
  const std::vector<int>& indices(std::size_t leaf) const { return indices_[leaf]; }
  double number(std::size_t leaf) const;
  template <class T>
  std::span<T> out(std::size_t output) {
    const int over = over_[output];
    if constexpr (sizeof(T) == sizeof(double))
      return {(over < 0 ? written_in_double_[output] : in_double_[static_cast<std::size_t>(over)]).data(),
              sizes_[output]};
    else
      return {(over < 0 ? written_in_float_[output] : in_float_[static_cast<std::size_t>(over)]).data(),
              sizes_[output]};
  }

 private:
  const bench* bench_;
  std::vector<std::vector<float>> in_float_, written_in_float_;
  std::vector<std::vector<double>> in_double_, written_in_double_;
  std::vector<std::vector<int>> indices_;
  std::vector<std::size_t> sizes_;
  std::vector<int> over_;
};

// An optimiser by its formula; the meaning of the numbers is given where it is used.
struct rule {
  enum kind {
    none,
    sgd,
    adam,
    normalised,
    centred,
    momentum,
    gradient_momentum,
    adagrad,
    adadelta,
    rmsprop
  } what = none;
  double rate = 0, first = 0, second = 0, epsilon = 0, decay = 0;
  bool ahead = false;  // Nesterov's
};

struct outcome {
  bool ok = false;
  std::string error;
  long expected = 0;  // the correct length if an output range has the wrong one, else 0
  real loss = 0;
};

class subject {
 public:
  virtual ~subject() = default;

  virtual const model& shape() const = 0;
  virtual bool in_double() const = 0;
  virtual bool shared() const = 0;  // can run on threads as well
  virtual int tile() const = 0;
  virtual std::vector<int> counts() const = 0;
  // Of programs.
  virtual std::vector<wanted> outputs() const { return {}; }
  virtual std::vector<assigned> assignments() const { return {}; }
  virtual bool live() const { return false; }
  virtual int streams() const { return 1; }  // sample i of a call is one of stream i % streams
  virtual bool training_mode() const { return false; }
  // For training steps: the node of the loss, and the optimiser.
  virtual int loss() const { return -1; }
  virtual rule optimiser() const { return {}; }

  // With `threads`, calls a second program, which only runs on threads.
  virtual outcome call(data& d, bool threads) = 0;
  virtual std::vector<real> read(int output) const = 0;
  virtual std::vector<real> slot(int leaf) const = 0;
  using visitor = void (*)(void* context, const char* name, real* values, std::size_t size);
  virtual void parameters(bool threads, void* context, visitor f) = 0;  // may change them
};

void check_program(report& r, subject& s, std::uint64_t seed);
void check_training(report& r, subject& s, std::uint64_t seed);

}  // namespace fuzz
