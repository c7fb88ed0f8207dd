// A call whose tiles are shared among threads, as program/threads.hpp promises.
//
// Threads take tiles from a counter, in order. So a tile that waits for its turn to add its totals waits for tiles that
// running threads have taken: it does not matter how many threads an executor really has. After the turn of the last
// tile all tiles are done, and the totals stand in the arena of the thread that had it. There the last phase runs.
#pragma once

#include <tapeless/program/program.hpp>
#include <tapeless/program/shared_phase.hpp>
#include <tapeless/simd/floating_mode.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

inline constexpr int all_threads = 1 << 30;

// What the threads of one call share beside its workspace.
template <class T, int Chunks>
struct shared_progress {
  alignas(64) std::atomic<long> taken{0};
  counter added[Chunks];  // how many tiles have added this chunk of their totals
  phase_progress last_phase;
  T* last_arena = nullptr;  // of the last tile
  error failure;            // of the totals: nothing is updated then
};

template <class Running>
class shared_call {
  using T = typename Running::value_type;
  using workspace = typename Running::workspace;
  using machine = typename Running::machine;
  static constexpr int samples = Running::samples, threads = Running::configuration::threads;

  // The totals in pieces, for one tile to follow close behind another.
  static constexpr int summed = workspace::summed;
  static constexpr int chunks = summed < 4096 ? 1 : summed > 65536 ? 16 : summed / 4096;
  static constexpr int chunk_size = round_up((summed + chunks - 1) / chunks, 16);

  using phase = shared_phase<machine, threads>;

 public:
  // As Running::execute.
  template <bool Update = true, class E, class... B>
  static error execute(const on_t<E>& team, T* state, const auto& random, workspace& w, const B&... b) noexcept {
    long count = -1;
    if (const error e = Running::admit(state, w, count, b...)) return e;
    if (team.most < 1) return {fault::no_threads, "on", 1, team.most};
    w.pending = false;  // gradients of a call before
    T numbers[] = {Running::number_of(b)..., T(0)};
    Running::template exchange_numbers<B...>(state, numbers);
    const long tiles = (count + samples - 1) / samples;
    const int most = team.most < threads ? team.most : threads;
    const int workers = tiles < most ? static_cast<int>(tiles) : most;
    // Without totals a thread takes neighbours together.
    const long together = summed > 0 || workers < 2 ? 1 : 1 + tiles / (16 * workers);
    const simd::floating_mode mode = simd::floating_mode::of_this_thread();
    shared_progress<T, chunks> progress;

    auto work = [&](int worker) noexcept {
      if (worker < 0 || worker >= workers) return;  // nobody asked for it, and there is no arena
      const simd::adopted_mode same(mode);
      [[maybe_unused]] const typename Running::denormals guard{};
      T* arena = w.arena + worker * workspace::arena_size;
      const sections<T> memory(state, arena, machine::tables.value);
      for (long tile; (tile = progress.taken.fetch_add(together, std::memory_order_relaxed)) < tiles;)
        for (const long end = tile + together < tiles ? tile + together : tiles; tile < end; ++tile) {
          const long first = tile * samples;
          const int now = static_cast<int>(count - first < samples ? count - first : samples);
          const bool last = tile + 1 == tiles;
          Running::inputs::fill(arena, random, first, now, count, b...);
          machine::template run<false>(memory);
          if (!last) (Running::template export_output<B>(memory, b, first, now, false), ...);
          if (tiles > 1) add_up(arena, w.sums, progress.added, tile, last);
          if (!last) continue;
          progress.failure = Running::totals::check(memory);
          if (!progress.failure) (Running::template export_output<B>(memory, b, first, now, true), ...);
          w.filled = now;
          progress.last_arena = arena;
          w.last_arena = worker;
          if constexpr (!Update) Running::totals::gather(w, arena);
          else if constexpr (phase::pays) progress.last_phase.done.add();
          else if (!progress.failure) machine::template run<true>(memory);
        }
      if constexpr (Update && phase::pays)
        phase::join(state, progress.last_arena, progress.failure, progress.last_phase);
    };
    if (workers > 1) team.executor->run(workers, work);
    else work(0);
    if (!progress.last_arena) progress.failure = {fault::executor_idle, "on", workers, 0};
    if (progress.failure) {
      Running::template exchange_numbers<B...>(state, numbers);
      return progress.failure;
    }
    w.pending = !Update;
    Running::store_results(sections<T>(state, progress.last_arena, machine::tables.value), w);
    return {};
  }

 private:
  // Adds this tile's totals to those of the tiles before, chunk by chunk; the last one keeps them where they are read.
  static void add_up(T* arena, T* sums, counter* added, long tile, bool last) noexcept {
    if constexpr (summed > 0)
      for (int c = 0; c < chunks; ++c) {
        added[c].wait(static_cast<unsigned>(tile));
        Running::totals::add_chunk(arena, sums, c * chunk_size, (c + 1) * chunk_size, tile == 0, last);
        added[c].tell(static_cast<unsigned>(tile + 1));
      }
  }
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
