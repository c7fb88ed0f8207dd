// Last stage of planning: each kernel of the schedule is lowered to code, loops and addresses, and the plan becomes
// data that a program carries. Kernels with equal code refer to the first of them, which alone becomes a type: equal
// layers have equal code, whatever their addresses. Every kernel has a record of numbers.
#pragma once

#include <tapeless/plan/kernel_classes.hpp>

namespace tapeless::inline TAPELESS_ISA {

// Reached in constant evaluation, its name is the message.
inline void tapeless_two_kernels_of_different_code_have_one_hash() {}

// Kernel number `at` of a plan, lowered by the first class that matches it and does not decline.
constexpr ir::lowered lower(const ir::prepared& p, const ir::schedule& s, const ir::memory& m, int at) {
  const ir::kernel& k = s.kernels.at[at];
  ir::lowered l;
  l.kind = ir::kernel_classes::find([&]<class C>() { return C::matches(p, s, k) && C::lower(p, s, m, at, l); }, k.kind);
  return l;
}

namespace detail {

constexpr std::uint64_t hash_of(const ir::lowered& l) {
  std::uint64_t h = mix(mix(static_cast<std::uint64_t>(l.kind), static_cast<std::uint64_t>(l.lanes)),
                        mix(static_cast<std::uint64_t>(l.pointers), static_cast<std::uint64_t>(l.loops)));
  for (const std::uint64_t word : l.words) h = mix(h, word);
  return h;
}

template <class T>
constexpr ir::emitted_code::part append(ir::list<T>& to, const ir::list<T>& from) {
  const int first = to.size;
  for (const T& element : from) to.push(element);
  return {first, from.size};
}

class emitter {
 public:
  ir::emission result;

  constexpr void add(const ir::lowered& l) {
    const int k = result.kernels.size;
    result.kernels.push({code_of(l, k), result.record.size});
    for (const ir::address& a : l.pointers_to) result.record.push(packed(a));
    append(result.record, l.nest);
  }

 private:
  // The number of a kernel's code, which is added if it is new. Hashes only make the search fast.
  constexpr int code_of(const ir::lowered& l, int kernel) {
    const std::uint64_t hash = hash_of(l);
    for (int i = 0; i < result.codes.size; ++i) {
      if (result.codes.at[i].hash != hash) continue;
      if (!equal(result.codes.at[i], l)) tapeless_two_kernels_of_different_code_have_one_hash();
      return i;
    }
    ir::emitted_code c;
    static_cast<ir::code_head&>(c) = l;
    c.kernel = kernel;
    c.hash = hash;
    c.words = append(result.words, l.words);
    c.operations = append(result.operations, l.operations);
    result.codes.push(c);
    return result.codes.size - 1;
  }
  constexpr bool equal(const ir::emitted_code& c, const ir::lowered& l) const {
    if (!(static_cast<const ir::code_head&>(c) == l) || c.words.size != l.words.size) return false;
    for (int i = 0; i < l.words.size; ++i)
      if (result.words.at[c.words.first + i] != l.words.at[i]) return false;
    return true;
  }
};

}  // namespace detail

constexpr ir::emission emit(const ir::prepared& p, const ir::schedule& s, const ir::memory& m) {
  detail::emitter out;
  out.result.record.reserve(48 * s.kernels.size + 64);
  for (int k = 0; k < s.kernels.size; ++k) out.add(lower(p, s, m, k));
  for (int a = 0; a < p.assignments.size; ++a) {
    if (m.direct.at[a]) continue;
    ir::lowered l;
    l.kind = ir::kernel_classes::number_of<detail::copy_kernel>;
    detail::copy_kernel::lower_commit(p, m, p.assignments.at[a], l);
    out.add(l);
  }
  return std::move(out.result);
}

}  // namespace tapeless::inline TAPELESS_ISA
