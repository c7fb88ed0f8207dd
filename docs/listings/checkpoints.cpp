// docs/checkpoints.md: checkpoints, programs from training steps, PyTorch's files, mistakes.
#include <cstdio>
#include <filesystem>
#include <vector>

#include <tapeless/io/checkpoint.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

namespace {

constexpr auto x = input<"x", 2>;
constexpr auto y = input<"y", 1>;

std::vector<float> points, targets;
void make_data() {
  for (int i = 0; i < 100; ++i) {
    const float a = static_cast<float>(i % 10) / 10, b = static_cast<float>(i / 10) / 10;
    points.insert(points.end(), {a, b});
    targets.push_back(a * b);
  }
}

const std::string path = (std::filesystem::temp_directory_path() / "tapeless_listing.safetensors").string();

// [model]
constexpr auto hidden = dropout<"drop", 0.1>(tanh(dense<"first", 8>(x)));
constexpr auto out = dense<"out", 1>(hidden);
constexpr auto loss = mse(out, y);
using trainer = training_step<loss, adam{0.01}, batch<20>>;
// [/model]

void resume() {
  // [resume]
  trainer net{seed{1}};
  for (int i = 0; i < 50; ++i) (void)net.step(x = points, y = targets);
  io::save(path, net, {.metadata = {{"epoch", "50"}}});  // the old file or the new one, at any moment
  for (int i = 0; i < 50; ++i) (void)net.step(x = points, y = targets);
  const float uninterrupted = net.step(x = points, y = targets);

  trainer later;  // in another process, say
  const io::loaded found = io::load(path, later);
  for (int i = std::stoi(found.metadata.at("epoch")); i < 100; ++i) (void)later.step(x = points, y = targets);
  const float resumed = later.step(x = points, y = targets);
  std::puts(resumed == uninterrupted ? "the same bits" : "other bits");
  // [/resume]
}

void contents() {
  // [contents]
  const io::safetensors_reader file(path);
  for (const io::tensor_entry& t : file.header().tensors)
    if (!t.name.starts_with("out")) std::printf("%s %s\n", t.type_name.c_str(), t.name.c_str());
  // [/contents]
}

void infer() {
  // [infer]
  program<out> model;
  const io::loaded found = io::load(path, model, {.what = io::contents::model});
  std::printf("%zu missing, %zu left over\n", found.missing.size(), found.left_over.size());
  // [/infer]
}

namespace pytorch {
// [pytorch]
constexpr auto h = input<"h", 8>;
constexpr auto y = dense<"out", 1>(gru_cell<"gru", 8>(x, h));

// nn.GRU(2, 8) as `rnn` and nn.Linear(8, 1) as `out`, there and back.
void convert(const std::string& from, const std::string& to) {
  const std::vector<io::renaming> names = {{"gru.*", "rnn.*_l0"}};
  program<y> model;
  io::load(from, model, {.weights = io::pytorch, .rename = names});
  io::save(to, model, {.what = io::contents::model, .weights = io::pytorch, .rename = names});
}
// [/pytorch]
void show() {
  io::save(path, program<y>{seed{1}}, {.weights = io::pytorch, .rename = {{"gru.*", "rnn.*_l0"}}});
  convert(path, path);
  // [turned]
  const io::safetensors_reader file(path);
  for (const io::tensor_entry& t : file.header().tensors) {
    std::printf("%s", t.name.c_str());
    for (const std::size_t extent : t.shape) std::printf(" %zu", extent);
    std::puts("");
  }
  // [/turned]
}
}  // namespace pytorch

void refused() {
  constexpr auto wider = dense<"out", 1>(tanh(dense<"first", 9>(x)));
  program<wider> model;
  io::save(path, trainer{seed{1}});
  // [mistake]
  try {
    io::load(path, model, {.what = io::contents::model});
  } catch (const io::shape_error& e) {  // nothing has been loaded
    std::printf("expected %s, found %s\n", e.expected().c_str(), e.found().c_str());
  }
  // [/mistake]
}

}  // namespace

int main() {
  make_data();
  std::puts("== resume");
  resume();
  std::puts("== contents");
  contents();
  std::puts("== infer");
  infer();
  std::puts("== turned");
  pytorch::show();
  std::puts("== mistake");
  refused();
  std::filesystem::remove(path);
}
