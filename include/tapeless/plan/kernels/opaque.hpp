// Operations with a loop, or a whole plan, of their own.
#pragma once

#include <tapeless/plan/kernels/kernel_class.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

struct opaque_kernel : kernel_class {
  static constexpr char name[] = "opaque";
  struct code {
    int node = -1;  // its views are constants in its code

    constexpr void words(auto& s) { s(node); }
  };

  static constexpr bool matches(const ir::prepared& p, const ir::schedule&, const ir::kernel& k) {
    return k.core >= 0 && p.nodes.at[k.core].op->kind == ir::loop::opaque;
  }
  static constexpr bool lower(const ir::prepared&, const ir::schedule& s, const ir::memory&, int at, ir::lowered& l) {
    code c{s.kernels.at[at].core};
    l.write(c);
    return true;
  }

  template <class Engine, int K, class T>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s, const int*) noexcept {
    constexpr int node = Engine::order.kernels.at[K].core;
    if constexpr (Engine::brings_plan(Engine::nodes.nodes[node])) Engine::template machine_of<node>::run(s);
    else call<Engine, node>(s);
  }
  template <class Walk>
  static constexpr void walk(Walk& w, const ir::lowered& l) {
    w.algebra.opaque(w.plan, l.read<code>().node, w);
  }

  static constexpr const char* lanes(const ir::prepared&, const ir::kernel&, int) { return "its own"; }

 private:
  template <class Engine, int I, class T>
  static constexpr void call(const sections<T>& s) noexcept {
    constexpr node n = Engine::nodes.nodes[I];
    constexpr int arity = n.op->arity;
    const T* operand[arity + 1]{};
    view views[arity + 1]{};
    [&]<int... Q>(std::integer_sequence<int, Q...>) TAPELESS_INLINED {
      (
          [&] {
            constexpr ir::address source = address_in(Engine::nodes, Engine::layout, n.in[Q]);
            constexpr view from = Engine::nodes.views[n.in[Q]];
            operand[Q] = resolve(s, source);
            views[Q] = from;
          }(),
          ...);
    }
    (std::make_integer_sequence<int, arity>{});
    constexpr ir::address target{Engine::layout.where[I], Engine::layout.offset[I]};
    constexpr view whole = Engine::nodes.views[I];
    constexpr attributes told = attributes_of(n);
    T* out = resolve(s, target);
    constexpr opaque_loop<T> f = [&] {
      if constexpr (std::is_same_v<T, float>) return n.op->loop32;
      else return n.op->loop64;
    }();
    f(told, operand, views, out, whole);
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
