// Emission: the plan becomes one function of fused loops. The only place that touches data.
#pragma once

#include <tapeless/plan/emission.hpp>
#include <tapeless/plan/memory.hpp>
#if defined(TAPELESS_VERIFY)
#include <tapeless/plan/rules.hpp>
#endif
#include <tapeless/plan/schedule.hpp>
#include <tapeless/shape/indices.hpp>

namespace tapeless::inline TAPELESS_ISA {

namespace detail {

template <class Machine, int Threads>
class shared_phase;  // program/shared_phase.hpp

}  // namespace detail

namespace detail {

// The stages of a configuration's plan, each a constant of its own: compilers limit the steps of one constant.
// `Config::make_merged()` and `Config::make_task(merged)` give the first two, of about as many nodes and results as
// `Config::merged_size` and `Config::task_size` say.
template <class Config>
struct stages {
  struct merged {
    using guess = typename Config::merged_size;
    static constexpr ir::merged make() { return Config::make_merged(); }
  };
  struct task {
    using guess = typename Config::task_size;
    static constexpr ir::task make() {
      ir::task t = Config::make_task(ir::frozen<merged>);
      if (Config::approximates) detail::approximate(t);
      return t;
    }
  };
  struct nodes {
    static constexpr const ir::task& from = ir::frozen<task>;
    static constexpr int room = from.nodes.size + from.nodes.size / 4 + 8;
    using guess = ir::sizes<room, room, room, from.outputs.size, from.sums.size, from.assignments.size>;
    static constexpr ir::prepared make() { return prepare(from); }
  };
  struct order {
    static constexpr const ir::prepared& from = ir::frozen<nodes>;
    static constexpr int room = from.nodes.size;
    using guess = ir::sizes<room, room, room, room, room>;
    static constexpr ir::schedule make() { return make_schedule(from); }
  };
  struct layout {
    static constexpr int room = order::room, lines = count_lines(ir::frozen<nodes>.nodes);
    using guess = ir::sizes<room, room, room, room, order::from.assignments.size, lines, lines>;
    static constexpr ir::memory make() { return make_memory(ir::frozen<nodes>, ir::frozen<order>); }
  };
  struct emitted {
    static constexpr int kernels = ir::frozen<order>.kernels.size + order::from.assignments.size;
    static constexpr int room = order::room + 16;
    using guess = ir::sizes<kernels, kernels, 48 * kernels + 64, 4 * room + 32 * kernels, room>;
    static constexpr ir::emission make() { return emit(ir::frozen<nodes>, ir::frozen<order>, ir::frozen<layout>); }
  };
};

// Whether a program has values over samples, but one sample in a tile.
template <class Config>
consteval bool lacks_samples() {
  if (Config::samples == 1 || Config::streams > 0)
    for (const node& n : ir::frozen<typename stages<Config>::merged>.nodes)
      if (n.op->over_samples) return true;
  return false;
}

}  // namespace detail

// The plan of a configuration, stage by stage; every member is a constant.
template <class Config>
struct engine {
  using configuration = Config;
  using T = typename Config::value_type;
  static constexpr int lanes = Config::lanes;
  static constexpr bool approximates = Config::approximates;

  using stages = detail::stages<Config>;
  static constexpr const ir::task& task = ir::frozen<typename stages::task>;
  static constexpr const ir::prepared& nodes = ir::frozen<typename stages::nodes>;
  static constexpr const ir::schedule& order = ir::frozen<typename stages::order>;
  static constexpr const ir::memory& layout = ir::frozen<typename stages::layout>;
  static constexpr const ir::emission& emitted = ir::frozen<typename stages::emitted>;
#if defined(TAPELESS_VERIFY)
  static constexpr plan_flaw flaw = find_flaw(nodes, order, layout);
  static_assert(!flaw ? true : mistake<broken_rule<flaw.what, flaw.at, flaw.other>>,
                "tapeless: the plan of this program breaks a rule (plan/rules.hpp): please report the program");
#endif

  // Elements of the arena, with what operations need that bring plans of their own.
  static constexpr int arena_size() { return layout.arena + scratch_from<0>(); }

  // Runs the kernels of one phase.
  template <bool Last>
  TAPELESS_INLINE static constexpr void run(const sections<T>& s) noexcept {
    constexpr int begin = Last ? tile_kernels : 0, end = Last ? kernel_count : tile_kernels;
    if constexpr (is_small) {
      [&]<int... K>(std::integer_sequence<int, K...>) TAPELESS_INLINED {
        (step<first_with_code_of<begin + K>>(s, record<begin + K>), ...);
      }
      (std::make_integer_sequence<int, end - begin>{});
    } else {
      run_apart<begin, end>(s);
    }
  }

  // Runs the kernels of the first phase from the table and calls f(k) after each, until it returns false.
  template <class F>
  static constexpr bool run_watched(const sections<T>& s, F f) noexcept {
    for (int k = 0; k < tile_kernels; ++k) {
      const ir::emitted_kernel& kernel = carried.kernels[k];
      steps.of_code[kernel.code](s, carried.record + kernel.first);
      if (!f(k)) return false;
    }
    return true;
  }

