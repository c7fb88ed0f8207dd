// W3's step with 256 samples, four tiles of 64, on one and more threads, timed in turns in wall-clock time. All numbers
// of threads must have results with the same bits. Writes JSON.
//
//   program <most threads> <repetitions, 0 to compare only> <seconds for each>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <tapeless/train/thread_pool.hpp>

#include "../harness/tapeless_parameters.hpp"
#include "../w3/model.hpp"

namespace {
using namespace w3;

constexpr int samples = 4 * w3::batch, most = 8;
using trainer = training_step<loss, optimiser, tapeless::batch<w3::batch>, threads<most>>;

struct team {
  thread_pool pool;
  std::unique_ptr<trainer> net = std::make_unique<trainer>();
  std::vector<double> seconds{};  // of one step, for each repetition

  team(int size, float rate) : pool(size) { restart(rate); }
  void restart(float rate) {
    *net = trainer{};
    bench::load_parameters(*net, w3::parameters());
    (*net)[scalar<"learning_rate">][0] = rate;
  }
  std::vector<double> parameters() const {
    std::vector<double> all;
    bench::append_parameters(*net, all);
    return all;
  }
};

double seconds_of(auto f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
}  // namespace

int main(int argc, char** argv) {
  const int sizes = std::clamp(argc > 1 ? std::atoi(argv[1]) : 2, 1, most);
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 15;
  const double turn = argc > 3 ? std::atof(argv[3]) : 0.05;
  const std::vector<float> images = bench::numbers(samples * 784, 11);
  const std::vector<int> labels = bench::labels(samples, 10, 12);

  std::vector<std::unique_ptr<team>> teams;
  for (int size = 1; size <= sizes; ++size) teams.push_back(std::make_unique<team>(size, 0.01f));
  const auto step = [&](team& t) { return float(t.net->step(on(t.pool), x = images, y = labels)); };
  for (const auto& t : teams) {
    for (int i = 0; i < 5; ++i) step(*t);
    if (t->parameters() != teams[0]->parameters()) {
      std::fprintf(stderr, "%d threads compute other bits than one\n", t->pool.size());
      return 1;
    }
  }
  if (repetitions < 1) return 0;
  for (const auto& t : teams) t->restart(1e-12f);
  const int calls = std::max(1, static_cast<int>(turn / seconds_of([&] { step(*teams[0]); })));
  for (int r = 0; r < repetitions; ++r)
    for (const auto& t : teams) {
      step(*t);  // wakes the threads
      t->seconds.push_back(seconds_of([&] {
                             for (int i = 0; i < calls; ++i) step(*t);
                           }) /
                           calls);
    }
  std::printf("{\"samples\": %d, \"results\": [", samples);
  for (const auto& t : teams) {
    std::sort(t->seconds.begin(), t->seconds.end());
    std::printf("%s\n{\"threads\": %d, \"median_ns\": %.0f, \"min_ns\": %.0f, \"max_ns\": %.0f}",
                t == teams[0] ? "" : ",", t->pool.size(), t->seconds[t->seconds.size() / 2] * 1e9,
                t->seconds.front() * 1e9, t->seconds.back() * 1e9);
  }
  std::printf("\n]}\n");
}
