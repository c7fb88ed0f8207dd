// A growing array for constant evaluation and run time, and `frozen`, which stores a result made of lists in static
// arrays.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA {
namespace ir {

// Elements are read as list.at[i]: compilers evaluate a subscript of a pointer in a fraction of the time and steps of a
// call. Copying copies the elements; a list that borrows an array does not free it.
template <class T>
class list {
 public:
  using element = T;

  T* at = nullptr;
  int size = 0;

  constexpr list() = default;
  constexpr explicit list(int count) : size(count), capacity_(count) {
    if (count > 0) at = new T[static_cast<std::size_t>(count)]{};
  }
  constexpr list(list&& from) noexcept { swap(from); }
  constexpr list(const list& from) {
    reserve(from.size);
    for (const T& e : from) push(e);
  }
  // Not by value: g++ 12 does not destroy such a parameter in constant evaluation.
  constexpr list& operator=(list&& from) noexcept {
    swap(from);
    return *this;
  }
  constexpr list& operator=(const list& from) {
    list same(from);
    swap(same);
    return *this;
  }
  constexpr ~list() { clear(); }

  constexpr T* begin() const { return at; }
  constexpr T* end() const { return at + size; }
  constexpr T& operator[](int i) const { return at[i]; }
  constexpr T& back() const { return at[size - 1]; }

  constexpr void push(const T& e) {
    if (size == capacity_) {
      const T kept = e;  // e may be an element of this list
      reserve(size ? 2 * size : 16);
      at[size++] = kept;
    } else {
      at[size++] = e;
    }
  }
  constexpr bool holds(const T& wanted) const {
    for (const T& e : *this)
      if (e == wanted) return true;
    return false;
  }
  constexpr int capacity() const { return capacity_; }
  // Makes room for `count` elements; those after the last one have the value T{}.
  constexpr void reserve(int count) {
    if (count <= capacity_) return;
    T* larger = new T[static_cast<std::size_t>(count)]{};
    for (int i = 0; i < size; ++i) larger[i] = at[i];
    if (capacity_) delete[] at;
    at = larger;
    capacity_ = count;
  }
  constexpr void clear() {
    if (capacity_) delete[] at;
    at = nullptr;
    size = capacity_ = 0;
  }
  // Refers to elements that another object owns.
  constexpr void borrow(T* elements, int count) {
    clear();
    at = elements;
    size = count;
  }

  friend constexpr bool operator==(const list& a, const list& b) {
    if (a.size != b.size) return false;
    for (int i = 0; i < a.size; ++i)
      if (!(a.at[i] == b.at[i])) return false;
    return true;
  }

 private:
  // By hand: std::swap would be one more function for each list, with what it asks of its type.
  constexpr void swap(list& other) noexcept {
    T* const elements = at;
    const int count = size, room = capacity_;
    at = other.at, size = other.size, capacity_ = other.capacity_;
    other.at = elements, other.size = count, other.capacity_ = room;
  }

  int capacity_ = 0;  // 0 if the elements are borrowed
};

// A growing array whose elements never move.
template <class T>
class stable_list {
 public:
  constexpr explicit stable_list(int first) : first_(first) { block_[0] = new T[static_cast<std::size_t>(first)]; }
  constexpr ~stable_list() {
    for (int i = 0; i < blocks_; ++i) delete[] block_[i];
  }
  stable_list(const stable_list&) = delete;
  stable_list& operator=(const stable_list&) = delete;

  constexpr int size() const { return size_; }
  constexpr T& operator[](int i) const {
    return i < first_ ? block_[0][i] : block_[1 + (i - first_) / block_size][(i - first_) % block_size];
  }
  constexpr void push(const T& element) {
    if (size_ >= first_ + (blocks_ - 1) * block_size) block_[blocks_++] = new T[block_size];
    (*this)[size_++] = element;
  }

 private:
  static constexpr int block_size = 128, max_blocks = 256;  // as many as a short counts

  T* block_[max_blocks]{};
  int size_ = 0, first_ = 0, blocks_ = 1;
};

// The capacities of the lists of a result.
template <int... N>
struct sizes {};

}  // namespace ir

namespace detail {

template <class... T>
struct element_types {
  static constexpr int count = sizeof...(T);
};
struct element_types_of {
  template <class... L>
  constexpr auto operator()(L&...) const {
    return element_types<typename L::element...>{};
  }
};

template <int I, class T, int N>
struct frozen_array {
  T at[N > 0 ? N : 1]{};
};
template <class R, class Places, class Types, class Sizes>
struct frozen_arrays;
template <class R, int... I, class... T, int... N>
struct frozen_arrays<R, std::integer_sequence<int, I...>, element_types<T...>, ir::sizes<N...>>
    : frozen_array<I, T, N>... {
  R numbers{};  // the result without the elements of its lists
  int size[sizeof...(T) + 1]{};
  bool fits = true;

  constexpr explicit frozen_arrays(R from) {
    from.lists([&](auto&... l) { (take<I, T, N>(l), ...); });
    numbers = std::move(from);
  }
  constexpr R value() const {
    R r = numbers;
    r.lists([&](auto&... l) { (l.borrow(const_cast<T*>(frozen_array<I, T, N>::at), size[I]), ...); });  // only read
    return r;
  }

 private:
  template <int K, class E, int Capacity>
  constexpr void take(ir::list<E>& from) {
    size[K] = from.size;
    fits = fits && from.size <= Capacity;
    for (int i = 0; i < from.size && i < Capacity; ++i) frozen_array<K, E, Capacity>::at[i] = from.at[i];
    from.clear();
  }
};

template <class F>
struct freezing {
  using result = decltype(F::make());
  using types = decltype(std::declval<result&>().lists(element_types_of{}));
  using places = std::make_integer_sequence<int, types::count>;

  template <class Sizes>
  using arrays = frozen_arrays<result, places, types, Sizes>;
  static constexpr arrays<typename F::guess> first{F::make()};

  template <int... I>
  static constexpr auto fitting(std::integer_sequence<int, I...>) {
    return ir::sizes<first.size[I]...>{};
  }
};
template <class F, bool Fits>
struct frozen_result {
  static constexpr const auto& arrays = freezing<F>::first;
};
template <class F>
struct frozen_result<F, false> {
  using fitting = decltype(freezing<F>::fitting(typename freezing<F>::places{}));
  static constexpr typename freezing<F>::template arrays<fitting> arrays{F::make()};
};

}  // namespace detail

// What F::make() returns, as a constant: a struct of numbers and lists, which its member lists(f) passes to f. The
// arrays have room for F::guess elements, ir::sizes<N...>; if one is too small, make() is evaluated a second time.
namespace ir {
template <class F>
inline constexpr typename detail::freezing<F>::result frozen =
    detail::frozen_result<F, detail::freezing<F>::first.fits>::arrays.value();

}  // namespace ir

}  // namespace tapeless::inline TAPELESS_ISA
