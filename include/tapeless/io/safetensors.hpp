// Files of named tensors in the safetensors format, read and written.
//
//   io::safetensors_reader file("net.safetensors");
//   for (const io::tensor_entry& t : file.header().tensors) ...     // sorted by name
//   std::vector<float> w = file.read<float>("first.weight");        // row by row
//
//   const std::span<const float> numbers(w);
//   io::write_safetensors("net.safetensors", {{"epoch", "7"}}, {io::tensor_of("w", {3, 4}, numbers)});
//
// Whole programs: io/checkpoint.hpp. Reading holds the header and one tensor in memory, writing the header.
#pragma once

#include <tapeless/io/safetensors_reader.hpp>
#include <tapeless/io/safetensors_writer.hpp>
