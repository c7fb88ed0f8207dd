// The observations of a least-squares problem: the residuals of all samples with their derivatives, and the matrix of
// products [J^T J, J^T r; r^T J, r^T r] over all of them.
#pragma once

#include <tapeless/calculus/gradient.hpp>
#include <tapeless/expr/parameter.hpp>
#include <tapeless/fit/symmetric.hpp>
#include <tapeless/program/program.hpp>

namespace tapeless::inline TAPELESS_ISA::detail {

// The parameters of an expression, in the order in which it uses them first.
template <graph G>
struct parameter_list {
  const node* at[graph_summary<G>.leaves + 1]{};
  int leaf[graph_summary<G>.leaves + 1]{};  // its index in leaves_below<G>
  int size = 0, elements = 0;
  consteval parameter_list() {
    for (int i = 0; i < leaves_below<G>.size; ++i)
      if (const node& n = *leaves_below<G>.at[i]; is_leaf(n, ir::role::parameter)) {
        leaf[size] = i;
        at[size++] = &n;
        elements += n.shape.size();
      }
  }
};

template <graph G>
inline constexpr parameter_list<G> parameters_of{};

// The derivatives of all residuals with respect to all elements of a parameter: [elements, residuals].
struct rows_f {  // the residuals, the parameter
  static constexpr bool whole = true;
  static constexpr int build(builder& b, const int* in) {
    return derived(b, [&] {
      const int residuals = b[in[0]].shape.size(), elements = b[in[1]].shape.size();
      if (residuals == 1) {
        int row = -1;
        reverse(b, reshape(b.at(in[0]), shape{}).id, constant_term(b, 1).id, &in[1], 1, &row);
        return reshape(b.at(row), make_shape(elements, 1)).id;
      }
      const term columns = reshape(b.at(jacobian_in(b, in[0], in[1])), make_shape(residuals, elements));
      return permute(columns, 0x01).id;
    });
  }
};
struct residual_row_f {
  static constexpr int arity = 1;
  constexpr term operator()(term x) const { return reshape(x, make_shape(1, x->shape.size())); }
};

template <graph Residual, int I>
inline constexpr auto rows_of = composed<rows_f, Residual, single_node<Residual, parameters_of<Residual>.leaf[I]>()>{};

template <class Options, graph Residual, class Parameters>
struct fit_config;
template <class Options, graph Residual, int... I>
struct fit_config<Options, Residual, std::integer_sequence<int, I...>>
    : inference_config<Options, assignment_list<>, graph_of(rows_of<Residual, I>)...,
                       graph_of(composed<called<residual_row_f>, Residual>{})> {
  static constexpr const auto& parameters = parameters_of<Residual>;
  static constexpr int residuals = Residual.root().shape.size();
};

// The program that computes the matrix of products for the parameters in its state.
template <class Config>
class observations : public running<Config> {
  using base = running<Config>;

 public:
  using machine = typename base::machine;
  using workspace = typename base::workspace;

 protected:
  using T = typename base::T;
  using base::samples;
  static constexpr int elements = Config::parameters.elements;
  using triangle = upper_triangle<elements + 1>;
  using base::base;

  // Where the parameters lie in the state; offset -1 for one that has dropped out of the program.
  struct place {
    int offset = 0, size = 0;
  };
  static constexpr auto places = [] {
    struct {
      place at[Config::parameters.size + 1]{};
    } all;
    for (int k = 0; k < Config::parameters.size; ++k) {
      const node& n = *Config::parameters.at[k];
      const int at = find_leaf<machine>(ir::role::parameter, n.leaf->hash);
      all.at[k] = {at < 0 ? -1 : machine::layout.offset[at], n.shape.size()};
    }
    return all;
  }();
  constexpr void read_parameters(T* to) const noexcept {
    for_indices<0, Config::parameters.size>([&]<int K>() {
      constexpr place own = places.at[K];
      for (int i = 0; i < own.size; ++i) *to++ = own.offset < 0 ? T(0) : this->state_[own.offset + i];
    });
  }
  constexpr void write_parameters(const T* from) noexcept {
    for_indices<0, Config::parameters.size>([&]<int K>() {
      constexpr place own = places.at[K];
      for (int i = 0; i < own.size; ++i, ++from)
        if constexpr (own.offset >= 0) this->state_[own.offset + i] = *from;
    });
  }

