// A character-level language model: a small transformer reads 32 characters of Shakespeare's sonnets and predicts each
// next one; then it writes by itself. Its loss follows from its seed alone.
//
//   build/examples/characters examples/data/sonnets.txt [steps]
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/nn/models/transformer.hpp>
#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

using namespace tapeless;

// [model]
constexpr std::string_view alphabet = "\n !',-.:;?abcdefghijklmnopqrstuvwxyz";
constexpr int kinds = static_cast<int>(alphabet.size()), length = 32, at_once = 16;

constexpr auto tokens = class_index<"tokens", kinds, length>;
constexpr auto next = class_index<"next", kinds, length>;
constexpr auto logits = models::language_model<"lm", language{.blocks = 2, .width = 48, .heads = 4}>(tokens);
constexpr auto loss = softmax_cross_entropy(logits, next);

using trainer = training_step<loss, adam{3e-3}, batch<at_once>>;
// [/model]

// The characters of a file as numbers of the alphabet, capital letters as small ones.
std::vector<int> read(const char* path) {
  std::ifstream file(path);
  std::vector<int> text;
  for (std::istreambuf_iterator<char> c(file), end; c != end; ++c) {
    const char small = *c >= 'A' && *c <= 'Z' ? static_cast<char>(*c - 'A' + 'a') : *c;
    if (const auto at = alphabet.find(small); at != alphabet.npos) text.push_back(static_cast<int>(at));
  }
  return text;
}

// A character by the probabilities softmax(z / temperature).
int drawn(const float* z, float temperature, double u) {
  double total = 0, sum = 0;
  float top = z[0];
  for (int k = 0; k < kinds; ++k) top = std::max(top, z[k]);
  for (int k = 0; k < kinds; ++k) total += std::exp((z[k] - top) / temperature);
  for (int k = 0; k < kinds; ++k)
    if ((sum += std::exp((z[k] - top) / temperature)) >= u * total) return k;
  return kinds - 1;
}

int main(int count, char** arguments) {
  const std::vector<int> text = read(count > 1 ? arguments[1] : "examples/data/sonnets.txt");
  const int steps = count > 2 ? std::atoi(arguments[2]) : 1500;
  if (text.size() < 2 * length) return std::puts("characters: no text: give the path of a file"), 2;

  // [training]
  const auto net = std::make_unique<trainer>(seed{1});
  std::vector<int> now(at_once * length), later(at_once * length);
  double recent = 0;
  for (int step = 0; step < steps; ++step) {
    for (int s = 0; s < at_once; ++s) {  // windows that begin anywhere
      const double u = counter_random::uniform(1, 2, static_cast<std::uint64_t>(step * at_once + s));
      const auto first = static_cast<std::size_t>(u * static_cast<double>(text.size() - length - 1));
      for (std::size_t t = 0; t < length; ++t) {
        now[static_cast<std::size_t>(s) * length + t] = text[first + t];
        later[static_cast<std::size_t>(s) * length + t] = text[first + t + 1];
      }
    }
    const float l = require(net->step(tokens = now, next = later));
    recent = step < 50 ? l : 0.98 * recent + 0.02 * static_cast<double>(l);
    if (step % 250 == 249) std::printf("step %4d  loss %.3f nats per character\n", step + 1, recent);
  }
  // [/training]

  // [writing]
  program<logits> reader{net->parameters()};
  std::string said = "shall i compare thee to a summer";
  std::vector<int> window;
  for (char c : said) window.push_back(static_cast<int>(alphabet.find(c)));
  for (int i = 0; i < 200; ++i) {
    require(reader.run(tokens = window));
    const float* last = reader[logits].data() + (length - 1) * kinds;
    const int c = drawn(last, 0.5f, counter_random::uniform(1, 3, static_cast<std::uint64_t>(i)));
    said += alphabet[static_cast<std::size_t>(c)];
    window.erase(window.begin());
    window.push_back(c);
  }
  std::printf("%s\n", said.c_str());
  // [/writing]
}
