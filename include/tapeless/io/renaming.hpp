// Names of one library as names of another.
//
//   {"gru.*", "rnn.*_l0"}     gru.weight_ih -> rnn.weight_ih_l0
//   {"*.scale", "*.weight"}   norm.scale -> norm.weight
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tapeless/base/isa.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

// A name in the program, and what it is called in a file. A * in both stands for the same characters, if any.
struct renaming {
  std::string ours, theirs;
};

namespace detail {

// The name in the file: by the first rule that fits, or else the same.
inline std::string renamed(std::string_view name, const std::vector<renaming>& rules) {
  for (const renaming& r : rules) {
    const std::string_view ours = r.ours;
    const std::size_t star = ours.find('*');
    if (star == ours.npos) {
      if (name == ours) return r.theirs;
      continue;
    }
    const std::string_view head = ours.substr(0, star), tail = ours.substr(star + 1);
    if (name.size() < head.size() + tail.size() || !name.starts_with(head) || !name.ends_with(tail)) continue;
    std::string theirs = r.theirs;
    if (const std::size_t to = theirs.find('*'); to != theirs.npos)
      theirs.replace(to, 1, name.substr(star, name.size() - head.size() - tail.size()));
    return theirs;
  }
  return std::string(name);
}

}  // namespace detail
}  // namespace tapeless::inline TAPELESS_ISA::io
