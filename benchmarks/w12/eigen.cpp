// All tokens of all samples are columns of one matrix; attention is computed for each sample and head.
#include "../peers/eigen.hpp"
#include "../harness/subject.hpp"
#include "problem.hpp"

namespace {
using namespace w12;
constexpr int columns = batch * tokens;
template <int Rows>
using all = peers::matrix<float, Rows, columns>;

struct adamw : peers::eigen_adam {
  template <class W, class G, class S>
  void operator()(W& w, const G& g, S& s) const {
    w *= 1 - rate * static_cast<float>(decay);
    peers::eigen_adam::operator()(w, g, s);
  }
};

struct layer_norm {
  peers::matrix<float, width> scale, shift, dscale, dshift, state[2][2];
  all<width> normal;
  Eigen::Matrix<float, 1, columns> deviation, sum, along;

  const float* set(const float* p) {
    std::copy(p, p + width, scale.data());
    std::copy(p + width, p + 2 * width, shift.data());
    for (auto& s : state) s[0].setZero(), s[1].setZero();
    return p + 2 * width;
  }
  template <class List>
  void append(List& to) const {
    to.insert(to.end(), scale.data(), scale.data() + width);
    to.insert(to.end(), shift.data(), shift.data() + width);
  }
  void forward(const all<width>& x, all<width>& y) {
    sum = x.colwise().mean();
    normal = x.rowwise() - sum;
    deviation = (normal.colwise().squaredNorm().array() / float{width} + static_cast<float>(epsilon)).sqrt();
    normal.array().rowwise() /= deviation.array();
    y = (normal.array().colwise() * scale.array()).matrix();
    y.colwise() += shift;
  }
  void gradients(const all<width>& dy) {
    dscale = (dy.array() * normal.array()).rowwise().sum();
    dshift = dy.rowwise().sum();
  }
  void backward(all<width>& dy) {  // dy becomes that of x
    dy.array().colwise() *= scale.array();
    sum = dy.colwise().mean();
    along = (dy.array() * normal.array()).colwise().mean();
    dy.array() -= normal.array().rowwise() * along.array();
    dy.rowwise() -= sum;
    dy.array().rowwise() /= deviation.array();
  }
  void update(const adamw& rule) {
    rule(scale, dscale, state[0]);
    rule(shift, dshift, state[1]);
  }
};

struct subject : bench::training<subject> {
  std::vector<float> inputs = w12::inputs(), targets = w12::targets();
  layer_norm norm1, norm2;
  peers::eigen_dense<float, width, 3 * width, adamw> qkv;
  peers::eigen_dense<float, width, width, adamw> out;
  peers::eigen_dense<float, width, hidden, adamw> linear1;
  peers::eigen_dense<float, hidden, width, adamw> linear2;
  adamw rule;
  all<width> x, h, answer, a, n, y, dn, danswer;
  all<3 * width> p, dp;
  all<hidden> u, du;
  peers::matrix<float, tokens, tokens> weight[batch * heads], dweight;

  explicit subject(double rate) : rule{{static_cast<float>(rate)}} {
    const std::vector<float> all_of_them = w12::parameters();
    linear2.set(linear1.set(norm2.set(out.set(qkv.set(norm1.set(all_of_them.data()))))));
    x = Eigen::Map<const all<width>>(inputs.data());
  }
  auto part(all<3 * width>& of, int which, int sample, int head) {
    return of.template block<each, tokens>(which * width + head * each, sample * tokens);
  }
  float step() {
    norm1.forward(x, h);
    qkv.forward(h, p);
    const float root = std::sqrt(float{each});
    for (int s = 0; s < batch; ++s)
      for (int head = 0; head < heads; ++head) {
        auto& w = weight[s * heads + head];  // [key][query]
        w.noalias() = part(p, 1, s, head).transpose() * part(p, 0, s, head);
        w /= root;
        w.rowwise() -= w.colwise().maxCoeff().eval();
        w = w.array().exp();
        w.array().rowwise() /= w.colwise().sum().array().eval();
        answer.template block<each, tokens>(head * each, s * tokens).noalias() = part(p, 2, s, head) * w;
      }
    out.forward(answer, a);
    a += x;
    norm2.forward(a, n);
    linear1.forward(n, u);
    u = u.cwiseMax(0.f);
    linear2.forward(u, y);
    y += a;
    y -= Eigen::Map<const all<width>>(targets.data());
    const float loss = y.squaredNorm() / static_cast<float>(y.size());
    rule.advance();

    y *= 2.f / static_cast<float>(y.size());
    du.noalias() = linear2.weight.transpose() * y;
    du = (u.array() > 0.f).select(du, 0.f);
    linear2.update(rule, u, y);
    dn.noalias() = linear1.weight.transpose() * du;
    linear1.update(rule, n, du);
    norm2.gradients(dn);
    norm2.backward(dn);
    norm2.update(rule);
    y += dn;
    danswer.noalias() = out.weight.transpose() * y;
    out.update(rule, answer, y);
    for (int s = 0; s < batch; ++s)
      for (int head = 0; head < heads; ++head) {
        const auto& w = weight[s * heads + head];
        const auto d = danswer.template block<each, tokens>(head * each, s * tokens);
        dweight.noalias() = part(p, 2, s, head).transpose() * d;
        part(dp, 2, s, head).noalias() = d * w.transpose();
        dweight.rowwise() -= (dweight.array() * w.array()).colwise().sum().matrix().eval();
        dweight = (dweight.array() * w.array() / root).matrix();
        part(dp, 0, s, head).noalias() = part(p, 1, s, head) * dweight;
        part(dp, 1, s, head).noalias() = part(p, 0, s, head) * dweight.transpose();
      }
    dn.noalias() = qkv.weight.transpose() * dp;
    qkv.update(rule, h, dp);
    norm1.gradients(dn);
    norm1.update(rule);
    return loss;
  }
  void parameters(bench::values& v) const {
    norm1.append(v);
    qkv.append(v);
    out.append(v);
    norm2.append(v);
    linear1.append(v);
    linear2.append(v);
  }
};
const bench::enrol<subject> here{"W12", "Eigen", "float"};
}  // namespace
