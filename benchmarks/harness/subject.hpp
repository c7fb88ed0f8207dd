// A subject is one implementation of one workload. Each is in a source file of its own, which enrols it; a program made
// of the driver and any number of such files measures all of them.
#pragma once

#include <memory>
#include <vector>

namespace bench {

using values = std::vector<double>;

struct subject {
  virtual ~subject() = default;
  virtual values compute() = 0;         // must agree with the reference
  virtual void repeat(long calls) = 0;  // timed
};

// A list that does not depend on the order of initialisation.
struct subject_entry {
  const char *workload, *system, *precision;
  double slack;  // a factor on the workload's tolerance, for a stated reason
  std::unique_ptr<subject> (*make)(double rate);
  const subject_entry* next;
};
inline const subject_entry* all_subjects = nullptr;

template <class Subject>
struct enrol {
  enrol(const char* workload, const char* system, const char* precision, double slack = 1)
      : entry{workload,
              system,
              precision,
              slack,
              [](double rate) -> std::unique_ptr<subject> { return std::make_unique<Subject>(rate); },
              all_subjects} {
    all_subjects = &entry;
  }
  subject_entry entry;
};

// The compiler must assume that each call reads and writes all memory.
template <class F>
[[gnu::always_inline]] inline void repeatedly(long calls, F f) {
  for (long i = 0; i < calls; ++i) {
    f();
    asm volatile("" ::: "memory");
  }
}

// step() trains once and returns the loss before the update; parameters(v) appends all, layer by layer, weight
// [in][out], bias.
template <class Self>
struct training : subject {
  values compute() override {
    values v;
    for (int i = 0; i < 5; ++i) v.push_back(static_cast<double>(self().step()));
    self().parameters(v);
    return v;
  }
  void repeat(long calls) override {
    repeatedly(
        calls, [this]() __attribute__((always_inline)) { self().step(); });
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }
};

// step() computes; results(v) appends its results.
template <class Self>
struct evaluation : subject {
  values compute() override {
    values v;
    self().step();
    self().results(v);
    return v;
  }
  void repeat(long calls) override {
    repeatedly(
        calls, [this]() __attribute__((always_inline)) { self().step(); });
  }

 private:
  Self& self() { return static_cast<Self&>(*this); }
};

}  // namespace bench
