// The data sets of the examples, shared by the tests of io.
#pragma once

#include <algorithm>
#include <vector>

#include <tapeless/io/csv.hpp>
#include <tapeless/io/supervised.hpp>

namespace io_tests {

namespace io = tapeless::io;

inline io::dataset iris() { return io::classification(io::read_csv(TAPELESS_DATA_DIR "/iris.csv"), "species"); }
inline io::dataset digits() { return io::classification(io::read_csv(TAPELESS_DATA_DIR "/digits.csv"), "label"); }
inline io::dataset diabetes() {
  return io::regression(io::read_csv(TAPELESS_DATA_DIR "/diabetes.csv"), {"progression"});
}

inline std::vector<long> class_counts(const io::dataset& d) {
  std::vector<long> n;
  for (int c = 0; c < static_cast<int>(d.classes.size()); ++c)
    n.push_back(std::count(d.labels.begin(), d.labels.end(), c));
  return n;
}

}  // namespace io_tests