  // The products over all samples, added up tile by tile. `packed`: the bindings of a single tile have been packed by
  // the call before.
  template <class... B>
  TAPELESS_INLINE constexpr void evaluate(T* to, long count, bool packed, const B&... b) noexcept {
    const sections<T> memory(this->state_, work_.arena, machine::tables.value);
    if (count <= samples) {
      if (!keeps_inputs || !packed)
        base::inputs::fill(work_.arena, this->random_, 0, static_cast<int>(count), count, b...);
      machine::template run<false>(memory);
      if (count == samples) add_up(memory, samples, to);
      else add_up(memory, static_cast<int>(count), to);
      return;
    }
    for (long first = 0; first < count; first += samples) {
      const int now = static_cast<int>(count - first < samples ? count - first : samples);
      base::inputs::fill(work_.arena, this->random_, first, now, count, b...);
      machine::template run<false>(memory);
      add_up(memory, now, tile_);
      const kernels::running_totals<T> total{sums_, sums_ + rounded};
      if (first == 0) total.begin(tile_, 0, rounded);
      else if (first + samples < count) total.add(tile_, 0, rounded);
      else total.finish(tile_, 0, rounded);
    }
    for (int i = 0; i < triangle::size; ++i) to[i] = tile_[i];
  }

 private:
  static constexpr int rounded = round_up(triangle::size, line_elements);
  // Whether the inputs are still in the arena after the kernels have run.
  static constexpr bool keeps_inputs = [] {
    const auto& layout = machine::layout;
    const auto& all = machine::nodes;
    for (int i = 0; i < all.nodes.size; ++i) {
      if (layout.where[i] != ir::section::arena || all.nodes[i].op->kind != ir::loop::leaf) continue;
      for (int j = 0; j < all.nodes.size; ++j)
        if (j != i && layout.where[j] == ir::section::arena &&
            layout.offset[j] < layout.offset[i] + storage_size(all.views[i]) &&
            layout.offset[i] < layout.offset[j] + storage_size(all.views[j]))
          return false;
    }
    return true;
  }();

  static constexpr bool by_samples = samples > 1;
  static constexpr int width = by_samples ? round_up(samples, Config::lanes) : 1;
  // The rows of output O: whether they lie so that sums can run along them, and how far apart.
  template <int O>
  struct output_rows {
    static constexpr int at = machine::nodes.outputs[O];
    static constexpr view v = machine::nodes.views[at];
    static constexpr int count = machine::nodes.nodes[at].shape.dim[0];
    static constexpr bool is_batched = machine::nodes.batched[at];
    static constexpr bool in_memory = v.buffer >= 0;
    static constexpr bool in_place = in_memory && is_batched == by_samples && v.stride[by_samples ? 2 : 1] == 1;
    static constexpr int row = in_place ? v.stride[0] : Config::residuals * width;
    static constexpr int part = by_samples ? in_place ? v.stride[1] : width : 0;
  };
  // Elements of the rows of outputs before O that have to be copied.
  template <int O>
  static constexpr int copied_before() {
    if constexpr (O == 0) return 0;
    else
      return copied_before<O - 1>() +
             (output_rows<O - 1>::in_place ? 0 : output_rows<O - 1>::count * Config::residuals * width);
  }
  static constexpr int outputs = Config::outputs, rows = elements + 1;

  // Rows that have the same value for all samples, or lie otherwise, are written out.
  template <int O>
  TAPELESS_INLINE constexpr void copy_rows(const sections<T>& memory) noexcept {
    using own = output_rows<O>;
    T* to = copies_ + copied_before<O>();
    if constexpr (!own::in_memory) {
      constexpr double value = machine::nodes.nodes[own::at].value;
      for (int i = 0; i < own::count * Config::residuals * width; ++i) to[i] = static_cast<T>(value);
    } else {
      constexpr ir::address address = address_in(machine::nodes, machine::layout, own::at);
      const T* from = resolve(memory, address);
      for (int r = 0; r < own::count; ++r)
        for (int m = 0; m < Config::residuals; ++m)
          for (int s = 0; s < width; ++s)
            *to++ = from[r * own::v.stride[0] + m * own::v.stride[1] + (own::is_batched ? s * own::v.stride[2] : 0)];
    }
  }

  TAPELESS_INLINE constexpr void add_up(const sections<T>& memory, int now, T* to) noexcept {
    gram<simd::vec_of<T, Config::lanes>, rows> product;
    int row = 0;
    for_indices<0, outputs>([&]<int O>() {
      using own = output_rows<O>;
      if constexpr (!own::in_place) copy_rows<O>(memory);
      constexpr ir::address address = address_in(machine::nodes, machine::layout, own::at);
      const T* first = own::in_place ? resolve(memory, address) : copies_ + copied_before<O>();
      for (int r = 0; r < own::count; ++r, ++row) {
        product.row[row] = first + r * own::row;
        product.part[row] = own::part;
      }
    });
    if constexpr (by_samples) product(Config::residuals, now, to);
    else product(1, Config::residuals, to);
  }

 protected:
  workspace work_{};

 private:
  alignas(64) T tile_[rounded]{};
  alignas(64) T sums_[2 * rounded]{};
  alignas(64) T copies_[copied_before<outputs>() + 1]{};
};

}  // namespace tapeless::inline TAPELESS_ISA::detail
