// The format itself: what is written is read again, and malformed files are refused with their place.
#include <sstream>

#include "files.hpp"

namespace {

using namespace checkpoint_tests;

io::safetensors_header header_of(const std::string& bytes) {
  std::istringstream in(bytes);
  return io::safetensors_reader(in, "t").header();
}
template <class Error>
Error refusal_of(const std::string& header, const std::string& data = "") {
  return thrown_by<Error>([&] { header_of(file_of(header, data)); });
}

// The numbers of a file with one tensor of this type and these bytes.
template <class T>
std::vector<T> read_as(const std::string& type, const std::string& data, std::size_t count) {
  std::istringstream in(file_of("{\"a\":{\"dtype\":\"" + type + "\",\"shape\":[" + std::to_string(count) +
                                    "],\"data_offsets\":[0," + std::to_string(data.size()) + "]}}",
                                data));
  return io::safetensors_reader(in, "t").read<T>("a");
}
template <class S>
std::string raw(std::initializer_list<S> numbers) {
  return {reinterpret_cast<const char*>(numbers.begin()), numbers.size() * sizeof(S)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(safetensors)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  const std::vector<float> a = {1, -0.0f, 0x1p-149f, std::numeric_limits<float>::infinity(), std::nanf("7"), 0.1f};
  const std::vector<double> b = {0.1}, none;
  const std::string path = path_of("written");
  const io::text_map metadata{{"epoch", "7"}, {"a \"quoted\" word, ü", "\n"}};
  io::write_safetensors(path, metadata,
                        {io::tensor_of("a", {2, 3}, std::span<const float>(a)),
                         io::tensor_of("deep/name", {}, std::span<const double>(b)),
                         io::tensor_of("none", {0, 5}, std::span<const double>(none))});
  const io::safetensors_reader file(path);
  BOOST_TEST((file.header().metadata == metadata));
  BOOST_TEST_REQUIRE(file.header().tensors.size() == 3u);
  BOOST_TEST((file.header().find("a")->shape == std::vector<std::size_t>{2, 3}));
  BOOST_TEST(same_bits(file.read<float>("a"), a));
  BOOST_TEST(same_bits(file.read<double>("deep/name"), b));
  BOOST_TEST(file.read<float>("none").empty());
  BOOST_TEST(file.read<float>("deep/name")[0] == 0.1f);
  BOOST_TEST(file.read<double>("a")[5] == double{0.1f});
  BOOST_TEST(!std::filesystem::exists(path + ".saving"));
  for (const io::tensor_entry& t : file.header().tensors) BOOST_TEST(file.where(t).offset.value() % 8 == 0u);

  io::write_safetensors(path, {}, {});
  BOOST_TEST(bytes_of(path) == file_of("{}      "));
  BOOST_TEST(says(thrown_by<io::name_error>([&] { file.read<float>("b"); }), "expected a tensor \"b\", found none"));
}

BOOST_AUTO_TEST_CASE(every_type_becomes_the_number_that_it_is) {
  const std::vector<float> halves = {1, -2, 65504, 0x1p-24f, -0x1.ff8p-15f, std::numeric_limits<float>::infinity(), 0};
  BOOST_TEST(
      same_bits(read_as<float>("F16", raw<std::uint16_t>({0x3c00, 0xc000, 0x7bff, 1, 0x83ff, 0x7c00, 0}), 7), halves));
  BOOST_TEST(std::isnan(read_as<double>("F16", raw<std::uint16_t>({0x7e01}), 1)[0]));
  BOOST_TEST(std::signbit(read_as<double>("F16", raw<std::uint16_t>({0x8000}), 1)[0]));
  BOOST_TEST((read_as<float>("BF16", raw<std::uint16_t>({0x3f80, 0xc2f7}), 2) == std::vector<float>{1, -123.5f}));
  BOOST_TEST((read_as<float>("F64", raw<double>({0.1, -1e300}), 2) ==
              std::vector<float>{0.1f, -std::numeric_limits<float>::infinity()}));
  BOOST_TEST((read_as<double>("F32", raw<float>({0.1f}), 1) == std::vector<double>{0.1f}));
  BOOST_TEST((read_as<double>("I64", raw<std::int64_t>({-5, 1ll << 53}), 2) == std::vector<double>{-5, 0x1p53}));
  BOOST_TEST((read_as<float>("I32", raw<std::int32_t>({-5}), 1) == std::vector<float>{-5}));
  BOOST_TEST((read_as<float>("I16", raw<std::int16_t>({-5}), 1) == std::vector<float>{-5}));
  BOOST_TEST((read_as<float>("I8", raw<std::int8_t>({-5}), 1) == std::vector<float>{-5}));
  BOOST_TEST((read_as<float>("U64", raw<std::uint64_t>({1ull << 63}), 1) == std::vector<float>{0x1p63f}));
  BOOST_TEST((read_as<float>("U32", raw<std::uint32_t>({4294967295u}), 1) == std::vector<float>{0x1p32f}));
  BOOST_TEST((read_as<float>("U16", raw<std::uint16_t>({65535}), 1) == std::vector<float>{65535}));
  BOOST_TEST((read_as<float>("U8", raw<std::uint8_t>({255}), 1) == std::vector<float>{255}));
  for (const char* type : {"BOOL", "F8_E4M3", "NEW"}) {
    const auto e = thrown_by<io::element_error>([&] { read_as<float>(type, std::string(1, '\1'), 1); });
    BOOST_TEST(says(e, "expected numbers in tensor \"a\", found " + std::string(type)));
  }
}

// All halves against the definition.
BOOST_AUTO_TEST_CASE(all_halves_are_exact) {
  for (unsigned h = 0; h < 65536; ++h) {
    const int exponent = static_cast<int>(h >> 10 & 31), mantissa = static_cast<int>(h & 1023);
    const float found = io::detail::from_half(static_cast<std::uint16_t>(h));
    if (exponent == 31 && mantissa) {
      BOOST_TEST_REQUIRE(std::isnan(found));
      continue;
    }
    double size = exponent == 31 ? std::numeric_limits<double>::infinity()
                  : exponent     ? std::ldexp(1024 + mantissa, exponent - 25)
                                 : std::ldexp(mantissa, -24);
    BOOST_TEST_REQUIRE(found == static_cast<float>(h & 0x8000 ? -size : size));
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_anywhere_is_refused) {
  const std::vector<float> a(5, 1);
  io::write_safetensors(path_of("whole"), {{"k", "v"}}, {io::tensor_of("a", {5}, std::span<const float>(a))});
  const std::string all = bytes_of(path_of("whole"));
  for (std::size_t n = 0; n < all.size(); ++n) {
    const auto e = thrown_by<io::truncated_error>([&] { header_of(all.substr(0, n)); });
    BOOST_TEST(e.where().file == "t");
    BOOST_TEST(e.where().offset.value() <= n);
  }
  BOOST_TEST(says(thrown_by<io::format_error>([&] { header_of(all + "x"); }),
                  "byte " + std::to_string(all.size()) + ": expected the end of the file behind the last tensor"));
}

BOOST_AUTO_TEST_CASE(malformed_files_are_refused_with_their_place) {
  const auto tensor = [](const char* dtype, const char* shape, const char* offsets) {
    return std::string("{\"dtype\":\"") + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
  };
  const auto only = [&](const char* dtype, const char* shape, const char* offsets) {
    return "{\"a\":" + tensor(dtype, shape, offsets) + "}";
  };
  const std::string ok = tensor("F32", "[1]", "[0,4]");
  BOOST_TEST(header_of(file_of("{\"a\":" + ok + "}  ", "1234")).tensors.size() == 1u);

  // A header that is longer than the file, by a little or by a lot.
  for (const std::uint64_t length : {9ull, 1ull << 40, ~0ull}) {
    std::string bytes = file_of("{}      ");
    std::memcpy(bytes.data(), &length, 8);
    const auto e = thrown_by<io::truncated_error>([&] { header_of(bytes); });
    BOOST_TEST(says(e, "t, byte 0: expected a header of at most 8 bytes, found " + std::to_string(length)));
  }
  // No JSON, or not this one.
  BOOST_TEST(says(refusal_of<io::format_error>("{\"a\":!}"), "t, byte 13: expected JSON"));
  BOOST_TEST(says(refusal_of<io::format_error>(""), "t, byte 8: expected JSON"));
  BOOST_TEST(says(refusal_of<io::format_error>("{\"a\xff\":1}"), "t, byte 11: expected JSON"));
  BOOST_TEST(says(refusal_of<io::format_error>("{} {}"), "expected JSON"));
  BOOST_TEST(says(refusal_of<io::format_error>("{\"a\":1e999}"), "t, byte 8: expected JSON"));
  BOOST_TEST(says(refusal_of<io::format_error>("[]"), "expected an object of tensors, found array"));
  BOOST_TEST(says(refusal_of<io::format_error>(std::string(100000, '[')), "expected 3 levels of brackets at most"));
  BOOST_TEST(says(refusal_of<io::format_error>("{\"a\":1}"), "dtype, shape and data_offsets of tensor \"a\""));
  BOOST_TEST(says(refusal_of<io::format_error>("{\"a\":{\"dtype\":\"F32\"}}"), "found other keys"));
  BOOST_TEST(says(refusal_of<io::format_error>("{\"__metadata__\":[]}"), "expected __metadata__ to be an object"));
  BOOST_TEST(says(refusal_of<io::format_error>("{\"__metadata__\":{\"k\":1}}"), "metadata \"k\" to be a text"));
  BOOST_TEST(says(refusal_of<io::format_error>(only("F32", "1", "[0,4]"), "1234"), "the shape of tensor \"a\""));
  for (const char* bad : {"[-1]", "[1.0]", "[\"1\"]", "[null]", "[18446744073709551616]"})
    BOOST_TEST(says(refusal_of<io::format_error>(only("F32", bad, "[0,4]"), "1234"), "to hold whole numbers"));
  for (const char* bad : {"[0]", "[0,4,4]", "[4,0]", "[]"})
    BOOST_TEST(says(refusal_of<io::format_error>(only("F32", "[1]", bad), "1234"), "two ascending data_offsets"));
  // Extents that do not fill the bytes, or only by overflow.
  BOOST_TEST(says(refusal_of<io::format_error>(only("F32", "[2]", "[0,4]"), "1234"), "the bytes of [2] F32"));
  BOOST_TEST(
      says(refusal_of<io::format_error>(only("F32", "[4611686018427387905]", "[0,4]"), "1234"), "found 4 bytes"));
  BOOST_TEST(says(refusal_of<io::format_error>(only("F32", "[4294967296,4294967296]", "[0,0]")), "found 0 bytes"));
  // Overlaps, gaps, and beyond the end.
  const auto two = [&](const char* first, const char* second) {
    return "{\"a\":" + tensor("F32", "[1]", first) + ",\"b\":" + tensor("F32", "[1]", second) + "}";
  };
  BOOST_TEST(says(refusal_of<io::format_error>(two("[0,4]", "[0,4]"), "1234"), "found an overlap at 0"));
  BOOST_TEST(says(refusal_of<io::format_error>(two("[2,6]", "[0,4]"), "123456"), "tensor \"a\" to begin at 4"));
  BOOST_TEST(says(refusal_of<io::format_error>(two("[0,4]", "[5,9]"), "123456789"), "found a gap up to 5"));
  const auto beyond = refusal_of<io::truncated_error>(two("[0,4]", "[4,8]"), "1234567");
  BOOST_TEST(says(beyond, "expected 8 bytes of data, up to the end of tensor \"b\", found 7"));
  BOOST_TEST(beyond.where().offset.value() == 8 + two("[0,4]", "[4,8]").size() + 4);
  BOOST_TEST(
      says(refusal_of<io::truncated_error>(only("F32", "[1]", "[18446744073709551611,18446744073709551615]"), "1234"),
           "expected 18446744073709551615 bytes of data"));
  // Names that occur twice, on each level.
  BOOST_TEST(says(refusal_of<io::name_error>("{\"a\":" + ok + ",\"a\":" + ok + "}", "1234"), "found \"a\" twice"));
  BOOST_TEST(says(refusal_of<io::name_error>("{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}"), "found \"k\" twice"));
  BOOST_TEST(
      says(refusal_of<io::name_error>("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}"), "found \"dtype\" twice"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_leaves_the_file_as_it_was) {
  const std::vector<float> a(2);
  const std::string path = path_of("kept");
  const auto tensor = [&](const char* name, std::size_t extent = 2) {
    return io::tensor_of(name, {extent}, std::span<const float>(a));
  };
  io::write_safetensors(path, {}, {tensor("a")});
  const std::string before = bytes_of(path);
  BOOST_TEST(says(thrown_by<io::name_error>([&] {
                    io::write_safetensors(path, {}, {tensor("b"), tensor("b")});
                  }),
                  "expected each name once, found \"b\" twice"));
  thrown_by<io::name_error>([&] { io::write_safetensors(path, {}, {tensor("__metadata__")}); });
  thrown_by<io::extent_error>([&] { io::write_safetensors(path, {}, {tensor("b", 3)}); });
  BOOST_TEST(says(thrown_by<io::format_error>([&] {
                    io::write_safetensors(path, {{"k", "\xff"}}, {tensor("b")});
                  }),
                  "expected names and metadata in UTF-8"));
  thrown_by<io::file_error>([&] { io::write_safetensors(path_of("no/such/folder"), {}, {tensor("b")}); });
  std::filesystem::create_directories(path_of("folder/inside"));
  thrown_by<io::file_error>([&] { io::write_safetensors(path_of("folder"), {}, {tensor("b")}); });
  BOOST_TEST(!std::filesystem::exists(path_of("folder.saving")));
  BOOST_TEST(bytes_of(path) == before);
  BOOST_TEST(!std::filesystem::exists(path + ".saving"));
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read) {
  thrown_by<io::file_error>([] { io::safetensors_reader file(path_of("none")); });
  std::filesystem::create_directories(path_of("a_folder"));
  thrown_by<io::file_error>([] { io::safetensors_reader file(path_of("a_folder")); });
  write_bytes(path_of("empty"), "");
  BOOST_TEST(says(thrown_by<io::truncated_error>([] { io::safetensors_reader file(path_of("empty")); }),
                  "expected 8 bytes, the header's length, found 0"));
}

BOOST_AUTO_TEST_SUITE_END()
