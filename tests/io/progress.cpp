#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <string>

#include <tapeless/viz/progress.hpp>

namespace {

// The output of a function that writes to a file.
template <class F>
std::string written(F f) {
  std::FILE* file = std::tmpfile();
  BOOST_REQUIRE(file);
  f(file);
  std::string text(static_cast<std::size_t>(std::ftell(file)), ' ');
  std::rewind(file);
  BOOST_TEST(std::fread(text.data(), 1, text.size(), file) == text.size());
  std::fclose(file);
  return text;
}

void two_epochs(tapeless::viz::progress bar) {
  bar.update(0.5, "a long note");
  bar.finish("loss 0.5");
  bar.finish("loss 0.25");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(a_file_gets_one_line_for_each_epoch) {
  BOOST_TEST(written([](std::FILE* f) { two_epochs(tapeless::viz::progress(10, f)); }) ==
             "epoch  1/10  loss 0.5\nepoch  2/10  loss 0.25\n");
}

BOOST_AUTO_TEST_CASE(a_terminal_sees_one_line_rewritten) {
  const std::string full(20, '=');
  BOOST_TEST(written([](std::FILE* f) { two_epochs(tapeless::viz::progress(2, f, true)); }) ==
             "\repoch 1/2 [==========>         ]  a long note"
             "\repoch 1/2 [" +
                 full +
                 "]  loss 0.5   \n"
                 "\repoch 2/2 [" +
                 full + "]  loss 0.25\n");
}

BOOST_AUTO_TEST_CASE(the_bar_stays_within_its_ends) {
  for (double done : {-1.0, 0.0, 1.0, 7.0, 0.0 / 0.0}) {
    const std::string text = written([=](std::FILE* f) { tapeless::viz::progress(1, f, true).update(done); });
    BOOST_TEST(text.size() == std::string("\repoch 1/1 [12345678901234567890]").size());
  }
}

BOOST_AUTO_TEST_SUITE_END()
