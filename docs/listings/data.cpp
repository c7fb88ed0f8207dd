// The page about data: from files to parts that are ready to train with.
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <tapeless/io/data.hpp>
#include <tapeless/io/gzip.hpp>
#include <tapeless/io/npz.hpp>

using namespace tapeless;

// [mnist]
// Handwritten digits as they are distributed, in compressed IDX files.
io::dataset mnist(const std::string& folder) {
  return io::classification(io::read_idx_gz(folder + "/train-images-idx3-ubyte.gz"),
                            io::read_idx_gz<int>(folder + "/train-labels-idx1-ubyte.gz"));
}
// [/mnist]

void print(const std::vector<std::string>& names) {
  for (const std::string& name : names) std::printf(" %s", name.c_str());
  std::printf("\n");
}

void tables() {
  std::printf("== table\n");
  // [table]
  const std::string text =
      "patient;age;weight;clinic;ill\n"
      "a;31;58,5;north;-1\n"
      "a;32;?;north;1\n"
      "b;54;81;south;1\n"
      "c;47;;north;-1\n";
  const io::table<> visits =
      io::parse_csv(text, "visits.csv", {.separator = ';', .decimal = ',', .missing_as_nan = true});
  const io::dataset data = io::classification(io::without(visits, {"patient"}), "ill", {.texts = io::texts::one_hot});
  // [/table]
  std::printf("features:");
  print(data.names);
  std::printf("classes:");
  print(data.classes);
  for (std::size_t r = 0; r < data.samples; ++r) {
    for (std::size_t c = 0; c < data.width(); ++c)
      std::printf("%g ", static_cast<double>(data.features[r * data.width() + c]));
    std::printf("-> %d\n", data.labels[r]);
  }

  std::printf("== errors\n");
  // [errors]
  auto try_to = [](auto read) {
    try {
      read();
    } catch (const io::error& e) {
      std::printf("%s\n", e.what());
    }
  };
  try_to([&] { io::parse_csv(text, "visits.csv"); });
  try_to([&] { io::parse_csv(text, "visits.csv", {.separator = ';', .decimal = ','}); });
  try_to([&] { io::classification(visits, "ill"); });
  try_to([&] { io::split(data, 0.1, 1); });
  // [/errors]

  std::printf("== groups\n");
  // [groups]
  const io::groups patients = io::groups_by(visits, "patient");  // no patient is in both parts
  auto [train, test] = io::split(data, 0.5, 3, patients);
  const io::imputation means = io::mean_imputation(train);
  means.apply(train);
  means.apply(test);
  // [/groups]
  std::printf("%zu visits to train with, %zu to test with; mean weight %g\n", train.samples, test.samples,
              means.value[1]);
}

void parts() {
  std::printf("== parts\n");
  // [parts]
  const io::dataset all = io::regression(io::read_csv("examples/data/diabetes.csv"), {"progression"});
  auto [train, validation, test] = io::split(all, {.validation = 0.1, .test = 0.2}, 7);

  const io::scaling inputs = io::standard_scaling(train);  // of the part to train with, applied to all
  const io::scaling target = io::range_scaling(train, io::of::targets);
  for (io::dataset* part : {&train, &validation, &test}) {
    inputs.apply(*part);
    target.apply(*part);
  }
  std::vector<float> prediction{0.5f};  // of a model that was trained with these,
  target.invert(prediction);            // in units of the data
  // [/parts]
  std::printf("%zu + %zu + %zu samples; 0.5 means %g; %zu constant features\n", train.samples, validation.samples,
              test.samples, static_cast<double>(prediction[0]), inputs.constant().size());

  // [folds]
  std::size_t validated = 0;
  for (const io::fold& f : io::folds(all, 5, 7)) {
    const io::dataset some = io::rows(all, f.train), others = io::rows(all, f.validation);
    validated += others.samples;  // train with some, validate with others
  }
  // [/folds]
  std::printf("validated with %zu samples in 5 folds\n", validated);
}

void arrays() {
  std::printf("== arrays\n");
  // [arrays]
  std::map<std::string, io::array<float>> arrays;
  arrays["weight"] = {"", {2, 3}, {1, 2, 3, 4, 5, 6}};
  arrays["bias"] = {"", {2}, {0.5f, -0.5f}};
  const std::string bytes = io::format_npz(arrays);          // what io::write_npz(path, arrays) writes
  const auto again = io::parse_npz<double>(bytes, "a.npz");  // what io::read_npz<double>(path) reads
  // [/arrays]
  for (const auto& [name, a] : again)
    std::printf("%s: %zu values, the last is %g\n", name.c_str(), a.values.size(), a.values.back());
}

int main(int argc, char** argv) try {
  tables();
  parts();
  arrays();
  if (argc > 1) std::printf("%zu digits\n", mnist(argv[1]).samples);
} catch (const io::error& e) {
  std::fprintf(stderr, "data: %s\n", e.what());
  return 1;
}
