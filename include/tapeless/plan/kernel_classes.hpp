// The classes of kernels: the one list of them. The first class that matches a kernel lowers it; if it declines, once
// addresses are known, the next one does.
#pragma once

#include <tapeless/plan/kernels/dot.hpp>
#include <tapeless/plan/kernels/fill.hpp>
#include <tapeless/plan/kernels/map.hpp>
#include <tapeless/plan/kernels/opaque.hpp>
#include <tapeless/plan/kernels/product.hpp>
#include <tapeless/plan/kernels/shuffle.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace detail {

template <int N, class First, class... Rest>
struct class_at : class_at<N - 1, Rest...> {};
template <class First, class... Rest>
struct class_at<0, First, Rest...> {
  using type = First;
};

// Not constexpr: reached in constant evaluation, its name is the message.
inline void tapeless_no_class_of_kernels_matches() {}

template <class... Class>
struct class_list {
  template <class Wanted>
  static constexpr int number_of = [] {
    int n = 0;
    (void)((std::is_same_v<Wanted, Class> || (++n, false)) || ...);
    return n;
  }();

  template <int N>
  using at = typename class_at<N, Class...>::type;
  // f.operator()<Class>() with the class of this number.
  template <class F>
  static constexpr auto with(int number, const F& f) {
    return with_first<Class...>(number, f);
  }
  // Whether f.operator()<Class>() is true for a class, and which is the first, from number `begin` on.
  template <class F>
  static constexpr bool any(const F& f) {
    return (f.template operator()<Class>() || ...);
  }
  template <class F>
  static constexpr int find(const F& f, int begin = 0) {
    int n = -1;
    if (!((++n >= begin && f.template operator()<Class>()) || ...)) tapeless_no_class_of_kernels_matches();
    return n;
  }

 private:
  template <class First, class... Rest, class F>
  static constexpr auto with_first(int number, const F& f) {
    if constexpr (sizeof...(Rest) > 0)
      if (number > 0) return with_first<Rest...>(number - 1, f);
    return f.template operator()<First>();
  }
};

}  // namespace detail

namespace ir {
using kernel_classes =
    detail::class_list<detail::fill_kernel, detail::map_kernel, detail::product_kernel, detail::dot_kernel,
                       detail::shuffle_kernel, detail::copy_kernel, detail::opaque_kernel>;
}  // namespace ir

namespace detail {

constexpr int class_of(const ir::prepared& p, const ir::schedule& s, const ir::kernel& k) {
  return ir::kernel_classes::find([&]<class C>() { return C::matches(p, s, k); });
}
// The FLOPs of member i of kernel k.
constexpr long flops_of(const ir::prepared& p, const ir::kernel& k, int i) {
  return p.nodes.at[i].op->flops * ir::kernel_classes::with(k.kind, [&]<class C>() { return C::steps(p, i); });
}
// Those of a plan, run once.
struct flop_counts {
  long all = 0, contractions = 0;
};
constexpr flop_counts flops_of(const ir::prepared& p, const ir::schedule& s) {
  flop_counts r;
  for (int i = 0; i < p.nodes.size; ++i) {
    if (s.kernel_of.at[i] < 0) continue;
    const long flops = flops_of(p, s.kernels.at[s.kernel_of.at[i]], i);
    r.all += flops;
    if (p.nodes.at[i].op->kind == ir::loop::contraction) r.contractions += flops;
  }
  return r;
}
// Whether a reader can take the elements of node q, the core of a kernel, from registers.
constexpr bool feeds(const ir::prepared& p, int q) {
  return ir::kernel_classes::any([&]<class C>() { return C::feeds(p, q); });
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA
