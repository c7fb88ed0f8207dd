// Metrics of whole data sets: known answers, counting by pairs, ties, errors that leave everything as it was.
#include <array>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <tapeless/metrics/confusion_matrix.hpp>
#include <tapeless/metrics/regression.hpp>
#include <tapeless/metrics/roc_auc.hpp>
#include <tapeless/shape/random.hpp>

namespace {

using namespace tapeless;
using ints = std::vector<int>;
using doubles = std::vector<double>;

// Usable in constant evaluation.
static_assert([] {
  metrics::confusion_matrix<2> seen;
  metrics::running_mean mean;
  return seen.add(1, 1).ok() && !seen.add(2, 1).ok() && seen.accuracy() == 1 && mean.add(2).ok() && mean.mean() == 2;
}());

bool near(double a, double b) { return std::abs(a - b) <= 1e-14 * (1 + std::abs(b)); }

template <class R>
void fails(const R& r, fault what, const char* where, long found) {
  BOOST_TEST(int(r.error.what) == int(what));
  BOOST_TEST(std::string(r.error.where) == where);
  BOOST_TEST(r.error.found == found);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(accumulators)

// The example of scikit-learn's precision_recall_fscore_support and classification_report: y_true = 0 1 2 2 2, y_pred =
// 0 0 2 2 1.
BOOST_AUTO_TEST_CASE(confusion_matrix) {
  metrics::confusion_matrix<4> seen;  // the last class never occurs
  BOOST_TEST(std::isnan(seen.accuracy()));
  BOOST_TEST(std::isnan(seen.macro_f1()));
  BOOST_TEST(seen.add(ints{0, 0, 2, 2, 1}, ints{0, 1, 2, 2, 2}).ok());
  BOOST_TEST(seen.total() == 5u);
  BOOST_TEST(seen.count(0, 1) == 1u);
  BOOST_TEST(seen.count(1, 2) == 1u);
  BOOST_TEST(seen.accuracy() == 0.6);
  const double precision[] = {0.5, 0, 1, 0}, recall[] = {1, 0, 2. / 3, 0}, f1[] = {2. / 3, 0, 0.8, 0};
  for (int c = 0; c < 4; ++c) {
    BOOST_TEST(near(seen.precision(c), precision[c]));
    BOOST_TEST(near(seen.recall(c), recall[c]));
    BOOST_TEST(near(seen.f1(c), f1[c]));
  }
  BOOST_TEST(near(seen.macro_precision(), 1.5 / 3));
  BOOST_TEST(near(seen.macro_recall(), 5. / 9));
  BOOST_TEST(near(seen.macro_f1(), (2. / 3 + 0.8) / 3));
  BOOST_TEST(seen.micro_f1() == 0.6);

  fails(seen.add(4, 0), fault::class_out_of_range, "predicted", 4);
  fails(seen.add(0, -1), fault::class_out_of_range, "actual", -1);
  fails(seen.add(ints{0, 1}, ints{0, 7}), fault::class_out_of_range, "actual", 7);
  fails(seen.add(ints{0, 1}, ints{0}), fault::different_samples, "actual", 1);
  BOOST_TEST(seen.total() == 5u);

  const float nan = std::nanf("");
  const std::array<float, 4> scores[] = {{1, 3, 3, 2}, {0, nan, 5, nan}, {nan, 1, 2, 3}, {-1, -1, -1, -1}};
  const int best[] = {1, 1, 0, 0};
  for (int i = 0; i < 4; ++i) {
    metrics::confusion_matrix<4> one;
    BOOST_TEST(one.add_scores(std::span<const float, 4>(scores[i]), 3).ok());
    BOOST_TEST(one.count(best[i], 3) == 1u);
    seen += one;
  }
  BOOST_TEST(seen.support(3) == 4u);
}

BOOST_AUTO_TEST_CASE(means_and_regression) {
  metrics::running_mean mean;
  BOOST_TEST(std::isnan(mean.mean()));
  BOOST_TEST(mean.add(1, 32).ok());
  BOOST_TEST(mean.add(4, 16).ok());
  BOOST_TEST(mean.add(7, 0).ok());
  BOOST_TEST(mean.mean() == 2);
  BOOST_TEST(near(metrics::perplexity(mean), std::exp(2.0)));
  BOOST_TEST(!mean.add(std::nan("")).ok());
  BOOST_TEST(!mean.add(1, -1).ok());
  BOOST_TEST(mean.weight() == 48);

  // The example of scikit-learn's r2_score, far from 0.
  for (double far : {0.0, 1e6}) {
    metrics::regression_errors seen;
    BOOST_TEST(std::isnan(seen.r2()));
    const doubles predicted{2.5 + far, far, 2 + far, 8 + far}, actual{3 + far, -0.5 + far, 2 + far, 7 + far};
    BOOST_TEST(seen.add(predicted[0], actual[0]).ok());
    BOOST_TEST(std::isnan(seen.r2()));
    BOOST_TEST(seen.add(std::span(predicted).subspan(1), std::span(actual).subspan(1)).ok());
    BOOST_TEST(near(seen.mse(), 0.375));
    BOOST_TEST(near(seen.rmse(), std::sqrt(0.375)));
    BOOST_TEST(near(seen.mae(), 0.5));
    BOOST_TEST(std::abs(seen.r2() - 0.9486081370449679) < 1e-9);
    BOOST_TEST(!seen.add(1, HUGE_VAL).ok());
    BOOST_TEST(!seen.add(std::vector<float>{1, 2}, std::vector<float>{1, std::nanf("")}).ok());
    fails(seen.add(doubles{1}, doubles{}), fault::different_samples, "actual", 0);
    BOOST_TEST(seen.count() == 4u);
  }
}

// The share of pairs that are in order, by counting all pairs; few different scores, so that many are equal.
BOOST_AUTO_TEST_CASE(area_under_the_roc_curve) {
  std::array<std::size_t, 60> order{};
  for (std::uint64_t draw = 0; draw < 50; ++draw) {
    doubles scores;
    ints labels{0, 1};
    for (std::uint64_t i = 0; i < 60; ++i) scores.push_back(counter_random::below(draw < 25 ? 5 : 1000, 1, draw, i));
    while (labels.size() < 60) labels.push_back(int(counter_random::below(2, 2, draw, labels.size())));
    if (draw == 7) scores[3] = HUGE_VAL;
    double ordered = 0, pairs = 0;
    for (std::size_t i = 0; i < 60; ++i)
      for (std::size_t j = 0; j < 60; ++j)
        if (labels[i] == 1 && labels[j] == 0) {
          ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          ++pairs;
        }
    const result<double> area = metrics::roc_auc(scores, labels, order);
    BOOST_TEST(area.ok());
    BOOST_TEST(near(area.value, ordered / pairs));
  }
  const std::vector<float> scores{0.1f, 0.4f, 0.35f, 0.8f};  // scikit-learn's example
  BOOST_TEST(metrics::roc_auc(scores, ints{0, 0, 1, 1}, order).value == 0.75);
  fails(metrics::roc_auc(scores, ints{0, 0, 1}, order), fault::different_samples, "scores", 4);
  fails(metrics::roc_auc(scores, ints{0, 0, 2, 1}, order), fault::class_out_of_range, "labels", 2);
  fails(metrics::roc_auc(scores, ints{0, 0, 0, 0}, order), fault::no_samples, "class 1", 0);
  fails(metrics::roc_auc(scores, ints{1, 1, 1, 1}, order), fault::no_samples, "class 0", 0);
  fails(metrics::roc_auc(scores, ints{0, 0, 1, 1}, std::span(order).first(3)), fault::output_too_small, "order", 3);
  const result<double> nothing = metrics::roc_auc(doubles{0, std::nan("")}, ints{0, 1}, order);
  fails(nothing, fault::number_not_finite, "scores", 0);
  BOOST_TEST(std::isnan(nothing.value));
}

BOOST_AUTO_TEST_SUITE_END()
