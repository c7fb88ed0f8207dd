// Random expressions, computed by the reference interpreter: simplification and the batch pass change no value, and the
// derivative is one.
#include <memory>

#include <boost/test/unit_test.hpp>

#include <tapeless/calculus/batch.hpp>
#include <tapeless/calculus/differentiate.hpp>
#include <tapeless/calculus/simplify.hpp>

#include "generator.hpp"
#include "interpreter.hpp"

namespace {

using namespace stage_tests;

constexpr int operations = 30;

double drawn(const node& n, int element, std::uint64_t seed) {
  return 2 * counter_random::uniform(seed, n.leaf->hash, static_cast<std::uint64_t>(element)) - 1;
}
auto leaf_values(std::uint64_t seed) {
  return [=](const node& n) {
    numbers_of_node v(static_cast<std::size_t>(n.shape.size()));
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = drawn(n, static_cast<int>(i), seed);
    return v;
  };
}

std::vector<node> list(const builder& b) {
  std::vector<node> nodes;
  for (int i = 0; i < b.size(); ++i) nodes.push_back(b[i]);
  return nodes;
}

bool close(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * (1 + std::abs(b)); }

template <class Check>
void for_seeds(std::uint64_t count, bool smooth, Check check) {
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    builder raw(false, 16);
    int leaves[leaf_count];
    insert_leaves(raw, leaves);
    const term root = generator(seed, smooth)(raw, leaves, leaf_count, operations);
    check(seed, raw, leaves, root.id);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_graphs)

BOOST_AUTO_TEST_CASE(simplification_changes_no_value) {
  int before = 0, after = 0;
  for_seeds(400, false, [&](std::uint64_t seed, builder& raw, const int*, int) {
    const std::vector<node> nodes = list(raw);
    const int count = raw.size();
    builder folded(true, 16);
    std::vector<int> map(nodes.size());
    simplify_into(folded, nodes.data(), count, map.data());
    const std::vector<node> simple = list(folded);
    const interpreter expected(nodes.data(), count, leaf_values(seed)),
        found(simple.data(), folded.size(), leaf_values(seed));
    for (int i = 0; i < count; ++i) {
      const int m = map[static_cast<std::size_t>(i)];
      BOOST_TEST_REQUIRE((folded[m].shape == nodes[static_cast<std::size_t>(i)].shape),
                         "seed " << seed << ", node " << i);
      for (std::size_t e = 0; e < expected[i].size(); ++e)
        if (!close(found[m][e], expected[i][e], 1e-9))
          BOOST_ERROR("seed " << seed << ", node " << i << " (" << nodes[static_cast<std::size_t>(i)].op->name
                              << "), element " << e << ": " << found[m][e] << ", expected " << expected[i][e]);
    }
    before += count;
    after += folded.size();
  });
  BOOST_TEST(after < before);
}

BOOST_AUTO_TEST_CASE(simplifying_twice_changes_nothing) {
  int changed = 0;
  for_seeds(200, false, [&](std::uint64_t, builder& raw, const int*, int root) {
    builder once(true, 16), twice(true, 16);
    std::vector<int> map(static_cast<std::size_t>(raw.size())), again;
    const std::vector<node> nodes = list(raw);
    simplify_into(once, nodes.data(), raw.size(), map.data());
    const std::vector<node> simple = list(once);
    again.resize(simple.size());
    simplify_into(twice, simple.data(), once.size(), again.data());
    const int first = map[static_cast<std::size_t>(root)];
    changed += once[first].hash != twice[again[static_cast<std::size_t>(first)]].hash;
  });
  BOOST_TEST(changed == 0);
}

// Samples 0, 1, 2: leaves that vary have them as their last axis.
BOOST_AUTO_TEST_CASE(a_batch_is_its_samples) {
  constexpr int samples = 3;
  for_seeds(300, false, [&](std::uint64_t seed, builder& raw, const int*, int) {
    const std::vector<node> nodes = list(raw);
    const int count = raw.size();
    builder many(true, 16);
    std::vector<int> map(nodes.size());
    const auto varying = std::make_unique<bool[]>(nodes.size());
    batch_into(many, nodes.data(), count, samples, varies_by_sample, map.data(), varying.get());
    const std::vector<node> batched = list(many);
    const auto value = [=](const node& n, int element, int sample) {
      return drawn(n, element, varies_by_sample(n) ? seed + 1000 * static_cast<std::uint64_t>(sample) : seed);
    };
    const interpreter found(batched.data(), many.size(), [&](const node& n) {
      const int each = varies_by_sample(n) ? samples : 1;
      numbers_of_node v(static_cast<std::size_t>(n.shape.size()));
      for (std::size_t i = 0; i < v.size(); ++i)
        v[i] = value(n, static_cast<int>(i) / each, static_cast<int>(i) % each);
      return v;
    });
    for (int s = 0; s < samples; ++s) {
      const interpreter one(nodes.data(), count, [&](const node& n) {
        numbers_of_node v(static_cast<std::size_t>(n.shape.size()));
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = value(n, static_cast<int>(i), s);
        return v;
      });
      for (int i = 0; i < count; ++i) {
        const bool has = varying[static_cast<std::size_t>(i)];
        const numbers_of_node& all = found[map[static_cast<std::size_t>(i)]];
        BOOST_TEST_REQUIRE(all.size() == one[i].size() * (has ? samples : 1));
        for (std::size_t e = 0; e < one[i].size(); ++e) {
          const double f = has ? all[e * samples + static_cast<std::size_t>(s)] : all[e];
          if (!close(f, one[i][e], 1e-9))
            BOOST_ERROR("seed " << seed << ", sample " << s << ", node " << i << " ("
                                << nodes[static_cast<std::size_t>(i)].op->name << "), element " << e << ": " << f
                                << ", expected " << one[i][e]);
        }
      }
    }
  });
}

// By every leaf: reverse mode against differences, forward mode against reverse mode, with and without simplification.
BOOST_AUTO_TEST_CASE(derivatives_agree_with_differences) {
  for (const bool folding : {false, true}) {
    for_seeds(150, true, [&](std::uint64_t seed, builder& raw, const int* leaves, int root) {
      const std::vector<node> nodes = list(raw);
      raw.set_folding(folding);
      int slopes[leaf_count], directional[leaf_count];
      reverse(raw, root, constant_term(raw, 1).id, leaves, leaf_count, slopes);
      // Along the leaf itself: J x.
      for (int k = 0; k < leaf_count; ++k) directional[k] = forward(raw, root, leaves[k], leaves[k]);
      const std::vector<node> all = list(raw);
      const interpreter found(all.data(), raw.size(), [&](const node& n) {
        return n.leaf->kind == ir::role::seed ? numbers_of_node(1, 1.0) : leaf_values(seed)(n);
      });
      for (int k = 0; k < leaf_count; ++k) {
        const node& leaf = nodes[static_cast<std::size_t>(leaves[k])];
        double along = 0;
        for (int e = 0; e < leaf.shape.size(); ++e) {
          const auto at = [&](double by) {
            const interpreter moved(nodes.data(), static_cast<int>(nodes.size()), [&](const node& n) {
              numbers_of_node v = leaf_values(seed)(n);
              if (n.hash == leaf.hash) v[static_cast<std::size_t>(e)] += by;
              return v;
            });
            return moved[root][0];
          };
          const auto difference = [&](double step) {
            return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
          };
          const double expected = difference(2e-5), error = std::abs(expected - difference(4e-5));
          const double slope = found[slopes[k]][static_cast<std::size_t>(e)];
          if (!close(slope, expected, 1e-6 + error))
            BOOST_ERROR("seed " << seed << ", folding " << folding << ", by " << leaf.leaf->name << "[" << e
                                << "]: " << slope << ", expected " << expected);
          along += slope * drawn(leaf, e, seed);
        }
        if (!close(found[directional[k]][0], along, 1e-9))
          BOOST_ERROR("seed " << seed << ", along " << leaf.leaf->name << ": " << found[directional[k]][0]
                              << ", expected " << along);
      }
    });
  }
}

BOOST_AUTO_TEST_SUITE_END()
