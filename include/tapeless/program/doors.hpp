// What calls refuse, each mistake with one sentence. Programs as a whole: program/refusals.hpp and arguments.hpp.
#pragma once

#include <span>

#include <tapeless/base/given.hpp>
#include <tapeless/program/call.hpp>
#include <tapeless/program/report.hpp>

namespace tapeless::inline TAPELESS_ISA {

// The result of a call or a program after a mistake: becomes whatever the user makes of it, and says nothing more.
struct inert_result : inert {
  template <class T>
  operator T() const;
  static constexpr bool ok() { return true; }
};

// What stands for a program after a mistake.
struct inert_program {
  static constexpr program_report report{};
  template <class... T>
  constexpr inert_program(const T&...) noexcept {}
  template <class... B>
  constexpr inert_result run(const B&...) const noexcept {
    return {};
  }
  template <class... B>
  constexpr inert_result step(const B&...) const noexcept {
    return {};
  }
  template <class... B>
  constexpr inert_result gradients(const B&...) const noexcept {
    return {};
  }
  template <class... B>
  constexpr inert_result apply(const B&...) const noexcept {
    return {};
  }
  template <class E>
  constexpr inert_result operator[](E) const noexcept {
    return {};
  }
  template <class... X>
  constexpr void copy_gradient(const X&...) const noexcept {}
  template <class... X>
  constexpr void set_parameters(const X&...) const noexcept {}
  template <class... X>
  constexpr void reset(const X&...) const noexcept {}
  constexpr void reset_state() const noexcept {}
  constexpr void forget() const noexcept {}
  template <class... X>
  constexpr inert_result reset_stream(const X&...) const noexcept {
    return {};
  }
  constexpr void discard_gradients() const noexcept {}
  template <class X>
  constexpr int copy_state(const X&) const noexcept {
    return 0;
  }
  template <class F>
  constexpr void for_each_parameter(F) const noexcept {}
  template <class F>
  constexpr void for_each_state(F) const noexcept {}
  constexpr std::span<float> totals() const noexcept { return {}; }
  constexpr inert_result gradient_norm() const noexcept { return {}; }
  constexpr inert parameters() const noexcept { return {}; }
  constexpr inert averaged() const noexcept { return {}; }
};

namespace detail {

// What messages show beside their sentence.
template <text Name>
struct named {};
template <class Element, long Extent>  // -1 if only the value knows
struct range_shown {};

constexpr const char* name_of_symbol(const symbol* s) { return given(s) ? s->name : ""; }
constexpr std::size_t length_of(const char* chars) {
  std::size_t at = 0;
  while (chars[at]) ++at;
  return at;
}
template <const symbol* S>
consteval auto name_shown() {
  constexpr std::size_t length = length_of(name_of_symbol(S));
  char chars[length + 1]{};
  for (std::size_t i = 0; i < length; ++i) chars[i] = name_of_symbol(S)[i];
  return text<length + 1>(chars);
}
template <const symbol* S>
using shown = named<name_shown<S>()>;

template <shape S, class I = std::make_integer_sequence<int, S.rank>>
struct tensor_shown;
template <shape S, int... I>
struct tensor_shown<S, std::integer_sequence<int, I...>> {
  using type = tensor<S.dim[I]...>;
};
template <shape S>
using shown_shape = typename tensor_shown<S>::type;

enum class binding_fault : unsigned char {
  none,
  unknown,
  other,
  number,
  range,
  integers,
  element,
  extent,
  read_only,
  rows
};

// What a binding's type already says.
template <class Config, class B>
consteval binding_fault fault_of() {
  constexpr node n = leaf_of_binding<B>;
  constexpr bound_node own = Config::bound_by(binding_key(n));
  if (!own.there) return binding_fault::unknown;
  if (!same_kind(own.node, n)) return binding_fault::other;
  if constexpr (is_leaf(n, ir::role::scalar)) {
    return B::is_range ? binding_fault::range : binding_fault::none;
  } else if constexpr (!B::is_range) {
    return is_bound_by_calls(n) && n.shape.size() == 1 ? binding_fault::none : binding_fault::number;
  } else {
    using element = typename B::element;
    using plain = std::remove_const_t<element>;
    if (B::has_rows && !is_bound_by_calls(n)) return binding_fault::rows;
    if (is_leaf(n, ir::role::index) ? !std::is_integral_v<plain> : !std::is_same_v<plain, typename Config::value_type>)
      return is_leaf(n, ir::role::index) ? binding_fault::integers : binding_fault::element;
    if (!is_bound_by_calls(n) && std::is_const_v<element>) return binding_fault::read_only;
    if (B::extent == 0 || (B::extent > 0 && B::extent % n.shape.size() != 0)) return binding_fault::extent;
    return binding_fault::none;
  }
}

// The binding at this place, and what a message shows of it.
template <int I, class First, class... Rest>
struct binding_at : binding_at<I - 1, Rest...> {};
template <class First, class... Rest>
struct binding_at<0, First, Rest...> {
  static constexpr node leaf = leaf_of_binding<First>;
  using name = shown<leaf.leaf>;
  using sample = shown_shape<leaf.shape>;
  static constexpr auto range() {
    if constexpr (First::is_range) return range_shown<typename First::element, First::extent>{};
    else return double{};
  }
};

// A range to go on with after a mistake.
template <class T, int Size>
constexpr auto nothing() {
  return std::span<T, static_cast<std::size_t>(Size)>(static_cast<T*>(nullptr), static_cast<std::size_t>(Size));
}

// How many samples a binding's type says that it holds; -1 if it says nothing.
template <class B>
consteval long samples_in() {
  constexpr node n = leaf_of_binding<B>;
  if constexpr (!is_bound_by_calls(n)) return -1;
  else if constexpr (B::is_range) return B::extent < 0 ? -1 : B::extent / n.shape.size();
  else return 1;
}
template <class... B>
consteval bool equally_many_samples() {
  long count = -1;
  bool equal = true;
  for (long found : {-1L, samples_in<B>()...})
    if (found >= 0) {
      equal = equal && (count < 0 || count == found);
      count = found;
    }
  return equal;
}

template <int>
struct samples_expected {};
template <class Config, class... B>
consteval bool a_sample_for_each_stream() {
  if constexpr (Config::streams > 0) return ((samples_in<B>() < 0 || samples_in<B>() % Config::streams == 0) && ...);
  else return true;
}

template <class B>
inline constexpr bool is_binding = requires {
  typename B::expression;
};

// True if a call makes sense; the one place that refuses it. After a mistake in a binding itself nothing more is said.
template <class Config, class... B>
requires((inert_like<B> || ...)) consteval bool accepts() { return false; }
template <class Config, class... B>
requires(!(inert_like<B> || ...) && (!is_binding<B> || ...)) consteval bool accepts() {
  static_assert(mistake<B...>,
                "tapeless: run or step: an argument is not a binding: bind as in run(x = values); a workspace or "
                "on(pool) comes first");
  return false;
}
template <class Config, class... B>
consteval bool accepts() {
  constexpr binding_fault faults[] = {fault_of<Config, B>()..., binding_fault::none};
  constexpr int at = [&] {
    for (int i = 0; i < static_cast<int>(sizeof...(B)); ++i)
      if (faults[i] != binding_fault::none) return i;
    return -1;
  }();
  if constexpr (at >= 0) {
    using wrong = binding_at<at, B...>;
    using name = typename wrong::name;
    using sample = typename wrong::sample;
    using range = decltype(wrong::range());
    constexpr binding_fault f = faults[at];
    static_assert(f != binding_fault::unknown ? true : mistake<name, sample>,
                  "tapeless: run or step: a binding is for something that the program does not have: bind its inputs, "
                  "its scalars and its outputs");
    static_assert(f != binding_fault::other ? true : mistake<name, sample>,
                  "tapeless: run or step: a binding names a leaf of the program in another shape, or with other "
                  "classes, than the program has it: bind the leaf that the program was made of");
    static_assert(f != binding_fault::number ? true : mistake<name, sample>,
                  "tapeless: run or step: a number is bound to something of a larger shape: bind a range");
    static_assert(f != binding_fault::range ? true : mistake<name, range>,
                  "tapeless: run or step: a range is bound to a scalar: bind a number, as in learning_rate = 0.1");
    static_assert(f != binding_fault::integers ? true : mistake<name, range>,
                  "tapeless: run or step: the element type is wrong: class indices are bound as a range of integers");
    static_assert(f != binding_fault::element ? true : mistake<name, range, typename Config::value_type>,
                  "tapeless: run or step: the element type of a range is not the program's: bind a range of that type, "
                  "or take program<..., in<double>>");
    static_assert(f != binding_fault::read_only ? true : mistake<name, range>,
                  "tapeless: run or step: an output is bound to a range of constants: bind one that can be written");
    static_assert(f != binding_fault::rows ? true : mistake<name, range>,
                  "tapeless: run or step: at_rows is for inputs: an output is written sample by sample, bind a range");
    static_assert(f != binding_fault::extent ? true : mistake<name, sample, range>,
                  "tapeless: run or step: the extent of a range is not a whole number of samples: bind as many "
                  "elements as the shape has, times the number of samples");
    return false;
  } else {
    constexpr bool once = Config::bound_at_most_once({&leaf_of_binding<B>...});
    constexpr const symbol* missing = Config::unbound_input({binding_key(leaf_of_binding<B>)...});
    if constexpr (!once)
      static_assert(mistake<shown<leaf_of_binding<B>.leaf>...>,
                    "tapeless: run or step: an input is bound twice: bind each input once; an output that simplifies "
                    "to an input is that input: read it as program[output]");
    else if constexpr (detail::given(missing))
      static_assert(
          mistake<shown<missing>>,
          "tapeless: run or step: an input is not bound: bind every input of the program, as in run(x = values)");
    else if constexpr (!equally_many_samples<B...>())
      static_assert(mistake<shown<leaf_of_binding<B>.leaf>...>,
                    "tapeless: run or step: numbers and ranges of fixed extent hold different numbers of samples: bind "
                    "equally many");
    else if constexpr (!a_sample_for_each_stream<Config, B...>())
      static_assert(mistake<shown<leaf_of_binding<B>.leaf>..., samples_expected<Config::streams>>,
                    "tapeless: run: a call of a program with streams<N> has a sample for each stream, N of them, or "
                    "several, a multiple of N");
    return once && !given(missing) && equally_many_samples<B...>() && a_sample_for_each_stream<Config, B...>();
  }
}

// Whether only the call itself can tell that a binding is fine: its length, its memory, its class indices, its numbers.
template <class Config, class B>
consteval bool is_checked_by_calls() {
  constexpr node n = leaf_of_binding<B>;
  if constexpr (is_leaf(n, ir::role::index)) {
    return true;
  } else if constexpr (B::is_range) {
    return !is_bound_by_calls(n) || B::extent < 0 || !B::holds;
  } else {
    using number = typename B::element;
    return !std::is_integral_v<number> &&
           (is_leaf(n, ir::role::scalar) || sizeof(number) > sizeof(typename Config::value_type));
  }
}
// The error of a call that was accepted, as a type that says whether there can be one.
template <class Config, class... B>
constexpr auto result_of_call(const error& e) noexcept {
  if constexpr ((is_checked_by_calls<Config, B>() || ...)) return result<void>{e};
  else return always_ok{};
}

// True if all bindings are numbers for run-time scalars that the program has.
template <class Config, class... B>
consteval bool accepts_numbers() {
  constexpr bool fine = [] {
    if constexpr ((is_binding<B> && ...))
      return ((is_leaf(leaf_of_binding<B>, ir::role::scalar) && fault_of<Config, B>() == binding_fault::none) && ...);
    else return false;
  }();
  static_assert(fine ? true : mistake<B...>,
                "tapeless: apply(...): only numbers for run-time scalars of the training step are bound here, as in "
                "apply(learning_rate = 0.1): inputs are bound by gradients(...)");
  return fine;
}

// True if a program can run on the threads of an executor.
template <class Config>
consteval bool shares() {
  constexpr bool memory = Config::threads > 0, ordered = Config::assignments > 0,
                 lines = has_lines(engine<Config>::nodes.nodes);
  static_assert(memory ? true : mistake<Config>,
                "tapeless: on(executor): the program has memory for one thread: give it the option threads<N>");
  static_assert(!memory || !ordered ? true : mistake<Config>,
                "tapeless: on(executor): slots that the program assigns move on from sample to sample: its samples "
                "cannot be shared among threads");
  static_assert(!memory || !lines ? true : mistake<Config>,
                "tapeless: on(executor): the delay lines of a live program move on from sample to sample: its samples "
                "cannot be shared among threads");
  return memory && !ordered && !lines;
}

struct parameter_mismatch {
  const symbol *missing = nullptr, *name = nullptr;
  shape first{}, second{};
};
// True if a program has every parameter of this one, in the same shape.
template <class Machine, class Other>
consteval bool parameters_match() {
  constexpr parameter_mismatch found = [] {
    parameter_mismatch r;
    const node* theirs[Other::nodes.nodes.size + 1]{};
    int count = 0;
    for (const node& n : Other::nodes.nodes)
      if (is_leaf(n, ir::role::parameter)) theirs[count++] = &n;
    for (const node& n : Machine::nodes.nodes) {
      if (!is_leaf(n, ir::role::parameter)) continue;
      const node* same = nullptr;
      for (int i = 0; i < count; ++i)
        if (theirs[i]->leaf->hash == n.leaf->hash) same = theirs[i];
      if (!detail::given(same)) r.missing = n.leaf;
      else if (same->shape != n.shape) r.name = n.leaf, r.first = n.shape, r.second = same->shape;
    }
    return r;
  }();
  if constexpr (detail::given(found.missing))
    static_assert(mistake<shown<found.missing>>,
                  "tapeless: parameters are copied by name: the program that they come from has none of this name");
  else if constexpr (given(found.name))
    static_assert(
        mistake<shown<found.name>, shown_shape<found.first>, shown_shape<found.second>>,
        "tapeless: parameters are copied by name: a parameter has another shape in the program that it comes from");
  return !found.missing && !found.name;
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
