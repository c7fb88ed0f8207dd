// Names that users give to their own things stay free: beside `using namespace tapeless`, a variable at namespace scope
// may have any of these.
#include <boost/test/unit_test.hpp>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/fit.hpp>

using namespace tapeless;

namespace {

constexpr int data = 1, size = 1, count = 1, values = 1, points = 1, samples = 1, features = 1, classes = 1;
constexpr int targets = 1, target = 1, label = 1, labels = 1, images = 1, pixels = 1, dataset = 1, train = 1, test = 1;
constexpr int model = 1, net = 1, trainer = 1, infer = 1, layers = 1, hidden = 1, logits = 1, scores = 1, output = 1;
constexpr int weight = 1, bias = 1, params = 1, state = 1, gradient = 1, loss = 1, cost = 1, guess = 1, answer = 1;
constexpr int epoch = 1, step = 1, steps = 1, rate = 1, learning_rate = 1, decay = 1, history = 1, progress = 1;
constexpr int scale = 1, width = 1, height = 1, depth = 1, channels = 1, position = 1, velocity = 1, energy = 1;
constexpr int noise = 1, mask = 1, residual = 1, matrix = 1, vector = 1, grid = 1, line = 1, name = 1, path = 1;
constexpr int corners = 1, stride = 1, taps = 1, filters = 1, groups = 1, upsampled = 1, threshold = 1;

constexpr int all = data + size + count + values + points + samples + features + classes + targets + target + label +
                    labels + images + pixels + dataset + train + test + model + net + trainer + infer + layers +
                    hidden + logits + scores + output + weight + bias + params + state + gradient + loss + cost +
                    guess + answer + epoch + step + steps + rate + learning_rate + decay + history + progress + scale +
                    width + height + depth + channels + position + velocity + energy + noise + mask + residual +
                    matrix + vector + grid + line + name + path + corners + stride + taps + filters + groups +
                    upsampled + threshold;

}  // namespace

BOOST_AUTO_TEST_CASE(usual_names_are_free) { BOOST_TEST(all == 67); }
