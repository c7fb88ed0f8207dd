// Jacobians by diagonals: where they are taken, what they cost, and that they are the ones that rows give.
#include <boost/test/unit_test.hpp>

#include <tapeless/ops/joining.hpp>
#include <tapeless/ops/products.hpp>
#include <tapeless/ops/shaping.hpp>
#include <tapeless/shape/random.hpp>
#include <tapeless/tapeless.hpp>

#include "interpreter.hpp"

namespace {

using namespace stage_tests;

constexpr auto x = input<"x", 12>;
constexpr auto w = parameter<"w", 12>;
constexpr auto a = input<"a">;
constexpr auto m = input<"m", 3, 5>;
constexpr auto head = slice<0, 0, 11>(x);
constexpr auto tail = slice<0, 1, 12>(x);
constexpr auto middle = slice<0, 1, 11>(x);
constexpr auto chain = sum(100_c * square(tail - square(head)) + square(1_c - head));

// How many diagonals d f / d x is made of; -1 if it is made of rows.
template <graph F, graph X>
consteval int diagonals(expr<F>, expr<X>) {
  builder b(true, 64);
  detail::flattener all(b);
  const int f = all.add(F.at), by = all.add(X.at);
  int found = -1;
  detail::with_diagonals(b, f, by, [&](const detail::diagonal_set& set) {
    found = set.count;
    return b.at(f);
  });
  return found;
}

// What works element by element has one diagonal, whatever its shape; neighbours have one each.
static_assert(diagonals(exp(x) * w, x) == 1 && diagonals(tanh(m) * sigmoid(m), m) == 1);
static_assert(diagonals(where(x < w, x* w, 2_c * x), x) == 1);
static_assert(diagonals(exp(x) * a, x) == 1 && diagonals(a * x, x) == 1);
static_assert(diagonals(reshape<15>(exp(m)), m) == 1 && diagonals(reshape<5, 3>(m) * 2_c, m) == 1);
static_assert(diagonals(tail - head, x) == 2 && diagonals(tail * square(head), x) == 2);
static_assert(diagonals(slice<0, 0, 10>(x) - 2_c * middle + slice<0, 2, 12>(x), x) == 3);
static_assert(diagonals(pad<0, 1, 2>(sin(x)), x) == 1 && diagonals(concat<0>(x, w), x) == 1 &&
              diagonals(concat<0>(w, x), x) == 1);
static_assert(diagonals(slice<0, 1, 3>(m) * slice<0, 0, 2>(m), m) == 2);  // rows are neighbours too
static_assert(diagonals(exp(square(x)), square(x)) == 1);
static_assert(diagonals(grad(chain, x), x) == 3);
static_assert(diagonals(grad(sum(square(tail - square(head))), x), x) == 3);

// Everything else is made of rows.
static_assert(diagonals(x * sum(x), x) == -1 && diagonals(softmax(x), x) == -1 &&
              diagonals(matvec(outer(w, w), x), x) == -1);
static_assert(diagonals(flip<0>(x), x) == -1 && diagonals(slice<0, 0, 12, 2>(x), x) == -1 &&
              diagonals(transpose(m), m) == -1);
static_assert(diagonals(broadcast<12, 12>(x), x) == -1 && diagonals(w * slice<0, 3, 4>(x), x) == -1);
static_assert(diagonals(slice<1, 1, 3>(m), m) == -1);
static_assert(diagonals(w, x) == -1);
constexpr auto three = input<"three", 3>;  // as many diagonals as rows
static_assert(diagonals(slice<0, 0, 2>(three) * slice<0, 1, 3>(three), three) == 2);
static_assert(diagonals(grad(sum(square(slice<0, 0, 2>(three) * slice<0, 1, 3>(three))), three), three) == -1);

// The work grows with the number of diagonals, not of elements.
static_assert(program<jacobian(exp(x) * w, x), in<double>>::report.flops <= 40 * 12);
static_assert(program<hessian(chain, x), in<double>>::report.flops <= 20 * 12);
static_assert(program<jacobian(exp(x) * w, x), batch<8>>::report.flops <= 40 * 12 * 8);
static_assert(program<laplacian(chain, x), in<double>>::report.flops <= 20 * 12);

static_assert(is_constant(laplacian(sum(square(x)), x).root, 24));
static_assert(laplacian(sum(square(x)), x).shape == make_shape());

// Random chains of slices, paddings, concatenations and pointwise operations on one vector.
class chain_generator {
 public:
  explicit chain_generator(std::uint64_t seed) : seed_(seed) {}
  int below(int n) {
    return static_cast<int>(counter_random::below(static_cast<std::uint32_t>(n), seed_, 9, drawn_++));
  }

