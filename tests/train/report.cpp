// The report of a training is one well-formed page without a reference to another, and its curves are where the numbers
// are.
#include <cmath>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/report.hpp>

namespace {

using namespace tapeless;

constexpr auto x = input<"x", 2>;
constexpr auto k = class_index<"k", 3>;
constexpr auto loss = softmax_cross_entropy(dense<"out", 3>(x), k);
using trainer = training_step<loss, sgd{}>;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// Every opened tag is closed, in order; those without content are known.
bool is_well_formed(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    if (end == std::string::npos) return false;
    const std::string tag = page.substr(at + 1, page.find_first_of(" >", at) - at - 1);
    if (tag[0] == '!' || tag == "meta" || page[end - 1] == '/') continue;
    if (tag == "p") {
      open.push_back(tag);
    } else if (tag[0] != '/') {
      open.push_back(tag);
    } else {
      if (open.empty() || open.back() != tag.substr(1)) return false;
      open.pop_back();
    }
  }
  return open.empty();
}

training_history some_history() {
  training_history h;
  h.metrics = {"a<b & \"c\""};
  for (int i = 1; i <= 3; ++i) {
    epoch_record e;
    e.epoch = i, e.steps = 4 * i, e.loss = 1.0 / i, e.validation_loss = i == 2 ? NAN : 2.0 / i, e.metrics = {0.25 * i};
    h.epochs.push_back(e);
  }
  h.best = 2;
  return h;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(one_page) {
  metrics::confusion_matrix<3> seen;
  for (const int c : {0, 0, 1, 2}) BOOST_TEST(seen.add(c, c == 2 ? 1 : c).ok());
  const std::string page =
      html_report(trainer{}, some_history(), {.title = "<digits> & more", .classes = {"a", "b<", "c"}}, seen);
  BOOST_TEST(is_well_formed(page));
  BOOST_TEST(count(page, "<svg") == 2u);
  BOOST_TEST(count(page, "href") == 0u);
  BOOST_TEST(count(page, "src=") == 0u);
  BOOST_TEST(count(page, "&lt;digits&gt; &amp; more") == 2u);
  BOOST_TEST(count(page, "a&lt;b &amp; &quot;c&quot;") == 1u);
  BOOST_TEST(count(page, "<th>b&lt;</th>") == 2u);
  BOOST_TEST(count(page, "d loss / d out.weight =") == 1u);
  BOOST_TEST(count(page, "<th>parameters</th><td>9</td>") == 1u);
  BOOST_TEST(count(page, "nan") == 0u);
  // Nothing has been trained yet.
  BOOST_TEST(is_well_formed(html_report(trainer{}, {})));
}

BOOST_AUTO_TEST_CASE(lines_are_where_the_numbers_are) {
  const auto path = [](std::vector<double> values, viz::plot_options o = {}) {
    const std::string svg = viz::line_plot({{"v", values}}, o);
    BOOST_TEST(is_well_formed(svg));
    BOOST_TEST(count(svg, "nan") == 0u);
    BOOST_TEST(count(svg, "inf") == 0u);
    const std::size_t from = svg.find("stroke=\"#0072b2\""), begin = svg.find(" d=\"", from) + 4;
    return svg.substr(begin, svg.find('"', begin) - begin);
  };
  // 640 x 360: the axes are at 64 and 316, the lines end at 624 and 32.
  BOOST_TEST(path({0, 19.0 / 20}, {}) == "M64.0 316.0L624.0 45.5");
  BOOST_TEST(path({1, 10, 100}, {.logarithmic = true}) == "M64.0 316.0L344.0 174.0L624.0 32.0");
  const double gap = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST(path({1, gap, 100}, {.logarithmic = true}) == "M64.0 316.0M624.0 32.0");
  BOOST_TEST(count(path({1, 0, 100}, {.logarithmic = true}), "M") == 2u);
  for (const double v : {0.0, -3.0, 1e300, 1e-300, gap}) {
    BOOST_TEST(count(path({v, v}), "nan") == 0u);
    BOOST_TEST(count(path({v}, {.logarithmic = true}), "nan") == 0u);
  }
  BOOST_TEST(path({}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
