// The last phase of a shared call, which runs once after all tiles: the optimiser's kernels, above all. A large one is
// cut into parts along its outermost loop; threads that have run out of tiles take parts from a counter, in order, and
// begin a kernel when the kernels before it are done.
#pragma once

#include <tapeless/program/engine.hpp>
#include <tapeless/program/status.hpp>
#include <tapeless/program/waiting.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

struct phase_progress {
  alignas(64) std::atomic<int> taken{0};
  counter done;  // parts, and one for the tiles before them
};

template <class Machine, int Threads>
class shared_phase {
  using T = typename Machine::T;
  static constexpr int first_kernel = Machine::tile_kernels, kernels = Machine::kernel_count - first_kernel;
  static constexpr int smallest_part = 4096;  // elements: about the time that it takes to tell another thread

  // A kernel that is cut, or neighbours that are not.
  struct stage {
    int first = 0, last = 0, before = 0, parts = 1;  // kernels [first, last); parts of the stages before
    int ints = 0, pointers = 0, cut = 0,
        unit = 1;  // the record; the place of the extent that is cut, and into multiples
  };

  static constexpr void cut_kernel(int k, stage& s) {
    const ir::emitted_code& c = Machine::emitted.codes.at[Machine::emitted.kernels.at[k].code];
    const int parts = k < Machine::order.kernels.size ? Machine::order.kernels.at[k].domain.size() / smallest_part : 0;
    if (parts < 2) return;
    const int loop = ir::kernel_classes::with(c.kind, [&]<class C>() { return C::shared_loop(Machine::emitted, c); });
    if (loop < 0) return;
    s.parts = parts < Threads ? parts : Threads;
    s.pointers = c.pointers;
    s.ints = c.pointers + (c.loops + 1) * (c.pointers + 1);
    s.cut = c.pointers + loop * (c.pointers + 1);
    s.unit = loop == c.loops ? 64 : 1;
  }
  static constexpr auto stages = [] {
    struct {
      stage at[kernels + 1]{};
      int count = 0, parts = 0, ints = 0;
    } list;
    for (int k = first_kernel; k < Machine::kernel_count; ++k) {
      stage s{.first = k, .last = k + 1};
      if (Threads > 1) cut_kernel(k, s);
      if (list.count && s.parts == 1 && list.at[list.count - 1].parts == 1) {
        list.at[list.count - 1].last = s.last;
        continue;
      }
      s.before = list.parts;
      list.parts += s.parts;
      if (s.ints > list.ints) list.ints = s.ints;
      list.at[list.count++] = s;
    }
    return list;
  }();

  // The code of the kernels of this phase, by number.
  using code = void (*)(const sections<T>&, const int*) noexcept;
  struct code_table {
    code at[kernels + 1];
  };
  static constexpr code_table codes = []<int... I>(std::integer_sequence<int, I...>) {
    return code_table{
        {&Machine::template outlined<Machine::template first_with_code_of<first_kernel + I>>..., nullptr}};
  }
  (std::make_integer_sequence<int, kernels>{});

  static void run(const stage& s, int part, const sections<T>& memory) noexcept {
    for (int k = s.first; k < s.last; ++k) {
      const int* record = Machine::carried.record + Machine::carried.kernels[k].first;
      if (s.parts == 1) {
        codes.at[k - first_kernel](memory, record);
        continue;
      }
      int own[stages.ints + 1];
      for (int i = 0; i < s.ints; ++i) own[i] = record[i];
      const int extent = record[s.cut], each = round_up((extent + s.parts - 1) / s.parts, s.unit);
      const int begin = part * each < extent ? part * each : extent;
      own[s.cut] = extent - begin < each ? extent - begin : each;
      for (int j = 0; j < s.pointers; ++j) own[j] = moved_on(own[j], begin * record[s.cut + 1 + j]);
      codes.at[k - first_kernel](memory, own);
    }
  }

 public:
  // Whether there is anything to share.
  static constexpr bool pays = stages.count > 0 && stages.parts > stages.count;

  // Takes parts until none is left; after a failure they do nothing. Arena and failure are known once the tiles are
  // done.
  static void join(T* state, T* const& arena, const error& failure, phase_progress& progress) noexcept {
    int part;
    while ((part = progress.taken.fetch_add(1, std::memory_order_relaxed)) < stages.parts) {
      int s = 0;
      while (part >= stages.at[s].before + stages.at[s].parts) ++s;
      progress.done.wait_for_at_least(static_cast<unsigned>(stages.at[s].before + 1));
      if (!failure) run(stages.at[s], part - stages.at[s].before, sections<T>(state, arena, Machine::tables.value));
      progress.done.add();
    }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