  term operator()(term by, term other, term number) {
    pool_.push_back(by);
    for (int k = 0; k < 8; ++k) step(other, number);
    return pool_.back();
  }

 private:
  void step(term other, term number) {
    const term u = pool_[static_cast<std::size_t>(below(static_cast<int>(pool_.size())))];
    const int size = u->shape.size();
    switch (below(9)) {
      case 0:
        return put(sin(u));
      case 1:
        return put(square(u) * number);
      case 2:
        return put(u * below(3) + number);
      case 3:
        return put(slice(u, 0, below(size), 1));
      case 4:
      case 5: {
        const int start = below(size < 4 ? size : 4);
        return put(slice(u, 0, start, size - start - below(size - start < 3 ? size - start : 3)));
      }
      case 6:
        return put(pad(u, 0, below(3), below(3), 0, below(2)));
      case 7:
        return put(below(2) ? concat(u, other, 0) : concat(other, u, 0));
      default:
        return pairs(u);
    }
  }
  // With the part of another that begins anywhere and has as many elements.
  void pairs(term u) {
    const term v = pool_[static_cast<std::size_t>(below(static_cast<int>(pool_.size())))];
    const int one = u->shape.size(), two = v->shape.size(), count = one < two ? one : two;
    const term p = slice(u, 0, below(one - count + 1), count), q = slice(v, 0, below(two - count + 1), count);
    switch (below(3)) {
      case 0:
        return put(p * q);
      case 1:
        return put(p - cos(q));
      default:
        return put(atan2(p, square(q) + 1));
    }
  }
  void put(term t) {
    if (t->shape.size() <= 40) pool_.push_back(t);
  }

  std::uint64_t seed_, drawn_ = 0;
  std::vector<term> pool_{};
};

inline constexpr symbol symbols[] = {
    {.name = "x", .hash = hash_text("x"), .kind = ir::role::input},
    {.name = "w", .hash = hash_text("w"), .kind = ir::role::input},
    {.name = "a", .hash = hash_text("a"), .kind = ir::role::input},
};

std::vector<node> list(const builder& b) {
  std::vector<node> nodes;
  for (int i = 0; i < b.size(); ++i) nodes.push_back(b[i]);
  return nodes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagonals_and_rows)

BOOST_AUTO_TEST_CASE(give_one_jacobian) {
  int taken = 0, left = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    builder b(true, 16);
    chain_generator draw(seed);
    const int size = 1 + draw.below(17);
    const int by = b.insert(detail::leaf_node(symbols[0], make_shape(size)));
    const int other = b.insert(detail::leaf_node(symbols[1], make_shape(1 + draw.below(5))));
    const int number = b.insert(detail::leaf_node(symbols[2], shape{}));
    const int f = draw(b.at(by), b.at(other), b.at(number)).id;
    const int before = b.size();
    const int fast = detail::with_diagonals(b, f, by, [&](const detail::diagonal_set& set) {
      return reshape(detail::from_diagonals(b, set, b[f].shape.size(), size), detail::jacobian_shape(b, f, by));
    });
    if (fast < 0) {
      BOOST_TEST(b.size() == before);  // a walk that is given up leaves nothing behind
      ++left;
      continue;
    }
    ++taken;
    const int slow = detail::jacobian_by_rows(b, f, by);
    const std::vector<node> nodes = list(b);
    const interpreter values(nodes.data(), b.size(), [&](const node& n) {
      numbers_of_node v(static_cast<std::size_t>(n.shape.size()));
      for (std::size_t i = 0; i < v.size(); ++i) v[i] = 2 * counter_random::uniform(seed, n.leaf->hash, i) - 1;
      return v;
    });
    BOOST_TEST_REQUIRE((b[fast].shape == b[slow].shape), "seed " << seed);
    for (std::size_t e = 0; e < values[slow].size(); ++e)
      if (!(std::abs(values[fast][e] - values[slow][e]) <= 1e-12 * (1 + std::abs(values[slow][e]))))
        BOOST_ERROR("seed " << seed << ", element " << e << ": " << values[fast][e] << ", expected "
                            << values[slow][e]);
  }
  BOOST_TEST_MESSAGE(taken << " by diagonals, " << left << " by rows");
  BOOST_TEST(taken > 200);
}

BOOST_AUTO_TEST_SUITE_END()
