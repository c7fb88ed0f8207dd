// Constants that must be in memory: outputs, values of assignments, and operands of kernels that read memory.
#pragma once

#include <tapeless/plan/kernels/kernel_class.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

struct fill_kernel : kernel_class {
  static constexpr char name[] = "fill";
  struct code {
    double value = 0;

    constexpr void words(auto& s) { s(value); }
  };

  // The planner's copy of a constant, if no other node shares its kernel; of contiguous memory.
  static constexpr bool matches(const ir::prepared& p, const ir::schedule& s, const ir::kernel& k) {
    const int i = s.members.at[k.first];
    return k.count == 1 && is_op<ops::stop_gradient_op>(p.nodes.at[i]) &&
           is_constant(p.nodes.at[p.nodes.at[i].in[0]]) && is_run(p.views.at[i]);
  }
  static constexpr bool stores_vectors(const ir::prepared&, const ir::kernel&) { return true; }

  static constexpr bool lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at,
                              ir::lowered& l) {
    const int i = s.members.at[s.kernels.at[at].first], size = p.nodes.at[i].shape.size(), one = 1;
    l.lanes = lanes_for(size, p.lanes);
    l.pointers = 1;
    l.pointers_to.push(address_in(p, m, i));
    add_loop(l, is_placed(p, i) ? size : round_up(size, l.lanes), &one, 1);  // memory of its own has whole vectors
    code c{p.nodes.at[p.nodes.at[i].in[0]].value};
    l.write(c);
    return true;
  }

  template <class Engine, int K, class T>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s, const int* record) noexcept {
    constexpr const auto& c = Engine::template code_of<K>;
    constexpr T value = static_cast<T>(read_code<code>(Engine::emitted, c).value);
    using V = simd::vec_of<T, c.lanes>;
    T* const to = resolve_plainly(s, record[0]);
    const int n = record[1];
    int i = 0;
    for (; i + c.lanes <= n; i += c.lanes) simd::storeu(to + i, V(value));
    for (; i < n; ++i) to[i] = value;
  }
  template <class Walk>
  static constexpr void walk(Walk& w, const ir::lowered& l) {
    for (int i = 0; i < l.extent(0); ++i)
      w.reach(Walk::begin(l.pointers_to.at[0]) + i) = w.algebra.number(l.read<code>().value);
  }

  static constexpr int shared_loop(const ir::emission&, const ir::emitted_code&) { return 0; }
  static constexpr const char* lanes(const ir::prepared& p, const ir::kernel& k, int i) { return lanes_along(p, k, i); }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
