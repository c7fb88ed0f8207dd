// Checkpoints that do not fit: each is refused with its first mistake, and the program is as it was.
#include "files.hpp"

namespace {

using namespace checkpoint_tests;

constexpr auto x = input<"x", 3>;
constexpr auto out = dense<"out", 2>(dropout<"drop", 0.25>(dense<"first", 4>(x)));
constexpr auto loss = sum(square(out));
using trainer = training_step<loss, adam{0.01}, batch<4>>;
using model = program<out, batch<4>>;

// The exception, after a check that nothing has changed.
template <class Error, class Net>
Error refusal_of(const std::string& path, Net& net, const io::load_options& options = {}) {
  const auto before = state_of(net);
  const auto e = thrown_by<Error>([&] { io::load(path, net, options); });
  BOOST_TEST(same_bits(state_of(net), before));
  return e;
}

// A file with the tensors of another one, of which `change` may change names, shapes, metadata.
template <class F>
std::string changed(const std::string& path, F change) {
  const io::safetensors_reader from(path);
  io::text_map metadata = from.header().metadata;
  std::vector<io::tensor_entry> entries = from.header().tensors;
  change(metadata, entries);
  std::vector<std::vector<float>> numbers;
  std::vector<io::written_tensor> tensors;
  for (const io::tensor_entry& e : entries) numbers.push_back(from.read<float>(e));
  for (std::size_t i = 0; i < entries.size(); ++i)
    tensors.push_back(io::tensor_of(entries[i].name, entries[i].shape, std::span<const float>(numbers[i])));
  io::write_safetensors(path_of("changed"), metadata, std::move(tensors));
  return path_of("changed");
}
using entries = std::vector<io::tensor_entry>;

struct saved {
  trainer net{seed{1}};
  trainer other{seed{2}};
  std::string path = path_of("saved");
  saved() {
    const auto points = drawn(3 * 8, 1);
    for (int i = 0; i < 2; ++i) BOOST_TEST(net.step(x = points).ok());
    io::save(path, net);
  }
};
io::tensor_entry& named(entries& all, const std::string& name) {
  return *std::find_if(all.begin(), all.end(), [&](const io::tensor_entry& e) { return e.name == name; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(refused, saved)

BOOST_AUTO_TEST_CASE(names_that_are_missing_or_left_over) {
  const std::string file = changed(path, [](io::text_map&, entries& all) {
    named(all, "out.weight").name = "last.weight";
    named(all, "out.bias/adam.v").name = "last.bias/adam.v";
  });
  const auto e = refusal_of<io::name_error>(file, other);
  BOOST_TEST(e.what() == file + ": expected a tensor \"out.weight\", found none of this name");
  BOOST_TEST(e.expected() == "a tensor \"out.weight\"");

  const io::loaded found = io::load(file, other, {.strict = false});
  BOOST_TEST((found.missing == std::vector<std::string>{"out.weight", "out.bias/adam.v"}));
  BOOST_TEST((found.left_over == std::vector<std::string>{"last.bias/adam.v", "last.weight"}));
  BOOST_TEST(same_bits(other[parameter<"first.weight">(loss)], net[parameter<"first.weight">(loss)]));
  BOOST_TEST(!same_bits(other[parameter<"out.weight">(loss)], net[parameter<"out.weight">(loss)]));

  const std::string more = changed(path, [](io::text_map&, entries& all) {
    all.push_back(all.front());
    all.back().name = "stranger";
  });
  trainer third{seed{3}};
  BOOST_TEST(
      says(refusal_of<io::name_error>(more, third), "expected only what the program has, found tensor \"stranger\""));
  BOOST_TEST((io::load(more, third, {.strict = false}).left_over == std::vector<std::string>{"stranger"}));
  BOOST_TEST(same_bits(state_of(third), state_of(net)));
}

BOOST_AUTO_TEST_CASE(shapes_that_differ) {
  const std::string file = changed(path, [](io::text_map&, entries& all) {
    named(all, "first.weight").shape = {12};
    named(all, "out.weight").shape = {2, 4};
  });
  for (const bool strict : {true, false}) {
    const auto e = refusal_of<io::shape_error>(file, other, {.strict = strict});
    BOOST_TEST(says(e, "expected tensor \"first.weight\" to be [3, 4], found [12]"));
    const io::safetensors_reader reader(file);
    BOOST_TEST(e.where().offset.value() == reader.where(*reader.header().find("first.weight")).offset.value());
  }
}

BOOST_AUTO_TEST_CASE(elements_that_are_no_numbers) {
  const std::string header = "{\"first.weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[3,4],\"data_offsets\":[0,12]}}";
  write_bytes(path_of("eight"), file_of(header, std::string(12, '\0')));
  const auto e = refusal_of<io::element_error>(path_of("eight"), other, {.strict = false});
  BOOST_TEST(says(e, "expected numbers in tensor \"first.weight\", found F8_E4M3"));
}

BOOST_AUTO_TEST_CASE(checkpoints_of_other_graphs) {
  constexpr auto squared = sum(square(square(out)));
  training_step<squared, adam{0.01}, batch<4>> stranger{seed{3}};
  BOOST_TEST(says(refusal_of<io::graph_error>(path, stranger), "expected a checkpoint of this program, graph "));
  BOOST_TEST(io::load(path, stranger, {.strict = false}).missing.empty());
  BOOST_TEST(same_bits(state_of(stranger), state_of(net)));
  model infer{seed{3}};
  refusal_of<io::graph_error>(path, infer);
  io::load(path, infer, {.what = io::contents::model});
  BOOST_TEST(same_bits(weights(infer), weights(net)));
  // The order of the operands of a sum is no difference.
  using first = io::detail::graph_identity<graph_of(x + square(x))>;
  using second = io::detail::graph_identity<graph_of(square(x) + x)>;
  using third = io::detail::graph_identity<graph_of(square(x) - x)>;
  BOOST_TEST((first::hash == second::hash && first::hash != third::hash));
}

// Compilers, vector widths and later versions agree: another number here refuses the checkpoints of before.
BOOST_AUTO_TEST_CASE(the_hash_of_a_graph_stays) {
  constexpr auto h = input<"h", 4>;
  constexpr auto y = dense<"o", 2, he_normal>(gru_cell<"g", 4>(batch_norm<"n">(x), h));
  BOOST_TEST(io::detail::graph_identity<graph_of(y)>::hash == 0x52304b8fd905f79du);
}

BOOST_AUTO_TEST_CASE(random_numbers_and_orientation) {
  for (const char* wrong : {"", "1", "1 ", "1 x", "1 2 3", "-1 2", "99999999999999999999 1"}) {
    const std::string file = changed(path, [&](io::text_map& m, entries&) { m["tapeless.random"] = wrong; });
    BOOST_TEST(says(refusal_of<io::format_error>(file, other), "expected two numbers as tapeless.random, found \""));
  }
  const std::string none = changed(path, [](io::text_map& m, entries&) { m.erase("tapeless.random"); });
  BOOST_TEST(says(refusal_of<io::name_error>(none, other), "expected metadata tapeless.random, found none"));
  BOOST_TEST((io::load(none, other, {.strict = false}).missing == std::vector<std::string>{"tapeless.random"}));
  io::save(path, net, {.weights = io::pytorch});
  for (const bool strict : {true, false})
    BOOST_TEST(says(refusal_of<io::orientation_error>(path, other, {.strict = strict}),
                    "expected weights in the order of tapeless, found those of pytorch"));
}

BOOST_AUTO_TEST_CASE(files_that_are_cut_or_malformed) {
  const std::string all = bytes_of(path);
  for (std::size_t n = 0; n < all.size(); n += 7) {
    write_bytes(path_of("cut"), all.substr(0, n));
    refusal_of<io::truncated_error>(path_of("cut"), other);
  }
  write_bytes(path_of("cut"), all + "12345678");
  refusal_of<io::format_error>(path_of("cut"), other, {.strict = false});
  refusal_of<io::file_error>(path_of("none"), other);
}

BOOST_AUTO_TEST_CASE(scalings_that_do_not_fit) {
  io::save(path, net, {.scalings = {{"a", {{1, 2}, {3}}}}});
  BOOST_TEST(says(refusal_of<io::shape_error>(path, other), "a factor for each shift in scaling \"scaling/a\""));
}

BOOST_AUTO_TEST_CASE(names_for_two_values) {
  const std::vector<io::renaming> rules = {{"*.weight", "w"}};
  const std::string before = bytes_of(path);
  BOOST_TEST(says(thrown_by<io::name_error>([&] { io::save(path, net, {.rename = rules}); }),
                  "expected one name for each value of the program, found \"w\" for two"));
  BOOST_TEST(bytes_of(path) == before);
  refusal_of<io::name_error>(path, other, {.rename = rules});
  BOOST_TEST(says(thrown_by<io::name_error>([&] {
                    io::save(path, net, {.metadata = {{"tapeless.x", ""}}});
                  }),
                  "found the library's key \"tapeless.x\""));
  thrown_by<io::name_error>([&] { io::save(path, net, {.weights = io::pytorch, .metadata = {{"format", "np"}}}); });
}

BOOST_AUTO_TEST_CASE(averages_that_nobody_keeps) {
  const std::string before = bytes_of(path);
  thrown_by<io::name_error>([&] { io::save(path, net, {.what = io::contents::averages}); });
  BOOST_TEST(bytes_of(path) == before);
  model infer{seed{3}};
  BOOST_TEST(says(refusal_of<io::name_error>(path, infer, {.what = io::contents::averages}),
                  "expected moving averages, tensors of names */averaging.average, found none"));
}

BOOST_AUTO_TEST_CASE(rules_of_renaming) {
  using io::detail::renamed;
  BOOST_TEST(renamed("a.b", {}) == "a.b");
  BOOST_TEST(renamed("a.b", {{"a.b", "c"}, {"a.b", "d"}}) == "c");
  BOOST_TEST(renamed("a.b", {{"a.*", "x.*_l0"}}) == "x.b_l0");
  BOOST_TEST(renamed("a.b", {{"*.b", "*.c"}}) == "a.c");
  BOOST_TEST(renamed("a.b", {{"a*.b", "*"}}) == "");
  BOOST_TEST(renamed("aba", {{"ab*ba", "no"}}) == "aba");
  BOOST_TEST(renamed("a.b", {{"*", "net.*"}}) == "net.a.b");
  BOOST_TEST(renamed("a.b", {{"b*", "no"}, {"*a", "no"}}) == "a.b");
}

BOOST_AUTO_TEST_SUITE_END()
