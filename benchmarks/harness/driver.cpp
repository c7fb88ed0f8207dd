// Checks and then times the subjects that are linked into this program, and writes the results as JSON.
//
//   program [--check-only] [--repetitions N] [--seconds S] [--json FILE]
//   program --calls N --precision float      only calls each subject of that precision N times, for a tool that counts
//
// All subjects of a workload must agree with its reference before any is timed; one that does not is reported as wrong
// and left out. They are then timed in turns, so that other load on the machine affects all of them equally.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include "allocations.hpp"
#include "peak.hpp"
#include "workload.hpp"

namespace {

using bench::values;

struct measured {
  const bench::subject_entry* entry;
  std::unique_ptr<bench::subject> subject;
  bool agrees = false;
  double difference = 0;              // the largest, relative to the tolerance
  long calls = 1;                     // in one repetition
  double allocations = 0, bytes = 0;  // in one call
  std::vector<double> seconds{};      // of one call, for each repetition
};

// CPU time of all threads, which does not include that of other programs.
double now() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}
template <class F>
double seconds_of(F f) {
  const double start = now();
  f();
  return now() - start;
}

double median(std::vector<double> all) {
  std::sort(all.begin(), all.end());
  return all[all.size() / 2];
}

// The largest difference relative to the tolerance: 1 is the limit.
double compare(const values& found, const values& right, bench::tolerance t) {
  if (found.size() != right.size()) {
    std::fprintf(stderr, "%zu values instead of %zu\n", found.size(), right.size());
    return INFINITY;
  }
  double most = 0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    const double d = std::fabs(found[i] - right[i]) / (t.absolute + t.relative * std::fabs(right[i]));
    if (!(d <= 1) && !(most > 1)) std::fprintf(stderr, "value %zu: %.9g instead of %.9g\n", i, found[i], right[i]);
    most = d <= most ? most : std::isnan(d) ? INFINITY : d;
  }
  return most;
}

const bench::workload_entry* workload_of(const char* name) {
  for (const bench::workload_entry* w = bench::all_workloads; w; w = w->next)
    if (!std::strcmp(w->name, name)) return w;
  return nullptr;
}

// Determines the number of calls that take this long, and the allocations of a call after warming up.
void prepare(measured& m, double seconds) {
  while (seconds_of([&] { m.subject->repeat(m.calls); }) < seconds / 2) m.calls *= 2;
  const long count = bench::allocations, bytes = bench::allocated_bytes;
  m.subject->repeat(m.calls);
  m.allocations = static_cast<double>(bench::allocations - count) / static_cast<double>(m.calls);
  m.bytes = static_cast<double>(bench::allocated_bytes - bytes) / static_cast<double>(m.calls);
}

void write(std::FILE* f, const std::vector<measured>& all, const bench::workload_entry& w, double peak_seconds) {
  std::fprintf(f, "{\"peak_gflops\": %.2f, \"results\": [",
               peak_seconds > 0 ? bench::peak_flops / peak_seconds * 1e-9 : 0);
  const char* separator = "\n";
  for (const measured& m : all) {
    std::fprintf(
        f, "%s{\"workload\": \"%s\", \"system\": \"%s\", \"precision\": \"%s\", \"agrees\": %s, \"difference\": %.3g",
        separator, w.name, m.entry->system, m.entry->precision, m.agrees ? "true" : "false",
        std::min(m.difference, 1e30));
    if (!m.seconds.empty()) {
      const auto [least, most] = std::minmax_element(m.seconds.begin(), m.seconds.end());
      std::fprintf(f,
                   ", \"median_ns\": %.2f, \"min_ns\": %.2f, \"max_ns\": %.2f, \"flops\": %.0f, \"allocations\": %.6g, "
                   "\"allocated_bytes\": %.6g",
                   median(m.seconds) * 1e9, *least * 1e9, *most * 1e9, w.flops, m.allocations, m.bytes);
    }
    std::fputc('}', f);
    separator = ",\n";
  }
  std::fprintf(f, "\n]}\n");
}

}  // namespace

int main(int argc, char** argv) {
  const char* json = nullptr;
  const char* precision = "float";
  bool check_only = false;
  long calls_to_count = 0;
  int repetitions = 15;
  double seconds = 0.01;
  for (int i = 1; i < argc; ++i) {
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (!std::strcmp(argv[i], "--check-only")) check_only = true;
    else if (!std::strcmp(argv[i], "--json")) json = value, ++i;
    else if (!std::strcmp(argv[i], "--calls")) calls_to_count = std::atol(value), ++i;
    else if (!std::strcmp(argv[i], "--precision")) precision = value, ++i;
    else if (!std::strcmp(argv[i], "--repetitions")) repetitions = std::max(9, std::atoi(value)), ++i;
    else if (!std::strcmp(argv[i], "--seconds")) seconds = std::atof(value), ++i;
  }
  const bench::workload_entry* w = bench::all_subjects ? workload_of(bench::all_subjects->workload) : nullptr;
  if (!w) {
    std::fprintf(stderr, "nothing to measure is linked into this program\n");
    return 2;
  }

  if (calls_to_count > 0) {
    for (const bench::subject_entry* e = bench::all_subjects; e; e = e->next)
      if (!std::strcmp(e->precision, precision)) e->make(1e-12)->repeat(calls_to_count);
    return 0;
  }

  const values right = w->reference();
  std::vector<measured> all;
  bool good = true;
  for (const bench::subject_entry* e = bench::all_subjects; e; e = e->next) {
    measured m{e, e->make(w->rate)};
    const bool in_double = !std::strcmp(e->precision, "double");
    m.difference = compare(m.subject->compute(), right, in_double ? w->in_double : w->in_float);
    m.agrees = m.difference <= e->slack;
    if (!m.agrees) std::fprintf(stderr, "%s: %s (%s) computes other values\n", w->name, e->system, e->precision);
    good = good && m.agrees;
    all.push_back(std::move(m));
  }
  std::sort(all.begin(), all.end(), [](const measured& a, const measured& b) {
    return std::string(a.entry->system) + a.entry->precision < std::string(b.entry->system) + b.entry->precision;
  });

  std::vector<double> peak_seconds;
  if (!check_only) {
    // So small a rate that parameters do not change and gradients do not vanish, however many steps are timed.
    for (measured& m : all)
      if (m.agrees) {
        m.subject = m.entry->make(1e-12);
        prepare(m, seconds);
      }
    long calls = 1 << 16;
    for (int r = 0; r < repetitions; ++r) {
      peak_seconds.push_back(seconds_of([&] { bench::peak(calls); }) / static_cast<double>(calls));
      for (measured& m : all)
        if (m.agrees)
          m.seconds.push_back(seconds_of([&] { m.subject->repeat(m.calls); }) / static_cast<double>(m.calls));
    }
  }
  std::FILE* f = json ? std::fopen(json, "w") : stdout;
  if (!f) return 2;
  write(f, all, *w, peak_seconds.empty() ? 0 : median(peak_seconds));
  if (json) std::fclose(f);
  return good ? 0 : 1;
}
