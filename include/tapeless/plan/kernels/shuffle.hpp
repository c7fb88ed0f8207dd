// Copies of a few vectors, each assembled in a register from whole vectors of the sources. Which copies have this form
// is known once addresses are; plan/kernels/copy.hpp lowers the others.
#pragma once

#include <tapeless/kernels/assembly.hpp>
#include <tapeless/plan/kernels/copy.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// A copy of few vectors as a table of the source of each lane, if few steps assemble the result from whole vectors of
// the sources. Values begin at cache lines, so that a vector of a source is one that a kernel stored.
constexpr kernels::assembly assembly_of(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  kernels::assembly r;
  const int core = s.kernels.at[at].core, size = p.nodes.at[core].shape.size(), lanes = p.lanes;
  r.vectors = (size + lanes - 1) / lanes;
  r.target = packed(memory_of(p, m, core));
  if (lanes == 1 || p.samples > 1 || r.vectors > r.most_vectors || p.views.at[core].buffer != core ||
      !is_run(p.views.at[core]))
    return {};
  const copy_plan c = copies_of(p, s, core);
  ir::list<int> sections(r.vectors * lanes), elements(r.vectors * lanes);
  int* const section_of = sections.at;  // -2: nothing, -1: a number
  int* const element = elements.at;
  for (int i = 0; i < r.vectors * lanes; ++i) section_of[i] = i < size ? -2 : -1;
  bool first = true;
  for (int k = 0; k < c.parts; ++k) {
    const bool fills = c.source[k] < 0;
    if (fills && !first && r.value != c.value[k]) r.vectors = 0;
    if (fills) r.value = c.value[k], first = false;
    const ir::address source = fills ? ir::address{} : address_in(p, m, c.source[k]);
    const shape& walk = c.from[k].shape;
    for (int e = 0; e < walk.size(); ++e) {
      int rest = e, from = source.offset, to = c.to[k].offset;
      for (int a = walk.rank - 1; a >= 0; --a) {
        from += rest % walk.dim[a] * c.from[k].stride[a];
        to += rest % walk.dim[a] * c.to[k].stride[a];
        rest /= walk.dim[a];
      }
      section_of[to] = fills ? -1 : static_cast<int>(source.where);
      element[to] = from;
    }
  }
  for (int v = 0; v < r.vectors; ++v)
    for (int lane = 0; lane < lanes; ++lane) {
      const int i = v * lanes + lane;
      if (section_of[i] == -1) continue;
      if (section_of[i] < 0) {  // another kernel's
        r.vectors = 0;
        break;
      }
      const int block = packed({static_cast<ir::section>(section_of[i]), element[i] / lanes * lanes});
      int from = 0, k = 0;
      while (from < r.sources && r.source[from] != block) ++from;
      while (k < r.count[v] && r.piece[v][k].source != from) ++k;
      if (k == r.most_pieces || from == r.most_sources) {
        r.vectors = 0;
        break;
      }
      if (from == r.sources) r.source[r.sources++] = block;
      if (k == r.count[v]) r.piece[v][r.count[v]++].source = from;
      r.piece[v][k].lane[lane] = static_cast<signed char>(1 + element[i] % lanes);
    }
  return r;
}

struct shuffle_kernel : copy_kernel {
  struct code {
    int own = -1;  // the kernel: its addresses are part of the code
    kernels::assembly table{};

    constexpr void words(auto& s) { s(own, table); }
  };

  static constexpr bool lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at,
                              ir::lowered& l) {
    code c{at, assembly_of(p, s, m, at)};
    if (c.table.vectors == 0) return false;
    copy_kernel::lower(p, s, m, at, l);
    l.write(c);
    return true;
  }

  template <class Engine, int K>
  static constexpr kernels::assembly table = read_code<code>(Engine::emitted, Engine::template code_of<K>).table;
  template <class Engine, int K, class T>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s, const int*) noexcept {
    kernels::assemble<T, simd::vec_of<T, Engine::lanes>, table<Engine, K>>(
        [&s](int packed) TAPELESS_INLINED { return resolve_plainly(s, packed); });
  }
  template <class Walk>
  static constexpr void walk(Walk& w, const ir::lowered& l) {
    const code c = l.read<code>();
    const kernels::assembly& t = c.table;
    const int lanes = w.plan.nodes.lanes;
    ir::list<typename Walk::cell> made(t.vectors * lanes);
    for (auto& cell : made) cell = w.algebra.number(t.value);
    for (int v = 0; v < t.vectors; ++v)
      for (int k = 0; k < t.count[v]; ++k)
        for (int lane = 0; lane < lanes; ++lane)
          if (const int from = t.piece[v][k].lane[lane]; from > 0)
            made.at[v * lanes + lane] = w.reach(Walk::begin(t.source[t.piece[v][k].source]) + (from - 1));
    for (int i = 0; i < made.size; ++i) w.reach(Walk::begin(t.target) + i) = made.at[i];
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
