// Options of save and load, and the result of load.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <tapeless/io/convention.hpp>
#include <tapeless/io/renaming.hpp>
#include <tapeless/io/safetensors_header.hpp>
#include <tapeless/io/scaling.hpp>

namespace tapeless::inline TAPELESS_ISA::io {

enum class contents : unsigned char {
  everything,  // all state and the position of the random numbers: training goes on with the same bits
  model,       // what program<...>{net.parameters()} takes: parameters, and what training leaves behind
  averages     // the model, with the optimiser's moving averages (averaging{}) as its parameters
};

struct save_options {
  contents what = contents::everything;
  convention weights = convention::tapeless;
  std::vector<renaming> rename{};             // the first that fits
  text_map metadata{};                        // of your own, as the epoch
  std::map<std::string, scaling> scalings{};  // of the data, under names of your own
};

struct load_options {
  contents what = contents::everything;
  convention weights = convention::tapeless;
  std::vector<renaming> rename{};
  // Everything that the program has must be in the file; and, with contents::everything, the file must have nothing
  // else and come from the same expression. Otherwise what they have in common is loaded.
  bool strict = true;
};

// The result of load. Names are those in the file.
struct loaded {
  std::vector<std::string> missing;    // of the program, and not in the file: left as it was
  std::vector<std::string> left_over;  // in the file, and not loaded
  text_map metadata;
  std::map<std::string, scaling> scalings;
};

}  // namespace tapeless::inline TAPELESS_ISA::io
