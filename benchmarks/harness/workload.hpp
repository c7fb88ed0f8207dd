// A workload without its subjects: reference values, tolerance, operation count.
#pragma once

#include "subject.hpp"

namespace bench {

// |value - right| <= absolute + relative * |right|
struct tolerance {
  double absolute, relative;
};

struct workload_entry {
  const char* name;
  double flops;  // of the products or, if there are none, of the formula
  double rate;   // the learning rate for the comparison; 0: none
  tolerance in_float, in_double;
  values (*reference)();
  const workload_entry* next;
};
inline const workload_entry* all_workloads = nullptr;

struct define {
  define(const char* name, double flops, double rate, tolerance in_float, tolerance in_double, values (*reference)())
      : entry{name, flops, rate, in_float, in_double, reference, all_workloads} {
    all_workloads = &entry;
  }
  workload_entry entry;
};

}  // namespace bench
