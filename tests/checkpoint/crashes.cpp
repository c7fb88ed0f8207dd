// A process that dies at any moment while it saves leaves the old checkpoint or the new one, whole.
#include <sys/resource.h>
#include <sys/wait.h>
#include <csignal>

#include <chrono>
#include <thread>

#include "files.hpp"

namespace {

using namespace checkpoint_tests;

constexpr auto x = input<"x", 64>;
constexpr auto y = dense<"second", 64>(dense<"first", 128>(x));
using model = program<y>;

// A child that saves the two in turn, until it is killed.
template <class Net>
pid_t saving_child(const std::string& path, const Net& a, const Net& b) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      for (;;) {
        io::save(path, a, {.metadata = {{"which", "a"}}});
        io::save(path, b, {.metadata = {{"which", "b"}}});
      }
    } catch (...) {
      ::_exit(1);
    }
  }
  return child;
}

const auto a = std::make_unique<model>(seed{1});
const auto b = std::make_unique<model>(seed{2});
const auto found = std::make_unique<model>(seed{3});

// Whether the file is the whole of one of the two.
bool is_whole(const std::string& path, int (&seen)[2]) {
  const io::loaded l = io::load(path, *found);
  const bool is_a = l.metadata.at("which") == "a";
  ++seen[is_a ? 0 : 1];
  return same_bits(weights(*found), weights(is_a ? *a : *b));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crashes)

BOOST_AUTO_TEST_CASE(killed_at_random_moments_while_it_saves) {
  const std::string path = path_of("killed");
  // How long a save takes here, so that kills are spread over a few of them.
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 4; ++i) io::save(path, *a, {.metadata = {{"which", "a"}}});
  const auto four_saves = std::chrono::steady_clock::now() - begin;
  int seen[2]{}, unfinished = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const pid_t child = saving_child(path, *a, *b);
    BOOST_TEST_REQUIRE(child > 0);
    std::this_thread::sleep_for(four_saves * counter_random::uniform(1, 2, i));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(WIFSIGNALED(status));  // it did not end by itself
    BOOST_TEST_REQUIRE(is_whole(path, seen));
    unfinished += std::filesystem::exists(path + ".saving");
  }
  BOOST_TEST_MESSAGE(seen[0] << " old, " << seen[1] << " new, " << unfinished << " killed within a save");
  BOOST_TEST((seen[0] > 0 && seen[1] > 0 && unfinished > 0));
  // The next save takes over what a killed one has left.
  io::save(path, *b, {.metadata = {{"which", "b"}}});
  BOOST_TEST(is_whole(path, seen));
  BOOST_TEST(!std::filesystem::exists(path + ".saving"));
}

// Two processes that save to one file at once wait for each other.
BOOST_AUTO_TEST_CASE(saved_by_two_at_once) {
  const std::string path = path_of("both");
  io::save(path, *a, {.metadata = {{"which", "a"}}});
  const pid_t first = saving_child(path, *a, *b), second = saving_child(path, *a, *b);
  int seen[2]{};
  for (int i = 0; i < 50; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    BOOST_TEST(is_whole(path, seen));
  }
  for (const pid_t child : {first, second}) {
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(WIFSIGNALED(status));
  }
  BOOST_TEST(seen[0] + seen[1] == 50);
}

// A disk that is full, as a limit on the size of files.
BOOST_AUTO_TEST_CASE(no_room_on_the_disk) {
  const std::string path = path_of("full");
  io::save(path, *a, {.metadata = {{"which", "a"}}});
  const std::string before = bytes_of(path);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  rlimit all{}, little{};
  ::getrlimit(RLIMIT_FSIZE, &all);
  little = all;
  little.rlim_cur = 20000;
  ::setrlimit(RLIMIT_FSIZE, &little);
  const auto e = thrown_by<io::file_error>([&] { io::save(path, *b); });
  ::setrlimit(RLIMIT_FSIZE, &all);
  std::signal(SIGXFSZ, ignored);
  BOOST_TEST(says(e, "full.saving: expected room for "));
  BOOST_TEST(bytes_of(path) == before);
  BOOST_TEST(!std::filesystem::exists(path + ".saving"));
}

BOOST_AUTO_TEST_SUITE_END()