  // Constant tables: iota and the user's numbers.
  static constexpr auto tables = [] {
    struct {
      alignas(64) T value[layout.table + line_elements]{};
    } t;
    for (int i = 0; i < nodes.nodes.size; ++i) {
      if (layout.where[i] != ir::section::table) continue;
      const node& n = nodes.nodes[i];
      for (int k = 0; k < n.shape.size(); ++k) t.value[layout.offset[i] + k] = static_cast<T>(number_in_table(n, k));
    }
    return t;
  }();

  // An operation that brings a plan of its own: node I.
  template <int I>
  using machine_of = typename detail::found_operation<nodes.nodes[I].op->id>::template machine<engine, I>;
  static constexpr bool brings_plan(const node& n) {
    return n.op->kind == ir::loop::opaque && !detail::given(n.op->loop32);
  }
  // The node of the K-th of them, or -1.
  static constexpr int operation_with_plan(int k) {
    for (int i = 0; i < nodes.nodes.size; ++i)
      if (brings_plan(nodes.nodes.at[i]) && k-- == 0) return i;
    return -1;
  }

  // The code of kernel K.
  template <int K>
  static constexpr ir::emitted_code code_of = emitted.codes.at[emitted.kernels.at[K].code];
  template <int K>
  static constexpr bool strides_differ = detail::strides_differ(emitted, emitted.kernels.at[K].code);

 private:
  template <class, int>
  friend class detail::shared_phase;

  // Kernels are numbered by phase: those that run for each tile come first.
  static constexpr int tile_kernels = [] {
    int n = 0;
    while (n < order.kernels.size && !order.kernels[n].last_phase) ++n;
    return n;
  }();

  static constexpr int most_unrolled = 64, most_together = 8, most_equal_sums = 4;
  // Of few kernels, calls and addresses are a good part of the work: they become one piece of code.
  static constexpr int kernel_count = emitted.kernels.size;
  static constexpr bool is_small = kernel_count <= most_together;
  // What a program carries: copies, so that the plan itself, with its pointers to operations, is not in its object
  // file.
  struct alignas(64) carried_plan {
    ir::emitted_kernel kernels[kernel_count + 1]{};
    int record[emitted.record.size + 1]{};
  };
  static constexpr carried_plan carried = [] {
    carried_plan all;
    for (int k = 0; k < kernel_count; ++k) all.kernels[k] = emitted.kernels.at[k];
    for (int i = 0; i < emitted.record.size; ++i) all.record[i] = emitted.record.at[i];
    return all;
  }();
  template <int K>
  static constexpr const int* record = carried.record + emitted.kernels.at[K].first;
  // The first kernel that has the code of kernel K.
  template <int K>
  static constexpr int first_with_code_of = emitted.codes.at[emitted.kernels.at[K].code].kernel;

  // One after the other in the code, or, of a deep network, from a table.
  template <int Begin, int End>
  static constexpr void run_apart(const sections<T>& s) noexcept {
    if constexpr (End - Begin <= most_unrolled) {
      detail::for_indices<Begin, End>([&]<int K>() {
        constexpr int first = first_with_code_of<K>;
        if constexpr (shared<first>) outlined<first>(s, record<K>);
        else step<first>(s, record<K>);
      });
    } else {
      for (int k = Begin; k < End; ++k) {
        const ir::emitted_kernel& kernel = carried.kernels[k];
        steps.of_code[kernel.code](s, carried.record + kernel.first);
      }
    }
  }

  // Whether kernels call the code of kernel K, the first that has it, as a function. Code that runs in one place is
  // compiled there, where all its numbers are constants; so are a few equal sums, whose loops are short.
  template <int K>
  static constexpr bool shared = [] {
    const bool sums = K < order.kernels.size && order.kernels.at[K].reduced != 0;
    int n = 0;
    for (int k = K; k < kernel_count; ++k) n += emitted.kernels.at[k].code == emitted.kernels.at[K].code;
    return n > (sums ? most_equal_sums : 1);
  }();

  // Kernel number K, or any other with the same code, by its record. Only the code is in the names of its functions:
  // equal layers share them.
  template <int K>
  TAPELESS_INLINE static constexpr void step(const sections<T>& s, const int* r) noexcept {
    ir::kernel_classes::at<code_of<K>.kind>::template run<engine, K>(s, r);
  }
  template <int K>
  static constexpr void outlined(const sections<T>& s, const int* r) noexcept {
    step<K>(s, r);
  }
  struct step_table {
    void (*of_code[emitted.codes.size + 1])(const sections<T>&, const int*) noexcept;
  };
  static constexpr step_table steps = []<int... C>(std::integer_sequence<int, C...>) {
    return step_table{{&outlined<emitted.codes.at[C].kernel>..., nullptr}};
  }
  (std::make_integer_sequence<int, emitted.codes.size>{});

  // The memory that the largest of them needs while it runs: behind the arena.
  template <int I>
  static constexpr int scratch_from() {
    if constexpr (I == nodes.nodes.size) {
      return 0;
    } else {
      constexpr int next = [] {
        int i = I;
        while (i < nodes.nodes.size && !brings_plan(nodes.nodes[i])) ++i;
        return i;
      }();
      if constexpr (next == nodes.nodes.size) return 0;
      else
        return machine_of<next>::scratch > scratch_from<next + 1>() ? machine_of<next>::scratch
                                                                    : scratch_from<next + 1>();
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA
